"""The roll-up: figures per day and unit, corrected by what a case contributed before.

An act only appends a CaseChange (nobody waits for a shared row). Settling takes the waiting changes, reckons these
cases again in one statement, and moves each (figure, day, unit) by the difference to what is stored for the case: so a
late change, a hand-over or an annulment corrects the old day and the old unit too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from traffic_police.accounts.models import Unit
from traffic_police.cases.rules.periods import SHANGHAI, local_day
from traffic_police.reports.figures import contributions_sql, moving, stocks
from traffic_police.reports.models import CaseChange, CaseContribution, FigureDay, StockDay

LOCK = 7_310_201  # one settler at a time: a report reads what nobody moves meanwhile
BATCH = 2_000


@dataclass(frozen=True, order=True)
class Stale:
    """A figure of a day and unit that just moved."""

    day: dt.date
    figure: str
    unit: int


def mark_changed(case_ids: Iterable[int], at: dt.datetime) -> None:
    """Say that these cases changed, in the caller's transaction."""
    CaseChange.objects.bulk_create([CaseChange(case_id=pk, at=at) for pk in case_ids], batch_size=5_000)


def after_acts_were_written(sender: Any, case: Any, at: dt.datetime, **_rest: Any) -> None:
    """Receiver of the kernel's signal."""
    mark_changed([case.pk], at)


def after_deadlines_were_settled(sender: Any, case_ids: Iterable[int], at: dt.datetime, **_rest: Any) -> None:
    """A loaded calendar determines deadlines without any act."""
    mark_changed(case_ids, at)


def after_records_came_in(sender: Any, case_ids: Iterable[int], at: dt.datetime, **_rest: Any) -> None:
    """Imported records have a figure of their own."""
    mark_changed(case_ids, at)


def hold() -> None:
    """Be the only one who moves roll-ups until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


_STORED = """
SELECT e.value ->> 0 AS figure, k.case_id, (e.value ->> 1)::date AS day, (e.value ->> 2)::bigint AS unit_id,
       (e.value ->> 3)::numeric AS value, (e.value ->> 4)::numeric AS base, (e.value ->> 5)::int AS bucket
FROM reports_casecontribution k CROSS JOIN LATERAL jsonb_array_elements(k.entries) AS e(value)
"""
_PACKED = """
jsonb_agg(jsonb_build_array(f.figure, f.day, f.unit_id, f.value, f.base, f.bucket) ORDER BY f.figure, f.day, f.bucket)
"""


def _settling_sql() -> str:
    """Everything in one statement, so that all parts see the same moment."""
    return f"""
    WITH fresh AS MATERIALIZED ({contributions_sql("c.id = ANY(%(ids)s)")}),
    stored AS MATERIALIZED ({_STORED} WHERE k.case_id = ANY(%(ids)s)),
    kept AS (
        INSERT INTO reports_casecontribution (case_id, days, entries)
        SELECT i.id, coalesce(array_agg(DISTINCT f.day) FILTER (WHERE f.day IS NOT NULL), ARRAY[]::date[]),
               coalesce({_PACKED} FILTER (WHERE f.day IS NOT NULL), '[]'::jsonb)
        FROM unnest(%(ids)s::bigint[]) AS i(id) LEFT JOIN fresh f ON f.case_id = i.id AND f.day IS NOT NULL
        GROUP BY i.id
        ON CONFLICT (case_id) DO UPDATE SET days = excluded.days, entries = excluded.entries
    ),
    delta AS (
        SELECT figure, day, unit_id, bucket, sum(value) AS value, sum(base) AS base, sum(one) AS cases
        FROM (
            SELECT figure, day, unit_id, bucket, value, base, 1 AS one FROM fresh WHERE day IS NOT NULL
            UNION ALL
            SELECT figure, day, unit_id, bucket, -value, -base, -1 FROM stored
        ) both_sides
        GROUP BY figure, day, unit_id, bucket
        HAVING sum(value) <> 0 OR sum(base) <> 0 OR sum(one) <> 0
    )
    INSERT INTO reports_figureday AS d (figure, day, unit_id, bucket, value, base, cases)
    SELECT figure, day, unit_id, bucket, value, base, cases FROM delta ORDER BY day, figure, unit_id, bucket
    ON CONFLICT (day, figure, unit_id, bucket) DO UPDATE
    SET value = d.value + excluded.value, base = d.base + excluded.base, cases = d.cases + excluded.cases
    RETURNING d.day, d.figure, d.unit_id
    """  # noqa: S608 - built from declarations in the code alone


def settle_batch() -> tuple[int, set[Stale]]:
    """Settle up to BATCH waiting changes inside the caller's transaction, which must hold the lock."""
    taken = CaseChange.objects.select_for_update(skip_locked=True).order_by("pk").values_list("pk", "case_id")
    rows = list(taken[:BATCH])
    if not rows:
        return 0, set()
    CaseChange.objects.filter(pk__in=[pk for pk, _case in rows]).delete()
    with connection.cursor() as cursor:
        cursor.execute(_settling_sql(), {"ids": sorted({case for _pk, case in rows})})
        return len(rows), {Stale(*row) for row in cursor.fetchall()}


