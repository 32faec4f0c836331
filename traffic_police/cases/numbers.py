"""Numbers: case numbers from a sequence (gaps allowed), own document numbers gap-free, national ones from blocks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from traffic_police.accounts.models import Unit
from traffic_police.cases.kinds import DocumentKind
from traffic_police.cases.rules.periods import SHANGHAI


@dataclass(frozen=True)
class LetterNumber:
    serial: int
    text: str


def next_case_number(prefix: str, at: dt.datetime) -> str:
    """LG-W-2026000001: prefix of the brigade, of the kind, year, six digits. May have gaps."""
    return next_case_numbers(prefix, at, 1)[0]


def next_case_numbers(prefix: str, at: dt.datetime, count: int) -> list[str]:
    """As many case numbers, in one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_case_number') FROM generate_series(1, %s)", [count])
        serials = [serial for (serial,) in cursor.fetchall()]
    year = at.astimezone(SHANGHAI).year
    return [f"{settings.BRIGADE['case_prefix']}-{prefix}-{year}{serial:06d}" for serial in serials]


def next_letter(kind: DocumentKind, unit: Unit, year: int) -> LetterNumber:
    """The next own number, taken under the counter's row lock: call it last in a transaction.

    GB/T 9704: hexagonal brackets, four-digit year, no leading zeros.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_numbercounter (kind, unit_id, year, last) VALUES (%s, %s, %s, 1) "
            "ON CONFLICT (kind, unit_id, year) DO UPDATE SET last = cases_numbercounter.last + 1 RETURNING last",
            [kind.code, unit.pk, year],
        )
        (serial,) = cursor.fetchone()
    mark = "" if unit.parent_id is None else f"{unit.short_name[0]}" if unit.short_name else ""
    return LetterNumber(serial, f"{settings.BRIGADE['letter_prefix']}{kind.letter}{mark}字〔{year}〕{serial}号")


def next_national(category: str, unit: Unit) -> str | None:
    """The next number of the oldest block of this unit that is not used up; None when there is none. Never minted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_nationalblock SET next = next + 1 WHERE id = ("
            " SELECT id FROM cases_nationalblock WHERE category = %s AND unit_id = %s AND next <= last"
            " ORDER BY first LIMIT 1 FOR UPDATE) RETURNING next - 1",
            [category, unit.pk],
        )
        row = cursor.fetchone()
    return f"{row[0]:015d}" if row else None
