"""The records as services take them: plain values, normalised and checked before they reach a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import gettext_lazy as _

from traffic_police.registry import tables
from traffic_police.registry.refusals import RecordRefused
from traffic_police.registry.rules import credit_code, licences, phone, plates, resident_id, text
from traffic_police.registry.rules.problem import Problem

RESIDENT = "resident"
# The kinds of paper with the names that files give them.
ID_TYPES = {
    RESIDENT: ("居民身份证", "身份证", "A"),
    "hk_macau": ("港澳居民来往内地通行证", "港澳通行证"),
    "taiwan": ("台湾居民来往大陆通行证", "台胞证"),
    "foreign_resident": ("外国人永久居留身份证",),
    "passport": ("护照",),
    "other": ("其他",),
}
_LONGEST_KG = 500_000
_MOST_SEATS = 300
# A field left at None was not told: an upsert keeps what is known.
_TOO_LONG = Problem("too_long", _("This is too long."))
_NULL = Problem("null_character", _("This contains a character that cannot be stored."))


@dataclass(frozen=True)
class CompanyRecord:
    credit_code: str
    name: str
    legal_representative: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class VehicleRecord:
    plate: str
    plate_kind: str
    vehicle_type: str | None = None
    use_nature: str | None = None
    colour: str | None = None
    brand: str | None = None
    vin: str | None = None
    owner_name: str | None = None
    owner_id_no: str | None = None
    owner_phone: str | None = None
    owner_credit_code: str | None = None
    approved_seats: int | None = None
    approved_load_kg: int | None = None
    max_gross_mass_kg: int | None = None
    inspection_valid_to: dt.date | None = None
    insurance_valid_to: dt.date | None = None
    status: str | None = None


@dataclass(frozen=True)
class DriverRecord:
    id_no: str
    name: str
    id_type: str = RESIDENT
    classes: tuple[str, ...] | None = None
    file_no: str | None = None
    first_issue: dt.date | None = None
    valid_to: dt.date | None = None
    long_term: bool | None = None
    authority: str | None = None
    phone: str | None = None
    address: str | None = None
    points_in_period: int | None = None
    points_as_of: dt.date | None = None
    status: str | None = None


_LENGTHS = {
    "name": 100, "legal_representative": 50, "phone": 20, "address": 200, "brand": 60, "vin": 17, "colour": 3,
    "owner_name": 100, "owner_id_no": 20, "owner_phone": 20, "authority": 60, "id_no": 20, "status": 10,
}  # fmt: skip


class _Checker:
    """Collects problems by field; the first of a field stays."""

    def __init__(self) -> None:
        self.problems: dict[str, Problem] = {}

    def note(self, field: str, problem: Problem | None) -> None:
        if problem is not None:
            self.problems.setdefault(field, problem)

    def lengths(self, record: object) -> None:
        for field in fields(record):  # type: ignore[arg-type]
            value = getattr(record, field.name)
            if isinstance(value, str):
                self.note(field.name, _unstorable(value) or _over(value, _LENGTHS.get(field.name, 100)))

    def each(self, record: object, names: str, check: Callable[[Any], Problem | None]) -> None:
        """Applies a check to the fields that were told and are not blank."""
        for name in names.split():
            value = getattr(record, name)
            if value not in (None, ""):
                self.note(name, check(value))

    def done(self) -> None:
        if self.problems:
            raise RecordRefused(self.problems)


def _unstorable(value: str) -> Problem | None:
    return _NULL if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value) else None


def _over(value: str, most: int) -> Problem | None:
    return _TOO_LONG if len(value) > most else None


def _in_table(name: tables.Table) -> Callable[[str], Problem | None]:
    def check(code: str) -> Problem | None:
        if code in tables.table(name):
            return None
        return Problem("code_unknown", _("This code is not in the table. Choose one from the list."))

    return check


def _between(low: int, high: int) -> Callable[[int], Problem | None]:
    def check(value: int) -> Problem | None:
        if low <= value <= high:
            return None
        return Problem("out_of_range", _("This number is out of range. Check its unit."))

    return check


def _letters(name: tables.Table) -> Callable[[str], Problem | None]:
    def check(value: str) -> Problem | None:
        known = tables.table(name)
        if value.isascii() and all(letter in known for letter in value):
            return None
        return Problem("status_unknown", _("A status is made of the letters of its table."))

    return check


def _named(name: str) -> Problem | None:
    return None if name.strip() else Problem("name_missing", _("Enter the name."))


def check_company(record: CompanyRecord) -> None:
    """Raises RecordRefused."""
    checker = _Checker()
    checker.lengths(record)
    checker.note("credit_code", credit_code.check_credit_code(record.credit_code))
    checker.note("name", _named(record.name))
    checker.each(record, "phone", phone.check_phone)
    checker.done()


def check_vehicle(record: VehicleRecord) -> None:
    """Raises RecordRefused. A VIN that does not add up is kept (imported and older vehicles may differ)."""
    checker = _Checker()
    checker.lengths(record)
    checker.note("plate", plates.check_plate(record.plate, record.plate_kind))
    if record.plate_kind in plates.WITHOUT_IDENTITY:
        checker.note(
            "plate_kind",
            Problem("plate_kind_without_identity", _("Vehicles without a plate of their own are not in the register.")),
        )
    checker.each(record, "vehicle_type", _in_table("vehicle_types"))
    checker.each(record, "use_nature", _in_table("use_natures"))
    checker.each(record, "status", _letters("vehicle_statuses"))
    checker.each(record, "colour", _letters("vehicle_colours"))
    checker.each(record, "approved_seats", _between(0, _MOST_SEATS))
    checker.each(record, "approved_load_kg max_gross_mass_kg", _between(0, _LONGEST_KG))
    checker.each(record, "owner_phone", phone.check_phone)
    checker.each(record, "owner_credit_code", credit_code.check_credit_code)
    if record.owner_credit_code and record.owner_id_no:
        checker.note(
            "owner_id_no",
            Problem("two_owners", _("A vehicle belongs to a company or to a person. Keep one of the two numbers.")),
        )
    checker.done()


def check_driver(record: DriverRecord, today: dt.date) -> None:
    """Raises RecordRefused. `today` bounds the birth date in the identity number."""
    checker = _Checker()
    checker.lengths(record)
    checker.note("name", _named(record.name) or _over(record.name, 50))
    if record.id_type not in ID_TYPES:
        checker.note("id_type", Problem("id_type_unknown", _("There is no such kind of paper.")))
    if record.id_type == RESIDENT:
        checker.note("id_no", resident_id.check_resident_id(record.id_no, today))
    elif not (record.id_no.isascii() and record.id_no.isalnum() and 4 <= len(record.id_no) <= 20):
        checker.note("id_no", Problem("paper_number_form", _("The number has 4 to 20 letters and digits.")))
    checker.each(record, "classes", licences.check_classes)
    checker.each(record, "file_no", licences.check_file_number)
    checker.each(record, "phone", phone.check_phone)
    checker.each(record, "status", _letters("licence_statuses"))
    checker.each(record, "points_in_period", _between(0, 1000))
    if record.first_issue and record.valid_to and record.first_issue > record.valid_to:
        checker.note("valid_to", Problem("dates_reversed", _("The licence ends before it was first issued.")))
    if record.long_term and record.valid_to:
        checker.note(
            "valid_to", Problem("long_term_has_end", _("A long-term licence has no last day. Leave it empty."))
        )
    checker.done()


def clean_name(value: str) -> str:
    """Names as written on the card: one dot form between the parts of a name, no spaces around."""
    return text.half_width(value).strip().replace("•", "·").replace("・", "·").replace("‧", "·")
