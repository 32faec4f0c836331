"""What a report of an accident tells, checked field by field (146号令 第16条)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accidents.rules.questions import ROLES
from accidents.words import choices
from traffic_police.cases.inputs import cleaned
from traffic_police.cases.kinds import Input
from traffic_police.cases.refusals import InputRefused
from traffic_police.registry.rules import phone as phones
from traffic_police.registry.rules import plates, resident_id
from traffic_police.registry.rules.problem import Problem

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MOST_PARTIES = 12
Errors = dict[str, tuple[str, str]]


def _optional(name: str, label: Any, kind: str = "text", **rest: Any) -> Input:
    return Input(name, label, kind, required=False, **rest)


def _code(name: str, label: Any, table: str = "") -> Input:
    return _optional(name, label, "choice", choices=choices(table or name))


TOP: tuple[Input, ...] = (
    Input("occurred_at", gettext_lazy("Happened at"), "datetime"),
    _optional("reported_at", gettext_lazy("Reported"), "datetime"),
    Input("place", gettext_lazy("Place"), min_length=2, max_length=200),
    _optional("longitude", gettext_lazy("Longitude"), "number"),
    _optional("latitude", gettext_lazy("Latitude"), "number"),
    _optional("datum", gettext_lazy("Datum"), "choice", choices=(("GCJ02", "GCJ-02"), ("WGS84", "WGS-84"))),
    _optional(
        "channel",
        gettext_lazy("Channel"),
        "choice",
        choices=(("phone", gettext_lazy("By phone")), ("officer", gettext_lazy("By an officer"))),
    ),
    _optional("reporter", gettext_lazy("Who reports"), max_length=60),
    _optional("reporter_phone", gettext_lazy("Phone"), max_length=20),
    _optional("late_report", gettext_lazy("Reported after the scene was cleared"), "boolean"),
    _code("weather", gettext_lazy("Weather")),
    _code("visibility", gettext_lazy("Visibility")),
    _code("light", gettext_lazy("Lighting")),
    _code("surface", gettext_lazy("Road surface")),
    _code("road_type", gettext_lazy("Kind of road")),
    _code("section", gettext_lazy("Junction or section")),
    _code("form", gettext_lazy("Form of the accident")),
    _code("collision", gettext_lazy("Kind of collision")),
    _optional("loss_estimate", gettext_lazy("Estimated loss"), "money"),
    Input("parties", gettext_lazy("Parties"), "object"),
    _optional("answers", gettext_lazy("Answers"), "object"),
)

PARTY: tuple[Input, ...] = (
    Input("role", gettext_lazy("Role"), "choice", choices=tuple((role, role) for role in ROLES)),
    Input("name", gettext_lazy("Name"), max_length=60),
    _optional("id_no", gettext_lazy("Identity number"), max_length=30),
    _optional("phone", gettext_lazy("Phone"), max_length=20),
    _optional("plate", gettext_lazy("Plate"), max_length=20),
    _optional("plate_kind", gettext_lazy("Plate kind"), max_length=2),
    _optional("vehicle_type", gettext_lazy("Vehicle type"), max_length=3),
    _optional("insurer", gettext_lazy("Insurer"), max_length=60),
    _optional("policy_no", gettext_lazy("Policy number"), max_length=40),
    _optional("damage", gettext_lazy("Point of impact"), max_length=100),
)


@dataclass(frozen=True)
class Report:
    """A report, checked; parties in the order told."""

    values: Mapping[str, Any]
    parties: tuple[Mapping[str, Any], ...]
    answers: Mapping[str, Any]
    occurred_at: dt.datetime
    reported_at: dt.datetime

    def text(self, name: str) -> str:
        return str(self.values.get(name) or "")


def checked(data: Mapping[str, Any], at: dt.datetime) -> Report:
    """Check a report at AT. Raises InputRefused naming every wrong, missing or unknown field."""
    errors: Errors = {}
    values: dict[str, Any] = {}
    try:
        values = cleaned(TOP, data)
    except InputRefused as refused:
        errors |= refused.errors
    parties = _parties(data.get("parties"), errors)
    answers = data.get("answers") or {}
    if not isinstance(answers, Mapping):
        errors["answers"] = ("object", _("Send an object here."))
    _numbers(values, errors)
    if errors:
        raise InputRefused(errors)
    reported = values.get("reported_at") or at
    return Report(values, parties, dict(answers), values["occurred_at"], reported)


def _numbers(values: Mapping[str, Any], errors: Errors) -> None:
    both = values.get("longitude"), values.get("latitude")
    if (both[0] is None) != (both[1] is None):
        errors["longitude"] = ("pair", _("Longitude and latitude belong together."))
    for name, most in (("longitude", 180), ("latitude", 90)):
        if values.get(name) is not None and abs(values[name]) > most:
            errors[name] = ("range", _("No place on earth has these coordinates."))
    if told := values.get("reporter_phone"):
        _note(errors, "reporter_phone", phones.check_phone(told))


def _parties(raw: Any, errors: Errors) -> tuple[Mapping[str, Any], ...]:
    if not isinstance(raw, list | tuple) or not 1 <= len(raw) <= MOST_PARTIES:
        errors["parties"] = ("list", _("Send a list of one to twelve parties."))
        return ()
    return tuple(_party(one, f"parties.{index}", errors) for index, one in enumerate(raw))


def _party(raw: Any, where: str, errors: Errors) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        errors[where] = ("object", _("Send an object here."))
        return {}
    try:
        values = cleaned(PARTY, raw)
    except InputRefused as refused:
        errors.update({f"{where}.{name}": pair for name, pair in refused.errors.items()})
        return {}
    if told := values.get("id_no"):
        values["id_no"] = number = resident_id.normalise(told)
        if len(number) == 18 and number[:17].isdigit() and resident_id.check_character(number[:17]) != number[17]:
            errors[f"{where}.id_no"] = ("check_character", _("The check character of this identity number is wrong."))
    if told := values.get("phone"):
        _note(errors, f"{where}.phone", phones.check_phone(told))
    _vehicle(values, where, errors)
    return values


def _vehicle(values: dict[str, Any], where: str, errors: Errors) -> None:
    plate, kind = plates.normalise(values.get("plate", "")), values.get("plate_kind", "")
    if values["role"] == "motor" and not plate and kind not in plates.WITHOUT_IDENTITY:
        errors[f"{where}.plate"] = ("required", _("Enter the plate, or plate kind 41 for a vehicle without one."))
    if plate and not kind:
        kinds = plates.infer_kinds(plate)
        kind = kinds[0] if len(kinds) == 1 else ""
        if not kind:
            errors[f"{where}.plate_kind"] = ("required", _("Choose the plate kind; the plate alone does not tell it."))
    if plate and kind:
        _note(errors, f"{where}.plate", plates.check_plate(plate, kind))
    values["plate"], values["plate_kind"] = plate, kind


def _note(errors: Errors, name: str, problem: Problem | None) -> None:
    if problem is not None:
        errors.setdefault(name, (problem.code, str(problem.sentence)))
