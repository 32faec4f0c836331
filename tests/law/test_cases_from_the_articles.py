"""Every row of the tables beside this file: one row is one case that a lawyer can check against the article.

Empty cells say nothing; `-` says "none"; `a=1 b=2` are named values; `refused` is field:code[:word in the sentence].
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from violations.rules import Answer, Question, Refusal, answer, load_table, question_from

HERE = Path(__file__).parent
DAY = "2026-11-20T09:12:00+08:00"
TABLES = (
    "worked_pairs.csv",
    "speeding.csv",
    "overloading.csv",
    "drinking.csv",
    "single_codes.csv",
    "exemption_age_time.csv",
)


def rows(name: str) -> list[Any]:
    """The rows of a table as pytest parameters with readable ids."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["id"]) for row in csv.DictReader(file)]


def pairs(text: str) -> dict[str, str]:
    """Read "a=1 b=2 c" as {"a": "1", "b": "2", "c": ""}."""
    return dict(part.partition("=")[::2] for part in text.split())


def moment(text: str) -> str:
    """A day alone is nine o'clock in China."""
    return text if "T" in text else f"{text}T09:00:00+08:00"


def question(row: dict[str, str]) -> Question:
    """The question of a row, read through the same door as the API's body."""
    data: dict[str, Any] = {"occurred_at": moment(row["occurred"]) if row["occurred"] else DAY}
    names = {"code": "offence_code", "family": "offence_family", "road": "road_class", "type": "vehicle_type"}
    data |= {name: row[column] for column, name in names.items() if row[column]}
    if row["use"]:
        data["use_nature"] = row["use"]
    if row["discovered"]:
        data["discovered_at"] = moment(row["discovered"])
    data["facts"] = {name: float(value) for name, value in pairs(row["facts"]).items()}
    data["circumstances"] = {name: value or True for name, value in pairs(row["circumstances"]).items()}
    data["party"] = party(pairs(row["party"]))
    return question_from(data)


def party(given: dict[str, str]) -> dict[str, Any]:
    """age=35 unit prior=1120@2026-01-01 exempted=1120@2026-01-01."""
    prior = [
        {"offence_code": code, "occurred_at": moment(day), "exempted": name == "exempted"}
        for name, value in given.items()
        if name in {"prior", "exempted"}
        for code, day in [value.split("@")]
    ]
    body: dict[str, Any] = {"kind": "unit" if "unit" in given else "individual", "prior": prior}
    return body | ({"age": int(given["age"])} if "age" in given else {})


def expected(row: dict[str, str]) -> dict[str, Any]:
    """What the row says of the answer; an empty cell says nothing."""
    wanted: dict[str, Any] = {
        name: row[column]
        for column, name in {
            "procedure": "procedure", "names": "offence_code", "fine_min": "fine_min", "fine_max": "fine_max",
            "suggested": "fine_suggested", "exemption": "exemption",
        }.items()
        if row[column]
    }  # fmt: skip
    wanted |= {
        name: int(row[column])
        for column, name in (("points", "points"), ("officers", "officers_required"))
        if row[column]
    }
    if row["measures"]:
        wanted["measures"] = sorted(row["measures"].replace("-", "").split())
    if row["decided_by"]:
        wanted["decided_by"] = sorted(row["decided_by"].split())
    if row["hearing"]:
        wanted["hearing"] = row["hearing"] == "yes"
    return wanted


def said(answer: Answer, names: dict[str, Any]) -> dict[str, Any]:
    """The same fields of the answer."""
    body = answer.as_dict()
    exemption = body["exemption"]
    body["exemption"] = exemption["kind"] or "none" if exemption["eligible"] else "none"
    body["offence_code"] = body["offence_code"] or "none"
    return {name: sorted(body[name]) if isinstance(body[name], list) else body[name] for name in names}


@pytest.mark.parametrize("row", [row for table in TABLES for row in rows(table)])
def test_the_law_answers_as_the_article_says(row: dict[str, str]) -> None:
    if row["refused"]:
        field, code, *named = row["refused"].split(":")
        with pytest.raises(Refusal) as refusal:
            answer(question(row), load_table())
        assert (refusal.value.field, refusal.value.code) == (field, code)
        assert all(word in refusal.value.sentence for word in named)
        return
    wanted = expected(row)
    assert said(answer(question(row), load_table()), wanted) == wanted


def test_the_tables_hold_at_least_120_cases_with_an_article_and_a_situation_each() -> None:
    cases = [row.values[0] for table in TABLES for row in rows(table)]
    assert len(cases) >= 120
    assert all(case["article"] and case["situation"] for case in cases)
    assert len({case["id"] for case in cases}) == len(cases)
