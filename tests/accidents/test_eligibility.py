"""The decision table against cases written from the articles (146号令)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from accidents.rules.eligibility import TABLE, eligibility, failure_to_clear
from accidents.rules.questions import QUESTIONS, Answers, answers_of, as_data

CASES = list(csv.DictReader((Path(__file__).parent / "eligibility.csv").open(encoding="utf-8")))
CLEAN = dict.fromkeys(
    ("crime_suspected", "licence_invalid", "drink_or_drugs", "overcrowded_or_speeding", "plate_missing_or_forged",
     "cannot_move", "party_left", "deliberate", "no_marks", "hit_facility", "dangerous_goods", "uninsured"), False,
) | {"in_window": True, "good_visibility": True}  # fmt: skip


def told(text: str) -> Answers:
    values: dict[str, Any] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        if name == "clean":
            values |= CLEAN
        elif name == "roles":
            values["roles"] = tuple(value.split("+"))
        elif value:
            values[name] = int(value)
        else:
            values[name.removeprefix("not ")] = not name.startswith("not ")
    return Answers(**values)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_the_articles_decide(case: dict[str, str]) -> None:
    found = eligibility(told(case["answers"]))
    assert (found.procedure, found.mode, found.officers) == (case["procedure"], case["mode"], int(case["officers"]))
    assert not case["decisive"] or case["decisive"] in {reason.code for reason in found.reasons}
    assert case["law"] in found.law


@pytest.mark.parametrize("name", [name for name in CLEAN if name not in {"crime_suspected"}])
def test_one_disqualifying_answer_takes_a_case_from_the_video_desk(name: str) -> None:
    found = eligibility(Answers(roles=("motor", "motor"), **(CLEAN | {name: not CLEAN[name]})))
    assert found.mode == "field"
    assert len([reason for reason in found.reasons if "video" in reason.excludes]) == 1
    assert all(reason.sentence and reason.law for reason in found.reasons)


@pytest.mark.parametrize("name", sorted(CLEAN))
def test_an_unasked_question_keeps_a_case_from_video_and_is_named(name: str) -> None:
    found = eligibility(Answers(roles=("motor", "motor"), **(CLEAN | {name: None})))
    assert not found.video
    assert found.missing == (name,)
    assert found.video_possible


def test_article_13_protects_the_scene_and_article_14_clears_it() -> None:
    kept = eligibility(Answers(roles=("motor", "motor"), cannot_move=True))
    moved = eligibility(Answers(roles=("motor", "motor"), hit_facility=True))
    assert (kept.protect_scene, kept.must_report, kept.clear_first) == (True, True, False)
    assert (moved.protect_scene, moved.must_report, moved.clear_first) == (False, True, True)


def test_whoever_should_clear_and_jams_the_road_is_fined() -> None:
    assert failure_to_clear(Answers(roles=("motor", "motor")), congestion=True)
    assert not failure_to_clear(Answers(roles=("motor", "motor")), congestion=False)
    assert not failure_to_clear(Answers(roles=("motor", "motor"), cannot_move=True), congestion=True)


def test_every_row_names_an_article_and_excludes_something() -> None:
    assert all(row.law and row.excludes for row in TABLE)
    assert len({row.code for row in TABLE}) == len(TABLE)


def test_answers_survive_being_stored() -> None:
    answers = Answers(roles=("motor", "non_motor"), injured=1, **CLEAN)
    assert answers_of(as_data(answers)) == (answers, {})


@pytest.mark.parametrize("data", [
    {"roles": ["lorry"]}, {"roles": 3}, {"injured": -1}, {"injured": True}, {"injured": 10**6}, {"no_marks": "no"},
    {"x": 1},
])  # fmt: skip
def test_what_is_no_answer_is_named(data: dict[str, Any]) -> None:
    assert set(answers_of(data)[1]) == set(data)


def test_every_question_has_words() -> None:
    from accidents.rules.questions import LABELS

    assert set(LABELS) == set(QUESTIONS)