def settle_all() -> set[Stale]:
    """Settle whatever waits, in the caller's transaction; it must hold the lock."""
    stale: set[Stale] = set()
    while True:
        count, moved = settle_batch()
        stale |= moved
        if count < BATCH:
            return stale


def scan(start: dt.date, end: dt.date) -> dict[tuple[str, dt.date, int, int], tuple[Any, Any, int]]:
    """The figures of these days from the case rows, one query per figure: what the roll-up must equal."""
    found: dict[tuple[str, dt.date, int, int], tuple[Any, Any, int]] = {}
    with connection.cursor() as cursor:
        for figure in moving():
            sums = "SELECT figure, day, unit_id, bucket, sum(value), sum(base), count(*) FROM"
            grouped = f"{sums} ({figure.between()}) counted GROUP BY figure, day, unit_id, bucket"
            cursor.execute(grouped, {"start": start, "end": end})
            found |= {row[:4]: row[4:] for row in cursor.fetchall()}
    return found


def rolled(start: dt.date, end: dt.date) -> dict[tuple[str, dt.date, int, int], tuple[Any, Any, int]]:
    """The same from the roll-up, one query."""
    codes = [figure.code for figure in moving()]
    rows = FigureDay.objects.filter(day__range=(start, end), figure__in=codes, cases__gt=0)
    return {
        (figure, day, unit, bucket): (value, base, cases)
        for figure, day, unit, bucket, value, base, cases in rows.values_list(
            "figure", "day", "unit_id", "bucket", "value", "base", "cases"
        )
    }


@transaction.atomic
def rebuild() -> int:
    """Reckon everything anew from the case rows; returns how many cases contribute. Frozen reports stay as they are."""
    hold()
    CaseChange.objects.all().delete()
    CaseContribution.objects.all().delete()
    FigureDay.objects.filter(figure__in=[figure.code for figure in moving()]).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO reports_casecontribution (case_id, days, entries) "  # noqa: S608
            f"SELECT f.case_id, array_agg(DISTINCT f.day), {_PACKED} FROM ({contributions_sql()}) f "
            "WHERE f.day IS NOT NULL GROUP BY f.case_id"
        )
        count = int(cursor.rowcount)
        cursor.execute(
            f"INSERT INTO reports_figureday (figure, day, unit_id, bucket, value, base, cases) "  # noqa: S608
            f"SELECT figure, day, unit_id, bucket, sum(value), sum(base), count(*) FROM ({_STORED}) s "
            "GROUP BY figure, day, unit_id, bucket"
        )
    return count


def take_stocks(day: dt.date) -> bool:
    """Count every stock at the end of DAY, once; the caller's transaction holds the lock. False: already counted."""
    if not stocks() or StockDay.objects.filter(day=day).exists():
        return False
    units = list(Unit.objects.values_list("pk", flat=True))
    bound = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), SHANGHAI)
    counted: dict[tuple[str, int], list[int]] = {(figure.code, unit): [] for figure in stocks() for unit in units}
    with connection.cursor() as cursor:
        for figure in stocks():
            cursor.execute(figure.at_bound() + " ORDER BY c.id", {"bound": bound})
            for code, case, unit in cursor.fetchall():
                counted[code, unit].append(case)
    StockDay.objects.bulk_create(
        [StockDay(figure=code, day=day, unit_id=unit, cases=cases) for (code, unit), cases in counted.items()]
    )
    FigureDay.objects.bulk_create(
        [
            FigureDay(figure=code, day=day, unit_id=unit, value=len(cases), cases=len(cases))
            for (code, unit), cases in counted.items()
        ]
    )
    return True


def take_last_stocks(at: dt.datetime) -> bool:
    """Count the stocks of the day that ended last before AT."""
    with transaction.atomic():
        hold()
        return take_stocks(local_day(at) - dt.timedelta(days=1))
