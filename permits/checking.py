"""May this vehicle be here now: the look-ups before the pure function, the sentence after it, and the stored answer."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from permits import rules
from permits.models import Check, Permit, ZoneRule
from permits.notices import load_notices
from traffic_police.accounts.models import Officer
from traffic_police.cases.deadlines import calendar
from traffic_police.cases.rules.periods import NoCalendar, local_day
from traffic_police.registry import queries as register

NEW_ENERGY = {"51", "52"}
TRAINING, DANGEROUS_GOODS = "N", "R"  # GA 24.3
REASONS = {
    "no_rule": gettext_lazy("No restriction holds here for this vehicle now."),
    "other_vehicles": gettext_lazy("In the reading of the announcement that is applied it is not about this vehicle."),
    "unknown": gettext_lazy("It cannot be told: %(missing)s is not known."),
    "unmapped": gettext_lazy("Name the road: the restricted roads are not drawn on a map yet."),
    "exempt": gettext_lazy("Restricted, but exempt: %(exemption)s."),
    "permit": gettext_lazy("Restricted, but permit %(permit)s covers vehicle, time and place."),
    "no_permit": gettext_lazy("Restricted, and the vehicle has no permit."),
    "no_permit_possible": gettext_lazy("Restricted; no permit is given for this."),
    "other_vehicle": gettext_lazy("Restricted; permit %(permit)s is for another vehicle."),
    "other_zone": gettext_lazy("Restricted; permit %(permit)s is for another zone."),
    "not_active": gettext_lazy("Restricted; permit %(permit)s is suspended or ended."),
    "out_of_period": gettext_lazy("Restricted; permit %(permit)s does not cover this day."),
    "off_route": gettext_lazy("Restricted; this road is not on the route of permit %(permit)s."),
    "out_of_window": gettext_lazy("Restricted; permit %(permit)s does not cover this time of day."),
}
MISSING = {
    "place": gettext_lazy("the exact place"), "vehicle_type": gettext_lazy("the vehicle type"),
    "gross_mass_kg": gettext_lazy("the gross mass"), "load_kg": gettext_lazy("the approved load"),
    "length_mm": gettext_lazy("the length"), "road": gettext_lazy("the road"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question as a page or the API puts it; what is left out is looked up in the register."""

    plate: str  # normalised
    plate_kind: str
    at: dt.datetime
    road: str = ""
    cross: str = ""
    lon: float | None = None
    lat: float | None = None
    area: str = ""
    vehicle_type: str = ""
    gross_mass_kg: int | None = None
    load_kg: int | None = None
    length_mm: int | None = None
    cargo: str = ""
    traits: tuple[str, ...] = ()

    @property
    def place(self) -> rules.Place:
        point = (self.lon, self.lat) if self.lon is not None and self.lat is not None else None
        return rules.Place(self.road, self.cross, point, self.area)


def vehicle_of(plate: str, plate_kind: str, **told: Any) -> rules.Vehicle:
    """What is told goes before what the register knows; a normalised plate and any field of `rules.Vehicle`."""
    known = register.vehicle(plate, plate_kind)
    traits = set(told.pop("traits", ())) | ({"new_energy"} if plate_kind in NEW_ENERGY else set())
    facts: dict[str, Any] = {}
    if known is not None:
        facts = {"vehicle_type": known.vehicle_type, "gross_mass_kg": known.max_gross_mass_kg,
                 "load_kg": known.approved_load_kg}  # fmt: skip
        facts["cargo"] = "dangerous" if known.use_nature == DANGEROUS_GOODS else ""
        traits |= {"learner"} if known.use_nature == TRAINING else set()
    facts |= {name: value for name, value in told.items() if value not in (None, "")}
    return rules.Vehicle(plate, plate_kind, traits=frozenset(traits), **facts)


def _vehicle(asked: Asked) -> rules.Vehicle:
    told = {name: getattr(asked, name) for name in ("vehicle_type", *rules.QUANTITIES, "cargo", "traits")}
    return vehicle_of(asked.plate, asked.plate_kind, **told)


@lru_cache(maxsize=512)
def _built(pk: int, zone: str, title: str, definition: str) -> rules.Rule:
    """A rule read from its data: kept by its whole content, so a changed rule is another one."""
    return rules.rule_from(json.loads(definition), zone=zone, announcement=title, common=load_notices()["everywhere"])


def candidates(place: rules.Place, day: dt.date) -> list[rules.Rule]:
    """The rules whose roads or areas are named, or whose box holds the point: one query."""
    names = [name for name in {place.road, place.road.partition("(")[0], place.area} if name]
    here = Q(names__overlap=names) if names else Q(pk__in=())
    if place.point is not None:
        lon, lat = place.point
        here |= Q(west__lte=lon, east__gte=lon, south__lte=lat, north__gte=lat)
    rows = ZoneRule.objects.filter(
        here, Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        zone__notice__applied=True,
    ).annotate(body=Cast("definition", TextField())).order_by("code")  # fmt: skip
    found = rows.values_list("pk", "zone__code", "zone__notice__title", "body")
    return [_built(*row) for row in found]


