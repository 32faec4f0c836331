"""Resident identity numbers (居民身份证, GB 11643-1999)."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.rules.text import compact

_FORM = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PROVINCES = frozenset(
    f"{region}{place}"
    for region, places in zip("123456", ("12345", "123", "1234567", "123456", "01234", "12345"), strict=True)
    for place in places
) | {"71", "81", "82", "83", "91"}
_EARLIEST = dt.date(1900, 1, 1)


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


def normalise(text: str) -> str:
    return compact(text)


def check_character(first17: str) -> str:
    """The check character that belongs to seventeen digits."""
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def born(number: str) -> dt.date | None:
    """The birth date in a number of the right form; None when that day does not exist."""
    if not _FORM.fullmatch(number):
        return None
    try:
        return dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex(number: str) -> Sex | None:
    """Digit 17: odd is male."""
    if not _FORM.fullmatch(number):
        return None
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def age(number: str, day: dt.date) -> int | None:
    """Completed years on a day (birthday reached counts)."""
    birth = born(number)
    if birth is None:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def check_resident_id(number: str, today: dt.date) -> Problem | None:
    """Form, province, birth date, check character of a normalised number. `today` bounds the birth date."""
    if re.fullmatch(r"[0-9]{15}", number):
        return Problem("id_15_digits", _("Identity numbers of 15 digits ended in 2013. Enter the one of 18."))
    if not _FORM.fullmatch(number):
        return Problem("id_form", _("An identity number has 17 digits and a digit or X at the end."))
    if number[:2] not in _PROVINCES:
        return Problem("id_province", _("The first two digits of the identity number are no province."))
    birth = born(number)
    if birth is None or birth < _EARLIEST:
        return Problem("id_birth_date", _("The birth date in the identity number does not exist."))
    if birth > today:
        return Problem("id_birth_future", _("The birth date in the identity number is in the future."))
    if check_character(number[:17]) != number[17]:
        return Problem("id_check", _("The identity number does not add up. Compare it with the card once more."))
    return None
