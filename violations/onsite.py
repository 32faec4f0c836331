"""What an on-site operation is told: typed, declared once for page and API, every refusal naming its field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from traffic_police.accounts.models import Officer, PersonKind
from traffic_police.cases.inputs import cleaned
from traffic_police.cases.kinds import Input
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import local_day
from traffic_police.registry.models import IdType
from traffic_police.registry.rules import credit_code, licences, phone, plates, resident_id
from traffic_police.registry.rules.problem import Problem

Errors = dict[str, tuple[str, str]]

CREDIT_CODE = "credit_code"
PARTY_ROLES = (
    ("driver", gettext_lazy("Driver")),
    ("non_motor", gettext_lazy("Non-motor driver")),
    ("pedestrian", gettext_lazy("Pedestrian")),
    ("passenger", gettext_lazy("Passenger")),
    ("owner", gettext_lazy("Owner")),
    ("unit", gettext_lazy("Unit")),
)
OUTCOMES = (
    ("penalty", gettext_lazy("Penalty")),
    ("oral_warning", gettext_lazy("Oral warning")),
    ("exempt", gettext_lazy("No penalty")),
    ("general", gettext_lazy("General procedure")),
)
ROADS = (
    ("ordinary", gettext_lazy("Ordinary road")),
    ("urban_expressway", gettext_lazy("Urban expressway")),
    ("motorway", gettext_lazy("Motorway")),
)
STATEMENTS = (("given", gettext_lazy("Given")), ("waived", gettext_lazy("Waived")))
SERVICES = (
    ("signed", gettext_lazy("Signed by the party")),
    ("refused_to_sign", gettext_lazy("Refused to sign, noted")),
    ("refused_to_take", gettext_lazy("Refused to take, noted")),
)
GROUNDS = (
    ("minor", gettext_lazy("Minor, corrected, no harm")),
    ("first_violation", gettext_lazy("First violation, slight harm, corrected")),
    ("no_fault", gettext_lazy("No subjective fault proven")),
    ("capacity", gettext_lazy("Under 14 or without capacity")),
)
_DEGREES = {"longitude": 180, "latitude": 90}
NEEDS_VEHICLE = frozenset({"driver", "owner"})


def _optional(name: str, label: Any, kind: str = "text", **rest: Any) -> Input:
    return Input(name, label, kind, required=False, **rest)


TOP: tuple[Input, ...] = (
    _optional("offence_code", gettext_lazy("Offence code"), max_length=20),
    _optional("offence_family", gettext_lazy("Family of offences"), max_length=40),
    Input("occurred_at", gettext_lazy("Occurred"), "datetime"),
    _optional("discovered_at", gettext_lazy("Discovered"), "datetime"),
    _optional("ended_at", gettext_lazy("End of a continuing act"), "datetime"),
    Input("place", gettext_lazy("Place"), max_length=200, min_length=2),
    _optional("longitude", gettext_lazy("Longitude"), "number"),
    _optional("latitude", gettext_lazy("Latitude"), "number"),
    _optional("datum", gettext_lazy("Datum"), "choice", choices=(("GCJ02", "GCJ-02"), ("WGS84", "WGS-84"))),
    _optional("road_class", gettext_lazy("Kind of road"), "choice", choices=ROADS),
    _optional("road", gettext_lazy("Road"), max_length=60),
    _optional("plate", gettext_lazy("Plate"), max_length=20),
    _optional("plate_kind", gettext_lazy("Plate kind"), max_length=2),
    _optional("vehicle_type", gettext_lazy("Vehicle type"), max_length=3),
    _optional("use_nature", gettext_lazy("Use"), max_length=1),
    Input("party", gettext_lazy("Party"), "object"),
    _optional("facts", gettext_lazy("Measured values"), "object"),
    _optional("circumstances", gettext_lazy("Circumstances"), "object"),
    Input("licence_checked", gettext_lazy("Licence checked"), "boolean"),
    _optional("informed", gettext_lazy("Facts, basis, penalty and rights told"), "boolean"),
    _optional("statement", gettext_lazy("Statement and defence"), "choice", choices=STATEMENTS),
    _optional("statement_text", gettext_lazy("What the party said"), "long_text", max_length=2000),
    _optional("statement_accepted", gettext_lazy("Defence accepted"), "boolean"),
    _optional("statement_reply", gettext_lazy("Why the defence is accepted or not"), "long_text", max_length=1000),
    _optional("outcome", gettext_lazy("Outcome"), "choice", choices=OUTCOMES),
    _optional("penalty", gettext_lazy("Penalty"), "choice",
              choices=(("warning", gettext_lazy("Warning")), ("fine", gettext_lazy("Fine")))),
    _optional("fine", gettext_lazy("Fine"), "money"),
    _optional("deviation_reason", gettext_lazy("Why the penalty differs from the benchmark"), "long_text"),
    _optional("service", gettext_lazy("Service"), "choice", choices=SERVICES),
    _optional("refusal_note", gettext_lazy("Note on the refusal"), max_length=200),
    _optional("national_number", gettext_lazy("National document number"), max_length=16),
    _optional("exemption_ground", gettext_lazy("Ground"), "choice", choices=GROUNDS),
    _optional("education", gettext_lazy("Education given"), "long_text"),
    _optional("second", gettext_lazy("Second officer"), "officer"),
    _optional("assistants", gettext_lazy("Assistants"), "object"),
    _optional("body_camera", gettext_lazy("Body camera"), max_length=40),
)  # fmt: skip

PARTY: tuple[Input, ...] = (
    _optional("role", gettext_lazy("Role"), "choice", choices=PARTY_ROLES),
    Input("name", gettext_lazy("Name"), max_length=100),
    _optional("id_type", gettext_lazy("Kind of paper"), "choice",
              choices=(*((str(code), label) for code, label in IdType.choices),
                       (CREDIT_CODE, gettext_lazy("Credit code")))),
    _optional("id_no", gettext_lazy("Identity number"), max_length=30),
    _optional("sex", gettext_lazy("Sex"), "choice",
              choices=(("male", gettext_lazy("Male")), ("female", gettext_lazy("Female")))),
    _optional("born", gettext_lazy("Born"), "date"),
    _optional("phone", gettext_lazy("Phone"), max_length=30),
    _optional("address", gettext_lazy("Address"), max_length=200),
    _optional("licence_class", gettext_lazy("Licence classes"), max_length=20),
    _optional("file_no", gettext_lazy("Licence file number"), max_length=20),
)  # fmt: skip


@dataclass(frozen=True)
class PartyTold:
    """The party as told; sex and birth are read from a resident identity number."""

    role: str
    name: str
    id_type: str
    id_no: str = ""
    sex: str = ""
    born: dt.date | None = None
    phone: str = ""
    address: str = ""
    licence_class: str = ""
    file_no: str = ""

    @property
    def is_unit(self) -> bool:
        return self.role == "unit"

    def age_on(self, day: dt.date) -> int | None:
        """Completed years on a day, None when the birth is not known."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(frozen=True)
