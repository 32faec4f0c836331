"""The roll-up equals the full scan, whatever acts come in whatever order."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from traffic_police.reports import rolling
from traffic_police.reports.models import CaseChange, FigureDay
from traffic_police.reports.settling import settle

from .conftest import Brigade, moment

START, END = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
NOW = moment("2026-11-30")


def value(figure: str, day: str, unit: Any) -> Decimal | None:
    row = FigureDay.objects.filter(figure=figure, day=day, unit=unit, cases__gt=0).first()
    return row.value if row else None


def same() -> None:
    assert rolling.rolled(START, END) == rolling.scan(START, END)


def test_a_fine_counts_on_the_day_it_was_decided(brigade: Brigade) -> None:
    brigade.fined(brigade.first, moment("2026-11-20", "23:59"), fine=150, category="drink_driving")
    settle(at=NOW)
    assert value("handled", "2026-11-20", brigade.first) == 1
    assert value("fine_sum", "2026-11-20", brigade.first) == 150
    assert value("key_drink_driving", "2026-11-20", brigade.first) == 1
    assert value("handled", "2026-11-21", brigade.first) is None
    same()


def test_a_hand_over_moves_the_figures_of_the_old_day_to_the_new_unit(brigade: Brigade) -> None:
    case = brigade.heard(brigade.first, moment("2026-11-20"))
    settle(at=NOW)
    assert value("recorded", "2026-11-20", brigade.first) == 1
    brigade.hand_over(case, brigade.second, moment("2026-11-22"))
    settle(at=NOW)
    assert value("recorded", "2026-11-20", brigade.first) is None
    assert value("recorded", "2026-11-20", brigade.second) == 1
    same()


def test_an_annulled_decision_leaves_the_figures_of_its_day(brigade: Brigade) -> None:
    case = brigade.fined(brigade.first, moment("2026-11-20"))
    settle(at=NOW)
    brigade.annul(case, moment("2026-11-25"))
    settle(at=NOW)
    assert value("handled", "2026-11-20", brigade.first) is None
    assert value("fine_sum", "2026-11-20", brigade.first) is None
    same()


def test_filing_is_dated_to_the_day_on_which_its_two_working_days_end(brigade: Brigade) -> None:
    in_time = brigade.fined(brigade.first, moment("2026-11-20"))  # a Friday: due on Tuesday
    brigade.fined(brigade.first, moment("2026-11-20"))
    brigade.file(in_time, moment("2026-11-23"))
    settle(at=NOW)
    row = FigureDay.objects.get(figure="filed_in_time", day="2026-11-24", unit=brigade.first)
    assert (row.value, row.base) == (1, 2)
    same()


def test_a_payment_counts_as_in_time_by_the_day_it_was_paid_not_marked(brigade: Brigade) -> None:
    case = brigade.fined(brigade.first, moment("2026-11-02"))
    brigade.pay(case, "2026-11-17", moment("2026-11-25"))
    settle(at=NOW)
    row = FigureDay.objects.get(figure="paid_in_time", day="2026-11-17", unit=brigade.first)
    assert (row.value, row.base) == (1, 1)
    assert value("paid_sum", "2026-11-17", brigade.first) == 50
    same()


def test_speeding_is_a_key_violation_from_exactly_half_over(brigade: Brigade) -> None:
    for measured in (89, 90):
        facts = {"speed_measured": measured, "speed_limit": 60}
        brigade.fined(brigade.first, moment("2026-11-20"), category="speeding", facts=facts)
    settle(at=NOW)
    assert value("key_speeding", "2026-11-20", brigade.first) == 1
    assert value("key", "2026-11-20", brigade.first) == 1


def test_an_exempted_first_violation_needs_its_record_of_education(brigade: Brigade) -> None:
    brigade.exempted(brigade.first, moment("2026-11-20"))
    case = brigade.heard(brigade.first, moment("2026-11-20"), exemption_grounds=["first_violation"])
    brigade.move(
        case,
        "exempt",
        moment("2026-11-20"),
        outcome="exempt",
        exemption_ground="first_violation",
        handled_at=moment("2026-11-20"),
    )
    settle(at=NOW)
    row = FigureDay.objects.get(figure="first_exempted", day="2026-11-20", unit=brigade.first)
    assert (row.value, row.base) == (1, 2)


def test_imported_records_never_count_as_our_acts(brigade: Brigade) -> None:
    brigade.stop(brigade.first, moment("2026-11-20"), channel="imported")
    settle(at=NOW)
    assert set(FigureDay.objects.filter(cases__gt=0).values_list("figure", flat=True)) == {"imported"}


def test_an_act_that_is_rolled_back_leaves_no_change_behind(brigade: Brigade) -> None:
    before = CaseChange.objects.count()
    with pytest.raises(ZeroDivisionError):
        _stop_and_fail(brigade)
    assert CaseChange.objects.count() == before


def _stop_and_fail(brigade: Brigade) -> None:
    from django.db import transaction

    with transaction.atomic():
        brigade.stop(brigade.first, moment("2026-11-20"))
        raise ZeroDivisionError


def _random_act(brigade: Brigade, dice: random.Random, cases: list[Any], at: dt.datetime) -> None:
    unit = dice.choice([brigade.first, brigade.second, brigade.brigade])
    if not cases or dice.random() < 0.35:
        maker = dice.choice([brigade.fined, brigade.heard, brigade.exempted, brigade.stop])
        cases.append(maker(unit, at))
        return
    case = dice.choice(cases)
    case.refresh_from_db()
    act = dice.choice(["hand_over", "annul", "file", "pay", "withdraw", "late"])
    if act == "hand_over" and case.stage != "closed":
        brigade.hand_over(case, unit, at)
    elif act == "annul" and case.status in ("decided", "served"):
        brigade.annul(case, at)
    elif act in ("file", "pay") and case.status == "served":
        brigade.file(case, at) if act == "file" else brigade.pay(case, f"{at - dt.timedelta(days=3):%Y-%m-%d}", at)
    elif act == "withdraw" and case.status in ("discovered", "heard"):
        brigade.move(case, "withdraw", at, outcome="withdrawn")
    elif act == "late" and case.status == "discovered":
        happened = at - dt.timedelta(hours=1)
        brigade.move(case, "release", happened, recorded=at, outcome="oral_warning", handled_at=happened)


@pytest.mark.parametrize("seed", range(6))
def test_roll_up_equals_full_scan_after_random_acts(brigade: Brigade, seed: int) -> None:
    dice = random.Random(seed)
    cases: list[Any] = []
    at = moment("2026-03-01")
    for _ in range(60):
        at += dt.timedelta(hours=dice.randint(1, 60))
        _random_act(brigade, dice, cases, at)
        if dice.random() < 0.2:
            settle(at=at)
    settle(at=at)
    same()
    before = rolling.rolled(START, END)
    rolling.rebuild()
    assert rolling.rolled(START, END) == before


def test_settling_costs_the_same_queries_for_one_case_and_for_many(
    brigade: Brigade, django_assert_num_queries: Any
) -> None:
    def queries(count: int) -> int:
        for _ in range(count):
            brigade.fined(brigade.first, moment("2026-11-20"))
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            settle(at=NOW)
        return len(captured)

    queries(1)
    assert queries(1) == queries(10)
