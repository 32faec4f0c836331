"""Writes of the register. Every upsert keeps what it was not told, and says whether anything changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pypinyin import Style, lazy_pinyin

from traffic_police.accounts.models import Officer
from traffic_police.registry import records
from traffic_police.registry.models import Company, Driver, RevealLog, Vehicle, VehicleDriver
from traffic_police.registry.records import CompanyRecord, DriverRecord, VehicleRecord
from traffic_police.registry.refusals import RecordRefused
from traffic_police.registry.rules.problem import Problem

Stored = TypeVar("Stored", Company, Vehicle, Driver)
MIN_REASON = 2


class Outcome(StrEnum):
    INSERTED = "inserted"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def pinyin_key(name: str) -> str:
    """'庄小明' becomes 'zhuangxiaoming zxm': found by full pinyin and by initials."""
    whole = "".join(lazy_pinyin(name, style=Style.NORMAL))
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return f"{whole} {initials}"[:200].lower()


def upsert_company(record: CompanyRecord, at: dt.datetime) -> tuple[Company, Outcome]:
    """By credit code. Raises RecordRefused."""
    records.check_company(record)
    return _upsert(Company, {"credit_code": record.credit_code}, _told(record), at)


def upsert_vehicle(record: VehicleRecord, at: dt.datetime) -> tuple[Vehicle, Outcome]:
    """By plate and plate kind; an unknown owning company is added with the owner's name. Raises RecordRefused."""
    records.check_vehicle(record)
    values = _told(record)
    owner_code = values.pop("owner_credit_code", None)
    with transaction.atomic():
        if owner_code:
            name = record.owner_name or owner_code
            known = Company.objects.filter(credit_code=owner_code).first()
            values["owner_company"] = known or upsert_company(CompanyRecord(owner_code, name), at)[0]
            values["owner_id_no"] = ""
        elif record.owner_id_no:
            values["owner_company"] = None
        return _upsert(Vehicle, {"plate": record.plate, "plate_kind": record.plate_kind}, values, at)


def upsert_driver(record: DriverRecord, at: dt.datetime) -> tuple[Driver, Outcome]:
    """By identity number. Raises RecordRefused."""
    records.check_driver(record, timezone.localdate(at))
    values = _told(record)
    values["pinyin"] = pinyin_key(record.name)
    if record.classes is not None:
        values["classes"] = list(record.classes)
    if record.valid_to:
        values["long_term"] = False
    elif record.long_term:
        values["valid_to"] = None
    return _upsert(Driver, {"id_no": record.id_no}, values, at)


def _told(record: CompanyRecord | VehicleRecord | DriverRecord) -> dict[str, Any]:
    pairs = ((field.name, getattr(record, field.name)) for field in fields(record))
    return {name: value for name, value in pairs if value is not None}


@transaction.atomic
def _upsert(
    model: type[Stored], key: dict[str, Any], values: dict[str, Any], at: dt.datetime
) -> tuple[Stored, Outcome]:
    rows: models.QuerySet[Stored] = model._default_manager.select_for_update().filter(**key)
    known = rows.first()
    if known is None:
        try:
            with transaction.atomic():
                fresh = model._default_manager.create(**values, created_at=at, updated_at=at)
        except IntegrityError as error:
            known = rows.first()  # somebody else added it in the same instant, or a constraint refuses it
            if known is None:
                raise _refused(error) from error
        else:
            return fresh, Outcome.INSERTED
    return known, _update(known, values, at)


def _update(known: Company | Vehicle | Driver, values: dict[str, Any], at: dt.datetime) -> Outcome:
    changed = [name for name, value in values.items() if getattr(known, name) != value]
    if not changed:
        return Outcome.UNCHANGED
    for name in changed:
        setattr(known, name, values[name])
    known.updated_at = at
    try:
        with transaction.atomic():
            known.save(update_fields=[*changed, "updated_at"])
    except IntegrityError as error:
        raise _refused(error) from error
    return Outcome.UPDATED


def _refused(error: IntegrityError) -> RecordRefused:
    """A constraint that only the stored whole can break (say, an old last day before a new first one)."""
    diag = getattr(error.__cause__, "diag", None)
    name = getattr(diag, "constraint_name", None) or "constraint"
    problem = Problem(str(name), _("This contradicts what is already stored. Compare both records."))
    return RecordRefused({"": problem})


@transaction.atomic
def remember_driver(vehicle: Vehicle, driver: Driver, seen_at: dt.datetime) -> VehicleDriver:
    """Keeps that somebody was met driving a vehicle; the same moment twice counts once."""
    link, fresh = VehicleDriver.objects.select_for_update().get_or_create(
        vehicle=vehicle, driver=driver, defaults={"first_seen": seen_at, "last_seen": seen_at}
    )
    if not fresh and seen_at != link.last_seen:
        link.times = F("times") + 1
        link.first_seen = min(link.first_seen, seen_at)
        link.last_seen = max(link.last_seen, seen_at)
        link.save(update_fields=["times", "first_seen", "last_seen"])
        link.refresh_from_db()
    return link


REVEALABLE: dict[type[models.Model], frozenset[str]] = {
    Driver: frozenset({"name", "id_no", "file_no", "phone", "address"}),
    Vehicle: frozenset({"owner_name", "owner_id_no", "owner_phone", "vin"}),
    Company: frozenset({"legal_representative", "phone", "address"}),
}


def reveal(actor: Officer, subject: Driver | Vehicle | Company, field: str, reason: str, at: dt.datetime) -> str:
    """What stands behind a mask; written down first. Raises RecordRefused without a reason."""
    if field not in REVEALABLE[type(subject)]:
        raise ValueError(f"{field} is not behind a mask")
    log_reveal(actor, type(subject).__name__.lower(), str(subject.pk), field, reason, at)
    return str(getattr(subject, field))


def log_reveal(actor: Officer, kind: str, key: str, field: str, reason: str, at: dt.datetime) -> RevealLog:
    """For personal data that other floors keep: kind and key name the subject, such as 'case' and its number."""
    words = reason.strip()
    if len(words) < MIN_REASON:
        raise RecordRefused({"reason": Problem("reason_missing", _("Say why you need to see this. It is recorded."))})
    return RevealLog.objects.create(
        actor=actor, subject_kind=kind, subject_key=key, field=field, reason=words[:200], at=at
    )
