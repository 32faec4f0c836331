"""Days, ISO weeks and months; what they are compared with; and how a comparison is said. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from traffic_police.cases.rules.periods import SHANGHAI, add_months


class Kind(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


ORDER = {Kind.DAILY: 0, Kind.WEEKLY: 1, Kind.MONTHLY: 2}


@dataclass(frozen=True, order=True)
class Period:
    """From `start` to `end`, both included."""

    start: dt.date
    end: dt.date
    kind: Kind

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def next_start(self) -> dt.date:
        return self.end + dt.timedelta(days=1)


def containing(kind: Kind, day: dt.date) -> Period:
    """The whole day, ISO week (Monday to Sunday) or calendar month that holds DAY."""
    if kind is Kind.DAILY:
        return Period(day, day, kind)
    if kind is Kind.WEEKLY:
        monday = day - dt.timedelta(days=day.weekday())
        return Period(monday, monday + dt.timedelta(days=6), kind)
    last = calendar.monthrange(day.year, day.month)[1]
    return Period(day.replace(day=1), day.replace(day=last), kind)


def to_date(period: Period, day: dt.date) -> Period:
    """The part of the period up to DAY: a month to date is compared with as many days of the other month."""
    return Period(period.start, min(period.end, max(day, period.start)), period.kind)


def _clipped(whole: Period, days: int, was_whole: bool) -> Period:
    return (
        whole
        if was_whole
        else Period(whole.start, min(whole.end, whole.start + dt.timedelta(days=days - 1)), whole.kind)
    )


def previous(period: Period) -> Period:
    """The period before, for 环比; of a part of a period the same number of days of the one before."""
    whole = containing(period.kind, period.start)
    before = containing(period.kind, period.start - dt.timedelta(days=1))
    return _clipped(before, period.days, period == whole)


def _same_week_last_year(monday: dt.date) -> dt.date:
    year, week, _day = monday.isocalendar()
    # A year of 52 weeks has no week 53: its last week stands in, as 28 February does for the 29th.
    last = dt.date(year - 1, 12, 28).isocalendar().week
    return dt.date.fromisocalendar(year - 1, min(week, last), 1)


def last_year(period: Period) -> Period:
    """The same period of the year before, for 同比: 29 February meets the 28th, a week the ISO week of its number."""
    whole = containing(period.kind, period.start)
    if period.kind is Kind.WEEKLY:
        other = containing(Kind.WEEKLY, _same_week_last_year(period.start))
    else:
        other = containing(period.kind, add_months(period.start, -12))
    return _clipped(other, period.days, period == whole)


class Base(StrEnum):
    NONE = "none"  # nothing then and nothing now
    NEW = "new"  # nothing then, something now
    KNOWN = "known"


@dataclass(frozen=True)
class Comparison:
    """`ratio` is exact; it is None where there is no base."""

    base: Base
    ratio: Fraction | None = None

    @property
    def percent(self) -> Decimal | None:
        """Rounded half up to one decimal, for showing only."""
        return None if self.ratio is None else rounded(self.ratio * 100)


def rounded(value: Fraction) -> Decimal:
    """One decimal, half up."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def compare(now: Decimal | int, before: Decimal | int) -> Comparison:
    """(now − before) / before; without a base it is new, or nothing, never infinite."""
    current, earlier = Fraction(now), Fraction(before)
    if earlier == 0:
        return Comparison(Base.NEW if current > 0 else Base.NONE)
    return Comparison(Base.KNOWN, (current - earlier) / earlier)


def rate(value: Decimal | int, base: Decimal | int) -> Decimal | None:
    """Per cent with one decimal; None where nothing was due."""
    return rounded(Fraction(value) / Fraction(base) * 100) if base else None


def points_apart(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Two rates differ in percentage points (百分点), not in per cent."""
    return None if now is None or before is None else now - before


def percentile(histogram: dict[int, int], share: Fraction) -> int | None:
    """The smallest bucket that at least SHARE of all counted lie in or below."""
    total = sum(histogram.values())
    seen = 0
    for bucket in sorted(histogram):
        seen += histogram[bucket]
        if seen >= share * total and seen:
            return bucket
    return None


def end_moment(period: Period) -> dt.datetime:
    """The first moment after the period."""
    return dt.datetime.combine(period.next_start, dt.time(), SHANGHAI)


def start_moment(period: Period) -> dt.datetime:
    return dt.datetime.combine(period.start, dt.time(), SHANGHAI)


def due_moment(period: Period, at: dt.time) -> dt.datetime:
    """When its report is made: at the configured minute of the day after its last one."""
    return dt.datetime.combine(period.next_start, at, SHANGHAI)


def due_periods(kind: Kind, first: dt.date, now: dt.datetime, at: dt.time) -> list[Period]:
    """Every whole period from the one that holds FIRST whose report is due by NOW, oldest first."""
    found: list[Period] = []
    period = containing(kind, first)
    while due_moment(period, at) <= now:
        found.append(period)
        period = containing(kind, period.next_start)
    return found
