"""The automatic checks of an application: nine of them, each passed or not, with what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permits import checking, rules
from permits.models import Permit, Quota, ZoneRule
from permits.notices import load_notices
from permits.policy import load_policy
from permits.rules.policy import busiest, licence_class
from permits.states import PERMIT
from traffic_police.cases.kinds import Stage
from traffic_police.cases.models import CaseSubject
from traffic_police.registry import queries as register
from traffic_police.registry.models import Vehicle
from traffic_police.registry.rules import licences

LABELS = {
    "vehicle": gettext_lazy("Vehicle"), "status": gettext_lazy("Vehicle status"),
    "inspection": gettext_lazy("Inspection"), "insurance": gettext_lazy("Insurance"),
    "licence": gettext_lazy("Licence class"), "violations": gettext_lazy("Open violations"),
    "zone": gettext_lazy("Zone"), "overlap": gettext_lazy("Other permits"), "quota": gettext_lazy("Quota"),
}  # fmt: skip
LIVE = ("active", "suspended")


@dataclass(frozen=True)
class Found:
    """One check: whether it passed, and what was found, in words."""

    code: str
    passed: bool
    found: str


def run(row: Permit) -> list[Found]:
    """All checks of an application, as things stand now."""
    vehicle = register.vehicle(row.plate, row.plate_kind)
    results = [check(row, vehicle) for check in _CHECKS]
    return [Found(code, passed, found) for code, (passed, found) in zip(LABELS, results, strict=True)]


Result = tuple[bool, str]


def _known(_row: Permit, vehicle: Vehicle | None) -> Result:
    return (True, _("known to the register")) if vehicle else (False, _("not in the register"))


def _status(_row: Permit, vehicle: Vehicle | None) -> Result:
    status = vehicle.status if vehicle else ""
    return status == "A", _("normal") if status == "A" else status or _("not known")


def _until(day: dt.date | None, row: Permit) -> Result:
    if day is None:
        return False, _("not known")
    return day >= row.last_day, _("until %(day)s") % {"day": day}


def _inspection(row: Permit, vehicle: Vehicle | None) -> Result:
    return _until(vehicle.inspection_valid_to if vehicle else None, row)


def _insurance(row: Permit, vehicle: Vehicle | None) -> Result:
    return _until(vehicle.insurance_valid_to if vehicle else None, row)


def _licence(row: Permit, vehicle: Vehicle | None) -> Result:
    kind = row.vehicle_type or (vehicle.vehicle_type if vehicle else "")
    needed = licence_class(load_policy(), kind)
    if not kind or not row.drivers:
        return False, _("not known")
    short = [one["name"] for one in row.drivers if needed and not licences.covers(one["classes"], needed)]
    if short:
        return False, _("%(names)s: needs %(needed)s") % {"names": "、".join(short), "needed": needed}
    return True, needed or _("any class")


def _violations(row: Permit, _vehicle: Vehicle | None) -> Result:
    """Open matters of the vehicle other than applications for permits."""
    others = CaseSubject.objects.filter(plate=row.plate, plate_kind=row.plate_kind).exclude(case__kind=PERMIT.code)
    count = others.exclude(case__stage=Stage.CLOSED).values("case_id").distinct().count()
    return count == 0, _("none") if count == 0 else _("%(count)s not dealt with") % {"count": count}


def _zone(row: Permit, vehicle: Vehicle | None) -> Result:
    """Every road of the route is named by a rule of the zone, and a permit is possible for this vehicle there."""
    stored = ZoneRule.objects.filter(zone=row.zone, zone__notice__applied=True).values_list("definition", flat=True)
    common = load_notices()["everywhere"]
    found = [rules.rule_from(one, zone=row.zone.code, common=common) for one in stored]
    if not found:
        return False, _("no rule is in force here")
    closed = [one for one in found if not one.permit_possible]
    told = checking.vehicle_of(row.plate, row.plate_kind, vehicle_type=row.vehicle_type)
    if row.purpose == Permit.Purpose.DANGEROUS or any(c.holds(told) for one in closed for c in one.clauses):
        return False, _("needs its own consent")
    return True, row.zone.name


def _overlap(row: Permit, _vehicle: Vehicle | None) -> Result:
    other = overlapping(row).exclude(case_id=row.case_id).filter(plate=row.plate, plate_kind=row.plate_kind).first()
    return other is None, _("none") if other is None else other.number


def overlapping(row: Permit) -> QuerySet[Permit]:
    """Live permits of the same zone whose days overlap."""
    return Permit.objects.filter(
        zone=row.zone, state__in=LIVE, first_day__lte=row.last_day, last_day__gte=row.first_day
    )


def places_left(row: Permit) -> tuple[int, int] | None:
    """Places left and places in all, of the fullest slot that the application touches; None without any quota."""
    windows = rules.windows_from(row.windows)
    slots = [slot for slot in Quota.objects.filter(zone=row.zone).order_by("pk")
             if any(window.overlaps(rules.Window(slot.start, slot.end)) for window in windows)]  # fmt: skip
    if not slots:
        return None
    others = list(overlapping(row).exclude(case_id=row.case_id).values_list("first_day", "last_day", "windows"))
    return min(_left(row, slot, others) for slot in slots)


def _left(row: Permit, slot: Quota, others: list[tuple[dt.date, dt.date, list[dict[str, str]]]]) -> tuple[int, int]:
    window = rules.Window(slot.start, slot.end)
    same = [(a, b) for a, b, windows in others if any(one.overlaps(window) for one in rules.windows_from(windows))]
    return slot.places - busiest((row.first_day, row.last_day), same), slot.places


def _quota(row: Permit, _vehicle: Vehicle | None) -> Result:
    left = places_left(row)
    if left is None:
        return True, _("no limit")
    return left[0] > 0, _("%(left)s of %(places)s places left") % {"left": max(left[0], 0), "places": left[1]}


_CHECKS: tuple[Callable[[Permit, Vehicle | None], Result], ...] = (
    _known, _status, _inspection, _insurance, _licence, _violations, _zone, _overlap, _quota,
)  # fmt: skip
