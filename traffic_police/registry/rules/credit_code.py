"""Unified social credit codes (统一社会信用代码, GB 32100-2015)."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.rules.text import compact

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def normalise(text: str) -> str:
    return compact(text)


def check_character(first17: str) -> str:
    total = sum(_ALPHABET.index(c) * w for c, w in zip(first17, _WEIGHTS, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def check_credit_code(code: str) -> Problem | None:
    """Form and check character of a normalised code."""
    if not _FORM.fullmatch(code):
        return Problem("credit_code_form", _("A social credit code has 18 characters, without I, O, S, V and Z."))
    if check_character(code[:17]) != code[17]:
        return Problem("credit_code_check", _("The social credit code does not add up. Compare it with the licence."))
    return None
