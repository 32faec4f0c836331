"""Events as sentences: the act's sentence filled with what the event itself stored, never with today's values."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from traffic_police.cases.kinds import Act, kind_of
from traffic_police.cases.models import CaseEvent
from traffic_police.cases.rules.periods import SHANGHAI
from traffic_police.cases.shapes import Part, Plate

_PLACE = re.compile(r"\{([a-z_]+)\}")
MISSING = "—"
LONGEST = 500


def values_of(event: CaseEvent) -> dict[str, Any]:
    """What the event stored; empty when its body cannot be read (an old or foreign form)."""
    try:
        body = json.loads(event.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def parts(event: CaseEvent, kind: str) -> list[Part]:
    """The sentence in pieces. The text is plain: templates escape it."""
    values = values_of(event)
    act = kind_of(kind).act(event.act)
    if act is None:
        return [Part(event.act)]
    found: list[Part] = []
    template, end = str(act.sentence) or str(act.label), 0
    for match in _PLACE.finditer(template):
        found.append(Part(template[end : match.start()]))
        found.append(_part(match[1], values, act))
        end = match.end()
    found.append(Part(template[end:]))
    return [part for part in found if part.text or part.plate]


def sentence(event: CaseEvent, kind: str) -> str:
    """The same as plain text."""
    return "".join(part.plate.number if part.plate else part.text for part in parts(event, kind))


def _part(name: str, values: Mapping[str, Any], act: Act) -> Part:
    if name == "actor":
        return Part(_people(values), bold=True)
    if name == "plate" and values.get("plate"):
        return Part(plate=Plate(str(values["plate"]), str(values.get("plate_kind") or "02")))
    return Part(shown(_lookup(name, values, act)), bold=name in {"party", "lead_name", "penalty_label"})


def _people(values: Mapping[str, Any]) -> str:
    names = [str(values[key]) for key in ("actor_name", "second_name") if values.get(key)]
    return _(" and ").join(names) if names else _("The system")


def _lookup(name: str, values: Mapping[str, Any], act: Act) -> Any:
    """A stored value; for `x_label` also the label of the choice x that the act declares."""
    if values.get(name) not in (None, ""):
        return values[name]
    base = name.removesuffix("_label")
    if base != name:
        labels = {code: label for spec in act.inputs if spec.name == base for code, label in spec.choices}
        return labels.get(str(values.get(base)), values.get(base))
    return None


def shown(value: Any) -> str:
    """A stored value as people read it."""
    if value in (None, "", [], {}):
        return MISSING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        return _moment(value)[:LONGEST]
    if isinstance(value, list):
        return "、".join(shown(item) for item in value)[:LONGEST]
    return str(value)[:LONGEST]


def _moment(text: str) -> str:
    if not re.match(r"\d{4}-\d\d-\d\dT", text):
        return text
    try:
        moment: dt.datetime | None = parse_datetime(text)
        return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if moment and moment.tzinfo else text
    except (ValueError, OverflowError):  # a note may look like a moment that no clock shows
        return text
