"""A frozen report as tables: figures by unit with their comparisons. Reads nothing but the frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from traffic_police.reports.figures import Figure, FigureKind, all_figures
from traffic_police.reports.models import Report
from traffic_police.reports.wording import changed, definition, plain_pair, shown

Pair = tuple[Decimal, Decimal]


@dataclass(frozen=True)
class Amount:
    """One figure of one unit, or of all together (`unit` None)."""

    unit: int | None
    pair: Pair
    cases: int
    text: str


@dataclass(frozen=True)
class Line:
    """One figure: the whole, its comparisons, and its parts by unit."""

    figure: Figure
    label: str
    whole: Amount
    parts: list[Amount]
    previous: str
    against_previous: str
    against_last_year: str
    definition: str


@dataclass(frozen=True)
class Reading:
    report: Report
    units: list[dict[str, Any]]  # id, short; more than one only where the unit has parts
    lines: list[Line]

    @property
    def ours(self) -> list[Line]:
        return [line for line in self.lines if not line.figure.apart]

    @property
    def apart(self) -> list[Line]:
        return [line for line in self.lines if line.figure.apart]

    @property
    def headlines(self) -> list[Line]:
        return [line for line in self.lines if line.figure.headline]


def read(report: Report) -> Reading:
    """Arrange the frozen figures of REPORT."""
    data = report.data
    units = data["units"]
    rows = {(row["figure"], row["unit"]): row for row in data["figures"]}
    previous, year = _summed(data["previous"]), _summed(data["last_year"])
    lines = [
        _line(figure, data["labels"], units, rows, previous, year)
        for figure in all_figures()
        if figure.code in data["labels"]
    ]
    return Reading(report, units, lines)


def _line(
    figure: Figure,
    labels: dict[str, str],
    units: list[dict[str, Any]],
    rows: dict[tuple[str, int], dict[str, Any]],
    previous: dict[str, Pair] | None,
    year: dict[str, Pair] | None,
) -> Line:
    mine = [rows.get((figure.code, unit["id"])) for unit in units]
    whole = _whole(figure, [row for row in mine if row])
    before, then = _other(figure, previous), _other(figure, year)
    return Line(
        figure,
        str(figure.label),
        whole,
        [_amount(figure, unit["id"], row) for unit, row in zip(units, mine, strict=True)] if len(units) > 1 else [],
        "—" if before is None or figure.kind is FigureKind.DISTRIBUTION else shown(figure, *before),
        changed(figure, whole.pair, before),
        changed(figure, whole.pair, then),
        definition(figure),
    )


def _other(figure: Figure, sums: dict[str, Pair] | None) -> Pair | None:
    """The same figure then: zero where nothing was counted, unknown where no snapshot was taken."""
    if sums is None:
        return None
    return sums.get(figure.code, None if figure.kind is FigureKind.STOCK else (Decimal(0), Decimal(0)))


def _amount(figure: Figure, unit: int | None, row: dict[str, Any] | None) -> Amount:
    pair = plain_pair(row)
    return Amount(unit, pair, row["cases"] if row else 0, shown(figure, *pair, row.get("histogram") if row else None))


def _whole(figure: Figure, rows: list[dict[str, Any]]) -> Amount:
    histogram: dict[str, int] = {}
    for row in rows:
        for bucket, count in row.get("histogram", {}).items():
            histogram[bucket] = histogram.get(bucket, 0) + count
    value = sum((Decimal(row["value"]) for row in rows), Decimal(0))
    base = sum((Decimal(row["base"]) for row in rows), Decimal(0))
    text = shown(figure, value, base, histogram)
    return Amount(None, (value, base), sum(row["cases"] for row in rows), text)


def _summed(other: dict[str, Any] | None) -> dict[str, Pair] | None:
    if other is None:
        return None
    found: dict[str, Pair] = {}
    for row in other["figures"]:
        value, base = found.get(row["figure"], (Decimal(0), Decimal(0)))
        found[row["figure"]] = (value + Decimal(row["value"]), base + Decimal(row["base"]))
    return found
