"""The form of an on-site violation: drawn from the same declarations that page and API are checked by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Officer
from traffic_police.cases.forms import InputsForm
from traffic_police.cases.kinds import Input
from traffic_police.cases.refusals import InputRefused
from violations.onsite import PARTY, TOP

NESTED = ("party", "facts", "circumstances")
YES_NO = (("true", _("Yes")), ("false", _("No")))
FACTS = (
    Input("facts__speed_measured", _("Measured speed"), "number", required=False),
    Input("facts__speed_limit", _("Speed limit"), "number", required=False),
    Input("facts__alcohol_mg_per_100ml", _("Alcohol"), "number", required=False),
    Input("facts__load_kg", _("Load"), "number", required=False),
    Input("facts__approved_load_kg", _("Approved load"), "number", required=False),
    Input("facts__gross_mass_kg", _("Gross mass"), "number", required=False),
    Input("facts__max_gross_mass_kg", _("Permitted gross mass"), "number", required=False),
    Input("facts__seats_actual", _("People on board"), "number", required=False),
    Input("facts__seats_approved", _("Approved seats"), "number", required=False),
)
FACT_UNITS = {
    "facts__speed_measured": "km/h", "facts__speed_limit": "km/h", "facts__alcohol_mg_per_100ml": "mg/100 ml",
    "facts__load_kg": "kg", "facts__approved_load_kg": "kg", "facts__gross_mass_kg": "kg",
    "facts__max_gross_mass_kg": "kg", "facts__seats_actual": "", "facts__seats_approved": "",
}  # fmt: skip
CIRCUMSTANCES = (
    Input("circumstances__corrected_at_once", _("Corrected at once"), "choice", required=False, choices=YES_NO),
    Input(
        "circumstances__harm",
        _("Harm"),
        "choice",
        required=False,
        choices=(("none", _("None")), ("slight", _("Slight")), ("real", _("Real"))),
    ),
    Input("circumstances__traffic_affected", _("Traffic affected"), "boolean", required=False),
    Input("circumstances__caused_accident", _("Led to an accident"), "boolean", required=False),
    Input("circumstances__no_fault_proven", _("The party proved to be without fault"), "boolean", required=False),
)
INPUTS = (
    *(spec for spec in TOP if spec.name not in NESTED),
    *(replace(spec, name=f"party__{spec.name}") for spec in PARTY),
    *FACTS,
    *CIRCUMSTANCES,
    Input("assistants", _("Assistants"), required=False, max_length=100,
          help=_("Police numbers, with commas between them")),
)  # fmt: skip
DEFAULTS = {
    "party__role": "driver", "party__id_type": "resident", "road_class": "ordinary",
    "circumstances__corrected_at_once": "true", "circumstances__harm": "none", "service": "signed",
}  # fmt: skip


def _number(text: str) -> Any:
    """A number as the rules want it; what cannot be read is passed on, so that the refusal names the field."""
    try:
        return Decimal(text.strip())
    except (InvalidOperation, AttributeError):
        return text


def _inner(group: str, name: str, value: str) -> Any:
    if group == "facts":
        return _number(value)
    if group == "circumstances" and name != "harm":
        return value == "true"
    return value


def nested(raw: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, in the shape of the API: party__name becomes party.name; empty fields are left out."""
    data: dict[str, Any] = {"party": {}}
    for name, value in raw.items():
        group, mark, inner = name.partition("__")
        if value == "":
            continue
        if mark and group in NESTED:
            data.setdefault(group, {})[inner] = _inner(group, inner, value)
        else:
            data[name] = value
    return data


class LogForm(InputsForm):
    """The whole page as one form; it only shows, `violations.onsite.checked` is what checks."""

    def __init__(self, people: Iterable[Officer] = (), **kwargs: Any) -> None:
        super().__init__(INPUTS, people, auto_id="%s", **kwargs)
        roles = self.fields["party__role"]
        roles.widget = forms.RadioSelect(choices=roles.widget.choices)
        for name in (*DEFAULTS, "party__id_no"):
            if name in self.fields:
                self.fields[name].required = True  # only its label: what has a beginning is not called optional

    def as_data(self) -> dict[str, Any]:
        return nested(self.raw())

    def show(self, refused: InputRefused) -> None:
        super().show(InputRefused({name.replace(".", "__", 1): pair for name, pair in refused.errors.items()}))


def first_values(
    officer: Officer, now: dt.datetime, typed: QueryDict, *, place: str, road_class: str
) -> dict[str, str]:
    """Sensible beginnings: now, my last place and road; what the address brings (a plate) on top."""
    clock = now.astimezone(dt.timezone(dt.timedelta(hours=8)))
    values = {**DEFAULTS, "occurred_at": f"{clock:%Y-%m-%dT%H:%M}", "place": place}
    if road_class:
        values["road_class"] = road_class
    plate = typed.get("plate", "")[:12].strip()
    province = typed.get("province", "")[:1]
    if plate:
        values["plate"] = plate if not plate[0].isascii() else f"{province or '鲁'}{plate}"
    return values
