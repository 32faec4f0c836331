"""Events as sentences: from what they stored, and never a crash."""

from __future__ import annotations

import json

import pytest

from traffic_police.cases import sentences
from traffic_police.cases.kinds import CaseKind
from traffic_police.cases.models import CaseEvent


def event(act: str, **values: object) -> CaseEvent:
    return CaseEvent(act=act, body=json.dumps(values))


@pytest.fixture(autouse=True)
def _kind(kind_registered: CaseKind) -> None:
    pass


def test_stored_values_make_the_sentence() -> None:
    found = sentences.parts(
        event("begin", actor_name="刘国栋", plate="鲁Q12345", plate_kind="01", place="人民路"), "trial"
    )
    assert found[0].text == "刘国栋"
    assert found[0].bold
    plate = next(part.plate for part in found if part.plate)
    assert (plate.number, plate.kind) == ("鲁Q12345", "01")


def test_both_officers_are_named() -> None:
    assert "刘国栋" in sentences.sentence(event("check", actor_name="刘国栋", second_name="孙立伟"), "trial")
    assert "孙立伟" in sentences.sentence(event("check", actor_name="刘国栋", second_name="孙立伟"), "trial")


def test_a_choice_is_shown_by_its_label() -> None:
    assert "Left" in sentences.sentence(event("handle", actor_name="刘", word="x", way="left"), "trial")


def test_missing_values_are_shown_as_missing() -> None:
    assert sentences.sentence(event("handle", actor_name="刘"), "trial").endswith("—, —.")


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', '{"word": {"a": [1, null]}}', '{"way": ["left"]}',
                                  '{"word": "9999-99-99T99:99:99Z"}', '{"plate": {"x": 1}}'])  # fmt: skip
def test_no_stored_body_breaks_the_timeline(body: str) -> None:
    for act in ("begin", "handle", "unknown"):
        assert sentences.sentence(CaseEvent(act=act, body=body), "trial")


def test_braces_in_values_are_only_text() -> None:
    assert "{actor}" in sentences.sentence(event("handle", actor_name="刘", word="{actor}"), "trial")


def test_times_are_shown_in_shanghai() -> None:
    assert sentences.shown("2026-11-20T01:12:00+00:00") == "2026-11-20 09:12"
