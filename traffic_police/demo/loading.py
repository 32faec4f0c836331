"""Walk the invented brigade through real acts at past times: every row went through the same doors as real work."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from django.db import transaction

from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case, DemoMarker
from traffic_police.demo import brigade, people, stories
from traffic_police.registry.records import DriverRecord, VehicleRecord
from traffic_police.registry.rules.licences import parse_classes
from traffic_police.registry.services import remember_driver, upsert_driver, upsert_vehicle

SEED = 371373
FLEET = 120
DAYS = 40
PER_DAY = 4


def load(password: str, *, at: dt.datetime) -> Iterator[str]:
    """Units, people and blocks; then (once) vehicles and cases. Yields a line for each step."""
    DemoMarker.objects.get_or_create(pk=1)
    units = brigade.build_units()
    persons = brigade.build_people(units, password, at.date(), must_change=False)
    brigade.build_blocks(units, persons["137030"], at)
    yield f"{len(units)} units, {len(persons)} people"
    fleet = people.fleet(SEED, FLEET, at.date())
    if Case.objects.exists():
        yield "cases are there already"
        return
    _register(fleet, at)
    yield f"{len(fleet)} vehicles with their drivers"
    yield f"{_cases(fleet, persons, at)} cases"


@transaction.atomic
def _register(fleet: list[people.Car], at: dt.datetime) -> None:
    for car in fleet:
        vehicle, _outcome = upsert_vehicle(
            VehicleRecord(
                plate=car.plate, plate_kind=car.kind, brand=car.brand, vehicle_type=car.vehicle_type,
                use_nature=car.use_nature, owner_name=car.owner.name, owner_id_no=car.owner.id_no,
                approved_seats=car.seats, approved_load_kg=car.load_kg, max_gross_mass_kg=car.gross_kg,
                inspection_valid_to=car.inspection_to, insurance_valid_to=car.insurance_to, status="A", colour="J",
            ), at,
        )  # fmt: skip
        driver, _outcome = upsert_driver(
            DriverRecord(
                id_no=car.owner.id_no, name=car.owner.name, phone=car.owner.phone,
                classes=parse_classes(car.owner.classes),
                address=car.owner.address, valid_to=at.date() + dt.timedelta(days=900),
            ), at,
        )  # fmt: skip
        remember_driver(vehicle, driver, at - dt.timedelta(days=60))


def _cases(fleet: list[people.Car], persons: dict[str, Officer], at: dt.datetime) -> int:
    """A few cases a day over the last weeks, the last ones this morning, all in the order of time."""
    rng = random.Random(SEED)  # noqa: S311 - invented data, not a secret
    officers = [officer for officer in persons.values() if "officer" in officer.roles]
    moments = sorted(
        moment
        for back in range(DAYS + 1)
        for _n in range(PER_DAY + rng.randrange(-2, 4))
        if (moment := stories.moment(rng, at, back)) < at - dt.timedelta(minutes=20)
    )
    for moment in moments:
        stories.tell(rng, rng.choice(officers), rng.choice(fleet), moment, at)
    return len(moments)
