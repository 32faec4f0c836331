"""Percentages of law, compared exactly: a share is a Fraction, a range knows its open ends."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


def excess(actual: Decimal, allowed: Decimal) -> Fraction:
    """By how much `actual` is above `allowed`, as a share of `allowed`. Negative when below."""
    limit = Fraction(allowed)
    return (Fraction(actual) - limit) / limit


def percent(value: int) -> Fraction:
    """Whole percent as a share."""
    return Fraction(value, 100)


@dataclass(frozen=True, slots=True)
class Range:
    """A range of percent as a lawyer writes it: [10,30) includes 10 and excludes 30; [100,] has no upper end."""

    low: Fraction
    low_included: bool
    high: Fraction | None
    high_included: bool

    @classmethod
    def parse(cls, text: str) -> Range:
        """Read "[10,30)"."""
        low, high = text[1:-1].split(",")
        top = percent(int(high)) if high else None
        return cls(percent(int(low)), text[0] == "[", top, text[-1] == "]")

    def holds(self, share: Fraction) -> bool:
        """Whether the share lies in the range."""
        above = share >= self.low if self.low_included else share > self.low
        if self.high is None:
            return above
        return above and (share <= self.high if self.high_included else share < self.high)
