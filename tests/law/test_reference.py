"""The reference tables: nothing invented, nothing lost, every name resolves."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from violations.rules import OffenceTable, Refusal, facts_needed, load_offences, load_table, never_exempt
from violations.rules.exemptions import first_violation_rules
from violations.rules.fines import benchmarks
from violations.rules.offences import read_reference
from violations.rules.sentences import SENTENCES

MEASURES = {
    "IMPOUND_VEHICLE", "WITHHOLD_LICENCE", "TOW", "TEST", "CONFISCATE",
    "SUSPEND_LICENCE", "REVOKE_LICENCE", "DETENTION", "CRIMINAL_TRANSFER",
}  # fmt: skip


def test_every_row_of_the_source_is_there_once() -> None:
    rows = load_offences()
    assert len(rows) == 407
    assert len({row.key for row in rows}) == 407
    assert Counter(row.confidence for row in rows) == {
        "VERIFIED_CURRENT": 20, "VERIFIED_2018_OK": 275, "VERIFIED_2018_SUPERSEDED": 71, "UNKNOWN_CODE": 41,
    }  # fmt: skip


def test_superseded_codes_end_with_march_2022_and_no_others_end() -> None:
    for row in load_offences():
        assert (row.valid_to == date(2022, 3, 31)) is (row.confidence == "VERIFIED_2018_SUPERSEDED")


def test_rows_without_a_code_have_a_key_of_their_article() -> None:
    unknown = [row for row in load_offences() if not row.code]
    assert len(unknown) == 41
    assert all(row.key.startswith(("O163-", "LSD-")) for row in unknown)
    for row in unknown:
        if row.key.startswith("O163-"):
            assert f"第{row.key.split('-')[1]}条" in row.points_basis


@pytest.mark.parametrize(
    ("old", "new"), [("1344", "1116"), ("1345", "1117"), ("1301", "1373"), ("1208", "6095"), ("1223", "1362")]
)
def test_a_superseded_code_names_its_replacement(old: str, new: str) -> None:
    with pytest.raises(Refusal) as refusal:
        load_table().require(old, date(2026, 11, 20))
    assert refusal.value.field == "offence_code"
    assert new in refusal.value.sentence
    assert "2022-04-01" in refusal.value.sentence


def test_every_replacement_is_a_row_that_is_valid_today() -> None:
    for row in load_offences():
        for key in row.replaced_by:
            found = load_table().find(key)
            assert found is not None
            assert found.valid_on(date(2026, 11, 20)), key


def test_no_superseded_code_is_valid_for_a_new_case() -> None:
    today = date(2026, 11, 20)
    assert not any(row.valid_on(today) for row in load_offences() if row.confidence == "VERIFIED_2018_SUPERSEDED")


def test_points_are_one_of_the_five_values_of_the_order() -> None:
    assert {row.points for row in load_offences()} <= {0, 1, 3, 6, 9, 12}


def test_every_drink_driving_row_carries_twelve_points() -> None:
    assert {row.points for row in load_offences() if row.category == "drink_driving"} == {12}


def test_measures_are_names_of_the_interface_and_come_from_the_one_mapping_table() -> None:
    mapping = {row["text"]: row["measures"].split() for row in read_reference("measures.csv")}
    for row in load_offences():
        names = (*row.measures, *(f"{name}?" for name in row.optional_measures))
        assert sorted(names) == sorted(mapping.get(row.measures_text, []))
        assert {*row.measures, *row.optional_measures} <= MEASURES
        assert not row.measures_text or row.measures_text in mapping


def test_every_code_named_by_a_local_sum_is_in_the_table() -> None:
    for row in benchmarks():
        for code in row.codes:
            assert load_table().find(code) is not None, code
        assert row.status == "R" or row.article


def test_a_local_sum_that_was_read_lies_in_the_band_or_stands_alone() -> None:
    alone = set()
    for row in benchmarks():
        for code in row.codes:
            offence = load_table().find(code)
            assert offence is not None
            if (
                offence.fine_min is None
                or offence.fine_max is None
                or not offence.fine_min <= row.amount <= offence.fine_max
            ):
                alone.add(code)
    assert alone == {"1036", "4014"}  # 鲁高条 53(5) alone fixes 2000 for people carried on a lorry


def test_bands_are_ordered_and_defaults_lie_inside() -> None:
    for row in load_offences():
        if row.fine_min is None or row.fine_max is None or row.fine_default is None:
            continue
        assert Decimal(0) <= row.fine_min <= row.fine_max
        assert row.fine_default == 0 or row.fine_min <= row.fine_default <= row.fine_max


def test_a_code_with_subclass_zero_is_the_same_code() -> None:
    table = load_table()
    assert table.find("11200") is table.find("1120")
    assert table.find("10391") is not table.find("1039")
    assert table.find("1234x") is None


def test_a_national_code_filled_in_by_an_administrator_is_found() -> None:
    rows = [replace(row, code="1399", code4="1399") if row.key == "O163-11-2" else row for row in load_offences()]
    table = OffenceTable(rows)
    found = table.find("1399")
    assert found is not None
    assert (found.key, found.number) == ("O163-11-2", "1399")
    assert table.find("O163-11-2") is found


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("1116", ()),
        ("6093", ("speed_measured", "speed_limit")),
        ("1057", ()),
        ("O163-12-6", ("load_kg", "approved_load_kg", "gross_mass_kg", "max_gross_mass_kg")),
        ("1621", ("seats_actual", "seats_approved")),
        ("1089", ()),
        ("17121", ("alcohol_mg_per_100ml",)),
        ("6022", ()),
    ],
)
def test_the_form_asks_only_for_facts_that_decide(code: str, facts: tuple[str, ...]) -> None:
    offence = load_table().find(code)
    assert offence is not None
    assert facts_needed(offence) == facts


@pytest.mark.parametrize(
    ("code", "never"),
    [
        ("17121", True), ("1005", True), ("57011", True), ("1718", True), ("O163-9-4b", True), ("O163-10-10", True),
        ("1634", True), ("1617", True), ("4710", True), ("O163-10-3b", True), ("6049", True), ("5035", True),
        ("1116", False), ("1120", False), ("1039", False), ("6050", False), ("6093", False), ("O163-11-2", False),
        ("6046", False), ("6039", False), ("6047", False), ("3001", False),
    ],
)  # fmt: skip
def test_the_nature_of_some_acts_rules_an_exemption_out(code: str, *, never: bool) -> None:
    offence = load_table().find(code)
    assert offence is not None
    assert never_exempt(offence) is never


def test_the_look_back_is_marked_as_a_proposal() -> None:
    rules = first_violation_rules()
    assert [rule.status for rule in rules] == ["P"]
    assert rules[0].lookback_months == 12


def test_every_sentence_renders_with_its_parameters() -> None:
    for code, (met, unmet) in SENTENCES.items():
        assert str(met).strip(), code
        assert str(unmet).endswith((".", "。")), code
