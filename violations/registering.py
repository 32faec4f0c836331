"""Vehicle and driver of an operation go into the register: checked by its rules, written in few statements.

The register's own upserts guard each write with savepoints; inside the one transaction of an on-site operation a plain
insert-or-touch does the same in a quarter of the statements.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import local_day
from traffic_police.registry import records
from traffic_police.registry.models import Driver, Vehicle, VehicleDriver
from traffic_police.registry.records import DriverRecord, VehicleRecord
from traffic_police.registry.refusals import RecordRefused
from traffic_police.registry.rules import licences, plates
from traffic_police.registry.services import pinyin_key
from violations.onsite import OnSite

Known = TypeVar("Known", Vehicle, Driver)
_FIELDS = {
    "id_no": "party.id_no",
    "name": "party.name",
    "phone": "party.phone",
    "address": "party.address",
    "file_no": "party.file_no",
    "classes": "party.licence_class",
    "id_type": "party.id_type",
}


def remember(told: OnSite, at: dt.datetime) -> None:
    """Keep vehicle, driver and that they were met together. Raises InputRefused naming the field."""
    vehicle = _vehicle(told, at)
    driver = _driver(told, at)
    if vehicle is not None and driver is not None:
        # Where one of them was never met before, nobody can have met both.
        _together(*vehicle, *driver, told.discovered_at)


def _refused(error: RecordRefused, names: dict[str, str]) -> InputRefused:
    return InputRefused({names.get(name, name): (one.code, str(one)) for name, one in error.problems.items()})


def _vehicle(told: OnSite, at: dt.datetime) -> tuple[Vehicle, bool] | None:
    if not told.plate or told.plate_kind in plates.WITHOUT_IDENTITY:
        return None
    values = {name: told.text(name).upper() for name in ("vehicle_type", "use_nature") if told.text(name)}
    try:
        records.check_vehicle(VehicleRecord(told.plate, told.plate_kind, **values))  # type: ignore[arg-type]
    except RecordRefused as error:
        raise _refused(error, {}) from error
    return _kept(Vehicle, {"plate": told.plate, "plate_kind": told.plate_kind}, values, at)


def _driver(told: OnSite, at: dt.datetime) -> tuple[Driver, bool] | None:
    party = told.party
    if party.role != "driver" or not party.id_no:
        return None
    values: dict[str, Any] = {"name": party.name}
    values |= {
        name: text
        for name, text in (("phone", party.phone), ("address", party.address), ("file_no", party.file_no))
        if text
    }
    classes = licences.parse_classes(party.licence_class) if party.licence_class else None
    try:
        record = DriverRecord(party.id_no, id_type=party.id_type, classes=classes, **values)
        records.check_driver(record, local_day(at))
    except RecordRefused as error:
        raise _refused(error, _FIELDS) from error
    values |= {"classes": list(classes)} if classes else {}
    values["pinyin"] = pinyin_key(party.name)
    return _kept(Driver, {"id_no": party.id_no}, values, at, id_type=party.id_type)


def _kept(
    model: type[Known], key: dict[str, Any], values: dict[str, Any], at: dt.datetime, **fixed: Any
) -> tuple[Known, bool]:
    """The row, and whether it was there before."""
    known: Known | None = model._default_manager.filter(**key).first()
    if known is None:
        row = model(**key, **values, **fixed, created_at=at, updated_at=at)
        # Somebody else may add the same one in this instant: then theirs is touched and used.
        return model._default_manager.bulk_create(
            [row], update_conflicts=True, unique_fields=list(key), update_fields=["updated_at"]
        )[0], False
    fresh: dict[str, Any] = {name: value for name, value in values.items() if getattr(known, name) != value}
    if fresh:
        for name, value in fresh.items():
            setattr(known, name, value)
        known.updated_at = at
        known.save(update_fields=[*fresh, "updated_at"])
    return known, True


def _together(vehicle: Vehicle, old_vehicle: bool, driver: Driver, old_driver: bool, seen: dt.datetime) -> None:
    links = VehicleDriver.objects.filter(vehicle=vehicle, driver=driver)
    link = links.first() if old_vehicle and old_driver else None
    if link is None:
        row = VehicleDriver(vehicle=vehicle, driver=driver, first_seen=seen, last_seen=seen)
        VehicleDriver.objects.bulk_create([row], ignore_conflicts=True)
        return
    link.times += 1
    link.first_seen, link.last_seen = min(link.first_seen, seen), max(link.last_seen, seen)
    link.save(update_fields=["times", "first_seen", "last_seen"])
