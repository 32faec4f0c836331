"""The questions that decide how an accident is handled, and what an answer may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOTOR, NON_MOTOR, PEDESTRIAN = "motor", "non_motor", "pedestrian"
ROLES = (MOTOR, NON_MOTOR, PEDESTRIAN)
Text = str | Promise


@dataclass(frozen=True)
class Answers:
    """What is known so far. None means not asked yet: nothing is assumed in anybody's favour.

    `in_window` (daylight hours of the video desk) and `good_visibility` come from outside: rules read no clock.
    """

    roles: tuple[str, ...] = ()
    dead: int = 0
    injured: int = 0
    injury_slight: bool | None = None
    all_agree_simple: bool | None = None
    crime_suspected: bool | None = None
    licence_invalid: bool | None = None
    drink_or_drugs: bool | None = None
    overcrowded_or_speeding: bool | None = None
    plate_missing_or_forged: bool | None = None
    cannot_move: bool | None = None
    party_left: bool | None = None
    deliberate: bool | None = None
    no_marks: bool | None = None
    hit_facility: bool | None = None
    dangerous_goods: bool | None = None
    disputed: bool | None = None
    uninsured: bool | None = None
    officer_wanted: bool | None = None
    facts_clear: bool | None = None
    written_request: bool | None = None
    in_window: bool | None = None
    good_visibility: bool | None = None
    self_settled: bool | None = None


LABELS: dict[str, Text] = {
    "dead": _("Persons killed"),
    "injured": _("Persons injured"),
    "injury_slight": _("Is the injury slight?"),
    "all_agree_simple": _("Do all parties agree to simple procedure?"),
    "crime_suspected": _("Is a traffic crime or dangerous driving suspected?"),
    "licence_invalid": _("Is a driver without a valid or fitting licence?"),
    "drink_or_drugs": _("Is drinking or drug use suspected?"),
    "overcrowded_or_speeding": _("Is a school bus or coach suspected of serious overcrowding or speeding?"),
    "plate_missing_or_forged": _("Is a plate missing or forged?"),
    "cannot_move": _("Is a vehicle unable to move?"),
    "party_left": _("Has a party left the scene?"),
    "deliberate": _("Was it caused deliberately?"),
    "no_marks": _("Is an inspection or insurance mark missing?"),
    "hit_facility": _("Was a building or public facility hit?"),
    "dangerous_goods": _("Is dangerous cargo involved?"),
    "disputed": _("Do the parties dispute facts or cause?"),
    "uninsured": _("Is a motor vehicle without compulsory insurance?"),
    "officer_wanted": _("Does a party want an officer on the scene?"),
    "facts_clear": _("Are basic facts and cause clear and undisputed?"),
    "written_request": _("Have all parties asked in writing for fast handling?"),
    "in_window": _("Within the hours of the video desk?"),
    "good_visibility": _("Is the visibility good enough for video?"),
    "self_settled": _("Do the parties settle it between themselves?"),
}
COUNTS = ("dead", "injured")
QUESTIONS = tuple(field.name for field in fields(Answers) if field.name != "roles")
MOST = 9999


def answers_of(data: Mapping[str, Any]) -> tuple[Answers, dict[str, str]]:
    """Answers from JSON-like data, and the fields that are no answers with a reason code."""
    known: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in data.items():
        if name == "roles":
            _roles(value, known, wrong)
        elif name in COUNTS:
            _count(name, value, known, wrong)
        elif name not in QUESTIONS:
            wrong[name] = "unknown"
        elif value is None or isinstance(value, bool):
            known[name] = value
        else:
            wrong[name] = "boolean"
    return Answers(**known), wrong


def _roles(value: Any, known: dict[str, Any], wrong: dict[str, str]) -> None:
    if isinstance(value, list | tuple) and len(value) <= 26 and all(one in ROLES for one in value):
        known["roles"] = tuple(value)
    else:
        wrong["roles"] = "roles"


def _count(name: str, value: Any, known: dict[str, Any], wrong: dict[str, str]) -> None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST:
        known[name] = value
    else:
        wrong[name] = "count"


def as_data(answers: Answers) -> dict[str, Any]:
    """What is stored beside the case: every answer that was given."""
    told = {field.name: getattr(answers, field.name) for field in fields(Answers)}
    return {name: list(value) if name == "roles" else value for name, value in told.items() if value is not None}
