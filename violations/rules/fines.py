"""Fines: the band of the law, and the local sum for these facts on this road."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from violations.rules.offences import Offence, read_reference
from violations.rules.ratios import Range


@dataclass(frozen=True, slots=True)
class Band:
    """The lowest and highest fine in yuan, and the article that says so."""

    low: Decimal | None
    high: Decimal | None
    law: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The local sum in yuan. Status V: read in the article; R: a starting value only."""

    scheme: str
    road: str
    codes: frozenset[str]
    over: Range | None
    amount: Decimal
    status: str
    article: str


@cache
def benchmarks() -> tuple[Benchmark, ...]:
    """Every row of `reference/discretion.csv`."""
    return tuple(
        Benchmark(
            scheme=row["scheme"],
            road=row["road"],
            codes=frozenset(row["codes"].split()),
            over=Range.parse(row["over_percent"]) if row["over_percent"] else None,
            amount=Decimal(row["amount"]),
            status=row["status"],
            article=row["article"],
        )
        for row in read_reference("discretion.csv")
    )


def _fine_road(road: str) -> str:
    # The motorway regulation covers motorways only; an urban expressway takes ordinary sums.
    return "motorway" if road == "motorway" else "ordinary"


def scaled_sum(scheme: str, road: str, share: Fraction) -> Benchmark:
    """The local sum of a measured excess (鲁办法 77; 鲁高条 52, 53, 55)."""
    wanted = _fine_road(road)
    return next(
        row
        for row in benchmarks()
        if row.scheme == scheme and row.road == wanted and row.over is not None and row.over.holds(share)
    )


def fixed_sum(offence: Offence, road: str) -> Benchmark | None:
    """The local sum fixed for a code on this road (鲁办法 70-72, 鲁高条 50-56, 鲁标准 15), if there is one."""
    rows = [row for row in benchmarks() if row.scheme == "fixed" and offence.key in row.codes]
    for wanted in (_fine_road(road), "any"):
        for row in rows:
            if row.road == wanted:
                return row
    return None


def band_with_local(band: Band, local: Benchmark) -> Band:
    """The band of the statute, or the local sum alone where it lies outside that band."""
    if band.low is None or band.high is None or band.low <= local.amount <= band.high:
        return Band(band.low, band.high, band.law)
    return Band(local.amount, local.amount, (local.article,))
