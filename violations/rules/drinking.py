"""Drink driving: 20 mg/100 ml is drinking, 80 mg/100 ml is drunk (法 91; GB 19522, recalled)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from violations.rules.articles import LAW, points_article
from violations.rules.facts import Facts
from violations.rules.findings import Finding, nothing_found
from violations.rules.fines import Band

DRINKING_FROM: Final = Decimal(20)
DRUNK_FROM: Final = Decimal(80)
_TWELVE = points_article(8, "一")
_NONE = Decimal(0)


def find_drinking(facts: Facts, commercial: bool, repeated: bool) -> Finding:
    """The finding for alcohol in blood, mg/100 ml. Twelve points for every drink driving (163 art. 8(1))."""
    alcohol = facts.need("alcohol_mg_per_100ml")
    if alcohol < DRINKING_FROM:
        return nothing_found("alcohol_below_threshold")
    if alcohol >= DRUNK_FROM:
        return _drunk(commercial)
    if commercial:
        return _finding(("6034",), Decimal(5000), Decimal(5000), Decimal(5000), "第3款")
    if repeated:
        return _finding(("6035",), Decimal(1000), Decimal(2000), Decimal(1500), "第1款")
    return _finding(("17121", "O163-8-1"), Decimal(1000), Decimal(2000), Decimal(1000), "第1款")


def _finding(codes: tuple[str, ...], low: Decimal, high: Decimal, suggested: Decimal, paragraph: str) -> Finding:
    law = f"{LAW} 第91条{paragraph}"
    return Finding(
        codes=codes, band=Band(low, high, (law,)), suggested=suggested, points=12, law=(law, _TWELVE), grave=True
    )


def _drunk(commercial: bool) -> Finding:
    # No fine: the act is a crime (刑法 133-1); the licence is revoked whatever the court decides.
    law = f"{LAW} 第91条第{4 if commercial else 2}款"
    codes = ("6033",) if commercial else ("6032",)
    return Finding(
        codes=codes,
        band=Band(_NONE, _NONE, (law,)),
        suggested=_NONE,
        points=12,
        law=(law, "刑法 第133条之一", _TWELVE),
        grave=True,
    )
