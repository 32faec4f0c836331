"""What a family of measured acts finds: the codes that fit, the band, the sum, the points."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from violations.rules.fines import Band, Benchmark, band_with_local
from violations.rules.reasons import Reason

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of the measured facts. `codes` are candidates, best first; none means no code exists."""

    codes: tuple[str, ...] = ()
    band: Band = Band(ZERO, ZERO, ())  # noqa: RUF009 - a frozen value
    suggested: Decimal | None = ZERO
    points: int = 0
    law: tuple[str, ...] = ()
    measures: tuple[str, ...] | None = None
    optional_measures: tuple[str, ...] | None = None
    grave: bool = False
    offends: bool = True
    notes: tuple[Reason, ...] = ()


def nothing_found(note: str = "within_limit") -> Finding:
    """The measured values show no violation."""
    return Finding(offends=False, notes=(Reason(note),))


def with_sum(band: Band, local: Benchmark) -> tuple[Band, Decimal, tuple[str, ...], tuple[Reason, ...]]:
    """Band, suggested sum, articles and remarks for one local sum."""
    final = band_with_local(band, local)
    law = tuple(dict.fromkeys((*final.law, *((local.article,) if local.article else ()))))
    notes = () if local.status == "V" else (Reason("sum_is_starting_value"),)
    return final, local.amount, law, notes
