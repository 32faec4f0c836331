"""The offence table in the database: synced from the reference file, searched by officers."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import factories
from violations import queries, services
from violations.models import Offence
from violations.rules import load_offences
from violations.syncing import initials, sync_offences

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


def test_every_row_of_the_file_is_there_and_a_second_sync_changes_nothing():
    assert Offence.objects.count() == len(load_offences())
    assert sync_offences() == "unchanged"


def test_a_row_that_was_changed_by_hand_comes_back_from_the_file():
    Offence.objects.filter(key="1625").update(points=3)

    assert sync_offences() == "0 added, 1 renewed"
    assert Offence.objects.get(key="1625").points == 6


def test_a_code_filled_into_a_blank_row_stays(police):
    row = Offence.objects.filter(code="").first()
    services.fill_code(police, row, "99871")
    sync_offences()

    row.refresh_from_db()
    assert row.code == "99871"


@pytest.mark.parametrize("code", ["12", "abcd", "1625"])
def test_a_wrong_or_taken_code_is_not_filled_in(police, code):
    row = Offence.objects.filter(code="").first()
    with pytest.raises(services.InputRefused):
        services.fill_code(police, row, code)


@pytest.mark.parametrize(("word", "letters"), [("醉驾", "zj"), ("闯红灯", "chd"), ("C1证", "c1z")])
def test_initials_of_words(word, letters):
    assert initials(word) == letters


@pytest.mark.parametrize("word", ["zj", "jj", "chd", "wt", "aqd", "cs"])
def test_what_officers_say_finds_codes_by_its_initials(word):
    assert queries.find_offences(word, on=TODAY).rows


def test_drunk_and_drinking_have_different_short_words():
    drunk = {row.key for row in queries.find_offences("zj", on=TODAY).rows if row.category == "drink_driving"}
    drinking = {row.key for row in queries.find_offences("jj", on=TODAY).rows if row.category == "drink_driving"}

    assert "6032" in drunk - drinking
    assert "6034" in drinking - drunk


def test_the_code_itself_comes_first():
    assert queries.find_offences("1039", on=TODAY).rows[0].key == "1039"


def test_a_category_narrows_the_search():
    rows = queries.find_offences("", on=TODAY, category="parking").rows

    assert rows
    assert {row.category for row in rows} == {"parking"}


def test_the_ten_most_used_codes_of_a_squad(police):
    for _count in range(2):
        factories.served(police)
    factories.exempted(police, plate="鲁Q00009")
    since = factories.now() - dt.timedelta(days=90)

    used = queries.most_used({police.unit_id}, since=since, on=TODAY)
    assert [row.key for row in used] == ["1625", "1120"]
    assert queries.most_used({factories.squad("三中队").pk}, since=since, on=TODAY) == []
