"""Overloading. Goods: the fine follows the approved load, the points the permitted gross mass (法 92; 163)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from violations.rules.articles import LAW, LAW_90, points_article
from violations.rules.facts import Facts, refuse
from violations.rules.findings import Finding, nothing_found, with_sum
from violations.rules.fines import Band, Benchmark, scaled_sum
from violations.rules.ratios import excess, percent
from violations.rules.reasons import Reason
from violations.rules.vehicles import SeatClass

_LOW = (Decimal(200), Decimal(500))
_HIGH = (Decimal(500), Decimal(2000))
_ORDINARY_FINE = (Decimal(20), Decimal(200))
LAW_92_1: Final = f"{LAW} 第92条第1款"
LAW_92_2: Final = f"{LAW} 第92条第2款"
LAW_92_3: Final = f"{LAW} 第92条第3款"

_GOODS_CODES: Final[tuple[tuple[str, ...], ...]] = (
    ("O163-12-6", "1353"),
    ("O163-11-9a", "1637", "1639"),
    ("O163-10-4", "1637", "1639"),
)
_GOODS_POINTS: Final = (
    (1, points_article(12, "六")),
    (3, points_article(11, "九")),
    (6, points_article(10, "四")),
)


def find_goods(facts: Facts, road: str) -> Finding:
    """The finding for a weighed lorry (kg). The 30 % of the statute is strict; on motorways 30 % belongs above."""
    load, approved = facts.need("load_kg"), facts.need("approved_load_kg")
    gross, permitted = facts.need("gross_mass_kg"), facts.need("max_gross_mass_kg")
    load_share, gross_share = excess(load, approved), excess(gross, permitted)
    if load_share <= 0 and gross_share <= 0:
        return nothing_found()
    if load_share <= 0:
        raise refuse("facts.gross_mass_kg", "masses_disagree", LAW_92_2)
    low, high = _HIGH if load_share > percent(30) else _LOW
    band, suggested, law, notes = with_sum(Band(low, high, (LAW_92_2,)), scaled_sum("overload_goods", road, load_share))
    step = sum(gross_share >= percent(edge) for edge in (30, 50))
    points, article = _GOODS_POINTS[step] if gross_share > 0 else (0, "")
    return Finding(
        codes=_GOODS_CODES[step],
        band=band,
        suggested=suggested,
        points=points,
        law=(*law, LAW_92_3, *((article,) if article else ())),
        measures=("IMPOUND_VEHICLE",),
        optional_measures=(),
        grave=load_share >= percent(30) or gross_share >= percent(30),
        notes=notes if article else (*notes, Reason("gross_within_limit")),
    )


def find_passengers(facts: Facts, kind: SeatClass, road: str, commercial: bool) -> Finding:
    """The finding for a counted vehicle (persons against approved seats)."""
    actual, approved = facts.need("seats_actual"), facts.need("seats_approved")
    share = excess(actual, approved)
    if share <= 0:
        return nothing_found()
    if kind in {"coach", "school"}:
        return _coach(kind, share, road, commercial)
    if kind in {"goods_cab", "other"}:
        code = "6038" if kind == "goods_cab" else "6017"
        return _plain_passengers((code,), share, road, (0, ""), commercial=False)
    codes, points = _car(share, seats=approved)
    return _plain_passengers(codes, share, road, points, commercial)


def _coach(kind: SeatClass, share: Fraction, road: str, commercial: bool) -> Finding:
    # 法 92(1) "超过百分之二十" is strict while the 12 points of 163 art. 8(4) begin at exactly 20 %.
    low, high = _HIGH if share > percent(20) else _LOW
    twelve = share >= percent(20)
    below, above = ("1621", "1710") if kind == "coach" else ("1623", "1714")
    article = points_article(8, "四") if twelve else points_article(10, "一")
    local = _passenger_sum("overload_coach", share, road, commercial)
    band, suggested, law, notes = with_sum(Band(low, high, (LAW_92_1,)), local)
    return Finding(
        codes=(above if twelve else below,),
        band=band,
        suggested=suggested,
        points=12 if twelve else 6,
        law=(*law, LAW_92_3, article),
        measures=("IMPOUND_VEHICLE",),
        optional_measures=("CRIMINAL_TRANSFER",) if kind == "school" and twelve else (),
        grave=share >= percent(30),
        notes=notes,
    )


def _car(share: Fraction, seats: Decimal) -> tuple[tuple[str, ...], tuple[int, str]]:
    step = sum(share >= percent(edge) for edge in (20, 50, 100))
    if step == 0:
        return ("1348",), (0, "")
    if step == 3:
        return ("O163-8-4", "1627"), (12, points_article(8, "四"))
    if seats >= 7:
        big = (
            (("O163-10-1a", "1627"), (6, points_article(10, "一"))),
            (("O163-9-1", "1627"), (9, points_article(9, "一"))),
        )
        return big[step - 1]
    small = (
        (("O163-11-1", "1627"), (3, points_article(11, "一"))),
        (("O163-10-1b", "1627"), (6, points_article(10, "一"))),
    )
    return small[step - 1]


def _passenger_sum(scheme: str, share: Fraction, road: str, commercial: bool) -> Benchmark:
    if road == "motorway" and commercial:
        return scaled_sum("overload_commercial", road, share)
    return scaled_sum(scheme, "ordinary", share)


def _plain_passengers(
    codes: tuple[str, ...], share: Fraction, road: str, points: tuple[int, str], commercial: bool
) -> Finding:
    local = _passenger_sum("overload_other", share, road, commercial)
    band, suggested, law, notes = with_sum(Band(*_ORDINARY_FINE, (LAW_90,)), local)
    impound = road == "motorway" and commercial
    return Finding(
        codes=codes,
        band=band,
        suggested=suggested,
        points=points[0],
        law=(*law, *((points[1],) if points[1] else ())),
        measures=("IMPOUND_VEHICLE",) if impound else (),
        optional_measures=(),
        grave=share >= percent(30),
        notes=notes,
    )
