"""Combinations of liability (146号令 第60、61条) and the ten-minute clock."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pytest

from accidents.rules import clock
from accidents.rules.liability import LEVELS, Conduct, combination, conduct_flaw, flaw, is_certificate

GOOD = [
    ("full", "none"), ("none", "full"), ("full",), ("full", "none", "none"), ("main", "secondary"),
    ("main", "secondary", "secondary"), ("main", "secondary", "none"), ("equal", "equal"), ("equal", "equal", "none"),
    ("equal", "equal", "secondary"), ("equal", "equal", "equal"), ("none", "none"), ("none",),
    ("undetermined", "undetermined"),
]  # fmt: skip
BAD = [
    (), ("",), ("half", "half"), ("full", "full"), ("full", "main"), ("full", "secondary"), ("full", "equal"),
    ("full", "undetermined"), ("main",), ("main", "none"), ("main", "main"), ("main", "equal", "secondary"),
    ("equal",), ("equal", "none"), ("equal", "secondary"), ("secondary",), ("secondary", "none"),
    ("secondary", "secondary"), ("undetermined", "none"),
]  # fmt: skip


@pytest.mark.parametrize("levels", GOOD, ids="+".join)
def test_a_combination_that_can_stand(levels: tuple[str, ...]) -> None:
    assert flaw(levels) is None
    assert str(combination(levels))


@pytest.mark.parametrize("levels", BAD, ids="+".join)
def test_a_combination_that_cannot_stand_names_the_article(levels: tuple[str, ...]) -> None:
    found = flaw(levels)
    assert found is not None
    assert found.law.startswith("146号令")


def test_of_the_pairs_exactly_seven_can_stand() -> None:
    assert len([pair for pair in product(LEVELS, repeat=2) if flaw(pair) is None]) == 7


def test_who_fled_is_fully_liable() -> None:
    assert conduct_flaw({"A": "main", "B": "secondary"}, {"A": Conduct(fled=True)})
    assert conduct_flaw({"A": "full", "B": "none"}, {"A": Conduct(fled=True)}) is None


def test_flight_may_be_reduced_only_where_the_scene_was_not_destroyed() -> None:
    levels = {"A": "main", "B": "secondary"}
    assert conduct_flaw(levels, {"A": Conduct(fled_abandoning_vehicle=True)}) is None
    assert conduct_flaw(levels, {"A": Conduct(fled_abandoning_vehicle=True, destroyed_scene=True)})


def test_beside_a_deliberate_party_nobody_is_liable() -> None:
    assert conduct_flaw({"A": "main", "B": "secondary"}, {"A": Conduct(deliberate=True)})
    assert conduct_flaw({"A": "full", "B": "none"}, {"A": Conduct(deliberate=True)}) is None


def test_nobody_determined_makes_a_certificate() -> None:
    assert is_certificate(("undetermined", "undetermined"))
    assert not is_certificate(("full", "none"))


START = dt.datetime(2026, 11, 23, 14, 30, tzinfo=dt.UTC)


def after(**span: float) -> dt.datetime:
    return START + dt.timedelta(**span)


@pytest.mark.parametrize(("span", "state"), [
    ({"minutes": 0}, "ok"), ({"minutes": 5, "seconds": 59}, "ok"), ({"minutes": 6}, "near"),
    ({"minutes": 8, "seconds": 59}, "near"), ({"minutes": 9}, "urgent"), ({"minutes": 10}, "urgent"),
    ({"minutes": 10, "microseconds": 1}, "over"),
])  # fmt: skip
def test_the_clock_warns_at_six_and_nine_minutes(span: dict[str, float], state: str) -> None:
    assert clock.read({"connected": START}, after(**span)).state == state


def test_the_clock_stands_still_once_determined() -> None:
    read = clock.read({"connected": START, "determined": after(minutes=8)}, after(hours=3))
    assert (read.stopped, read.seconds, read.state) == (True, 480, "near")


def test_before_anybody_connects_the_clock_waits() -> None:
    assert clock.read({}, START).state == "waiting"


def test_exactly_ten_minutes_meets_the_target() -> None:
    assert clock.within_target(START, after(minutes=10)) is True
    assert clock.within_target(START, after(minutes=10, seconds=1)) is False
    assert clock.within_target(None, START) is None


def test_marks_are_told_since_the_connection() -> None:
    read = clock.read({"connected": START, "evidence": after(seconds=138)}, after(minutes=3))
    assert dict(read.marks)["evidence"] == dt.timedelta(seconds=138)
    assert clock.words(dict(read.marks)["evidence"]) == "02:18"
    assert clock.words(dict(read.marks)["cleared"]) == "—"
