"""The ten-minute clock of quick handling: from connected to determined, with five marks. A target, no limit of law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

MARKS = ("connected", "evidence", "cleared", "determined", "delivered")
TARGET = dt.timedelta(minutes=10)
NEAR = dt.timedelta(minutes=6)
URGENT = dt.timedelta(minutes=9)


@dataclass(frozen=True)
class Clock:
    """`elapsed` runs until the determination and then stands still; None before anybody connected."""

    elapsed: dt.timedelta | None
    state: str  # waiting | ok | near | urgent | over
    stopped: bool
    marks: tuple[tuple[str, dt.timedelta | None], ...]

    @property
    def remaining(self) -> dt.timedelta | None:
        return None if self.elapsed is None else TARGET - self.elapsed

    @property
    def seconds(self) -> int:
        return 0 if self.elapsed is None else int(self.elapsed.total_seconds())


def read(marks: Mapping[str, dt.datetime | None], at: dt.datetime) -> Clock:
    """The clock at AT; all moments aware."""
    start, end = marks.get("connected"), marks.get("determined")
    since = tuple((name, _since(start, marks.get(name))) for name in MARKS)
    if start is None:
        return Clock(None, "waiting", False, since)
    elapsed = max((end or at) - start, dt.timedelta(0))
    return Clock(elapsed, state_of(elapsed), end is not None, since)


def _since(start: dt.datetime | None, moment: dt.datetime | None) -> dt.timedelta | None:
    return None if start is None or moment is None else moment - start


def state_of(elapsed: dt.timedelta) -> str:
    """Warning from six and nine minutes on; exactly ten minutes still meets the target."""
    if elapsed > TARGET:
        return "over"
    if elapsed >= URGENT:
        return "urgent"
    return "near" if elapsed >= NEAR else "ok"


def within_target(connected: dt.datetime | None, determined: dt.datetime | None) -> bool | None:
    """None where one of the marks is missing."""
    if connected is None or determined is None:
        return None
    return determined - connected <= TARGET


def words(span: dt.timedelta | None) -> str:
    """mm:ss, or a dash."""
    if span is None:
        return "—"
    seconds = max(int(span.total_seconds()), 0)
    return f"{seconds // 60:02d}:{seconds % 60:02d}"
