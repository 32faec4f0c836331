"""Texts of a file into values: each takes the text, answers the value or raises Unreadable."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from traffic_police.registry import tables
from traffic_police.registry.records import ID_TYPES
from traffic_police.registry.rules import licences, phone, plates, text
from traffic_police.registry.rules.problem import Problem

Converter = Callable[[str], Any]
CHINA = ZoneInfo("Asia/Shanghai")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_TIME = re.compile(r"([0-9]{1,2})[:时]([0-9]{1,2})分?(?::?([0-9]{1,2})(?:\.[0-9]+)?秒?)?")
_LONG_TERM = frozenset({"长期", "长期有效", "LONG", "PERMANENT"})


class Unreadable(ValueError):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.code)


def as_text(value: str) -> str:
    return text.half_width(value).strip()


def whole_number(value: str) -> int:
    bare = text.half_width(value).strip().replace(",", "")
    if re.fullmatch(r"-?[0-9]{1,9}(\.0+)?", bare):
        return int(bare.split(".")[0])
    raise Unreadable(Problem("not_a_number", _("This is not a whole number.")))


def decimal(value: str) -> Decimal:
    bare = text.half_width(value).strip().replace(",", "")
    if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,9})?", bare):
        try:
            return Decimal(bare)
        except InvalidOperation as error:  # pragma: no cover - the pattern is narrower than Decimal
            raise Unreadable(Problem("not_a_number", _("This is not a number."))) from error
    raise Unreadable(Problem("not_a_number", _("This is not a number.")))


def tonnes_as_kg(value: str) -> int:
    kilograms = decimal(value) * 1000
    if kilograms != kilograms.to_integral_value():
        raise Unreadable(Problem("finer_than_kg", _("This mass is finer than a kilogram. Check its unit.")))
    return int(kilograms)


def date(value: str) -> dt.date:
    """2026-11-23, 2026/11/23, 20261123, 2026年11月23日; a time behind it is left out."""
    bare = text.half_width(value).strip()
    if re.fullmatch(r"[0-9]{8}", bare):
        return _day(bare[:4], bare[4:6], bare[6:])
    found = _DATE.match(bare)
    if found:
        return _day(*found.groups())
    raise Unreadable(Problem("no_readable_date", _("This date cannot be read. Write it as 2026-11-23.")))


def date_day_first(value: str) -> dt.date:
    day, month, year = _three(value)
    return _day(year, month, day)


def date_month_first(value: str) -> dt.date:
    month, day, year = _three(value)
    return _day(year, month, day)


def _three(value: str) -> tuple[str, str, str]:
    found = _DAY_FIRST.match(text.half_width(value).strip())
    if found is None:
        raise Unreadable(Problem("no_readable_date", _("This date cannot be read. Write it as 2026-11-23.")))
    return found.group(1), found.group(2), found.group(3)


def _day(year: str, month: str, day: str) -> dt.date:
    try:
        found = dt.date(int(year), int(month), int(day))
    except ValueError as error:
        raise Unreadable(Problem("no_readable_date", _("This day does not exist."))) from error
    if not 1900 <= found.year <= 2200:
        raise Unreadable(Problem("no_readable_date", _("This year cannot be meant.")))
    return found


def time_of_day(value: str) -> dt.time:
    found = _TIME.search(text.half_width(value))
    try:
        if found:
            return dt.time(int(found.group(1)), int(found.group(2)), int(found.group(3) or 0))
    except ValueError:
        pass
    raise Unreadable(Problem("no_readable_time", _("This time cannot be read. Write it as 09:12.")))


def moment(value: str) -> dt.datetime:
    """Date and time; without an offset it is Beijing time."""
    bare = text.half_width(value).strip()
    try:
        found = dt.datetime.fromisoformat(bare)
        if found.tzinfo is not None and 1900 <= found.year <= 2200:
            return found
    except ValueError:
        pass
    day = date(bare)
    clock = time_of_day(bare) if re.search("[:时]", bare) else dt.time(0)
    return dt.datetime.combine(day, clock, tzinfo=CHINA)


def plate(value: str) -> str:
    return plates.normalise(value)


def identity(value: str) -> str:
    """Identity numbers, credit codes, VINs: capitals, half width, no spaces."""
    return text.compact(value)


def id_type(value: str) -> str:
    bare = text.half_width(value).strip()
    for name, others in ID_TYPES.items():
        if bare == name or bare in others:
            return name
    raise Unreadable(Problem("id_type_unknown", _("There is no such kind of paper.")))


def phone_number(value: str) -> str:
    return phone.normalise(value)


def licence_classes(value: str) -> tuple[str, ...]:
    found = licences.parse_classes(value)
    if found is None:
        raise Unreadable(Problem("licence_class_unknown", _("There is no such driving licence class. Write A1 to P.")))
    return found


def code_in(name: tables.Table) -> Converter:
    """A code or its Chinese label."""

    def convert(value: str) -> str:
        found = tables.code_of(name, text.half_width(value))
        if found is None:
            raise Unreadable(Problem("code_unknown", _("This is neither a code nor a name of the table.")))
        return found

    return convert


def letters_in(name: tables.Table) -> Converter:
    """A row of one-letter codes ('GK'), or one label."""

    def convert(value: str) -> str:
        bare = text.compact(value)
        if bare.isascii() and bare and all(letter in tables.table(name) for letter in bare):
            return bare
        return str(code_in(name)(value))

    return convert


def yes_no(value: str) -> bool:
    bare = text.compact(value)
    if bare in {"1", "Y", "YES", "TRUE", "是", "有"} | _LONG_TERM:
        return True
    if bare in {"0", "N", "NO", "FALSE", "否", "无"}:
        return False
    raise Unreadable(Problem("not_yes_or_no", _("Write 是 or 否 (or 1 or 0).")))
