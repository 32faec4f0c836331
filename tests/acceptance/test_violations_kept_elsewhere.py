"""Three real tables: nearly every row comes in, the counts are the file's own, and nothing becomes an act of ours."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tests.acceptance.conftest import Taken, by, months
from traffic_police.accounts.models import Officer
from traffic_police.cases.chains import verify
from traffic_police.cases.models import Case, CaseEvent
from traffic_police.cases.queries import open_cases
from traffic_police.registry.models import ImportStatus
from traffic_police.reports import rolling
from traffic_police.reports.models import FigureDay
from violations.models import Violation

NAMED_REASONS = {"no_readable_date", "date_in_future", "no_place_and_no_offence"}
Row = dict[str, str]


def rows_of(path: Path) -> list[Row]:
    """The file as a plain CSV reader sees it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def month_first(row: Row) -> str:
    month, _day, year = row["Date Of Stop"].split("/")
    return f"{year}-{month}"


SHAPES = [
    pytest.param("montgomery_md_a.csv", "police-stops", month_first, "SubAgency", "Violation Type", id="montgomery"),
    pytest.param(
        "mississauga_parking_2016.csv", "parking-tickets", lambda row: row["DAY"][:7], "", "OFFENSETYPE",
        id="mississauga",
    ),
    pytest.param(
        "cn_violation_samples.csv", "mainland-enquiry", lambda row: row["违法时间"][:7], "处理机关/城市", "处理标记",
        id="mainland",
    ),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("name", "mapping", "month", "unit", "kind"), SHAPES)
def test_a_real_table_comes_in_with_the_counts_of_the_file_and_never_as_ours(
    acceptance_data: Path, take: Taken, administrator: Officer, name: str, mapping: str,
    month: Callable[[Row], str], unit: str, kind: str,
) -> None:  # fmt: skip
    path = acceptance_data / "violations" / name
    rows = rows_of(path)
    run = take(path, mapping)
    assert run.status == ImportStatus.DONE, run.refusal
    assert run.rows_read == len(rows)
    assert run.inserted >= 0.99 * len(rows)
    assert set(run.refused_by_reason) <= NAMED_REASONS
    if not run.refused:
        assert months() == Counter(month(row) for row in rows)
        assert by("source_type") == Counter(row[kind] for row in rows)
        assert by("source_unit") == Counter(row[unit] if unit else "" for row in rows)
    second = take(path, mapping)
    assert (second.inserted, second.unchanged) == (0, run.inserted)
    assert Case.objects.count() == run.inserted == CaseEvent.objects.count()
    never_ours(administrator, run.inserted)
    assert list(verify()) == []


def never_ours(administrator: Officer, count: int) -> None:
    """Neither on the board nor in a figure, but for the one that says what was imported."""
    at = timezone.now()
    assert not open_cases(administrator, at=at).exists()
    assert set(Case.objects.values_list("origin", "status", "stage")) == {("imported", "imported", "closed")}
    assert not Violation.objects.exclude(penalty="", fine=0, points=0, handled_at=None).exists()
    with transaction.atomic():
        rolling.hold()
        rolling.settle_all()
    figures: Counter[str] = Counter()
    for figure, cases in FigureDay.objects.filter(cases__gt=0).values_list("figure", "cases"):
        figures[figure] += cases
    assert figures == {"imported": count}


@pytest.mark.slow
def test_the_hour_of_a_parking_ticket_comes_from_the_column_with_the_wrong_date(
    acceptance_data: Path, take: Taken
) -> None:
    path = acceptance_data / "violations" / "mississauga_parking_2016.csv"
    rows = rows_of(path)
    take(path, "parking-tickets")
    hours = Counter(timezone.localtime(when).hour for when in Violation.objects.values_list("occurred_at", flat=True))
    assert hours == Counter(int(row["TIME"][11:13]) if row["TIME"] else 0 for row in rows)


def test_mainland_places_keep_their_words_and_get_their_kilometre(acceptance_data: Path, take: Taken) -> None:
    take(acceptance_data / "violations" / "cn_violation_samples.csv", "mainland-enquiry")
    marked = Violation.objects.filter(facts__has_key="km").annotate(place=F("case__place"))
    read: dict[Any, Any] = {row.place: (row.road, row.facts["km"], row.facts["m"]) for row in marked}
    assert read["佛山一环路41公里460米(南线东往西)"] == ("佛山一环路", 41, 460)
    assert read["岳临高速530km+800m"] == ("岳临高速", 530, 800)
    assert read["325国道39公里350米"] == ("325国道", 39, 350)
    assert "G3566公里600米至G3541公里900米" not in read
