"""Windows of the day: start inclusive, end exclusive, across midnight, on some weekdays, kinds of day or seasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = 24 * 60
EVERY_DAY = frozenset(range(7))

# Whether a day is of a kind (working day, public holiday, pollution alert …): read by whoever asks, not here.
DayIs = Callable[[dt.date, str], bool]


@dataclass(frozen=True, slots=True)
class Season:
    """From a day of the year to another, both included; may run over New Year (11-15 to 03-15)."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: dt.date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes after midnight in Asia/Shanghai: from START, included, to END, not included.

    Where START > END the window runs into the next day; weekday, kind of day and season are those of the day of its
    beginning. A window that would be empty (START = END) is refused: a whole day is 0 to 1440.
    """

    start: int = 0
    end: int = DAY
    weekdays: frozenset[int] = EVERY_DAY  # Monday is 0
    day_kind: str = ""
    season: Season | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY and 0 < self.end <= DAY) or self.start == self.end:
            raise ValueError(f"a window from {self.start} to {self.end} is none")

    def begins_on(self, day: dt.date, day_is: DayIs) -> bool:
        return (
            day.weekday() in self.weekdays
            and (self.season is None or self.season.holds(day))
            and (not self.day_kind or day_is(day, self.day_kind))
        )

    def holds(self, day: dt.date, minute: float, day_is: DayIs) -> bool:
        """Whether a moment of a local day lies in the window."""
        if self.start < self.end:
            return self.start <= minute < self.end and self.begins_on(day, day_is)
        if minute >= self.start:
            return self.begins_on(day, day_is)
        return minute < self.end and self.begins_on(day - dt.timedelta(days=1), day_is)

    def overlaps(self, other: Window) -> bool:
        """Whether the two have a minute of the day in common, whatever the days."""
        return any(a < d and c < b for a, b in self.parts() for c, d in other.parts())

    def parts(self) -> tuple[tuple[int, int], ...]:
        """The window as one or two stretches of a day."""
        return ((self.start, self.end),) if self.start < self.end else ((self.start, DAY), (0, self.end))

    def __str__(self) -> str:
        return f"{self.start // 60:02d}:{self.start % 60:02d}-{self.end // 60:02d}:{self.end % 60:02d}"


ALWAYS = (Window(),)


def local(moment: dt.datetime) -> tuple[dt.date, float]:
    """Day and minute of the day in Asia/Shanghai, seconds as a fraction."""
    here = moment.astimezone(SHANGHAI)
    return here.date(), here.hour * 60 + here.minute + here.second / 60 + here.microsecond / 60_000_000


def within(windows: Sequence[Window], day: dt.date, minute: float, day_is: DayIs) -> bool:
    """Whether any of the windows holds the moment."""
    return any(window.holds(day, minute, day_is) for window in windows)
