"""Vehicles, drivers, companies: stored once, checked, remembered, masked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from traffic_police.accounts.models import Officer
from traffic_police.registry import queries, services, tables
from traffic_police.registry.models import Company, Driver, RevealLog, Vehicle
from traffic_police.registry.records import CompanyRecord, DriverRecord, VehicleRecord
from traffic_police.registry.refusals import RecordRefused
from traffic_police.registry.rules import licences, plates
from traffic_police.registry.services import Outcome

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 23)
CODE = "91350100M000100Y43"
ID = "371327199003070015"


def _vehicle(plate: str = "鲁Q12345", kind: str = "02", **more: Any) -> Vehicle:
    return services.upsert_vehicle(VehicleRecord(plate, kind, **more), NOON)[0]


def _driver(number: str = ID, name: str = "庄小明", **more: Any) -> Driver:
    return services.upsert_driver(DriverRecord(number, name, **more), NOON)[0]


def test_the_same_plate_of_two_kinds_is_two_vehicles() -> None:
    assert _vehicle(kind="01").pk != _vehicle(kind="02").pk


def test_an_upsert_says_whether_anything_changed_and_keeps_what_it_was_not_told() -> None:
    _one, first = services.upsert_vehicle(VehicleRecord("鲁Q12345", "02", brand="大众", approved_seats=5), NOON)
    _one, again = services.upsert_vehicle(VehicleRecord("鲁Q12345", "02", approved_seats=5), NOON)
    one, changed = services.upsert_vehicle(VehicleRecord("鲁Q12345", "02", approved_seats=7), NOON)
    assert [first, again, changed] == [Outcome.INSERTED, Outcome.UNCHANGED, Outcome.UPDATED]
    assert (one.brand, one.approved_seats) == ("大众", 7)


def test_every_version_of_a_vehicle_is_kept() -> None:
    one = _vehicle(approved_seats=5)
    _vehicle(approved_seats=7)
    assert list(one.events.order_by("pgh_id").values_list("approved_seats", flat=True)) == [5, 7]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("record", "field", "code"),
    [
        (VehicleRecord("鲁Q1234O", "02"), "plate", "plate_letters"),
        (VehicleRecord("鲁Q12345", "41"), "plate_kind", "plate_kind_without_identity"),
        (VehicleRecord("鲁Q12345", "02", vehicle_type="ZZZ"), "vehicle_type", "code_unknown"),
        (VehicleRecord("鲁Q12345", "02", approved_seats=-1), "approved_seats", "out_of_range"),
        (VehicleRecord("鲁Q12345", "02", max_gross_mass_kg=49_000_000), "max_gross_mass_kg", "out_of_range"),
        (VehicleRecord("鲁Q12345", "02", brand="\x00"), "brand", "null_character"),
        (VehicleRecord("鲁Q12345", "02", brand="a" * 1_000_000), "brand", "too_long"),
        (VehicleRecord("鲁Q12345", "02", owner_name="\ud800"), "owner_name", "null_character"),
        (VehicleRecord("鲁Q12345", "02", status="Ⅷ"), "status", "status_unknown"),
        (VehicleRecord("鲁Q12345", "02", owner_id_no=ID, owner_credit_code=CODE), "owner_id_no", "two_owners"),
    ],
)
def test_a_wrong_vehicle_is_refused_by_field(record: VehicleRecord, field: str, code: str) -> None:
    with pytest.raises(RecordRefused) as refused:
        services.upsert_vehicle(record, NOON)
    assert refused.value.problems[field].code == code
    assert not Vehicle.objects.exists()


@pytest.mark.parametrize(
    ("record", "field", "code"),
    [
        (DriverRecord("371302197802290018", "庄小明"), "id_no", "id_birth_date"),
        (DriverRecord(ID, " "), "name", "name_missing"),
        (DriverRecord(ID, "庄" * 51), "name", "too_long"),
        (DriverRecord(ID, "庄小明", classes=("C9",)), "classes", "licence_class_unknown"),
        (DriverRecord(ID, "庄小明", file_no="3713"), "file_no", "file_number_form"),
        (DriverRecord(ID, "庄小明", phone="123"), "phone", "phone_form"),
        (DriverRecord(ID, "庄小明", first_issue=DAY, valid_to=dt.date(2020, 1, 1)), "valid_to", "dates_reversed"),
        (DriverRecord("护照", "John", id_type="passport"), "id_no", "paper_number_form"),
    ],
)
def test_a_wrong_driver_is_refused_by_field(record: DriverRecord, field: str, code: str) -> None:
    with pytest.raises(RecordRefused) as refused:
        services.upsert_driver(record, NOON)
    assert refused.value.problems[field].code == code


def test_a_date_that_contradicts_the_stored_one_is_refused_not_an_error() -> None:
    _driver(valid_to=dt.date(2026, 1, 1))
    with pytest.raises(RecordRefused) as refused:
        _driver(first_issue=dt.date(2026, 6, 1))
    assert refused.value.problems[""].code == "driver_issued_before_expiry"


def test_a_company_owned_vehicle_adds_its_company_and_drops_the_person() -> None:
    _vehicle(owner_name="庄小明", owner_id_no=ID)
    one = _vehicle(owner_name="临沂某物流有限公司", owner_credit_code=CODE)
    assert one.owner_company == Company.objects.get(credit_code=CODE, name="临沂某物流有限公司")
    assert one.owner_id_no == ""


def test_a_wrong_credit_code_is_refused() -> None:
    with pytest.raises(RecordRefused):
        services.upsert_company(CompanyRecord("91350100M000100Y44", "某公司"), NOON)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"plate": "鲁q12345"}, "vehicle_plate_normalised"),
        ({"plate": "鲁Q·12345"}, "vehicle_plate_normalised"),
        ({"plate_kind": "41"}, "vehicle_plate_kind_has_identity"),
        ({"status": ""}, "vehicle_status_letters"),
    ],
)
def test_the_database_refuses_what_bypasses_the_services(values: dict[str, str], constraint: str) -> None:
    one = _vehicle()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Vehicle.objects.filter(pk=one.pk).update(**values)


def test_a_driver_met_again_is_counted_and_offered_first() -> None:
    vehicle = _vehicle()
    old, new = _driver(), _driver("371327198506150020", "李强")
    hour = dt.timedelta(hours=1)
    services.remember_driver(vehicle, old, NOON)
    services.remember_driver(vehicle, old, NOON)
    services.remember_driver(vehicle, old, NOON - hour)
    link = services.remember_driver(vehicle, new, NOON + hour)
    assert link.times == 1
    first, second = queries.known_drivers(vehicle, DAY)
    assert (first.pk, second.pk, second.times, second.last_seen) == (new.pk, old.pk, 2, NOON)


def test_the_card_says_what_is_known_and_masks_who() -> None:
    vehicle = _vehicle(
        vehicle_type="K33", use_nature="A", colour="AJ", owner_name="庄小明", owner_id_no=ID, vin="LSJZ14C30DS015575",
        inspection_valid_to=DAY - dt.timedelta(days=1), insurance_valid_to=DAY, status="GK",
    )  # fmt: skip
    services.remember_driver(vehicle, _driver(phone="13805392216", classes=("C1",), long_term=True), NOON)
    card = queries.vehicle_card("鲁Q12345", "02", DAY)
    assert (card.printed, card.colour, card.vehicle_type_label, card.body_colour) == (
        "鲁Q·12345",
        "blue",
        "小型轿车",
        "白黑",
    )
    assert (card.inspection.state, card.insurance.state) == ("over", "near")
    assert card.status_labels == ["违法未处理", "查封"]
    assert (card.owner_name, card.owner_id_no) == ("庄*明", "371327********0015")
    [driver] = card.drivers
    assert (driver.name, driver.id_no, driver.phone) == ("庄*明", "371327********0015", "138****2216")
    assert driver.licence.state == "valid"
    assert ID not in str(card)


def test_an_unknown_plate_has_a_card_that_says_so() -> None:
    card = queries.vehicle_card("鲁Q99999", "02", DAY)
    assert (card.known, card.printed, card.drivers) == (False, "鲁Q·99999", [])


def test_a_card_takes_the_same_queries_with_one_driver_and_with_five(django_assert_num_queries: Any) -> None:
    vehicle = _vehicle()
    for number in (ID, "371327198506150020", "11010519491231002X"):
        services.remember_driver(vehicle, _driver(number), NOON)
    with django_assert_num_queries(2):
        queries.vehicle_card("鲁Q12345", "02", DAY)


def test_a_fragment_of_a_plate_finds_the_exact_one_first() -> None:
    for plate in ("鲁Q12345", "鲁QA2345", "鲁B12345"):
        _vehicle(plate)
    assert [v.plate for v in queries.search_vehicles("鲁q·12345")] == ["鲁Q12345"]
    assert {v.plate for v in queries.search_vehicles("2345")} == {"鲁Q12345", "鲁QA2345", "鲁B12345"}
    assert [v.plate for v in queries.search_vehicles("鲁Q1")] == ["鲁Q12345"]


@pytest.mark.parametrize("typed", ["庄小", "zhuangxiao", "zxm", "0015", ID, ID.lower()])
def test_a_person_is_found_by_name_pinyin_initials_and_number_and_comes_masked(typed: str) -> None:
    _driver()
    [hit] = [hit for hit in queries.search(typed) if hit.kind == "driver"]
    assert (hit.title, hit.detail) == ("庄*明", "371327********0015")


@pytest.mark.parametrize("typed", ["", " ", "1", "\x00\x00", "%", "__", "a" * 1_000_000, "\u202e\u202e", "'; --"])
def test_hostile_searches_find_nothing_and_never_raise(typed: str) -> None:
    _vehicle()
    _driver()
    assert queries.search(typed) == []
    assert not queries.vehicle_card(typed, typed, DAY).known


def test_looking_behind_a_mask_is_written_down(officer: Officer) -> None:
    who = _driver(phone="13805392216")
    assert services.reveal(officer, who, "phone", "联系当事人", NOON) == "13805392216"
    log = RevealLog.objects.get()
    assert (log.actor, log.subject_kind, log.field, log.reason, log.at) == (
        officer,
        "driver",
        "phone",
        "联系当事人",
        NOON,
    )


def test_nothing_is_revealed_without_a_reason(officer: Officer) -> None:
    with pytest.raises(RecordRefused):
        services.reveal(officer, _driver(), "id_no", " ", NOON)
    with pytest.raises(ValueError, match="not behind a mask"):
        services.reveal(officer, _driver(), "password", "联系当事人", NOON)


def test_the_log_of_looks_is_never_changed(officer: Officer) -> None:
    services.reveal(officer, _driver(), "id_no", "核对证件", NOON)
    with pytest.raises(InternalError), transaction.atomic():
        RevealLog.objects.update(reason="x")
    with pytest.raises(InternalError), transaction.atomic():
        RevealLog.objects.all().delete()


def test_a_licence_must_cover_and_be_valid() -> None:
    who = _driver(classes=("B2",), valid_to=DAY)
    assert queries.may_drive(who, "C1", DAY)
    assert not queries.may_drive(who, "A2", DAY)
    assert not queries.may_drive(who, "C1", DAY + dt.timedelta(days=1))


def test_the_code_tables_agree_with_the_rules() -> None:
    assert set(tables.table("plate_kinds")) == set(plates.KINDS)
    assert set(tables.table("licence_classes")) == set(licences.COVERS)
    assert tables.code_of("vehicle_types", "小型轿车") == "K33"
    assert tables.code_of("use_natures", "A非营运") == "A"
    assert tables.code_of("use_natures", "没有") is None
