"""Keyset paging by (opened_at, id): the thousandth page costs what the first one costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import BooleanField, Expression, F, QuerySet, Value
from django.utils.translation import gettext as _

from traffic_police.cases.models import Case
from traffic_police.cases.refusals import InputRefused

PAGE = 50
_SALT = "cases.cursor"


@dataclass(frozen=True)
class Page:
    """Rows, and the opaque cursors of the neighbouring pages (empty where there is none)."""

    rows: list[Case]
    next: str = ""
    previous: str = ""


class Beyond(Expression):
    """(opened_at, id) < or > (value, value) as one row comparison, which an index on the pair answers."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, sign: str, opened_at: dt.datetime, pk: int) -> None:
        super().__init__()
        self.sign = sign
        self.parts: list[Any] = [F("opened_at"), F("pk"), Value(opened_at), Value(pk)]

    def get_source_expressions(self) -> list[Any]:
        return self.parts

    def set_source_expressions(self, expressions: Any) -> None:
        self.parts = list(expressions)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        texts, params = [], []
        for part in self.parts:
            text, values = compiler.compile(part)
            texts.append(text)
            params += values
        return f"({texts[0]}, {texts[1]}) {self.sign} ({texts[2]}, {texts[3]})", tuple(params)


def _cursor(case: Case, direction: str) -> str:
    return signing.dumps([direction, int(case.opened_at.timestamp()), case.opened_at.microsecond, case.pk], salt=_SALT)


def _read(cursor: str) -> tuple[str, dt.datetime, int]:
    try:
        direction, seconds, micro, pk = signing.loads(cursor[:200], salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        sentence = _("This page marker is not one of ours; start again from the first page.")
        raise InputRefused({"cursor": ("cursor", sentence)}) from error
    return direction, dt.datetime.fromtimestamp(seconds, dt.UTC).replace(microsecond=micro), pk


def page(cases: QuerySet[Case], cursor: str = "", size: int = PAGE) -> Page:
    """One page of CASES, newest first."""
    if not cursor:
        rows = list(cases.order_by("-opened_at", "-pk")[: size + 1])
        return Page(rows[:size], _cursor(rows[size - 1], "n") if len(rows) > size else "")
    direction, opened_at, pk = _read(cursor)
    if direction == "n":
        rows = list(cases.filter(Beyond("<", opened_at, pk)).order_by("-opened_at", "-pk")[: size + 1])
        more = len(rows) > size
        rows = rows[:size]
        return Page(rows, _cursor(rows[-1], "n") if more else "", _cursor(rows[0], "p") if rows else "")
    rows = list(cases.filter(Beyond(">", opened_at, pk)).order_by("opened_at", "pk")[: size + 1])
    more = len(rows) > size
    rows = rows[:size][::-1]
    return Page(rows, _cursor(rows[-1], "n") if rows else "", _cursor(rows[0], "p") if more else "")
