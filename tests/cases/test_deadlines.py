"""Deadlines: pure counting, rows, and years that have no calendar yet."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.trial import People, begin
from traffic_police.cases import deadlines as clocks
from traffic_police.cases.kinds import Unit
from traffic_police.cases.models import CalendarYear, Case, Deadline
from traffic_police.cases.performing import perform
from traffic_police.cases.rules.periods import (
    SHANGHAI,
    DayCalendar,
    NoCalendar,
    add_working_days,
    due,
    working_days_between,
)
from traffic_police.cases.syncing import REFERENCE, load_calendar_year, read_calendar

YEARS = read_calendar(REFERENCE / "calendar.csv")
CALENDAR = DayCalendar({day: works for _source, days in YEARS.values() for day, works, _name in days}, frozenset(YEARS))
DAYS = st.dates(dt.date(2010, 1, 5), dt.date(2026, 9, 1))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def last_day(start: str, amount: int, unit: Unit, *, roll: bool = False) -> dt.date:
    end = due(at(start), amount, unit, CALENDAR, roll_forward=roll)
    assert end.at is not None
    return end.at.astimezone(SHANGHAI).date()


@given(DAYS, st.integers(0, 40))
def test_more_working_days_never_end_earlier(day: dt.date, amount: int) -> None:
    assert add_working_days(day, amount, CALENDAR) < add_working_days(day, amount + 1, CALENDAR)


@given(DAYS, st.integers(0, 40))
def test_a_later_start_never_ends_earlier(day: dt.date, amount: int) -> None:
    later = add_working_days(day + dt.timedelta(days=1), amount, CALENDAR)
    assert add_working_days(day, amount, CALENDAR) <= later


@given(DAYS, st.integers(1, 40))
def test_working_days_end_on_a_working_day_and_count_back(day: dt.date, amount: int) -> None:
    end = add_working_days(day, amount, CALENDAR)
    assert CALENDAR.works(end)
    assert working_days_between(day, end, CALENDAR) == amount


@given(DAYS, st.integers(1, 60))
def test_a_rolled_period_ends_on_a_working_day_and_never_early(day: dt.date, amount: int) -> None:
    start = dt.datetime.combine(day, dt.time(9), SHANGHAI)
    plain = due(start, amount, Unit.CALENDAR_DAY, CALENDAR).at
    rolled = due(start, amount, Unit.CALENDAR_DAY, CALENDAR, roll_forward=True).at
    assert plain is not None
    assert rolled is not None
    assert rolled >= plain
    assert CALENDAR.works(rolled.astimezone(SHANGHAI).date())


@given(st.dates(dt.date(2010, 1, 5), dt.date(2024, 1, 1)), st.integers(1, 30), st.sampled_from(list(Unit)))
def test_the_safe_date_is_never_after_the_real_one(day: dt.date, amount: int, unit: Unit) -> None:
    start = dt.datetime.combine(day, dt.time(23, 59), SHANGHAI)
    known = due(start, amount, unit, CALENDAR, roll_forward=True)
    unknown = due(start, amount, unit, DayCalendar(), roll_forward=True)
    assert known.at is not None
    assert unknown.earliest <= known.at


@pytest.mark.parametrize(
    ("start", "amount", "unit", "roll", "expected", "why"),
    [
        ("2026-09-21 10:00", 15, Unit.WORKING_DAY, False, "2026-10-19",
         "105 art. 81: 中秋 25–27 and 国庆 1–7 October are off; 20 September and 10 October are worked"),
        ("2026-09-30 23:59", 2, Unit.WORKING_DAY, False, "2026-10-09", "two working days over 国庆"),
        ("2026-10-09 10:00", 1, Unit.WORKING_DAY, False, "2026-10-10", "Saturday 10 October is worked (调休)"),
        ("2026-09-18 10:00", 1, Unit.WORKING_DAY, False, "2026-09-20", "Sunday 20 September is worked (调休)"),
        ("2026-09-20 10:00", 15, Unit.CALENDAR_DAY, True, "2026-10-08", "payment: 5 October is 国庆, rolled forward"),
        ("2026-11-05 10:00", 15, Unit.CALENDAR_DAY, True, "2026-11-20", "payment: a Friday, no rolling"),
        ("2026-11-06 10:00", 15, Unit.CALENDAR_DAY, True, "2026-11-23", "payment: a Saturday, to Monday"),
        ("2026-09-25 10:00", 15, Unit.CALENDAR_DAY, True, "2026-10-10", "a worked Saturday is no day off"),
        ("2026-01-31 10:00", 1, Unit.MONTH, False, "2026-02-28", "a shorter month ends on its last day"),
        ("2024-01-31 10:00", 1, Unit.MONTH, False, "2024-02-29", "also in a leap year"),
        ("2026-11-20 00:00", 15, Unit.CALENDAR_DAY, False, "2026-12-05", "the first day is not counted"),
        ("2026-11-20 23:59", 15, Unit.CALENDAR_DAY, False, "2026-12-05", "however late it was"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) > 16 else "",
)  # fmt: skip
def test_periods_of_the_articles(start: str, amount: int, unit: Unit, roll: bool, expected: str, why: str) -> None:
    assert last_day(start, amount, unit, roll=roll) == dt.date.fromisoformat(expected), why


def test_hours_run_from_the_minute() -> None:
    assert due(at("2026-10-01 08:30"), 24, Unit.HOUR, CALENDAR).at == at("2026-10-02 08:30")


def test_a_day_period_ends_with_the_last_second_in_shanghai() -> None:
    end = due(dt.datetime(2026, 11, 20, 17, tzinfo=dt.UTC), 1, Unit.CALENDAR_DAY, CALENDAR).at
    assert end == at("2026-11-22 23:59:59")


def test_sixty_days_that_end_in_a_year_without_calendar_are_undetermined() -> None:
    end = due(at("2026-11-20 10:00"), 60, Unit.CALENDAR_DAY, CALENDAR, roll_forward=True)
    assert (end.at, end.missing_year) == (None, 2027)
    assert end.earliest == at("2027-01-19 23:59:59")


def test_a_year_without_calendar_is_not_guessed() -> None:
    with pytest.raises(NoCalendar):
        CALENDAR.works(dt.date(2027, 3, 3))


def test_a_negative_period_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        due(at("2026-11-20 10:00"), -1, Unit.HOUR, CALENDAR)


@pytest.fixture
def undetermined(people: People, at: dt.datetime) -> Case:
    """A case whose fifteen working days end in a year whose calendar is not loaded."""
    CalendarYear.objects.all().delete()
    clocks.forget_calendar()
    case = begin(people, at)
    yield case
    clocks.forget_calendar()


def test_without_a_calendar_the_deadline_waits_and_the_act_goes_on(undetermined: Case, at: dt.datetime) -> None:
    row = Deadline.objects.get(case=undetermined)
    assert row.due_at is None
    assert row.missing_year == at.astimezone(SHANGHAI).year
    assert undetermined.due_at == row.earliest_at


def test_an_undetermined_deadline_can_be_met(undetermined: Case, people: People, at: dt.datetime) -> None:
    perform(people.owner, "handle", undetermined, at=at)
    assert Deadline.objects.get(case=undetermined, rule="working").met_at == at


def test_loading_the_calendar_settles_what_waited(undetermined: Case, at: dt.datetime) -> None:
    year = at.astimezone(SHANGHAI).year
    settled = load_calendar_year(year, "test", []) + load_calendar_year(year + 1, "test", [])
    assert settled >= 1
    row = Deadline.objects.get(case=undetermined)
    assert row.missing_year is None
    assert row.due_at is not None
    assert Case.objects.get(pk=undetermined.pk).due_at == row.due_at


def test_another_process_that_loads_a_year_is_noticed(people: People) -> None:
    known = clocks.calendar()
    clocks.forget_calendar()
    assert clocks.calendar() is not known
    assert clocks.calendar().years == known.years


def test_overdue_is_computed_from_the_due_time(people: People, case: Case, at: dt.datetime, api: Any) -> None:
    from traffic_police.cases.filters import CaseFilter
    from traffic_police.cases.queries import filtered, open_cases, progress

    later = at + dt.timedelta(days=90)
    assert list(filtered(people.owner, CaseFilter(overdue=True), at=later)) == [case]
    assert not list(filtered(people.owner, CaseFilter(overdue=True), at=at))
    assert progress(people.owner, at=later).overdue == 1
    assert progress(people.owner, at=at).stages["accepted"] == 1
    assert list(open_cases(people.owner, at=at)) == [case]
