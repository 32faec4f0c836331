"""The instant card of a plate: vehicle, validity, known people, earlier and open violations."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from traffic_police.accounts.models import Officer
from traffic_police.cases import shapes
from traffic_police.cases.kinds import Stage
from traffic_police.cases.queries import visible_cases
from traffic_police.registry import queries, tables
from traffic_police.registry.queries import Validity, VehicleCard
from traffic_police.registry.rules import plates

YEAR = dt.timedelta(days=365)
STATES = {"valid": "ok", "near": "near", "over": "over", "unknown": "none"}


@dataclass(frozen=True)
class Known:
    """Somebody met with the vehicle: chosen by one key, never taken by itself."""

    pk: int
    label: str
    note: str


@dataclass(frozen=True)
class Card:
    plate: str
    kind: str
    kinds: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""
    line: str = ""
    vehicle_type: str = ""
    use_nature: str = ""
    pairs: list[shapes.Pair] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)
    drivers: list[Known] = field(default_factory=list)
    url: str = ""
    problem: str = ""


def card(officer: Officer, typed: str, kind: str, at: dt.datetime) -> Card | None:
    """What is known about a plate; None for nothing typed, a sentence for what cannot be a plate."""
    plate = plates.normalise(typed[:20])
    if not plate:
        return None
    kinds = plates.infer_kinds(plate)
    if not kinds:
        problem = plates.check_plate(plate, kind or "02")
        return Card(plate, kind, problem=str(problem) if problem else "")
    kind = kind if kind in kinds else registered_kind(plate) or ("02" if "02" in kinds else kinds[0])
    found = queries.vehicle_card(plate, kind, timezone.localdate(at))
    choices = [(code, tables.label("plate_kinds", code)) for code in kinds]
    url = reverse("cases:vehicle", args=[kind, plate])
    notices, past = _past(officer, plate, kind, at)
    if not found.known:
        return Card(
            plate, kind, choices, _("Not met before"), found.plate_kind_label, notices=notices, url=url, pairs=past
        )
    return Card(
        plate, kind, choices, f"{found.brand} {found.vehicle_type_label}".strip(), _line(found), found.vehicle_type,
        found.use_nature, [*_pairs(found), *past], [*_warnings(found), *notices], _drivers(found), url,
    )  # fmt: skip


def registered_kind(plate: str) -> str:
    """The one kind that a plate is of or is registered under; empty where nothing or more than one tells it."""
    kinds = plates.infer_kinds(plate)
    known = [kind for kind in kinds if queries.vehicle(plate, kind)] if len(kinds) > 1 else kinds
    return known[0] if len(known) == 1 else ""


def _line(found: VehicleCard) -> str:
    seats = _("%(n)s seats") % {"n": found.approved_seats} if found.approved_seats else ""
    parts = [found.body_colour, found.use_nature_label, seats, "、".join(found.status_labels)]
    return " · ".join(part for part in parts if part)


def _valid(name: str, one: Validity) -> shapes.Pair:
    words = {"valid": _("valid"), "near": _("ends soon"), "over": _("expired"), "unknown": _("not known")}
    return shapes.Pair(name, f"{one.until}" if one.until else "—", mark=(STATES[one.state], words[one.state]))


def _pairs(found: VehicleCard) -> list[shapes.Pair]:
    return [
        shapes.Pair(_("Owner"), f"{found.owner_name}　{found.owner_id_no}"),
        _valid(_("Inspection"), found.inspection),
        _valid(_("Compulsory insurance"), found.insurance),
    ]


def _warnings(found: VehicleCard) -> list[tuple[str, str]]:
    notices = []
    if not found.is_normal:
        notices.append(("over", _("Status of the vehicle: %(status)s") % {"status": "、".join(found.status_labels)}))
    if found.inspection.is_over:
        notices.append(("over", _("The inspection has expired.")))
    if found.insurance.is_over:
        notices.append(("over", _("The compulsory insurance has expired.")))
    return notices


def _past(officer: Officer, plate: str, kind: str, at: dt.datetime) -> tuple[list[tuple[str, str]], list[shapes.Pair]]:
    about = visible_cases(officer).filter(subjects__plate=plate, subjects__plate_kind=kind).distinct()
    open_now = about.exclude(stage=Stage.CLOSED).count()
    year = about.filter(origin="native", occurred_at__gte=at - YEAR).count()
    notices = []
    if open_now:
        text = ngettext("%(n)s open case on this vehicle.", "%(n)s open cases on this vehicle.", open_now)
        notices.append(("near", text % {"n": open_now}))
    return notices, [shapes.Pair(_("Last 12 months"), _("%(n)s cases") % {"n": year})]


def _drivers(found: VehicleCard) -> list[Known]:
    known = []
    for one in found.drivers:
        state = (
            ""
            if one.licence.state in {"valid", "unknown"}
            else _("licence: %(state)s") % {"state": _("expired") if one.licence.is_over else _("ends soon")}
        )
        note = " · ".join(part for part in (one.id_no, "".join(one.classes), state) if part)
        known.append(Known(one.pk, one.name, note))
    return known


def driver_fields(officer: Officer, driver_id: int, at: dt.datetime) -> dict[str, Any] | None:
    """A known driver's data for the form; the look behind the mask is logged."""
    from traffic_police.registry.models import Driver
    from traffic_police.registry.services import log_reveal

    driver = Driver.objects.filter(pk=driver_id).first()
    if driver is None:
        return None
    log_reveal(officer, "driver", driver.id_no, "id_no", _("on-site violation"), at)
    return {
        "party__name": driver.name, "party__id_no": driver.id_no, "party__phone": driver.phone,
        "party__address": driver.address, "party__licence_class": "".join(driver.classes), "party__role": "driver",
    }  # fmt: skip
