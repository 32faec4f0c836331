"""How figures are said: the same words on the page, on paper and in the spreadsheet."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from traffic_police.reports.figures import Figure, FigureKind, Measure
from traffic_police.reports.periods import Base, Kind, compare, percentile, points_apart, rate

DASH = "—"


def number(value: Decimal) -> str:
    """1,234 or 1,234.50: whole where it is whole."""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def shown(figure: Figure, value: Decimal, base: Decimal, histogram: dict[str, int] | None = None) -> str:
    """A figure as text; a dash where nothing was due."""
    if figure.measure is Measure.RATE:
        percent = rate(value, base)
        return DASH if percent is None else f"{percent}%"
    if figure.kind is FigureKind.DISTRIBUTION:
        buckets = {int(bucket): count for bucket, count in (histogram or {}).items()}
        median, ninth = percentile(buckets, Fraction(1, 2)), percentile(buckets, Fraction(9, 10))
        return DASH if median is None else f"{median} / {ninth}"
    return f"{value:,.2f}" if figure.measure is Measure.YUAN else number(value)


def measure_word(measure: Measure) -> str:
    return {
        Measure.CASES: _("cases"),
        Measure.YUAN: _("yuan"),
        Measure.POINTS: _("points"),
        Measure.RATE: "",
        Measure.DAYS: _("days"),
        Measure.MINUTES: _("minutes"),
    }[measure]


def changed(figure: Figure, now: tuple[Decimal, Decimal], before: tuple[Decimal, Decimal] | None) -> str:
    """↑ 8.4%, ↓ 0.8 percentage points, new, level, or a dash."""
    if before is None or figure.kind is FigureKind.DISTRIBUTION:
        return DASH
    if figure.measure is Measure.RATE:
        apart = points_apart(rate(*now), rate(*before))
        return DASH if apart is None else _arrow(apart, _("%(n)s percentage points") % {"n": abs(apart)})
    comparison = compare(now[0], before[0])
    if comparison.base is Base.KNOWN and comparison.percent is not None:
        return _arrow(comparison.percent, f"{abs(comparison.percent)}%")
    return _("new") if comparison.base is Base.NEW else DASH


def _arrow(change: Decimal, words: str) -> str:
    if change == 0:
        return _("level")
    return f"{'↑' if change > 0 else '↓'} {words}"


def day_word(day: dt.date) -> str:
    return _("%(year)s-%(month)s-%(day)s") % {"year": day.year, "month": day.month, "day": day.day}


def period_word(kind: str, start: dt.date, end: dt.date) -> str:
    """2026年11月22日 · 2026年第47周（11月16日至22日） · 2026年10月."""
    if kind == Kind.DAILY:
        return day_word(start)
    if kind == Kind.MONTHLY:
        return _("%(year)s-%(month)s") % {"year": start.year, "month": start.month}
    year, week, _day = start.isocalendar()
    return _("week %(week)s of %(year)s (%(start)s to %(end)s)") % {
        "week": week,
        "year": year,
        "start": _("%(month)s/%(day)s") % {"month": start.month, "day": start.day},
        "end": _("%(month)s/%(day)s") % {"month": end.month, "day": end.day},
    }


def definition(figure: Figure) -> str:
    """Numerator and denominator as one sentence."""
    if figure.denominator:
        return _("%(numerator)s ÷ %(denominator)s.") % {
            "numerator": figure.numerator,
            "denominator": figure.denominator,
        }
    return str(figure.numerator)


def plain_pair(row: dict[str, Any] | None) -> tuple[Decimal, Decimal]:
    """Value and base of a frozen row; zero where there is none."""
    return (Decimal(row["value"]), Decimal(row["base"])) if row else (Decimal(0), Decimal(0))
