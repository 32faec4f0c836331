"""Identifiers against the vectors of the standards, of public suites, and 36,452 real plates."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from traffic_police.registry.rules import credit_code, licences, phone, plates, resident_id, vin

TODAY = dt.date(2026, 11, 23)
DATA = os.environ.get("ACCEPTANCE_DATA")
needs_data = pytest.mark.skipif(not DATA, reason="needs ACCEPTANCE_DATA")


@pytest.mark.parametrize(
    ("plate", "kind"),
    [
        ("鲁Q12345", "02"),
        ("鲁Q12345", "01"),
        ("鲁QD12345", "52"),
        ("鲁QDA1234", "52"),
        ("鲁Q12345D", "51"),
        ("鲁Q1234挂", "15"),
        ("鲁Q1234学", "16"),
        ("鲁Q1234警", "23"),
        ("鲁O1234警", "23"),
        ("粤Z1234港", "26"),
        ("粤Z1234澳", "27"),
        ("使014578", "03"),
        ("224578使", "03"),
        ("沪A0123领", "04"),
        ("鲁QA123临", "22"),
        ("WJ鲁12345", "31"),
        ("VA12345", "32"),
        ("", "41"),
    ],
)
def test_a_plate_of_its_kind_is_accepted(plate: str, kind: str) -> None:
    assert plates.check_plate(plate, kind) is None


@pytest.mark.parametrize(
    ("plate", "kind", "code"),
    [
        ("鲁I12345", "02", "plate_letters"),
        ("鲁Q1234O", "02", "plate_letters"),
        ("鲁Q1234", "02", "plate_form"),
        ("鲁QZ12345", "52", "plate_not_new_energy"),
        ("鲁QF0A123", "52", "plate_not_new_energy"),
        ("鲁q12345", "02", "plate_form"),
        ("鲁QD12345", "02", "plate_other_kind"),
        ("鲁Q12345", "52", "plate_not_new_energy"),
        ("", "02", "plate_missing"),
        ("鲁Q12345", "98", "plate_kind_unknown"),
        ("鲁" * 13, "99", "plate_too_long"),
    ],
)
def test_a_plate_that_cannot_be_of_its_kind_is_refused_by_name(plate: str, kind: str, code: str) -> None:
    problem = plates.check_plate(plate, kind)
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("鲁q·12345", "鲁Q12345"),
        ("鲁Ｑ１２３４５", "鲁Q12345"),
        (" 鲁Q•1 2-345 ", "鲁Q12345"),
        ("鲁Q・D12345", "鲁QD12345"),
    ],
)
def test_a_plate_as_typed_becomes_one_form(typed: str, meant: str) -> None:
    assert plates.normalise(typed) == meant


@pytest.mark.parametrize(
    ("plate", "first"),
    [
        ("鲁Q12345", "02"),
        ("鲁QD12345", "52"),
        ("鲁Q12345D", "51"),
        ("鲁Q1234挂", "15"),
        ("WJ12345", "31"),
        ("鲁Q1234", ""),
    ],
)
def test_the_kind_is_inferred_from_the_pattern(plate: str, first: str) -> None:
    assert next(iter(plates.infer_kinds(plate)), "") == first


def test_a_plate_is_printed_with_its_dot() -> None:
    assert [plates.printed(p) for p in ("鲁Q12345", "鲁QD12345", "使014578")] == ["鲁Q·12345", "鲁Q·D12345", "使014578"]


def test_colours_follow_the_kind() -> None:
    assert [str(plates.colour(k)) for k in ("01", "02", "52", "51", "23", "26", "??")] == [
        "yellow", "blue", "green", "yellow-green", "white", "black", "paper",
    ]  # fmt: skip


def test_military_plates_are_never_processed_automatically() -> None:
    assert [plates.is_automatic(k) for k in ("02", "31", "32", "??")] == [True, False, False, False]


@needs_data
def test_every_one_of_36452_real_plates_is_accepted_and_its_kind_found() -> None:
    lines = (Path(str(DATA)) / "cn_vectors/plates_ccpd_unique.txt").read_text(encoding="utf-8").split()
    assert len(lines) == 36452
    odd = [p for p in lines if not plates.infer_kinds(p) or plates.check_plate(p, plates.infer_kinds(p)[0])]
    assert odd == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("11010519491231002X", None),
        ("371327199003070015", None),
        ("371327198506150020", None),
        ("34052419800101001X", None),
        ("371302197802290018", "id_birth_date"),
        ("340524198001010011", "id_check"),
        ("110101491001001", "id_15_digits"),
        ("991327199003070015", "id_province"),
        ("37132720991231001X", "id_birth_future"),
        ("371327189912310015", "id_birth_date"),
        ("x", "id_form"),
        ("٣٧١٣٢٧١٩٩٠٠٣٠٧٠٠١٥", "id_form"),
    ],
)
def test_resident_identity_numbers(number: str, code: str | None) -> None:
    problem = resident_id.check_resident_id(number, TODAY)
    assert (problem.code if problem else None) == code


def test_birth_sex_and_age_are_read_from_the_number() -> None:
    number = "371327199003070015"
    assert resident_id.born(number) == dt.date(1990, 3, 7)
    assert resident_id.sex(number) == resident_id.Sex.MALE
    assert resident_id.age(number, dt.date(2008, 3, 6)) == 17
    assert resident_id.age(number, dt.date(2008, 3, 7)) == 18


@pytest.mark.parametrize(
    ("code", "good"),
    [
        ("91350100M000100Y43", True),
        ("91371300MA3ABCDE04", True),
        ("11371300004400001Y", True),
        ("91350100M000100Y44", False),
        ("91350100I000100Y43", False),
        ("", False),
    ],
)
def test_social_credit_codes(code: str, good: bool) -> None:
    assert (credit_code.check_credit_code(code) is None) is good


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("1M8GDM9AXKP042788", True),
        ("LSJZ14C30DS015575", True),
        ("LVSHCAMB1CE054249", True),
        ("WAURGB4H2CN031396", True),
        ("11111111111111111", True),
        ("LFV2A21K7A3000001", False),
        ("LFV2A21KI", False),
    ],
)
def test_vehicle_identification_numbers_only_warn(number: str, good: bool) -> None:
    assert (vin.vin_warning(number) is None) is good


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("138 0539 2216", True),
        ("+86 13805392216", True),
        ("0539-7620122", True),
        ("010-38238383-12", True),
        ("12123", True),
        ("12805392216", False),
        ("1380539221", False),
        ("", False),
    ],
)
def test_phone_numbers(typed: str, good: bool) -> None:
    assert (phone.check_phone(phone.normalise(typed)) is None) is good


@pytest.mark.parametrize(
    ("typed", "classes"),
    [("A1A2", ("A1", "A2")), ("c1,D", ("C1", "D")), ("C1 E", ("C1", "E")), ("C9", None), ("C1乙", None), ("", ())],
)
def test_licence_classes_are_read_as_written(typed: str, classes: tuple[str, ...] | None) -> None:
    assert licences.parse_classes(typed) == classes


def test_a_class_covers_what_the_regulation_says() -> None:
    assert licences.covers(["A1"], "B2")
    assert licences.covers(["A2"], "C6")
    assert not licences.covers(["A1"], "A2")
    assert not licences.covers(["C2"], "C1")
    assert licences.covers(["D"], "F")


def _verdict(vector: dict[str, Any]) -> bool | None:
    value = vector["value"]
    checks: dict[str, Callable[[], object | None]] = {
        "cn_id": lambda: resident_id.check_resident_id(value, TODAY),
        "uscc": lambda: credit_code.check_credit_code(value),
        "vin": lambda: vin.vin_warning(value),
        "driver_file_no": lambda: licences.check_file_number(value),
        "cn_mobile": lambda: None if phone.is_mobile(phone.normalise(value)) else "not a mobile",
        "plate": lambda: None if plates.infer_kinds(value) else "no plate",
    }
    check = checks.get(vector["kind"])
    return None if check is None else check() is None


# Where we differ on purpose: Hong Kong mobiles are not mainland ones; county codes change every year and
# are not checked (the number of somebody born in a county that no longer exists stays valid).
_ON_PURPOSE = {"92138389438", "+8692138389438", "008698099649964", "111111199901101512", "500154199301135886"}


@needs_data
def test_public_vectors_agree() -> None:
    vectors = json.loads((Path(str(DATA)) / "cn_vectors/id_vectors.json").read_text(encoding="utf-8"))
    differing = [
        v["value"]
        for v in vectors
        if not v["disputed"] and v["value"] not in _ON_PURPOSE and _verdict(v) not in {None, v["valid"]}
    ]
    assert differing == []


HOSTILE = [
    "\x00", "a\x00b", "鲁" * 100_000, "'; DROP TABLE registry_vehicle; --", "<script>alert(1)</script>", "=1+1",
    "\u202e鲁Q12345", "💥", "ﷺ" * 50, "１２３４５６７８９０１２３４５６７９",
    "١٢٣", "ß", "\ud800", "%s%n", "{{7*7}}", "\r\n", "𝟏𝟐𝟑",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused_and_never_raises(text: str) -> None:
    for kind in plates.KINDS:
        plates.check_plate(text, kind)
        plates.check_plate(plates.normalise(text), kind)
    assert plates.infer_kinds(text) == []
    assert isinstance(plates.printed(text), str)
    for form in (text, resident_id.normalise(text)):
        assert resident_id.check_resident_id(form, TODAY)
        assert credit_code.check_credit_code(form)
        assert vin.vin_warning(form)
        assert phone.check_phone(phone.normalise(form))
        assert licences.check_file_number(form)
        licences.parse_classes(form)
        resident_id.born(form)
        resident_id.sex(form)
