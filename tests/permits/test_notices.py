"""Each of the five announcements, from its text; no rule has code of its own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from permits.notices import load_notices, rules_of
from permits.rules import Answer, Permit, Place, Vehicle, Window, check
from permits.rules.windows import SHANGHAI

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=SHANGHAI)


def never(_day: dt.date, _kind: str) -> bool:
    return False


def ask(
    notice: str, place: Place | str, at: dt.datetime = NOON, permits: tuple[Permit, ...] = (), **facts: Any
) -> Answer:
    where = Place(road=place) if isinstance(place, str) else place
    vehicle = Vehicle("鲁Q12345", "01", **facts)
    return check(vehicle, where, at, rules_of(notice), permits, never)


def at(clock: str) -> dt.datetime:
    return dt.datetime.combine(NOON.date(), dt.time.fromisoformat(clock), SHANGHAI)


def test_all_five_announcements_can_be_read_and_name_their_source() -> None:
    keys = [notice["key"] for notice in load_notices()["notices"]]
    assert keys == ["lingang-2020", "linyi-2019", "wulian-2019", "anqiu-2024", "wendeng"]
    assert all(rules_of(key) for key in keys)
    assert all(notice["source"].startswith("http") for notice in load_notices()["notices"])


@pytest.mark.parametrize(
    ("kg", "mm", "restricted", "disputed"),
    [
        (4500, 6000, True, False),  # both readings
        (4500, 5999, True, True),  # mass alone: only "or"
        (4499, 6000, True, True),
        (4499, 5999, False, False),
    ],
)
def test_lingang_bounds_are_inclusive_and_the_two_readings_are_told(
    kg: int, mm: int, restricted: bool, disputed: bool
) -> None:
    answer = ask("lingang-2020", "人民路", vehicle_type="H21", gross_mass_kg=kg, length_mm=mm)
    assert (answer.restricted, answer.disputed) == (restricted, disputed)


def test_a_light_lorry_is_below_both_bounds_by_its_type() -> None:
    assert ask("lingang-2020", "人民路", vehicle_type="H31").restricted is False


def test_a_heavy_lorry_of_unknown_mass_is_restricted_by_its_type() -> None:
    assert ask("lingang-2020", "人民路", vehicle_type="H11").restricted is True


def test_a_medium_lorry_of_unknown_mass_and_length_cannot_be_told() -> None:
    answer = ask("lingang-2020", "人民路", vehicle_type="H21")
    assert (answer.restricted, answer.missing) == (None, ("gross_mass_kg", "length_mm"))


def test_a_car_is_free_and_a_tractor_is_not() -> None:
    assert ask("lingang-2020", "人民路", vehicle_type="K33").restricted is False
    assert ask("lingang-2020", "人民路", vehicle_type="T11").restricted is True


def test_dangerous_goods_are_restricted_whatever_the_size() -> None:
    assert ask("lingang-2020", "人民路", vehicle_type="H31", cargo="dangerous").restricted is True


def test_a_road_restricted_between_limits_needs_the_junction() -> None:
    heavy = {"vehicle_type": "H11"}
    assert ask("lingang-2020", "黄海三路", **heavy).missing == ("place",)
    assert ask("lingang-2020", Place("黄海三路", cross="黄山路"), **heavy).restricted is True
    assert ask("lingang-2020", Place("黄海三路", cross="无名路"), **heavy).restricted is False
    assert ask("lingang-2020", "黄海三路(临港二路—黄山路)", **heavy).restricted is True


def test_a_road_that_is_not_named_is_free() -> None:
    assert ask("lingang-2020", "临港一路", vehicle_type="H11").restricted is False


def test_an_emergency_vehicle_on_duty_may_pass() -> None:
    answer = ask("lingang-2020", "人民路", vehicle_type="H11", traits=frozenset({"emergency_duty"}))
    assert (answer.restricted, answer.permitted, answer.exemption) == (True, True, "emergency_duty")


@pytest.mark.parametrize(
    ("kind", "kg", "restricted"),
    [("H31", 999, False), ("H31", 1000, True), ("H32", 1999, False), ("H32", 2000, True), ("H33", 2000, True)],
)
def test_linyi_counts_the_load_differently_for_open_and_closed_bodies(kind: str, kg: int, restricted: bool) -> None:
    assert ask("linyi-2019", Place(area="限行区"), vehicle_type=kind, load_kg=kg).restricted is restricted


def test_linyi_boundary_roads_have_an_exclusive_bound() -> None:
    edge = Place(area="限行区边界道路")
    assert ask("linyi-2019", edge, vehicle_type="H11", load_kg=5000).restricted is False
    assert ask("linyi-2019", edge, vehicle_type="H11", load_kg=5001).restricted is True


def test_linyi_excepts_three_boundary_roads_and_at_peak_only_one() -> None:
    heavy = {"vehicle_type": "H11", "load_kg": 9000}
    assert ask("linyi-2019", "滨河路", **heavy).restricted is False
    assert ask("linyi-2019", "滨河路", at("06:00"), **heavy).restricted is True
    assert ask("linyi-2019", "火炬大道", at("06:00"), **heavy).restricted is False


@pytest.mark.parametrize(
    ("clock", "restricted"),
    [("05:59:59", False), ("06:00", True), ("08:59:59", True), ("09:00", False), ("16:00", True), ("20:00", False)],
)
def test_linyi_peaks_begin_included_and_end_excluded(clock: str, restricted: bool) -> None:
    assert ask("linyi-2019", Place(area="限行区"), at(clock), vehicle_type="H41", load_kg=500).restricted is restricted


def test_linyi_does_not_say_whether_the_control_boundary_belongs_to_it() -> None:
    answer = ask("linyi-2019", "327国道", vehicle_type="H51")
    assert (answer.restricted, answer.missing) == (None, ("place",))


def test_linyi_bans_old_diesel_from_twelve_tonnes_in_the_control_area() -> None:
    old = {"vehicle_type": "H11", "gross_mass_kg": 12_000}
    assert ask("linyi-2019", Place(area="控制区"), **old).restricted is False
    assert ask("linyi-2019", Place(area="控制区"), **old, traits=frozenset({"euro3_diesel"})).restricted is True


def test_wulian_restricts_heavy_lorries_from_its_first_day() -> None:
    place = Place("莲海大道", cross="北京北路")
    assert ask("wulian-2019", place, vehicle_type="H11").restricted is True
    assert ask("wulian-2019", place, vehicle_type="H21").restricted is False
    first = dt.datetime(2019, 5, 12, tzinfo=SHANGHAI)
    assert ask("wulian-2019", place, first, vehicle_type="H11").restricted is True
    assert ask("wulian-2019", place, first - dt.timedelta(seconds=1), vehicle_type="H11").restricted is False


def test_wulian_permits_bind_time_route_and_place() -> None:
    day = NOON.date()
    permit = Permit("T1", "鲁Q12345", "01", day, day, "WL", frozenset({"莲海大道"}), (Window(600, 780),))
    place = Place("莲海大道", cross="北京北路")
    covered = ask("wulian-2019", place, permits=(permit,), vehicle_type="H11")
    assert (covered.restricted, covered.permitted, covered.permit) == (True, True, "T1")
    late = ask("wulian-2019", place, at("13:00"), (permit,), vehicle_type="H11")
    assert (late.permitted, late.reason) == (False, "out_of_window")
    off = ask("wulian-2019", Place("山南路", cross="莲海大道"), permits=(permit,), vehicle_type="H11")
    assert (off.permitted, off.reason) == (False, "off_route")


def test_anqiu_rings_themselves_are_free() -> None:
    assert ask("anqiu-2024", "西外环", vehicle_type="H11").restricted is False
    assert ask("anqiu-2024", Place(area="安丘外环以内"), vehicle_type="H11").restricted is True


def test_anqiu_city_delivery_is_exempt_until_six_without_a_permit() -> None:
    delivery = {"vehicle_type": "H21", "gross_mass_kg": 6000, "traits": frozenset({"city_delivery"})}
    inside = Place(area="安丘外环以内")
    assert ask("anqiu-2024", inside, at("05:59:59"), **delivery).exemption == "city_delivery"
    assert ask("anqiu-2024", inside, at("06:00"), **delivery).permitted is False
    construction = delivery | {"traits": frozenset({"city_delivery", "construction"})}
    assert ask("anqiu-2024", inside, at("03:00"), **construction).permitted is False
    assert ask("anqiu-2024", inside, at("03:00"), **delivery, cargo="dangerous").permitted is False


def test_wendeng_one_road_belongs_to_one_zone_and_not_to_the_other() -> None:
    answer = ask("wendeng", "圣经山路", vehicle_type="H11")
    assert (answer.restricted, answer.zone) == (True, "WD-1")
    assert ask("wendeng", "龙山路", vehicle_type="H11").restricted is False


@pytest.mark.parametrize(
    ("kind", "kg", "mm", "restricted"),
    [("H22", 8000, 6000, False), ("H22", 8001, 6000, True), ("H22", 8000, 6001, True), ("H21", 8000, 6000, True)],
)
def test_wendeng_excepts_small_medium_box_lorries(kind: str, kg: int, mm: int, restricted: bool) -> None:
    answer = ask("wendeng", "马山路", vehicle_type=kind, gross_mass_kg=kg, length_mm=mm)
    assert answer.restricted is restricted


def test_wendeng_dangerous_goods_are_banned_at_night_too_and_no_permit_helps() -> None:
    day = NOON.date()
    permit = Permit("T1", "鲁Q12345", "01", day, day, "WD-1")
    answer = ask("wendeng", "圣经山路", at("23:00"), (permit,), vehicle_type="H31", cargo="explosive")
    assert (answer.restricted, answer.permitted, answer.reason) == (True, False, "no_permit_possible")


def test_wendeng_third_road_is_closed_for_two_hours_in_the_morning() -> None:
    place = Place("文山路", cross="马山路城西岗")
    assert ask("wendeng", place, at("06:00"), vehicle_type="N11").restricted is True
    assert ask("wendeng", place, at("08:00"), vehicle_type="N11").restricted is False
