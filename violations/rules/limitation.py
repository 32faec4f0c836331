"""Limitation: two years from the act to its discovery, five with harm to life or health (处罚法 36)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from violations.rules.articles import LIMITATION
from violations.rules.facts import Refusal, refuse

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")


def china_day(moment: datetime) -> date:
    """The calendar day in China of an aware moment."""
    return moment.astimezone(CHINA).date()


def years_after(day: date, years: int) -> date:
    """The same day some years on; 29 February ends on 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def months_before(moment: datetime, months: int) -> datetime:
    """The same moment some months earlier, on the last day of a shorter month."""
    index = moment.year * 12 + moment.month - 1 - months
    year, month = divmod(index, 12)
    for day in range(moment.day, 27, -1):
        try:
            return moment.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return moment.replace(year=year, month=month + 1)


def last_day(ended_at: datetime, harmed_life_or_health: bool = False) -> date:
    """The last day on which discovery is in time; the day of the act itself is not counted (办案规定 35)."""
    return years_after(china_day(ended_at), 5 if harmed_life_or_health else 2)


def check_limitation(
    occurred_at: datetime,
    discovered_at: datetime | None,
    harmed_life_or_health: bool = False,
    ended_at: datetime | None = None,
) -> None:
    """Refuse an act discovered too late. A continuing act counts from its end (`ended_at`).

    Raises Refusal (field discovered_at). An act without `discovered_at` was discovered on the spot.
    """
    found = discovered_at or occurred_at
    if found < occurred_at:
        raise refuse("discovered_at", "discovered_before_act")
    limit = last_day(ended_at or occurred_at, harmed_life_or_health)
    if china_day(found) > limit:
        years = 5 if harmed_life_or_health else 2
        raise refuse("discovered_at", "limitation_passed", LIMITATION, years=years, last_day=limit.isoformat())


def check_not_future(occurred_at: datetime, at: datetime) -> None:
    """Refuse an act that lies after `at` (the moment it is recorded)."""
    if occurred_at > at:
        raise refuse("occurred_at", "in_the_future")


__all__ = ["Refusal", "check_limitation", "check_not_future", "china_day", "last_day", "months_before", "years_after"]
