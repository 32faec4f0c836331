"""Deadlines as rows: start, nearest, and settling those that waited for a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.cache import cache
from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Coalesce
from django.utils import timezone

from traffic_police.cases.kinds import DeadlineRule, Unit
from traffic_police.cases.models import CalendarDay, CalendarYear, Case, Deadline
from traffic_police.cases.rules.periods import SHANGHAI, DayCalendar, due
from traffic_police.cases.signals import after_deadlines

__all__ = ["SHANGHAI", "calendar", "forget_calendar", "nearest", "new", "settle_year"]

_CACHE_KEY = "cases.calendar"
_loaded: dict[str, DayCalendar] = {}


def calendar() -> DayCalendar:
    """The working-day calendar; kept per process, renewed when another process loads a year."""
    stamp = str(cache.get_or_set(_CACHE_KEY, lambda: dt.datetime.now(dt.UTC).isoformat(), None))
    if stamp not in _loaded:
        _loaded.clear()
        _loaded[stamp] = DayCalendar(
            exceptions=dict(CalendarDay.objects.values_list("day", "works")),
            years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        )
    return _loaded[stamp]


def forget_calendar() -> None:
    cache.delete(_CACHE_KEY)
    _loaded.clear()


def new(case: Case, rule: DeadlineRule, start: dt.datetime) -> Deadline:
    """An unsaved deadline of CASE that starts at START."""
    end = due(start, rule.amount, rule.unit, calendar(), roll_forward=rule.roll_forward)
    return Deadline(
        case=case,
        rule=rule.code,
        amount=rule.amount,
        unit=str(rule.unit),
        roll_forward=rule.roll_forward,
        law=rule.law,
        started_at=start,
        due_at=end.at,
        earliest_at=end.earliest,
        missing_year=end.missing_year,
    )


def nearest(deadlines: Iterable[Deadline]) -> dt.datetime | None:
    """The earliest due time of the running ones, the safe one where a calendar is missing."""
    return min((deadline.due_at or deadline.earliest_at for deadline in deadlines), default=None)


@transaction.atomic
def settle_year(year: int) -> int:
    """Compute the deadlines that waited for YEAR's calendar; returns how many were settled."""
    forget_calendar()
    days = calendar()
    settled: list[Deadline] = []
    for row in Deadline.objects.select_for_update().filter(missing_year=year):
        end = due(row.started_at, row.amount, Unit(row.unit), days, roll_forward=row.roll_forward)
        row.due_at, row.earliest_at, row.missing_year = end.at, end.earliest, end.missing_year
        settled.append(row)
    Deadline.objects.bulk_update(settled, ["due_at", "earliest_at", "missing_year"], batch_size=500)
    cases = {row.case_id for row in settled}
    _renew_cases(cases)
    after_deadlines.send(sender=Deadline, case_ids=sorted(cases), at=timezone.now())
    return len(settled)


def _renew_cases(ids: set[int]) -> None:
    running = Deadline.objects.filter(case_id__in=ids, met_at__isnull=True, cancelled_at__isnull=True)
    nearest_of = running.values("case_id").annotate(first=Min(Coalesce("due_at", "earliest_at")))
    times = dict(nearest_of.values_list("case_id", "first"))
    for case_id in sorted(ids):
        Case.objects.filter(pk=case_id).update(due_at=times.get(case_id))
