"""Speeding: codes and points step at 10, 20 and 50 %, fines at their own edges (163 arts. 8-12; 法 90, 99)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from violations.rules.articles import LAW_90, LAW_99_SPEED, NO_POINTS_FOR_WARNING, points_article
from violations.rules.facts import Facts
from violations.rules.findings import Finding, nothing_found, with_sum
from violations.rules.fines import Band, scaled_sum
from violations.rules.ratios import excess, percent
from violations.rules.reasons import Reason
from violations.rules.vehicles import SpeedClass

_UP_TO_HALF: Final = Band(Decimal(20), Decimal(200), (LAW_90,))
_ABOVE_HALF: Final = Band(Decimal(200), Decimal(2000), (LAW_99_SPEED,))
_HEAVY: Final[tuple[SpeedClass, ...]] = ("passenger", "goods", "school", "dangerous")

# (class, road) -> candidates for under 10, 10-20, 20-50, 50 % and more; the last ones are the table before 2022.
_LIGHT_ORDINARY = (("6050",), ("6093", "13521"), ("O163-11-2", "1636"), ("O163-10-3b", "1721"))
_LIGHT_FAST = (("6050",), ("60931", "6093", "13521"), ("O163-10-3a", "1636"), ("O163-8-5", "1721"))
_ORDINARY: Final[dict[SpeedClass, tuple[str, str, str, str]]] = {
    "passenger": ("6047", "13491", "1632", "1726"),
    "goods": ("6048", "13501", "1633", "1727"),
    "school": ("6050", "13491", "1634", "1728"),
    "dangerous": ("6049", "13511", "1635", "1729"),
}
_URBAN: Final[dict[SpeedClass, tuple[str, str, str]]] = {
    "passenger": ("1628", "1722", "1726"),
    "goods": ("1629", "1723", "1727"),
    "school": ("1630", "1724", "1728"),
    "dangerous": ("1631", "1725", "1729"),
}
_MOTORWAY: Final[dict[SpeedClass, tuple[str, str, str]]] = {
    "passenger": ("4609", "4706", "4710"),
    "goods": ("4610", "4707", "4711"),
    "school": ("4611", "4708", "4712"),
    "dangerous": ("4612", "4709", "4713"),
}


def _step(share: Fraction) -> int:
    return sum(share >= percent(edge) for edge in (10, 20, 50))


def _heavy_codes(kind: SpeedClass, road: str, step: int) -> tuple[str, ...]:
    if road == "ordinary":
        new = ("", "O163-12-1", "", "O163-9-2")[step]
        return tuple(code for code in (new, _ORDINARY[kind][step]) if code)
    below, middle, above = (_MOTORWAY if road == "motorway" else _URBAN)[kind]
    if step < 2:
        return (below,)
    if step == 2:
        return (middle,)
    return (above,) if road == "motorway" else ("O163-8-5", above)


def speed_codes(kind: SpeedClass, road: str, share: Fraction) -> tuple[str, ...]:
    """The codes that describe this excess, best first."""
    step = _step(share)
    if kind == "light":
        return (_LIGHT_ORDINARY if road == "ordinary" else _LIGHT_FAST)[step]
    return _heavy_codes(kind, road, step)


def speed_points(kind: SpeedClass, road: str, share: Fraction) -> tuple[int, str]:
    """Points and their article: 12/6/3/1/0 by class, road and 10/20/50 %, each edge included (163 arts. 8-12)."""
    step = _step(share)
    fast = road != "ordinary"
    heavy, light = (_FAST_HEAVY, _FAST_LIGHT) if fast else (_ORDINARY_HEAVY, _ORDINARY_LIGHT)
    return (heavy if kind in _HEAVY else light)[step]


_FAST_HEAVY = (
    (6, points_article(10, "二")),
    (6, points_article(10, "二")),
    (12, points_article(8, "五")),
    (12, points_article(8, "五")),
)
_ORDINARY_HEAVY = (
    (0, ""),
    (1, points_article(12, "一")),
    (6, points_article(10, "二")),
    (9, points_article(9, "二")),
)
_FAST_LIGHT = ((0, ""), (0, ""), (6, points_article(10, "三")), (12, points_article(8, "五")))
_ORDINARY_LIGHT = ((0, ""), (0, ""), (3, points_article(11, "二")), (6, points_article(10, "三")))


def find_speeding(facts: Facts, kind: SpeedClass, road: str) -> Finding:
    """The finding for a measured speed (km/h). Fine and points split at exactly 50 %."""
    limit, measured = facts.need("speed_limit"), facts.need("speed_measured")
    share = excess(measured, limit)
    if share <= 0:
        return nothing_found()
    if share < percent(10):
        return _written_warning(kind, road, share)
    above_half = share > percent(50)
    final, suggested, law, notes = with_sum(
        _ABOVE_HALF if above_half else _UP_TO_HALF, scaled_sum("speeding", road, share)
    )
    points, article = speed_points(kind, road, share)
    return Finding(
        codes=speed_codes(kind, road, share),
        band=final,
        suggested=suggested,
        points=points,
        law=(*law, *((article,) if article else ())),
        measures=("WITHHOLD_LICENCE",) if above_half else (),
        optional_measures=("REVOKE_LICENCE",) if above_half else (),
        grave=share >= percent(50),
        notes=notes,
    )


def _written_warning(kind: SpeedClass, road: str, share: Fraction) -> Finding:
    local = scaled_sum("speeding", road, share)
    return Finding(
        codes=speed_codes(kind, road, share),
        band=Band(Decimal(0), Decimal(0), (LAW_90,)),
        suggested=local.amount,
        law=(LAW_90, local.article, NO_POINTS_FOR_WARNING),
        measures=(),
        optional_measures=(),
        notes=(Reason("written_warning_no_points", NO_POINTS_FOR_WARNING),),
    )
