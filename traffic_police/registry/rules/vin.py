"""Vehicle identification numbers (GB 16735-2019). Imported and older vehicles may fail: warn, never refuse."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.rules.text import compact

_FORM = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = {c: i for i, c in enumerate("0123456789")} | dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)


def normalise(text: str) -> str:
    return compact(text)


def vin_warning(vin: str) -> Problem | None:
    """What is odd about a normalised number; None when nothing is."""
    if not _FORM.fullmatch(vin):
        return Problem("vin_form", _("A VIN has 17 characters, without I, O and Q. Older vehicles may differ."))
    rest = sum(_VALUES[c] * w for c, w in zip(vin, _WEIGHTS, strict=True)) % 11
    if vin[8] != ("X" if rest == 10 else str(rest)):
        return Problem("vin_check", _("The VIN does not add up. Imported and older vehicles may differ."))
    return None
