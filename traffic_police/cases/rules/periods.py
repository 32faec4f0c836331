"""Periods of law: pure functions from (start, amount, unit, calendar) to a due time.

The day on which a period starts is not counted (办案规定 35, 民法 201). Day periods end with the last second of their
last day in Asia/Shanghai; hour periods run from the minute. Working days follow the State Council's yearly notice,
which also turns weekends into working days (调休); a year without a notice is not guessed.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from traffic_police.cases.kinds import Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")


class NoCalendar(LookupError):
    """The year has no published calendar yet; `year` says which."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no calendar for {year}")
        self.year = year


@dataclass(frozen=True)
class DayCalendar:
    """Days that differ from the plain week, and the years for which a notice exists."""

    exceptions: Mapping[dt.date, bool] = field(default_factory=dict)  # day -> is it a working day
    years: frozenset[int] = frozenset()

    def works(self, day: dt.date) -> bool:
        """Whether DAY is a working day; raises NoCalendar for a year without a notice."""
        if day in self.exceptions:
            return self.exceptions[day]
        if day.year not in self.years:
            raise NoCalendar(day.year)
        return day.weekday() < 5


@dataclass(frozen=True)
class Due:
    """When a period ends. `at` is None when a calendar is missing; `earliest` is then safe for reminders."""

    at: dt.datetime | None
    earliest: dt.datetime
    missing_year: int | None = None


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a day in Asia/Shanghai."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), SHANGHAI)


def local_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(SHANGHAI).date()


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day MONTHS later, or the last day of a shorter month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_working_days(day: dt.date, amount: int, days: DayCalendar) -> dt.date:
    """The AMOUNT-th working day after DAY."""
    current = day
    for _ in range(amount):
        current += dt.timedelta(days=1)
        while not days.works(current):
            current += dt.timedelta(days=1)
    return current


def working_days_between(start: dt.date, end: dt.date, days: DayCalendar) -> int:
    """Working days after START up to and including END."""
    return sum(days.works(start + dt.timedelta(days=n + 1)) for n in range((end - start).days))


def _rolled(day: dt.date, days: DayCalendar) -> dt.date:
    while not days.works(day):
        day += dt.timedelta(days=1)
    return day


def _last_day(start: dt.date, amount: int, unit: Unit) -> dt.date:
    if unit is Unit.MONTH:
        return add_months(start, amount)
    return start + dt.timedelta(days=amount)


def due(start: dt.datetime, amount: int, unit: Unit, days: DayCalendar, *, roll_forward: bool = False) -> Due:
    """When a period of AMOUNT UNITs that starts at START ends.

    With a missing calendar the answer is undetermined: `earliest` counts every day as a working day, which can only be
    too early, never too late.
    """
    if amount < 0:
        raise ValueError("a period cannot be negative")
    if unit is Unit.HOUR:
        moment = start + dt.timedelta(hours=amount)
        return Due(moment, moment)
    first = local_day(start)
    earliest = end_of(_last_day(first, amount, unit))
    try:
        if unit is Unit.WORKING_DAY:
            last = add_working_days(first, amount, days)
        else:
            last = _last_day(first, amount, unit)
            last = _rolled(last, days) if roll_forward else last
    except NoCalendar as gap:
        return Due(None, earliest, gap.year)
    return Due(end_of(last), end_of(last))