class OnSite:
    """One on-site operation, checked field by field. The law's own questions come afterwards."""

    values: Mapping[str, Any]
    party: PartyTold
    plate: str
    plate_kind: str
    occurred_at: dt.datetime
    discovered_at: dt.datetime
    second: Officer | None = None
    assistants: Sequence[Officer] = field(default_factory=tuple)

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    def text(self, name: str) -> str:
        return str(self.values.get(name) or "")


@contextmanager
def _under(errors: Errors, prefix: str) -> Iterator[None]:
    try:
        yield
    except InputRefused as refused:
        errors.update({prefix + name: pair for name, pair in refused.errors.items()})


def _object(value: Any, name: str, errors: Errors) -> Mapping[str, Any]:
    if value is None or isinstance(value, Mapping):
        return value or {}
    errors[name] = ("object", _("Send an object here."))
    return {}


def checked(data: Mapping[str, Any], at: dt.datetime) -> OnSite:
    """Check an on-site operation at AT. Raises InputRefused naming every wrong, missing or unknown field."""
    errors: Errors = {}
    if not isinstance(data, Mapping):
        raise InputRefused({"": ("object", _("Send an object here."))})
    values: dict[str, Any] = {}
    with _under(errors, ""):
        values = cleaned(TOP, data)
    told: dict[str, Any] = {}
    with _under(errors, "party."):
        told = cleaned(PARTY, _object(data.get("party"), "party", errors)) if "party" not in errors else {}
    _object(data.get("facts"), "facts", errors)
    _object(data.get("circumstances"), "circumstances", errors)
    party = _party(told, at, errors)
    plate, kind = _vehicle(values, party, errors)
    assistants = _assistants(data.get("assistants"), errors)
    _offence_named(values, errors)
    _on_earth(values, errors)
    if errors:
        raise InputRefused(errors)
    occurred = values["occurred_at"]
    return OnSite(
        values, party, plate, kind, occurred, values.get("discovered_at") or occurred, values.get("second"), assistants
    )


def _offence_named(values: Mapping[str, Any], errors: Errors) -> None:
    if values and not (values.get("offence_code") or values.get("offence_family")):
        errors.setdefault("offence_code", ("required", _("Name the offence by its code or its family.")))


def _on_earth(values: dict[str, Any], errors: Errors) -> None:
    """Both coordinates or none, within the degrees there are; kept with six decimals (about 0.1 m)."""
    given = {name: values[name] for name in ("longitude", "latitude") if values.get(name) is not None}
    for name, value in given.items():
        if abs(value) > _DEGREES[name]:
            errors[name] = ("coordinates", _("These coordinates are not on earth."))
        values[name] = value.quantize(Decimal("0.000001"))
    if len(given) == 1:
        missing = "latitude" if "longitude" in given else "longitude"
        errors.setdefault(missing, ("required", _("Longitude and latitude belong together.")))


