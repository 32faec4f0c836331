"""Factories: people by rows, cases only by real acts through the services."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from traffic_police.accounts.models import Officer, PersonKind, Qualification, Role, Unit, UnitKind
from traffic_police.cases.models import Case, NationalBlock
from traffic_police.registry.rules import credit_code, resident_id
from violations import services
from violations.models import Violation

_numbers = itertools.count(1)
PLATE = "鲁Q12345"


def now() -> dt.datetime:
    """One moment for a test, a little in the past, so that nothing made from it lies in the future."""
    return timezone.now() - dt.timedelta(seconds=5)


def brigade() -> Unit:
    found = Unit.objects.filter(parent=None).first()
    return found or Unit.objects.create(code="371373", name="临港交警大队", short_name="大队", kind=UnitKind.BRIGADE)


def squad(name: str = "一中队", code: str = "") -> Unit:
    """A squad of the brigade; its short name's first character goes into letter numbers."""
    code = code or f"S{next(_numbers):05d}"
    return Unit.objects.create(code=code, name=name, short_name=name, kind=UnitKind.SQUAD, parent=brigade())


def officer(unit: Unit | None = None, *roles: str, kind: str = PersonKind.POLICE, **fields: Any) -> Officer:
    """A police officer with a qualification that covers the years around now, unless the kind says otherwise."""
    number = next(_numbers)
    wanted = {"police_number": f"9{number:05d}", "name": f"民警{number}", "must_change_password": False} | fields
    qualified = wanted.pop("qualified", kind == PersonKind.POLICE)
    chosen = list(roles) or ([Role.OFFICER] if kind == PersonKind.POLICE else [])
    person = Officer.objects.create_user(unit=unit or squad(), kind=kind, roles=chosen, **wanted)
    if qualified:
        today = timezone.localdate()
        Qualification.objects.create(
            officer=person, certificate=f"C{number}", valid_from=today - dt.timedelta(days=4000),
            valid_to=today + dt.timedelta(days=1000),
        )  # fmt: skip
    return person


def auxiliary(unit: Unit | None = None, *roles: str) -> Officer:
    return officer(unit, *roles, kind=PersonKind.AUXILIARY)


def resident(born: str = "19880612", serial: int | None = None) -> str:
    """A made-up identity number whose check character is right."""
    first = f"371327{born}{(serial if serial is not None else next(_numbers) * 2 + 1) % 1000:03d}"
    return first + resident_id.check_character(first)


def company_code() -> str:
    first = f"91371300MA3{next(_numbers):06d}"
    return first + credit_code.check_character(first)


def block(unit: Unit, by: Officer, first: int = 371_373_100_000_001, count: int = 100) -> NationalBlock:
    """A block of national numbers that the platform allotted."""
    return NationalBlock.objects.create(
        category="1", unit=unit, first=first, last=first + count - 1, next=first, loaded_by=by,
        loaded_at=timezone.now(),
    )  # fmt: skip


def party(**fields: Any) -> dict[str, Any]:
    return {
        "role": "driver", "name": "庄明", "id_no": resident(), "phone": "13812342216",
        "address": "临沂临港经济开发区坪上镇", "licence_class": "C1", "file_no": "371300123456",
    } | fields  # fmt: skip


def on_site(at: dt.datetime | None = None, **fields: Any) -> dict[str, Any]:
    """What a page sends for a driver who ran a red light and is fined 200 yuan: 1625, 6 points."""
    at = at or now()
    return {
        "offence_code": "1625",
        "occurred_at": at - dt.timedelta(minutes=10),
        "place": "人民路与黄海三路路口",
        "road_class": "ordinary",
        "plate": PLATE,
        "plate_kind": "02",
        "vehicle_type": "K33",
        "use_nature": "A",
        "party": party(),
        "circumstances": {"corrected_at_once": True, "harm": "none"},
        "licence_checked": True,
        "informed": True,
        "statement": "waived",
        "service": "signed",
        "body_camera": "ZF-0231",
    } | fields


def served(actor: Officer | None = None, **fields: Any) -> Case:
    """A fine decided and served just now, through the whole on-site operation."""
    at = now()
    return services.log_on_site(actor or officer(), on_site(at, **fields), at=at)


def decided(actor: Officer | None = None, **fields: Any) -> Case:
    return served(actor, service=None, **fields)


BELT = {"offence_code": "1120"}  # simple, 50 yuan, 1 point; first violation may go unpunished
PARKING = {"offence_code": "1039", "education": "已告知停车规定并劝离"}  # leaves at once: oral warning
CYCLIST = {
    "offence_code": "2007", "plate": "", "plate_kind": "", "vehicle_type": "", "use_nature": "",
}  # fmt: skip


def released(actor: Officer | None = None, **fields: Any) -> Case:
    """Released with an oral warning."""
    return served(actor, **(PARKING | fields))


def exempted(actor: Officer | None = None, **fields: Any) -> Case:
    """A first violation that went unpunished."""
    plain = BELT | {"outcome": "exempt", "exemption_ground": "first_violation", "education": "已进行安全带使用教育"}
    return served(actor, **(plain | fields))


def violation(case: Case) -> Violation:
    return Violation.objects.select_related("offence").get(pk=case.pk)
