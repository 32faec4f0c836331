"""The deadline ruler: what is drawn and said for a period of law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from traffic_police.cases.ruler import SHANGHAI, Period, duration, moment, near_from, ruler, state_of

MONDAY = dt.datetime(2026, 11, 23, 14, 37, tzinfo=SHANGHAI)
WEEKEND = frozenset({dt.date(2026, 11, 28), dt.date(2026, 11, 29)})


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def hours(amount: int, gone: dt.timedelta, **more: Any) -> Period:
    start = MONDAY - gone
    return Period("hour", amount, start, start + dt.timedelta(hours=amount), MONDAY, **more)


def test_one_cell_is_one_hour_and_the_stroke_stands_at_now() -> None:
    drawn = ruler(hours(24, dt.timedelta(hours=5, minutes=15)))
    assert len(drawn.cells) == 24
    assert [cell.filled for cell in drawn.cells[4:7]] == [8.8, 2.2, 0.0]
    assert drawn.now_x == 52.5
    assert drawn.view_box == "0 0 240 10"


def test_a_period_is_near_when_less_than_a_quarter_is_left() -> None:
    assert state_of(hours(24, dt.timedelta(hours=18))) == "ok"
    assert state_of(hours(24, dt.timedelta(hours=18, seconds=1))) == "near"


def test_a_short_period_is_near_thirty_minutes_before_its_end() -> None:
    start = MONDAY
    assert near_from(start, start + dt.timedelta(hours=1)) == start + dt.timedelta(minutes=30)


def test_the_moment_it_is_due_is_still_in_time() -> None:
    assert state_of(hours(4, dt.timedelta(hours=4))) == "near"
    assert state_of(hours(4, dt.timedelta(hours=4, seconds=1))) == "over"


def test_an_overdue_period_says_by_how_much() -> None:
    drawn = ruler(hours(4, dt.timedelta(hours=26)))
    assert (drawn.state, drawn.headline, drawn.now_x) == ("over", "Overdue 22 h", None)


def test_a_period_that_was_met_says_how_long_it_took() -> None:
    drawn = ruler(hours(24, dt.timedelta(hours=30), met_at=MONDAY - dt.timedelta(hours=26, minutes=50)))
    assert (drawn.state, drawn.headline) == ("done", "took 3 h 10 min")


def test_an_open_pause_stops_the_bar() -> None:
    pause = (MONDAY - dt.timedelta(hours=2), None)
    drawn = ruler(hours(24, dt.timedelta(hours=5), pauses=(pause,)))
    assert (drawn.state, drawn.headline) == ("paused", "ran 3 h")
    assert sum(cell.filled for cell in drawn.cells) == pytest.approx(3 * 8.8)


def test_days_that_the_law_does_not_count_are_dashed() -> None:
    due = dt.datetime(2026, 11, 30, 23, 59, 59, tzinfo=SHANGHAI)
    drawn = ruler(Period("working_day", 5, MONDAY, due, MONDAY, days_not_counted=WEEKEND))
    assert [cell.counted for cell in drawn.cells] == [True, True, True, True, False, False, True]
    assert drawn.headline == "due in 5 working d"
    assert drawn.note == "due 11-30 24:00; dashed days are not counted"


def test_the_day_a_period_begins_is_not_counted() -> None:
    due = dt.datetime(2026, 12, 8, 23, 59, 59, tzinfo=SHANGHAI)
    drawn = ruler(Period("calendar_day", 15, MONDAY, due, MONDAY))
    assert len(drawn.cells) == 15
    assert drawn.now_x == 0


@pytest.mark.parametrize(("days", "cells"), [(40, 40), (41, 6), (90, 13), (281, 10)])
def test_a_long_period_is_drawn_in_weeks_and_a_very_long_one_in_thirty_days(days: int, cells: int) -> None:
    due = dt.datetime(2026, 11, 23, 23, 59, 59, tzinfo=SHANGHAI) + dt.timedelta(days=days)
    assert len(ruler(Period("calendar_day", days, MONDAY, due, MONDAY)).cells) == cells


def test_a_deadline_without_a_calendar_says_why() -> None:
    drawn = ruler(Period("working_day", 60, MONDAY, None, MONDAY, undetermined="No calendar for 2027."))
    assert (drawn.state, drawn.amount, drawn.note, drawn.cells) == ("none", "date open", "No calendar for 2027.", ())


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (dt.timedelta(minutes=35), "35 min"),
        (dt.timedelta(hours=18, minutes=43), "18 h 43 min"),
        (dt.timedelta(hours=22), "22 h"),
        (dt.timedelta(days=1, hours=19), "1 d 19 h"),
        (dt.timedelta(days=89, hours=4), "89 d"),
        (dt.timedelta(0), "0 min"),
    ],
)
def test_a_duration_is_said_in_at_most_two_units(span: dt.timedelta, words: str) -> None:
    assert duration(span) == words


def test_midnight_belongs_to_the_day_it_ends() -> None:
    assert moment(dt.datetime(2026, 11, 28, tzinfo=SHANGHAI), MONDAY) == "11-27 24:00"
    assert moment(dt.datetime(2026, 11, 23, 23, 59, 59, tzinfo=SHANGHAI), MONDAY) == "today 24:00"


def test_times_are_shown_in_shanghai_wherever_the_server_stands() -> None:
    assert moment(dt.datetime(2026, 11, 24, 1, 20, tzinfo=dt.UTC), MONDAY) == "11-24 09:20"