def permits_of(plate: str, plate_kind: str, day: dt.date) -> list[rules.Permit]:
    """The vehicle's permits around a day, also those that do not cover it: they say why not. One indexed query."""
    since = day - dt.timedelta(days=31)
    rows = Permit.objects.filter(plate=plate, plate_kind=plate_kind, last_day__gte=since).exclude(number="")
    return [granted(row) for row in rows.select_related("zone").order_by("last_day")[:50]]


def granted(row: Permit) -> rules.Permit:
    """The permit as the pure function reads it."""
    return rules.Permit(
        row.number, row.plate, row.plate_kind, row.first_day, row.last_day, row.zone.code,
        frozenset(row.roads), rules.windows_from(row.windows), row.state == "active",
    )  # fmt: skip


def day_is(day: dt.date, kind: str) -> bool:
    """Kinds of day from the calendar of working days; without its year the plain week decides."""
    try:
        works = calendar().works(day)
    except NoCalendar:
        works = day.weekday() < 5
    return works if kind == "workday" else not works if kind == "holiday" else False


def answer(asked: Asked) -> rules.Answer:
    """The answer, nothing stored: four queries at most, however many rules and permits there are."""
    day, place = local_day(asked.at), asked.place
    found = candidates(place, day)
    if not found and place.point is not None and not place.road and not _drawn():
        return rules.Answer(None, None, "unmapped", missing=("road",))
    if not found:
        return rules.check(_vehicle(asked), place, asked.at, (), (), day_is)
    permits = permits_of(asked.plate, asked.plate_kind, day)
    return rules.check(_vehicle(asked), place, asked.at, found, permits, day_is)


def _drawn() -> bool:
    return ZoneRule.objects.filter(west__isnull=False).exists()


def sentence(found: rules.Answer) -> str:
    """Why, in words."""
    names = "、".join(str(MISSING.get(name, name)) for name in found.missing)
    permit = found.permit or str(found.details.get("nearest_permit", ""))
    text = str(REASONS[found.reason]) % {"missing": names, "permit": permit, "exemption": _exemption(found.exemption)}
    doubt = _("The announcement can be read in two ways; the other one says otherwise.")
    return f"{text} {doubt}" if found.disputed else text


@lru_cache(maxsize=1)
def _exemptions() -> dict[str, str]:
    data = load_notices()
    rows = [*data["everywhere"]]
    rows += [one for n in data["notices"] for z in n["zones"] for r in z["rules"] for one in r.get("exemptions", [])]
    return {row["code"]: row["label"] for row in rows}


def _exemption(code: str) -> str:
    return _exemptions().get(code, code)


def as_dict(asked: Asked, found: rules.Answer) -> dict[str, Any]:
    """The answer in the API's shape; `restricted` is null where it cannot be told."""
    return {
        "plate": asked.plate, "plate_kind": asked.plate_kind, "at": asked.at, "restricted": found.restricted,
        "zone": found.zone or None, "rule": found.rule or None, "permitted": found.permitted,
        "permit": found.permit or None, "exemption": found.exemption or None, "reason": found.reason,
        "sentence": sentence(found), "disputed": found.disputed, "missing": list(found.missing), "law": found.law,
    }  # fmt: skip


def check(actor: Officer | None, asked: Asked, *, now: dt.datetime) -> dict[str, Any]:
    """Answer and keep the answer: who asked what when, and what was said."""
    found = answer(asked)
    told = as_dict(asked, found)
    place = {name: value for name, value in asdict(asked.place).items() if value}
    Check.objects.create(
        at=asked.at, asked_at=now, actor=actor, plate=asked.plate, plate_kind=asked.plate_kind, place=place,
        restricted=found.restricted, permitted=found.permitted, answer={**told, "at": asked.at.isoformat()},
    )  # fmt: skip
    return told


def covers(plate: str, plate_kind: str, place: str, at: dt.datetime) -> str | None:
    """The number of the permit that covers a vehicle at a place and moment, or None.

    PLACE is the road, or words that name it (“人民路与黄海一路路口”). A permit covers the roads of its route;
    one without a route covers those that a rule of its zone names.
    """
    day = local_day(at)
    held = permits_of(plate, plate_kind, day)
    if not held or not place:
        return None
    zones = {rule.zone: rule for rule in candidates(rules.Place(place), day)}
    for permit in held:
        road = next((road for road in sorted(permit.roads, key=len, reverse=True) if road in place), place)
        rule = zones.get(permit.zone) or (rules.Rule("", permit.zone, ()) if road in permit.roads else None)
        vehicle = rules.Vehicle(plate, plate_kind)
        asked = rules.Question(vehicle, rules.Place(road), at, *rules.local(at), held, day_is)
        if rule is not None and not permit.failing(asked, rule):
            return permit.number
    return None
