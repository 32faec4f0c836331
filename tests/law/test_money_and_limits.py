"""Surcharge, payment on the spot, the band of a fine, and the limits of simple procedure."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from violations.rules import (
    Answer,
    Circumstances,
    Facts,
    Party,
    PaymentOnTheSpot,
    Prior,
    Question,
    answer,
    hearing_needed,
    load_table,
    may_collect_on_the_spot,
    permitted_fine,
    simple_procedure_limits,
    surcharge,
)

ON = datetime(2026, 11, 20, 1, 12, tzinfo=UTC)


def table(name: str) -> list[Any]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["id"]) for row in csv.DictReader(file)]


def ask(code: str, **more: Any) -> Answer:
    return answer(Question(occurred_at=ON, offence_code=code, **more), load_table())


@pytest.mark.parametrize("row", table("surcharge.csv"))
def test_the_surcharge_is_three_percent_a_day_and_never_above_the_fine(row: dict[str, str]) -> None:
    due, today = date.fromisoformat(row["due"]), date.fromisoformat(row["today"])
    assert surcharge(Decimal(row["fine"]), due, today, int(row["suspended"])) == Decimal(row["expected"])


def test_a_surcharge_on_a_negative_fine_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        surcharge(Decimal(-1), date(2026, 1, 1), date(2026, 1, 2))


@pytest.mark.parametrize("row", table("collection.csv"))
def test_drivers_pay_through_the_bank_and_the_exceptions_are_narrow(row: dict[str, str]) -> None:
    flags = row["known"].split()
    known = {name: True for name in flags if name != "no_residence"}
    if "no_residence" in flags:
        known["fixed_residence"] = False
    reason = may_collect_on_the_spot(PaymentOnTheSpot(payer=row["payer"], fine=Decimal(row["fine"]), **known))
    assert reason.met is (row["permitted"] == "yes")
    assert row["law"] in reason.law
    assert reason.sentence()


@pytest.mark.parametrize(
    ("fine", "reason", "reviewed", "permitted"),
    [
        ("50", "", False, True),
        ("20", "", False, False),
        ("20", "初次违法情节轻微", True, False),  # eight characters
        ("20", "初次违法且情节轻微依", True, True),  # ten characters
        ("20", "初次违法且情节轻微依", False, False),
        ("20", "          ", True, False),
        ("0", "初次违法且情节轻微依法警告", True, True),  # 法 90: warning or 20 to 200
        ("19.99", "初次违法且情节轻微依法", True, False),
        ("200", "多次违法经教育仍不改正", True, True),
        ("200.01", "多次违法经教育仍不改正", True, False),
        ("-1", "多次违法经教育仍不改正", True, False),
    ],
)
def test_a_fine_that_differs_from_the_benchmark_needs_a_reason_and_a_reviewer(
    fine: str, reason: str, *, reviewed: bool, permitted: bool
) -> None:
    assert permitted_fine(ask("1120"), Decimal(fine), reason, reviewed=reviewed).permitted is permitted


def test_a_minor_may_be_fined_below_the_band() -> None:
    told = ask("2007", party=Party(age=15))
    assert permitted_fine(told, Decimal(2), "未满十六周岁应当减轻处罚", reviewed=True).permitted


def test_no_fine_follows_an_oral_warning() -> None:
    told = ask("1039", circumstances=Circumstances(corrected_at_once=True))
    assert permitted_fine(told, Decimal(0)).permitted
    assert not permitted_fine(told, Decimal(100), "驾驶人已经离开现场很久", reviewed=True).permitted


def test_a_fine_without_a_band_is_set_elsewhere() -> None:
    assert not permitted_fine(ask("1017"), Decimal(1900), "最低责任限额保费二倍", reviewed=True).permitted


@pytest.mark.parametrize(("fine", "simple"), [("200", True), ("200.01", False), ("201", False), ("0", True)])
def test_simple_procedure_ends_at_200_yuan(fine: str, *, simple: bool) -> None:
    assert all(reason.met for reason in simple_procedure_limits(ask("1625"), Decimal(fine))) is simple


def test_a_code_of_general_procedure_is_not_decided_on_the_spot_however_small_the_fine() -> None:
    facts = Facts(*(None,) * 3, Decimal(11000), Decimal(10000), Decimal(21000), Decimal(20000))
    told = ask("O163-12-6", facts=facts, vehicle_type="H11")
    assert not all(reason.met for reason in simple_procedure_limits(told, Decimal(200)))


@pytest.mark.parametrize(
    ("fine", "kind", "told"),
    [
        ("1999.99", "individual", False),
        ("2000", "individual", True),
        ("9999.99", "unit", False),
        ("10000", "unit", True),
    ],
)
def test_the_hearing_thresholds_include_their_sum(fine: str, kind: Any, *, told: bool) -> None:
    assert hearing_needed(Decimal(fine), (), kind) is told


def test_a_revocation_always_gives_a_hearing() -> None:
    assert hearing_needed(Decimal(0), ("REVOKE_LICENCE",))


def test_a_permit_that_covers_the_vehicle_leaves_no_offence() -> None:
    told = answer(Question(occurred_at=ON, offence_code="1116"), load_table(), permit_covers=True)
    assert (told.procedure, told.points, told.fine_suggested) == ("no_offence", 0, Decimal(0))


def test_a_permit_does_not_excuse_another_act() -> None:
    told = answer(Question(occurred_at=ON, offence_code="1625"), load_table(), permit_covers=True)
    assert told.procedure == "simple"


@pytest.mark.parametrize(
    ("age", "prior", "noted"),
    [(15, 0, True), (17, 0, True), (17, 1, False), (18, 0, False), (69, 0, False), (70, 0, True)],
)
def test_detention_is_decided_but_not_executed_at_certain_ages(age: int, prior: int, *, noted: bool) -> None:
    before = tuple(Prior("1005", datetime(2026, 1, 1, tzinfo=UTC)) for _ in range(prior))
    told = ask("1005", party=Party(age=age, prior=before))
    assert ("detention_not_executed" in [note.code for note in told.notes]) is noted
