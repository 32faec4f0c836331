"""Days, ISO weeks and months, and what they are compared with."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traffic_police.reports.periods import (
    Base,
    Kind,
    Period,
    compare,
    containing,
    due_periods,
    end_moment,
    last_year,
    percentile,
    points_apart,
    previous,
    rate,
    start_moment,
    to_date,
)

from .conftest import SHANGHAI, moment

DAYS = st.dates(dt.date(2001, 1, 1), dt.date(2090, 12, 31))
KINDS = st.sampled_from(Kind)
DAY = dt.timedelta(days=1)


@given(KINDS, DAYS)
def test_a_period_holds_its_day_and_its_neighbours_touch_it(kind: Kind, day: dt.date) -> None:
    period = containing(kind, day)
    assert period.start <= day <= period.end
    assert previous(period).end + DAY == period.start
    assert containing(kind, period.next_start).start == period.end + DAY


@given(KINDS, DAYS)
def test_periods_of_a_kind_never_overlap(kind: Kind, day: dt.date) -> None:
    period, other = containing(kind, day), containing(kind, day + DAY)
    assert period == other or period.end < other.start


@given(DAYS)
def test_last_years_week_is_a_whole_iso_week_of_the_year_before(day: dt.date) -> None:
    week = containing(Kind.WEEKLY, day)
    other = last_year(week)
    assert (other.start.isoweekday(), other.days) == (1, 7)
    year, number, _ = week.start.isocalendar()
    assert other.start.isocalendar().year == year - 1
    assert other.start.isocalendar().week in (number, 52)


@given(DAYS)
def test_last_years_day_has_the_same_date_except_on_29_february(day: dt.date) -> None:
    other = last_year(containing(Kind.DAILY, day)).start
    assert (other.year, other.month) == (day.year - 1, day.month)
    assert other.day == (28 if (day.month, day.day) == (2, 29) else day.day)


@given(KINDS, DAYS, st.integers(0, 30))
def test_a_part_of_a_period_is_compared_with_as_many_days(kind: Kind, day: dt.date, more: int) -> None:
    whole = containing(kind, day)
    part = to_date(whole, whole.start + more * DAY)
    for other in (previous(part), last_year(part)):
        assert other.days <= max(part.days, other.days if part == whole else 0)
        assert other.start == containing(kind, other.start).start


def test_29_february_meets_28_february() -> None:
    assert last_year(containing(Kind.DAILY, dt.date(2024, 2, 29))).start == dt.date(2023, 2, 28)


def test_week_53_meets_the_last_week_of_a_year_that_has_52() -> None:
    week = containing(Kind.WEEKLY, dt.date(2026, 12, 30))
    assert week.start.isocalendar().week == 53
    assert last_year(week).start == dt.date(2025, 12, 22)


def test_week_1_may_begin_in_the_old_year() -> None:
    assert containing(Kind.WEEKLY, dt.date(2026, 1, 1)).start == dt.date(2025, 12, 29)
    assert last_year(containing(Kind.WEEKLY, dt.date(2026, 1, 1))).start == dt.date(2024, 12, 30)


def test_a_month_to_date_is_compared_with_the_same_number_of_days() -> None:
    part = to_date(containing(Kind.MONTHLY, dt.date(2026, 3, 31)), dt.date(2026, 3, 23))
    assert previous(part) == Period(dt.date(2026, 2, 1), dt.date(2026, 2, 23), Kind.MONTHLY)
    assert last_year(part) == Period(dt.date(2025, 3, 1), dt.date(2025, 3, 23), Kind.MONTHLY)


def test_thirty_days_of_march_meet_the_whole_of_february_and_no_more() -> None:
    part = to_date(containing(Kind.MONTHLY, dt.date(2026, 3, 1)), dt.date(2026, 3, 30))
    assert previous(part) == Period(dt.date(2026, 2, 1), dt.date(2026, 2, 28), Kind.MONTHLY)


def test_whole_months_of_unequal_length_are_compared_whole() -> None:
    assert previous(containing(Kind.MONTHLY, dt.date(2026, 2, 1))).days == 31


@pytest.mark.parametrize(
    ("now", "before", "base", "percent"),
    [
        (0, 0, Base.NONE, None),
        (5, 0, Base.NEW, None),
        (0, 5, Base.KNOWN, Decimal("-100.0")),
        (2316, 2136, Base.KNOWN, Decimal("8.4")),
        (1, 3, Base.KNOWN, Decimal("-66.7")),
        (2001, 2000, Base.KNOWN, Decimal("0.1")),
        (4001, 4000, Base.KNOWN, Decimal("0.0")),
    ],
)
def test_comparisons_have_a_base_or_say_so(now: int, before: int, base: Base, percent: Decimal | None) -> None:
    found = compare(now, before)
    assert (found.base, found.percent) == (base, percent)


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_comparison_is_exact_before_it_is_rounded(now: int, before: int) -> None:
    ratio = compare(now, before).ratio
    assert ratio is not None
    assert before * (1 + ratio) == now


def test_rates_differ_in_percentage_points() -> None:
    assert rate(1, 3) == Decimal("33.3")
    assert rate(0, 0) is None
    assert points_apart(rate(1, 2), rate(2, 3)) == Decimal("-16.7")
    assert points_apart(rate(1, 2), None) is None


def test_percentiles_come_from_the_added_histogram() -> None:
    histogram = {0: 5, 3: 4, 15: 1}
    assert percentile(histogram, Fraction(1, 2)) == 0
    assert percentile(histogram, Fraction(9, 10)) == 3
    assert percentile({}, Fraction(1, 2)) is None


def test_the_day_runs_from_midnight_to_midnight_in_shanghai() -> None:
    day = containing(Kind.DAILY, dt.date(2026, 11, 20))
    assert start_moment(day) == moment("2026-11-20", "00:00")
    assert end_moment(day) - start_moment(day) == DAY
    assert start_moment(day).tzinfo == SHANGHAI


@given(DAYS, st.integers(0, 60))
def test_every_ended_period_is_due_exactly_once_and_in_order(first: dt.date, days: int) -> None:
    now = dt.datetime.combine(first + days * DAY, dt.time(7, 30), SHANGHAI)
    for kind in Kind:
        found = due_periods(kind, first, now, dt.time(7, 30))
        assert found == sorted(set(found))
        assert all(period.end < now.date() for period in found)
    assert len(due_periods(Kind.DAILY, first, now, dt.time(7, 30))) == days