def _note(errors: Errors, name: str, problem: Problem | None) -> None:
    if problem is not None:
        errors.setdefault(name, (problem.code, str(problem)))


def _party(told: Mapping[str, Any], at: dt.datetime, errors: Errors) -> PartyTold:
    role = told.get("role", "driver")
    id_type = told.get("id_type") or (CREDIT_CODE if role == "unit" else str(IdType.RESIDENT))
    number = resident_id.normalise(told.get("id_no", ""))
    if number:
        _note(errors, "party.id_no", _identity(id_type, number, local_day(at)))
    elif role in NEEDS_VEHICLE | {"unit"} and told:
        errors.setdefault("party.id_no", ("required", _("The identity number is needed.")))
    born, sex = told.get("born"), told.get("sex", "")
    if id_type == IdType.RESIDENT and number and "party.id_no" not in errors:
        born, sex = _compared(number, born, sex, errors)
    telephone = phone.normalise(told.get("phone", ""))
    if telephone:
        _note(errors, "party.phone", phone.check_phone(telephone))
    if told.get("file_no"):
        _note(errors, "party.file_no", licences.check_file_number(told["file_no"]))
    classes = _classes(told.get("licence_class", ""), errors)
    return PartyTold(
        role, told.get("name", ""), id_type, number, sex, born, telephone, told.get("address", ""), classes,
        told.get("file_no", ""),
    )  # fmt: skip


def _classes(text: str, errors: Errors) -> str:
    if not text:
        return ""
    found = licences.parse_classes(text)
    if found is None:
        errors["party.licence_class"] = (
            "licence_class_unknown",
            _("There is no such driving licence class. Write A1 to P."),
        )
    return "".join(found or ())


def _identity(id_type: str, number: str, today: dt.date) -> Problem | None:
    if id_type == IdType.RESIDENT:
        return resident_id.check_resident_id(number, today)
    if id_type == CREDIT_CODE:
        return credit_code.check_credit_code(number)
    if not (4 <= len(number) <= 20 and number.isascii() and number.isalnum()):
        return Problem("id_form", _("The number of this paper has 4 to 20 letters and digits."))
    return None


def _compared(number: str, born: dt.date | None, sex: str, errors: Errors) -> tuple[dt.date | None, str]:
    """Birth and sex of the number; what was typed beside it has to agree."""
    of_number, sex_of_number = resident_id.born(number), str(resident_id.sex(number) or "")
    if born is not None and born != of_number:
        errors["party.born"] = ("id_disagrees", _("The birth date differs from the one in the identity number."))
    if sex and sex != sex_of_number:
        errors["party.sex"] = ("id_disagrees", _("The sex differs from the one in the identity number."))
    return of_number, sex_of_number


def _vehicle(values: Mapping[str, Any], party: PartyTold, errors: Errors) -> tuple[str, str]:
    plate, kind = plates.normalise(values.get("plate", "")), values.get("plate_kind", "")
    if not plate and not kind:
        if party.role in NEEDS_VEHICLE and values:
            errors.setdefault("plate", ("required", _("Enter the plate, or plate kind 41 for a vehicle without one.")))
        return "", ""
    if not kind:
        kinds = plates.infer_kinds(plate)
        if len(kinds) != 1:
            errors.setdefault("plate_kind", ("required", _("Choose the plate kind; the plate alone does not tell it.")))
            return plate, ""
        kind = kinds[0]
    problem = plates.check_plate(plate, kind)
    if problem is not None:
        _note(errors, "plate_kind" if problem.code in {"plate_kind_unknown", "plate_other_kind"} else "plate", problem)
    return plate, kind


def _assistants(raw: Any, errors: Errors) -> tuple[Officer, ...]:
    """Officers by police number; auxiliaries belong here and nowhere else (执勤规范 5)."""
    if raw in (None, "", [], ()):
        return ()
    numbers = [part.strip() for part in raw.split(",")] if isinstance(raw, str) else raw
    if not isinstance(numbers, list | tuple) or len(numbers) > 10:
        errors["assistants"] = ("list", _("Send a list of police numbers."))
        return ()
    wanted = [one.police_number if isinstance(one, Officer) else one for one in numbers]
    if not all(isinstance(one, str) and 0 < len(one) <= 8 and one.isascii() and one.isalnum() for one in wanted):
        errors["assistants"] = ("officer", _("No officer in service has this police number."))
        return ()
    found = {one.police_number: one for one in Officer.objects.filter(police_number__in=wanted, is_active=True)}
    missing = [one for one in wanted if one not in found]
    if missing:
        errors["assistants"] = ("officer", _("No officer in service has this police number."))
    return tuple(found[one] for one in wanted if one in found)


def is_auxiliary(officer: Officer) -> bool:
    return officer.kind == PersonKind.AUXILIARY
