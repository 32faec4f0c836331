"""A year of all units: from the roll-ups and from the case rows, the same numbers."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Sum

from tests.benchmarks.measuring import Line, in_turns, milliseconds
from traffic_police.cases.rules.periods import local_day
from traffic_police.reports.figures import moving
from traffic_police.reports.models import FigureDay
from traffic_police.reports.rolling import rebuild, rolled, scan

FASTER = 100
Sums = dict[tuple[str, int, int], tuple[Decimal, Decimal, int]]


def year_before(at: dt.datetime) -> tuple[dt.date, dt.date]:
    """365 days that end yesterday."""
    end = local_day(at) - dt.timedelta(days=1)
    return end - dt.timedelta(days=364), end


def from_rollups(start: dt.date, end: dt.date) -> Sums:
    """Every moving figure of every unit over the days, summed as the reports' comparisons are."""
    codes = [figure.code for figure in moving()]
    rows = FigureDay.objects.filter(day__range=(start, end), figure__in=codes, cases__gt=0)
    found = rows.values_list("figure", "unit_id", "bucket").order_by()
    sums = found.annotate(v=Sum("value"), b=Sum("base"), n=Sum("cases"))
    return {(figure, unit, bucket): (value, base, cases) for figure, unit, bucket, value, base, cases in sums}


def from_cases(start: dt.date, end: dt.date) -> Sums:
    """The same from the case rows: the full scan, its days added up."""
    found: Sums = {}
    for (figure, _day, unit, bucket), (value, base, cases) in scan(start, end).items():
        before = found.get((figure, unit, bucket), (Decimal(0), Decimal(0), 0))
        found[figure, unit, bucket] = (before[0] + value, before[1] + base, before[2] + cases)
    return found


def unequal(at: dt.datetime) -> int:
    """How many figures of a day and unit differ between roll-up and scan."""
    start, end = year_before(at)
    wanted, there = scan(start, end), rolled(start, end)
    return sum(wanted.get(key) != there.get(key) for key in wanted.keys() | there.keys())


def rollups(cases: int, at: dt.datetime) -> Iterator[Line]:
    """Roll-ups against the scan; and that no number of any day differs."""
    if not FigureDay.objects.exists():
        rebuild()
    start, end = year_before(at)
    differing = unequal(at) + (from_rollups(start, end) != from_cases(start, end))
    yield Line("figures of a year that differ", str(differing), f"{len(rolled(start, end)):,}", differing, 0)
    began = time.perf_counter()
    from_cases(start, end)
    scanned = time.perf_counter() - began
    summed, _same = in_turns(lambda: from_rollups(start, end), lambda: None)
    yield Line("365 days, all units, from roll-ups", milliseconds(summed), milliseconds(scanned), scanned / summed,
               FASTER, more=True)  # fmt: skip
