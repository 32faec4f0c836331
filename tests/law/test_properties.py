"""What must hold for every number, code, road and circumstance."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from violations.rules import (
    Answer,
    Circumstances,
    Facts,
    Party,
    Prior,
    Question,
    Refusal,
    answer,
    facts_needed,
    load_offences,
    load_table,
    surcharge,
)

ON = datetime(2026, 11, 20, 1, 12, tzinfo=UTC)
ROADS = ("ordinary", "urban_expressway", "motorway")
VEHICLES = (
    ("K33", "A"),
    ("K11", "B"),
    ("K39", "D"),
    ("H11", "F"),
    ("H31", "F"),
    ("H14", "R"),
    ("K21", "P"),
    ("M21", "A"),
)
PROCEDURES = {"no_offence", "no_penalty", "oral_warning", "exempt", "simple", "general", "criminal"}
roads = st.sampled_from(ROADS)
vehicles = st.sampled_from(VEHICLES)


def speeding(measured: Decimal, limit: Decimal, road: str, vehicle: tuple[str, str]) -> Answer:
    facts = Facts(speed_measured=measured, speed_limit=limit)
    kind, use = vehicle
    asked = Question(ON, offence_family="speeding", road_class=road, vehicle_type=kind, use_nature=use, facts=facts)  # type: ignore[arg-type]
    return answer(asked, load_table())


@given(st.integers(5, 120), st.integers(0, 300), st.integers(0, 300), roads, vehicles)
def test_a_faster_car_never_pays_less_nor_gets_fewer_points(
    limit: int, one: int, other: int, road: str, vehicle: tuple[str, str]
) -> None:
    slower, faster = (speeding(Decimal(v), Decimal(limit), road, vehicle) for v in sorted((one, other)))
    assert (slower.fine_suggested or 0) <= (faster.fine_suggested or 0)
    assert slower.points <= faster.points


@given(st.decimals(1, 200, places=2), st.sampled_from([10, 20, 30, 50, 70, 100]), roads, vehicles)
def test_an_edge_is_exact_for_every_limit(limit: Decimal, edge: int, road: str, vehicle: tuple[str, str]) -> None:
    at = speeding(limit * (100 + edge) / 100, limit, road, vehicle)
    below = speeding(limit * (100 + edge) / 100 - Decimal("0.000001"), limit, road, vehicle)
    reference = speeding(Decimal(100 + edge), Decimal(100), road, vehicle)
    under = speeding(Decimal(100 + edge) - Decimal("0.000001"), Decimal(100), road, vehicle)
    assert (at.points, at.fine_suggested, at.offence_code) == (
        reference.points, reference.fine_suggested, reference.offence_code,
    )  # fmt: skip
    assert (below.points, below.fine_suggested) == (under.points, under.fine_suggested)


@given(st.integers(1, 40000), st.integers(0, 60000), st.integers(0, 60000), roads)
def test_a_heavier_load_never_costs_less(approved: int, one: int, other: int, road: str) -> None:
    def ask(load: int) -> Answer:
        facts = Facts(
            load_kg=Decimal(load), approved_load_kg=Decimal(approved),
            gross_mass_kg=Decimal(load + 15000), max_gross_mass_kg=Decimal(approved + 15000),
        )  # fmt: skip
        asked = Question(ON, offence_family="overload_goods", road_class=road, vehicle_type="H11", facts=facts)  # type: ignore[arg-type]
        return answer(asked, load_table())

    lighter, heavier = (ask(load) for load in sorted((one, other)))
    assert (lighter.fine_suggested or 0) <= (heavier.fine_suggested or 0)
    assert lighter.points <= heavier.points


@given(st.integers(1, 60), st.integers(0, 150), st.integers(0, 150), roads, vehicles)
def test_more_passengers_never_cost_less(seats: int, one: int, other: int, road: str, vehicle: tuple[str, str]) -> None:
    def ask(persons: int) -> Answer:
        kind, use = vehicle
        facts = Facts(seats_actual=Decimal(persons), seats_approved=Decimal(seats))
        asked = Question(
            ON,
            offence_family="overload_passengers",
            road_class=road,
            vehicle_type=kind,
            use_nature=use,
            facts=facts,  # type: ignore[arg-type]
        )
        return answer(asked, load_table())

    fewer, more = (ask(persons) for persons in sorted((one, other)))
    assert (fewer.fine_suggested or 0) <= (more.fine_suggested or 0)
    assert fewer.points <= more.points


@given(
    st.decimals(0, 100000, places=2), st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(-400, 4000), st.integers(0, 4000),
)  # fmt: skip
def test_the_surcharge_lies_between_nothing_and_the_fine(fine: Decimal, due: date, days: int, suspended: int) -> None:
    added = surcharge(fine, due, due + timedelta(days=days), suspended)
    assert 0 <= added <= fine
    assert added == 0 or days > suspended


GRID = [
    Circumstances(corrected, harm, affected, accident, no_fault)  # type: ignore[arg-type]
    for corrected, harm, affected, accident, no_fault in product(
        (False, True), ("none", "slight", "real"), (False, True), (False, True), (False, True)
    )
]
KNOWN = (
    Prior("17121", datetime(2026, 5, 1, tzinfo=UTC)),
    Prior("1116", datetime(2026, 6, 1, tzinfo=UTC), exempted=True),
)
PARTIES = (
    Party(), Party("unit"), Party(age=13), Party(age=16), Party(age=40, prior=KNOWN),
)  # fmt: skip
FULL = Facts(
    speed_measured=Decimal(66), speed_limit=Decimal(60), alcohol_mg_per_100ml=Decimal(46), load_kg=Decimal(20000),
    approved_load_kg=Decimal(10000), gross_mass_kg=Decimal(30000), max_gross_mass_kg=Decimal(20000),
    seats_actual=Decimal(60), seats_approved=Decimal(50),
)  # fmt: skip


def check_refusal(refusal: Refusal) -> None:
    assert refusal.field
    assert refusal.sentence


def check(told: Answer) -> None:
    assert told.procedure in PROCEDURES
    assert told.points in {0, 1, 3, 6, 9, 12}
    assert told.officers_required in {1, 2}
    assert told.decided_by
    assert told.procedure in {"no_offence"} or told.law
    assert set(told.decided_by) <= {"brigade", "detachment", "bureau"}
    if None not in (told.fine_min, told.fine_max, told.fine_suggested) and told.procedure in {"simple", "general"}:
        warned = told.fine_suggested == 0
        assert warned or told.fine_min <= told.fine_suggested <= told.fine_max  # type: ignore[operator]
    if told.procedure == "simple":
        assert told.fine_max is not None
        assert told.fine_max <= 200
    body = told.as_dict()
    assert all(reason["sentence"] for reason in body["exemption"]["reasons"])


@pytest.mark.parametrize("road", ROADS)
def test_every_code_is_answered_or_refused_with_a_reason_in_every_circumstance(road: str) -> None:
    for offence, seen, party in product(load_offences(), GRID[::5], PARTIES):
        try:
            told = answer(
                Question(ON, offence.key, road_class=road, facts=FULL, circumstances=seen, party=party), load_table()
            )  # type: ignore[arg-type]
        except Refusal as refusal:
            check_refusal(refusal)
        else:
            check(told)


def test_every_valid_code_without_measured_facts_is_answered() -> None:
    for offence, road, seen in product(load_offences(), ROADS, GRID):
        if offence.valid_on(ON.date()) and not facts_needed(offence):
            check(answer(Question(ON, offence.key, road_class=road, circumstances=seen), load_table()))  # type: ignore[arg-type]


def test_every_valid_measured_code_is_the_answer_to_some_facts() -> None:
    shares = (0, 5, 10, 15, 19, 20, 25, 30, 45, 50, 60, 90, 100, 120)
    for offence in load_offences():
        if not offence.valid_on(ON.date()) or not facts_needed(offence):
            continue
        assert any(reaches(offence.key, Decimal(100 + share), seats) for share, seats in product(shares, (5, 8))), (
            offence.key
        )


def reaches(code: str, percent: Decimal, seats: int) -> bool:
    facts = Facts(
        speed_measured=percent * Decimal("0.5"), speed_limit=Decimal(50), alcohol_mg_per_100ml=percent - 80,
        load_kg=percent, approved_load_kg=Decimal(100), gross_mass_kg=percent, max_gross_mass_kg=Decimal(100),
        seats_actual=percent * seats, seats_approved=Decimal(100 * seats),
    )  # fmt: skip
    if code in {"O163-10-1b", "O163-11-1"}:
        facts = Facts(seats_actual=percent * 5 / 100, seats_approved=Decimal(5))
    try:
        return answer(Question(ON, code, facts=facts), load_table()).procedure != "no_offence"
    except Refusal:
        return False


@settings(max_examples=200)
@given(
    st.sampled_from(load_offences()),
    roads,
    vehicles,
    st.sampled_from(GRID),
    st.sampled_from(PARTIES),
    st.integers(0, 400),
    st.integers(1, 120),
)
def test_codes_with_any_facts_give_an_answer_or_the_typed_refusal(
    offence: object, road: str, vehicle: tuple[str, str], seen: Circumstances, party: Party, value: int, limit: int
) -> None:
    big, small = Decimal(value), Decimal(limit)
    facts = Facts(big, small, big, big, small, big, small, big, small)
    kind, use = vehicle
    asked = Question(ON, offence.key, "", "", "", kind, use, road, None, party, facts, seen)  # type: ignore[attr-defined, arg-type]
    try:
        check(answer(asked, load_table()))
    except Refusal as refusal:
        check_refusal(refusal)
