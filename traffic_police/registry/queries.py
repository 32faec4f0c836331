"""Reads of the register. Personal data leave here masked; `services.reveal` is the way behind a mask."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from traffic_police.registry import tables
from traffic_police.registry.models import Company, Driver, Vehicle, VehicleDriver
from traffic_police.registry.rules import licences, masks, plates, resident_id

MOST_HITS = 20
_SHORTEST = 2
# A licence, inspection or insurance that ends within this many days is shown as near its end.
NEAR_DAYS = 30


@dataclass(frozen=True)
class Validity:
    """Until when something is valid, seen from a day: 'valid', 'near', 'over' or 'unknown'."""

    until: dt.date | None
    state: str

    @property
    def is_over(self) -> bool:
        return self.state == "over"


def validity(until: dt.date | None, day: dt.date) -> Validity:
    """The last day itself is still valid."""
    if until is None:
        return Validity(None, "unknown")
    if until < day:
        return Validity(until, "over")
    return Validity(until, "near" if until - day <= dt.timedelta(days=NEAR_DAYS) else "valid")


@dataclass(frozen=True)
class KnownDriver:
    """Somebody met with the vehicle, masked. `pk` is what a form sends back; the number never leaves."""

    pk: int
    name: str
    id_no: str
    phone: str
    classes: list[str]
    licence: Validity
    licence_status: list[str]
    points_in_period: int | None
    last_seen: dt.datetime
    times: int


@dataclass(frozen=True)
class VehicleCard:
    """Everything the register knows about a plate, masked; `known` is False for a plate we have never met."""

    plate: str
    plate_kind: str
    printed: str
    colour: str
    plate_kind_label: str
    known: bool = False
    pk: int | None = None
    vehicle_type: str = ""
    vehicle_type_label: str = ""
    use_nature: str = ""
    use_nature_label: str = ""
    body_colour: str = ""
    brand: str = ""
    vin: str = ""
    owner_name: str = ""
    owner_id_no: str = ""
    owner_is_company: bool = False
    approved_seats: int | None = None
    approved_load_kg: int | None = None
    max_gross_mass_kg: int | None = None
    inspection: Validity = field(default_factory=lambda: Validity(None, "unknown"))
    insurance: Validity = field(default_factory=lambda: Validity(None, "unknown"))
    status: str = ""
    status_labels: list[str] = field(default_factory=list)
    is_normal: bool = True
    drivers: list[KnownDriver] = field(default_factory=list)


def vehicle(plate: str, plate_kind: str) -> Vehicle | None:
    """The stored vehicle of a normalised plate and kind; for services of the floors above."""
    found = Vehicle.objects.select_related("owner_company").filter(plate=plate, plate_kind=plate_kind)
    return found.first() if _is_searchable(plate) else None


def driver_by_id(id_no: str) -> Driver | None:
    """The stored driver of a normalised identity number; for services of the floors above."""
    return Driver.objects.filter(id_no=id_no).first() if _is_searchable(id_no) else None


def vehicle_card(plate: str, plate_kind: str, day: dt.date) -> VehicleCard:
    """The instant card: vehicle, known drivers and what is valid on a day. Two queries, masked."""
    one = vehicle(plate, plate_kind)
    if one is None:
        return _blank_card(plate, plate_kind)
    company = one.owner_company
    return VehicleCard(
        **_face(one.plate, one.plate_kind),
        known=True,
        pk=one.pk,
        vehicle_type=one.vehicle_type,
        vehicle_type_label=tables.label("vehicle_types", one.vehicle_type),
        use_nature=one.use_nature,
        use_nature_label=tables.label("use_natures", one.use_nature),
        body_colour="".join(tables.label("vehicle_colours", letter) for letter in one.colour),
        brand=one.brand,
        vin=masks.mask_number(one.vin, 3, 4),
        owner_name=company.name if company else masks.mask_name(one.owner_name),
        owner_id_no=company.credit_code if company else masks.mask_id(one.owner_id_no),
        owner_is_company=company is not None,
        approved_seats=one.approved_seats,
        approved_load_kg=one.approved_load_kg,
        max_gross_mass_kg=one.max_gross_mass_kg,
        inspection=validity(one.inspection_valid_to, day),
        insurance=validity(one.insurance_valid_to, day),
        status=one.status,
        status_labels=tables.status_labels("vehicle_statuses", one.status),
        is_normal=one.status == "A",
        drivers=known_drivers(one, day),
    )


def _face(plate: str, plate_kind: str) -> dict[str, str]:
    return {
        "plate": plate,
        "plate_kind": plate_kind,
        "printed": plates.printed(plate),
        "colour": str(plates.colour(plate_kind)),
        "plate_kind_label": tables.label("plate_kinds", plate_kind),
    }


def _blank_card(plate: str, plate_kind: str) -> VehicleCard:
    face = _face(plate, plate_kind)
    return VehicleCard(**face)  # type: ignore[arg-type]


def known_drivers(one: Vehicle, day: dt.date, most: int = 5) -> list[KnownDriver]:
    """Who was met with a vehicle, last first, masked."""
    links = VehicleDriver.objects.select_related("driver").filter(vehicle=one)[:most]
    return [_known(link, day) for link in links]


def _known(link: VehicleDriver, day: dt.date) -> KnownDriver:
    who = link.driver
    licence = Validity(None, "valid") if who.long_term else validity(who.valid_to, day)
    return KnownDriver(
        pk=who.pk,
        name=masks.mask_name(who.name),
        id_no=masks.mask_id(who.id_no),
        phone=masks.mask_phone(who.phone),
        classes=list(who.classes),
        licence=licence,
        licence_status=tables.status_labels("licence_statuses", who.status),
        points_in_period=who.points_in_period,
        last_seen=link.last_seen,
        times=link.times,
    )


def may_drive(who: Driver, needed_class: str, day: dt.date) -> bool:
    """Whether the stored licence covers a class and is valid on a day; unknown dates do not count as valid."""
    valid = who.long_term or (who.valid_to is not None and day <= who.valid_to)
    return valid and who.status == "A" and licences.covers(who.classes, needed_class)


@dataclass(frozen=True)
class Hit:
    """One line of the search box, masked."""

    kind: str
    key: str
    title: str
    detail: str


def _is_searchable(text: str) -> bool:
    return bool(text) and len(text) <= 60 and "\x00" not in text and text.isprintable()


def search_vehicles(typed: str, most: int = MOST_HITS) -> QuerySet[Vehicle]:
    """By a fragment of the plate: exact first, then those that begin with it."""
    fragment = plates.normalise(typed)
    if len(fragment) < _SHORTEST or not _is_searchable(fragment):
        return Vehicle.objects.none()
    rank = Case(
        When(plate=fragment, then=Value(0)),
        When(plate__startswith=fragment, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = Vehicle.objects.filter(plate__contains=fragment).annotate(rank=rank)
    return found.order_by("rank", "plate", "plate_kind")[:most]


def search_drivers(typed: str, most: int = MOST_HITS) -> QuerySet[Driver]:
    """By identity number (whole, or its last four and more), name, pinyin or initials."""
    words = typed.strip()
    if len(words) < _SHORTEST or not _is_searchable(words):
        return Driver.objects.none()
    number = resident_id.normalise(words)
    asked = Q(name__contains=words) | Q(pinyin__contains=words.lower().replace(" ", ""))
    if number[:4].isdigit():
        asked = Q(id_no__contains=number)
    return Driver.objects.filter(asked).order_by("pinyin", "pk")[:most]


def search_companies(typed: str, most: int = MOST_HITS) -> QuerySet[Company]:
    words = typed.strip()
    if len(words) < _SHORTEST or not _is_searchable(words):
        return Company.objects.none()
    return Company.objects.filter(Q(name__contains=words) | Q(credit_code=words.upper())).order_by("name", "pk")[:most]


def search(typed: str, most: int = MOST_HITS) -> list[Hit]:
    """The search box: vehicles, drivers, companies, masked, at most `most` of each."""
    hits = [
        Hit("vehicle", f"{one.plate_kind}/{one.plate}", plates.printed(one.plate), masks.mask_name(one.owner_name))
        for one in search_vehicles(typed, most)
    ]
    hits += [
        Hit("driver", str(who.pk), masks.mask_name(who.name), masks.mask_id(who.id_no))
        for who in search_drivers(typed, most)
    ]
    hits += [Hit("company", str(one.pk), one.name, one.credit_code) for one in search_companies(typed, most)]
    return hits
