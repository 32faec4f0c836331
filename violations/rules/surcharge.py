"""Surcharge on a fine paid late: 3 % a day, simple, never above the fine (法 109; 处罚法 72, 73; 105 art. 60)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

RATE_PER_DAY: Final = Decimal("0.03")


def surcharge(fine: Decimal, due: date, today: date, suspended_days: int = 0) -> Decimal:
    """Yuan due on `today` for a fine payable by `due`. Days of reconsideration or litigation do not run.

    Raises ValueError for a negative fine or negative days.
    """
    if fine < 0 or suspended_days < 0:
        raise ValueError("fine and suspended_days cannot be negative")
    days = max(0, (today - due).days - suspended_days)
    return min(fine, fine * RATE_PER_DAY * days)
