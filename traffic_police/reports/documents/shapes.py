"""The data of a report on paper (daily.typ) and as a spreadsheet: the same shape feeds both."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NotRequired, TypedDict

Cell = str | int | Decimal | None


class ReportException(TypedDict):
    """Something the reader must see first. ``red`` misses a limit of law or target, ``amber`` needs watching."""

    level: Literal["red", "amber"]
    title: str
    detail: NotRequired[str]
    law: NotRequired[str]


class ReportColumn(TypedDict):
    """A column; ``number`` stands right and stays a number in the spreadsheet."""

    title: str
    kind: Literal["text", "number"]


class ReportTable(TypedDict):
    """Figures by unit, act, … None prints as a dash: not reckoned, which is not zero."""

    title: str
    note: NotRequired[str]
    columns: list[ReportColumn]
    rows: list[list[Cell]]
    total_row: NotRequired[bool]


class ReportCorrection(TypedDict):
    """A change after publication; the frozen figure stays beside it."""

    at: str
    figure: str
    was: Cell
    now: Cell
    reason: str


class ReportPaper(TypedDict):
    """A report for a day, week or month. ``hash`` is the frozen report's full SHA-256, 64 hex digits."""

    title: str
    period: str
    unit: str
    as_of: str
    status: NotRequired[str]
    landscape: NotRequired[bool]
    exceptions: list[ReportException]
    tables: list[ReportTable]
    notes: NotRequired[list[str]]
    corrections: list[ReportCorrection]
    hash: str
