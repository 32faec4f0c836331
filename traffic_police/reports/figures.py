"""What a figure is. Apps declare theirs in `figures.py`; nothing here knows what a violation is.

A figure is declared once, as the rows it counts. The same declaration answers for a few changed cases (the roll-up) and
for all of them (the full scan), so the two cannot define it differently.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Label = Any  # a str or a lazy translation


class FigureKind(StrEnum):
    """How a figure adds up over days."""

    ADDITIVE = "additive"  # days add up
    DISTRIBUTION = "distribution"  # a histogram per day; median and P90 come from the added histograms
    COHORT = "cohort"  # numerator and denominator, dated to the day on which the cohort is complete
    STOCK = "stock"  # a snapshot at the end of the day; a period shows that of its last day


class Measure(StrEnum):
    CASES = "cases"
    YUAN = "yuan"
    POINTS = "points"
    RATE = "rate"  # value of base, shown as a percentage
    DAYS = "days"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Figure:
    """One figure of every report.

    `rows` is the FROM and WHERE of the cases it counts, with the case as `c`; `day`, `value`, `base` and `bucket` are
    expressions over them. For a stock, `rows` is asked at one moment (`%(bound)s`, the end of a day) and has no day.
    """

    code: str
    label: Label
    kind: FigureKind
    measure: Measure
    rows: str
    numerator: Label
    denominator: Label = ""
    law: str = ""
    note: Label = ""
    day: str = ""
    value: str = "1"
    base: str = "0"
    bucket: str = "0"
    order: int = 50
    headline: bool = False
    apart: bool = False  # never one of our own acts: shown clearly apart
    good: str = ""  # "up" or "down" where the law or a target says which way is right

    def __post_init__(self) -> None:
        if (self.kind is FigureKind.STOCK) == bool(self.day):
            raise ValueError(f"{self.code}: a stock has no day, every other figure has one")

    def select(self, where: str = "") -> str:
        """One row per counted case: figure, case_id, day, unit_id, value, base, bucket."""
        parts = (
            f"SELECT '{self.code}'::text AS figure, c.id AS case_id, {self.day} AS day, c.unit_id AS unit_id,",
            f"({self.value})::numeric AS value, ({self.base})::numeric AS base, ({self.bucket})::int AS bucket",
            f"FROM {self.rows}",
            f"AND {where}" if where else "",
        )
        return " ".join(parts)

    def between(self) -> str:
        """The rows of days from `%(start)s` to `%(end)s`, both included."""
        return self.select(f"{self.day} BETWEEN %(start)s AND %(end)s")

    def at_bound(self) -> str:
        """The rows of a stock at `%(bound)s`."""
        return f"SELECT '{self.code}'::text AS figure, c.id AS case_id, c.unit_id AS unit_id FROM {self.rows}"  # noqa: S608


def local_day(moment: str) -> str:
    """The statistical day of a moment: 00:00 to 24:00 in Asia/Shanghai."""
    return f"({moment} AT TIME ZONE 'Asia/Shanghai')::date"


_figures: dict[str, Figure] = {}


def register(figures: Iterable[Figure]) -> None:
    """Add an app's figures; the same code twice is a fault of the code."""
    for figure in figures:
        if figure.code in _figures and _figures[figure.code] != figure:
            raise ValueError(f"the figure {figure.code!r} is registered twice")
        _figures[figure.code] = figure


def all_figures() -> tuple[Figure, ...]:
    return tuple(sorted(_figures.values(), key=lambda figure: (figure.order, figure.code)))


def moving() -> tuple[Figure, ...]:
    """Figures that are rolled up from acts; stocks are snapshots and stand aside."""
    return tuple(figure for figure in all_figures() if figure.kind is not FigureKind.STOCK)


def stocks() -> tuple[Figure, ...]:
    return tuple(figure for figure in all_figures() if figure.kind is FigureKind.STOCK)


def figure_of(code: str) -> Figure | None:
    return _figures.get(code)


def contributions_sql(where: str = "") -> str:
    """All moving figures in one statement."""
    empty = (
        "SELECT ''::text AS figure, 0::bigint AS case_id, NULL::date AS day, 0::bigint AS unit_id, "
        "0::numeric AS value, 0::numeric AS base, 0 AS bucket WHERE false"
    )
    return " UNION ALL ".join([empty, *(figure.select(where) for figure in moving())])
