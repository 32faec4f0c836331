"""Telephone numbers of the mainland."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.rules.text import half_width

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}(-[0-9]{1,6})?")
_SERVICE = frozenset({"110", "119", "120", "122", "12123", "12345"})
_COUNTRY = re.compile(r"(\+86|0086)(?=1[3-9][0-9]{9}$)")


def normalise(text: str) -> str:
    """Without spaces and brackets; +86 taken off a mobile number."""
    bare = re.sub(r"[\s()\u200b\ufeff]", "", half_width(text))
    without_hyphens = bare.replace("-", "")
    if re.fullmatch(r"(\+86|0086)?1[3-9][0-9]{9}", without_hyphens):
        bare = without_hyphens
    return _COUNTRY.sub("", bare)


def is_mobile(number: str) -> bool:
    return _MOBILE.fullmatch(number) is not None


def check_phone(number: str) -> Problem | None:
    """Mobile, landline with area code, or a service number, normalised."""
    if is_mobile(number) or _LANDLINE.fullmatch(number) or number in _SERVICE:
        return None
    return Problem("phone_form", _("Enter a mobile number of 11 digits, or a landline with its area code."))
