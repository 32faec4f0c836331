"""Points of one act (163 arts. 7-12, 28); before 1 April 2022 never more than the old table gave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from violations.rules.offences import Offence

REFORM: Final = date(2022, 4, 1)
# Second digit of a national code of classes 1-5 in the table before the reform.
_OLD_POINTS: Final = {"0": 0, "1": 1, "2": 2, "3": 3, "6": 6, "7": 12}


def points_on(offence: Offence, points: int, day: date) -> int:
    """Points for an act of that day. The milder rule applies across the reform (处罚法 37)."""
    if day >= REFORM or offence.code[:1] not in set("12345"):
        return points
    return min(points, _OLD_POINTS.get(offence.code[1], points))


def warned_only(suggested: Decimal | None, offence: Offence | None) -> bool:
    """Whether the suggested penalty is a written warning, which carries no points (163 art. 28)."""
    return suggested == 0 and offence is not None and offence.warning_allowed
