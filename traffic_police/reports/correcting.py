"""Corrections: what frozen reports would read today, recorded when a day moves after it was frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import connection

from traffic_police.reports.rolling import Stale

# Every frozen report that covers a moved (day, figure, unit): its frozen figure against the roll-up of its days.
_CORRECT = """
WITH RECURSIVE moved AS (
    SELECT * FROM unnest(%(days)s::date[], %(figures)s::text[], %(units)s::bigint[]) AS m(day, figure, unit_id)
),
above AS (
    SELECT DISTINCT unit_id AS leaf, unit_id AS id FROM moved
    UNION
    SELECT a.leaf, u.parent_id FROM above a JOIN accounts_unit u ON u.id = a.id WHERE u.parent_id IS NOT NULL
),
touched AS (
    SELECT DISTINCT r.id AS report_id, r.start, r."end", m.figure, m.unit_id
    FROM moved m JOIN above a ON a.leaf = m.unit_id
    JOIN reports_report r ON r.unit_id = a.id AND m.day BETWEEN r.start AND r."end"
),
now AS (
    SELECT t.*, coalesce(f.value, 0) AS was_value, coalesce(f.base, 0) AS was_base,
           coalesce(s.value, 0) AS now_value, coalesce(s.base, 0) AS now_base
    FROM touched t
    LEFT JOIN reports_reportfigure f ON f.report_id = t.report_id AND f.figure = t.figure AND f.unit_id = t.unit_id
    LEFT JOIN LATERAL (
        SELECT sum(d.value) AS value, sum(d.base) AS base FROM reports_figureday d
        WHERE d.figure = t.figure AND d.unit_id = t.unit_id AND d.day BETWEEN t.start AND t."end"
    ) s ON true
)
INSERT INTO reports_correction AS c
    (report_id, figure, unit_id, was_value, was_base, now_value, now_base, found_at, changed_at)
SELECT report_id, figure, unit_id, was_value, was_base, now_value, now_base, %(at)s, %(at)s
FROM now n
WHERE (was_value, was_base) <> (now_value, now_base)
   OR EXISTS (SELECT 1 FROM reports_correction o
              WHERE o.report_id = n.report_id AND o.figure = n.figure AND o.unit_id = n.unit_id)
ON CONFLICT (report_id, figure, unit_id) DO UPDATE
SET now_value = excluded.now_value, now_base = excluded.now_base, changed_at = excluded.changed_at
WHERE (c.now_value, c.now_base) <> (excluded.now_value, excluded.now_base)
"""


def record_corrections(stale: Collection[Stale], *, at: dt.datetime) -> int:
    """Compare the frozen reports of these days with today's figures; returns how many corrections were written."""
    if not stale:
        return 0
    rows = sorted(stale)
    with connection.cursor() as cursor:
        cursor.execute(
            _CORRECT,
            {
                "days": [row.day for row in rows],
                "figures": [row.figure for row in rows],
                "units": [row.unit for row in rows],
                "at": at,
            },
        )
        return int(cursor.rowcount)
