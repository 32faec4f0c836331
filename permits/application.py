"""What an application says: read and checked once for pages, links and the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permits import rules
from permits.models import Permit, Zone
from permits.policy import load_policy
from permits.rules.policy import term_of
from traffic_police.cases.inputs import cleaned
from traffic_police.cases.kinds import Input
from traffic_police.cases.refusals import InputRefused
from traffic_police.registry.rules import licences, plates, resident_id

INPUTS = (
    Input("plate", gettext_lazy("Plate"), max_length=20),
    Input("plate_kind", gettext_lazy("Plate kind"), pattern=r"\d{2}", help=gettext_lazy("Two digits, such as 01.")),
    Input(
        "vehicle_type",
        gettext_lazy("Vehicle type"),
        required=False,
        pattern=r"[A-Za-z]\d{2}",
        help=gettext_lazy("A letter and two digits, such as H31."),
    ),
    Input("applicant_name", gettext_lazy("Applicant"), min_length=2, max_length=100),
    Input("applicant_code", gettext_lazy("Identity number or credit code"), required=False, max_length=30),
    Input("contact", gettext_lazy("Contact"), required=False, max_length=50),
    Input(
        "phone",
        gettext_lazy("Phone"),
        required=False,
        pattern=r"[\d-]{7,20}",
        help=gettext_lazy("Digits of a telephone number."),
    ),
    Input("zone", gettext_lazy("Zone"), max_length=20),
    Input("purpose", gettext_lazy("Purpose"), "choice", choices=tuple(Permit.Purpose.choices)),
    Input("goods", gettext_lazy("Goods"), required=False, max_length=100),
    Input("origin", gettext_lazy("From where"), required=False, max_length=100),
    Input("destination", gettext_lazy("To where"), required=False, max_length=100),
    Input("first_day", gettext_lazy("First day"), "date"),
    Input("last_day", gettext_lazy("Last day"), "date"),
)
LISTS = ("roads", "windows", "drivers")
MOST = {"roads": 40, "windows": 6, "drivers": 10}


def _bad(field: str, code: str, sentence: str) -> InputRefused:
    return InputRefused({field: (code, sentence)})


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.get(name) or []
    if not isinstance(value, list) or len(value) > MOST[name]:
        raise _bad(name, "list", _("Write a list of at most %(most)s.") % {"most": MOST[name]})
    return value


def _roads(data: Mapping[str, Any]) -> list[str]:
    roads = _list(data, "roads")
    if not all(isinstance(road, str) and 0 < len(road.strip()) <= 60 and road.isprintable() for road in roads):
        raise _bad("roads", "road", _("Write the roads by their names."))
    return [road.strip() for road in roads]


def _windows(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    windows = _list(data, "windows")
    try:
        rules.windows_from(windows)
    except rules.NoticeError as fault:
        raise _bad("windows", "window", _("Write each window as two times of day, such as 09:30 and 11:00.")) from fault
    return windows


def _driver(one: Any) -> dict[str, Any]:
    told = cleaned(
        (Input("name", _("Name"), min_length=2, max_length=50), Input("id_no", _("Identity number"), max_length=20),
         Input("classes", _("Licence classes"), max_length=20)),
        one if isinstance(one, Mapping) else {},
    )  # fmt: skip
    classes = licences.parse_classes(told["classes"].upper())
    if not classes:
        raise _bad("drivers", "classes", _("Write the licence classes of each driver, such as B2."))
    return {"name": told["name"], "id_no": resident_id.normalise(told["id_no"]), "classes": list(classes)}


def read(data: Mapping[str, Any], *, today: dt.date) -> dict[str, Any]:
    """The columns of a permit from what was told. Raises InputRefused naming every field that cannot be taken."""
    plain = {name: value for name, value in data.items() if name not in LISTS}
    told = cleaned(INPUTS, plain)
    plate = plates.normalise(told["plate"])
    if told["plate_kind"] not in plates.KINDS or plates.check_plate(plate, told["plate_kind"]) is not None:
        raise _bad("plate", "plate", _("This is no plate of this kind."))
    zone = Zone.objects.filter(code=told.pop("zone")).first()
    if zone is None:
        raise _bad("zone", "zone", _("There is no such zone."))
    values = {spec.name: told.get(spec.name, "") for spec in INPUTS if spec.name != "zone"}
    values |= {"plate": plate, "zone": zone, "vehicle_type": values["vehicle_type"].upper(), "roads": _roads(data)}
    values |= {"windows": _windows(data), "drivers": [_driver(one) for one in _list(data, "drivers")]}
    return values | {"term": _term(values, today)}


def _term(values: Mapping[str, Any], today: dt.date) -> str:
    first, last = values["first_day"], values["last_day"]
    if first > last:
        raise _bad("last_day", "order", _("The last day lies before the first one."))
    if last < today:
        raise _bad("last_day", "past", _("The days asked for have passed; change them."))
    term = term_of(load_policy(), first, last)
    if not term:
        raise _bad("last_day", "too_long", _("A permit is given for at most 12 months."))
    return term
