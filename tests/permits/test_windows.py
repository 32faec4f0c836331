from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from permits.rules import NoticeError, Permit, Place, Rule, Stretch, Vehicle, Window, check, windows_from
from permits.rules.places import Area, contains
from permits.rules.vehicles import Bound, Clause
from permits.rules.windows import SHANGHAI, Season, local

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
MINUTES = st.integers(0, 1439)


def never(_day: dt.date, _kind: str) -> bool:
    return False


def moment(day: dt.date, minute: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SHANGHAI) + dt.timedelta(minutes=minute)


def holds(window: Window, at: dt.datetime) -> bool:
    return window.holds(*local(at), never)


@given(DAYS, MINUTES, st.integers(1, 1439))
def test_the_start_is_included_and_the_end_is_not(day: dt.date, start: int, length: int) -> None:
    window = Window(start, (start + length) % 1440 or 1440)
    begin = moment(day, start)
    end = begin + dt.timedelta(minutes=length)
    assert holds(window, begin)
    assert not holds(window, begin - dt.timedelta(seconds=1))
    assert holds(window, end - dt.timedelta(seconds=1))
    assert not holds(window, end)


@given(DAYS, MINUTES, MINUTES, MINUTES, st.sets(st.integers(0, 6), min_size=1))
def test_a_window_across_midnight_belongs_to_the_day_on_which_it_begins(
    day: dt.date, start: int, end: int, minute: int, weekdays: set[int]
) -> None:
    assume(start > end > 0)
    window = Window(start, end, frozenset(weekdays))
    begun = day if minute >= start else day - dt.timedelta(days=1)
    expected = (minute >= start or minute < end) and begun.weekday() in weekdays
    assert holds(window, moment(day, minute)) is expected


@given(DAYS, MINUTES)
def test_no_windows_mean_always(day: dt.date, minute: int) -> None:
    assert holds(windows_from(None)[0], moment(day, minute))


@given(DAYS)
def test_a_season_over_new_year_is_the_rest_of_its_complement(day: dt.date) -> None:
    winter, summer = Season((11, 15), (3, 15)), Season((3, 16), (11, 14))
    assert winter.holds(day) is not summer.holds(day)


def test_a_kind_of_day_is_asked_of_the_calendar_for_the_day_of_the_start() -> None:
    window = Window(22 * 60, 6 * 60, day_kind="workday")
    working = dt.date(2026, 11, 23)
    asked = {"day_is": lambda day, kind: kind == "workday" and day == working}
    assert window.holds(working, 23 * 60, **asked)
    assert window.holds(working + dt.timedelta(days=1), 60, **asked)
    assert not window.holds(working, 60, **asked)


@pytest.mark.parametrize("data", [
    {"from": "07:00", "to": "07:00"}, {"from": "25:00", "to": "07:00"}, {"from": "24:01", "to": "07:00"},
    {"to": "07:00"},    {"from": "07:00", "to": "08:00", "weekdays": [8]},
    {"from": "07:00", "to": "08:00", "season": ["02-30", "03-01"]},
    {"from": "07:00", "to": "08:00", "weekday": [1]}, {"from": "07:00", "to": "08:00", "season": ["03-01"]},
])  # fmt: skip
def test_a_window_that_says_nothing_sensible_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(NoticeError):
        windows_from([data])


@given(st.sampled_from([">=", ">", "<=", "<"]), st.integers(0, 50_000), st.integers(0, 50_000))
def test_bounds_compare_as_written(sign: str, value: int, mass: int) -> None:
    expected = {">=": mass >= value, ">": mass > value, "<=": mass <= value, "<": mass < value}[sign]
    assert Bound("gross_mass_kg", sign, value).holds(Vehicle("鲁Q1", "01", gross_mass_kg=mass)) is expected


@given(st.floats(-2, 2), st.floats(-2, 2))
def test_a_square_contains_what_lies_in_it(x: float, y: float) -> None:
    assume(abs(abs(x) - 1) > 1e-9)
    assume(abs(abs(y) - 1) > 1e-9)
    square = ((-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
    assert contains(square, (x, y)) is (abs(x) < 1 and abs(y) < 1)


def test_the_edge_of_a_polygon_belongs_to_it() -> None:
    area = Area("方", polygon=((0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)))
    assert area.holds(Place(point=(0.0, 1.0))) is True
    assert area.holds(Place(point=(2.0, 2.0))) is True


def test_a_point_on_a_drawn_road_is_on_it() -> None:
    road = Stretch("人民路", line=((118.8, 35.2), (118.81, 35.2)))
    assert road.holds(Place(point=(118.805, 35.2001))) is True
    assert road.holds(Place(point=(118.805, 35.21))) is False


RULE = Rule("R", "Z", (Clause(types=("H",)),), stretches=(Stretch("人民路"),))
NIGHT = (Window(22 * 60, 6 * 60),)
FIRST, LAST = dt.date(2026, 11, 2), dt.date(2026, 11, 4)


def covered(at: dt.datetime, **fields: Any) -> bool:
    told: dict[str, Any] = {"number": "T1", "plate": "鲁Q1", "plate_kind": "01", "first_day": FIRST, "last_day": LAST,
                            "zone": "Z", "windows": NIGHT}  # fmt: skip
    answer = check(Vehicle("鲁Q1", "01", "H11"), Place("人民路"), at, [RULE], [Permit(**told | fields)], never)
    return bool(answer.permitted)


def test_a_night_of_the_last_day_runs_into_the_next_morning_and_none_before_the_first_day_counts() -> None:
    assert not covered(moment(FIRST, 5 * 60))  # began the evening before the first day
    assert covered(moment(FIRST, 22 * 60))
    assert covered(moment(LAST + dt.timedelta(days=1), 5 * 60 + 59))
    assert not covered(moment(LAST + dt.timedelta(days=1), 6 * 60))
    assert not covered(moment(LAST + dt.timedelta(days=1), 22 * 60))


def test_a_permit_is_for_one_plate_of_one_kind_while_active() -> None:
    at = moment(FIRST, 23 * 60)
    assert covered(at)
    assert not covered(at, plate_kind="02")
    assert not covered(at, plate="鲁Q2")
    assert not covered(at, active=False)
    assert not covered(at, zone="Y")


def test_minutes_of_grace_are_counted_on_both_sides_only_where_granted() -> None:
    early = moment(FIRST, 21 * 60 + 55)
    assert not covered(early)
    assert covered(early, grace_minutes=5)
    assert not covered(early, grace_minutes=4)


def test_one_certain_restriction_outweighs_a_permit_for_another_zone() -> None:
    other = Rule("S", "Y", (Clause(types=("H",)),), stretches=(Stretch("人民路"),))
    permit = Permit("T1", "鲁Q1", "01", FIRST, LAST, "Z")
    answer = check(Vehicle("鲁Q1", "01", "H11"), Place("人民路"), moment(FIRST, 0), [RULE, other], [permit], never)
    assert (answer.permitted, answer.rule, answer.reason) == (False, "S", "other_zone")
