"""The body of the preview is read strictly, and the answer has exactly the shape that was promised."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from violations.rules import Refusal, answer, load_table, question_from

BODY: dict[str, Any] = {
    "offence_code": "1120",
    "occurred_at": "2026-11-20T09:12:00+08:00",
    "discovered_at": "2026-11-20T09:12:00+08:00",
    "plate": "鲁Q12345",
    "plate_kind": "02",
    "vehicle_type": "K33",
    "use_nature": "A",
    "road_class": "ordinary",
    "party": {"kind": "individual", "age": 35, "prior": []},
    "facts": {},
    "circumstances": {
        "corrected_at_once": True,
        "harm": "none",
        "traffic_affected": False,
        "caused_accident": False,
        "no_fault_proven": False,
    },
}


def test_the_answer_has_exactly_the_promised_fields() -> None:
    body = answer(question_from(BODY), load_table()).as_dict()
    assert list(body) == [
        "procedure", "offence_code", "fine_min", "fine_max", "fine_suggested", "points", "measures", "exemption",
        "officers_required", "hearing", "decided_by", "law",
    ]  # fmt: skip
    assert list(body["exemption"]) == ["kind", "eligible", "reasons"]
    assert all(list(reason) == ["code", "sentence", "law", "met"] for reason in body["exemption"]["reasons"])
    assert (body["fine_min"], body["fine_max"], body["fine_suggested"]) == ("20.00", "200.00", "50.00")
    assert "道路交通安全法 第90条" in body["law"]
    json.dumps(body)


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("colour", "red", "colour"),
        ("party.name", "x", "party.name"),
        ("facts.mood", 1, "facts.mood"),
        ("circumstances.weather", "rain", "circumstances.weather"),
        ("occurred_at", None, "occurred_at"),
        ("occurred_at", "yesterday", "occurred_at"),
        ("occurred_at", "2026-11-20T09:12:00", "occurred_at"),
        ("occurred_at", 5, "occurred_at"),
        ("discovered_at", "2026-13-01T00:00:00+08:00", "discovered_at"),
        ("road_class", "river", "road_class"),
        ("offence_code", 1120, "offence_code"),
        ("offence_code", "x" * 1000, "offence_code"),
        ("offence_code", "11\x0020", "offence_code"),
        ("party", [], "party"),
        ("party.kind", "robot", "party.kind"),
        ("party.age", -1, "party.age"),
        ("party.age", 12.5, "party.age"),
        ("party.age", True, "party.age"),
        ("party.prior", "none", "party.prior"),
        ("party.prior", [1], "party.prior.0"),
        ("party.prior", [{"offence_code": "1116"}], "party.prior.0.occurred_at"),
        ("party.prior", [{"occurred_at": "2026-01-01T00:00:00+08:00"}], "party.prior.0.offence_code"),
        ("facts", "fast", "facts"),
        ("facts.speed_limit", 0, "facts.speed_limit"),
        ("facts.speed_limit", "60", "facts.speed_limit"),
        ("facts.speed_limit", float("nan"), "facts.speed_limit"),
        ("facts.speed_measured", float("inf"), "facts.speed_measured"),
        ("facts.speed_measured", -1, "facts.speed_measured"),
        ("facts.seats_actual", 2.5, "facts.seats_actual"),
        ("facts.approved_load_kg", 0, "facts.approved_load_kg"),
        ("circumstances.harm", "some", "circumstances.harm"),
        ("circumstances.corrected_at_once", "yes", "circumstances.corrected_at_once"),
    ],
)
def test_a_wrong_field_is_refused_by_name_with_a_sentence(path: str, value: object, field: str) -> None:
    body = {name: dict(part) if isinstance(part, dict) else part for name, part in BODY.items()}
    inside, _, name = path.rpartition(".")
    (body[inside] if inside else body)[name] = value
    with pytest.raises(Refusal) as refusal:
        question_from(body)
    assert refusal.value.field == field
    assert refusal.value.sentence


def test_a_body_that_is_not_an_object_is_refused() -> None:
    with pytest.raises(Refusal):
        question_from([1, 2])  # type: ignore[arg-type]


def test_json_numbers_are_read_as_the_decimals_that_were_written() -> None:
    body = BODY | {"facts": {"speed_measured": 60.1, "speed_limit": 60}}
    assert question_from(body).facts.speed_measured == Decimal("60.1")


def test_everything_but_the_moment_and_the_code_may_be_left_out() -> None:
    question = question_from({"offence_code": "1625", "occurred_at": "2026-11-20T09:12:00+08:00"})
    assert answer(question, load_table()).procedure == "simple"
