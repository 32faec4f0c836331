"""The deadline ruler (期限尺): a lawful period as cells, what has run, what is not counted, and now. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
WORKING = ("working_day", "workday")
PITCH = 10  # SVG units from one cell to the next
HEIGHT = 10

OK, NEAR, OVER, DONE, PAUSED, NONE = "ok", "near", "over", "done", "paused", "none"

# The longest period, in its unit, that is still drawn one cell to a unit.
MOST_CELLS = 40
MOST_HOURS = 72


@dataclass(frozen=True)
class Period:
    """One deadline as stored. All moments are aware; `due` is None while it cannot be determined."""

    unit: str  # minute | hour | day | workday | month; kinds.Unit is understood too
    amount: int
    start: dt.datetime
    due: dt.datetime | None
    now: dt.datetime
    met_at: dt.datetime | None = None
    pauses: Sequence[tuple[dt.datetime, dt.datetime | None]] = ()
    days_not_counted: frozenset[dt.date] = frozenset()
    undetermined: str = ""  # the reason, when `due` is None


@dataclass(frozen=True)
class Cell:
    """One unit: a box `width` wide at `x`, filled over `filled`; a dashed line where the day is not counted."""

    x: float
    width: float
    filled: float
    counted: bool


@dataclass(frozen=True)
class Scale:
    """The time axis: `count` equal steps from `begin`; `grouped` names a step longer than the unit (week, month)."""

    begin: dt.datetime
    step: dt.timedelta
    count: int
    grouped: str = ""

    def position(self, moment: dt.datetime) -> float:
        """Steps from the beginning, held within the axis."""
        return min(max((moment - self.begin) / self.step, 0.0), float(self.count))


@dataclass(frozen=True)
class Ruler:
    """What the component draws: numbers for the SVG, state, and words in the reader's language."""

    state: str
    word: str
    lead: str
    amount: str
    note: str
    cells: Sequence[Cell] = ()
    now_x: float | None = None
    begin: dt.datetime | None = None
    due: dt.datetime | None = None
    near_from: dt.datetime | None = None
    end: dt.datetime | None = None
    name: str = ""
    law: str = ""
    law_url: str = ""
    due_words: str = ""  # `11-24 09:20`, for a table cell
    ticks: bool = False  # the amount is clock time that a script may keep true
    view_box: str = field(init=False, default="")
    running: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "view_box", f"0 0 {max(len(self.cells), 1) * PITCH} {HEIGHT}")
        object.__setattr__(self, "running", self.state in (OK, NEAR, OVER) and bool(self.cells))

    @property
    def headline(self) -> str:
        """`余 18 小时 43 分` or `逾期 22 小时`, for a table cell."""
        return f"{self.lead or self.word} {self.amount}".strip()


def near_from(start: dt.datetime, due: dt.datetime) -> dt.datetime:
    """The moment from which a deadline is near: less than a quarter of its time left, and at least 30 minutes."""
    return due - max((due - start) / 4, dt.timedelta(minutes=30))


def state_of(period: Period) -> str:
    """ok, near, over, done, paused, or none (not determined)."""
    if period.met_at is not None:
        return DONE
    if period.due is None:
        return NONE
    if _open_pause(period) is not None:
        return PAUSED
    if period.now > period.due:
        return OVER
    return NEAR if period.now > near_from(period.start, period.due) else OK


_STATE_WORDS = {
    OK: gettext_noop("On time"),
    NEAR: gettext_noop("Due soon"),
    OVER: gettext_noop("Overdue"),
    DONE: gettext_noop("Done"),
    PAUSED: gettext_noop("Suspended"),
    NONE: gettext_noop("Not started"),
}


def state_word(state: str) -> str:
    """The word that always stands beside the shape."""
    return _(_STATE_WORDS[state])


def ruler(period: Period, *, name: str = "", law: str = "", law_url: str = "") -> Ruler:
    """Draw one period. `name` is what is due, `law` the short citation beneath it."""
    state = state_of(period)
    if period.due is None:
        return _undetermined(period, state, name, law, law_url)
    scale = scale_of(period, period.due)
    reach = _reach(period)
    cells = tuple(_cells(period, scale, reach))
    return Ruler(
        state=state,
        word=state_word(state),
        lead=_lead(state),
        amount=_amount(state, period, period.due),
        note=_note(state, period, period.due, scale, any(not cell.counted for cell in cells)),
        cells=cells,
        now_x=round(scale.position(period.now) * PITCH, 3) if state in (OK, NEAR) else None,
        begin=scale.begin,
        end=scale.begin + scale.step * scale.count,
        due=period.due,
        near_from=near_from(period.start, period.due),
        due_words=moment(period.due, period.now),
        ticks=not (period.unit in WORKING and _days_left(period, period.due)),
        name=name,
        law=law,
        law_url=law_url,
    )


def scale_of(period: Period, due: dt.datetime) -> Scale:
    """Cells of the unit the law counts; of a week or of thirty days where there would be too many."""
    if period.unit == "minute" and due - period.start <= dt.timedelta(minutes=60):
        return _even(period.start, due, dt.timedelta(minutes=1))
    if period.unit in ("minute", "hour") and due - period.start <= MOST_HOURS * HOUR:
        return _even(period.start, due, HOUR)
    begin, end = _first_day(period.start), _day_end(due)
    days = max(round((end - begin) / DAY), 1)
    if days <= MOST_CELLS:
        return Scale(begin, DAY, days)
    if days <= 7 * MOST_CELLS:
        return Scale(begin, 7 * DAY, -(-days // 7), _("one cell is a week"))
    return Scale(begin, 30 * DAY, -(-days // 30), _("one cell is thirty days"))


def duration(span: dt.timedelta) -> str:
    """`89 天`, `1 天 19 小时`, `18 小时 43 分`, `35 分`: two units at most, hours left out from ten days on."""
    minutes = int(abs(span).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, mins = divmod(rest, 60)
    if days >= 10:
        return _("%(n)s d") % {"n": days}
    if days:
        return _two(_("%(n)s d") % {"n": days}, _("%(n)s h") % {"n": hours} if hours else "")
    if hours:
        return _two(_("%(n)s h") % {"n": hours}, _("%(n)s min") % {"n": mins} if mins else "")
    return _("%(n)s min") % {"n": mins}


def moment(when: dt.datetime, now: dt.datetime) -> str:
    """A time as people say it: `今日 15:12`, `11-24 09:20`, `2027-02-20`; midnight belongs to the day it ends."""
    local, today = when.astimezone(SHANGHAI), now.astimezone(SHANGHAI).date()
    day, clock = local.date(), f"{local:%H:%M}"
    if local.time() == dt.time(0):
        day, clock = day - DAY, "24:00"
    elif local.time() >= dt.time(23, 59, 59):
        clock = "24:00"
    if day == today:
        return _("today %(time)s") % {"time": clock}
    return f"{day:%m-%d} {clock}" if day.year == today.year else f"{day:%Y-%m-%d}"


def _undetermined(period: Period, state: str, name: str, law: str, law_url: str) -> Ruler:
    word = _("Not set") if state == NONE else state_word(state)
    amount = _("date open")
    return Ruler(state, word, "", amount, period.undetermined, name=name, law=law, law_url=law_url)


def _two(large: str, small: str) -> str:
    return f"{large} {small}".strip()


def _even(start: dt.datetime, due: dt.datetime, step: dt.timedelta) -> Scale:
    return Scale(start, step, max(-(-(due - start) // step), 1))


def _first_day(start: dt.datetime) -> dt.datetime:
    """The day on which a period begins is not counted: days run from the midnight after it."""
    return dt.datetime.combine(start.astimezone(SHANGHAI).date() + DAY, dt.time(0), SHANGHAI)


def _day_end(due: dt.datetime) -> dt.datetime:
    local = due.astimezone(SHANGHAI)
    midnight = dt.datetime.combine(local.date(), dt.time(0), SHANGHAI)
    return midnight if local == midnight else midnight + DAY


def _open_pause(period: Period) -> dt.datetime | None:
    return next((begin for begin, until in period.pauses if until is None or until > period.now >= begin), None)


def _reach(period: Period) -> dt.datetime:
    """How far the bar is filled: to the moment it was met, to the open pause, or to now."""
    return period.met_at or _open_pause(period) or period.now


def _cells(period: Period, scale: Scale, reach: dt.datetime) -> list[Cell]:
    width = round(PITCH - 0.05 * scale.count, 3) if scale.count < 100 else 0.5 * PITCH
    run = scale.position(reach)
    cells = []
    for index in range(scale.count):
        begin = scale.begin + scale.step * index
        filled = round(width * min(max(run - index, 0.0), 1.0), 3)
        cells.append(Cell(index * PITCH, width, filled, _is_counted(period, scale, begin)))
    return cells


def _is_counted(period: Period, scale: Scale, begin: dt.datetime) -> bool:
    if scale.step == DAY and begin.astimezone(SHANGHAI).date() in period.days_not_counted:
        return False
    return not any(
        paused <= begin and until is not None and begin + scale.step <= until for paused, until in period.pauses
    )


_LEADS = {
    OK: gettext_noop("due in"),
    NEAR: gettext_noop("due in"),
    DONE: gettext_noop("took"),
    PAUSED: gettext_noop("ran"),
}


def _lead(state: str) -> str:
    lead = _LEADS.get(state)
    return _(lead) if lead else ""


def _amount(state: str, period: Period, due: dt.datetime) -> str:
    if state in (DONE, PAUSED):
        return duration(_ran(period))
    if state == OVER:
        return duration(period.now - due)
    if period.unit in WORKING and (left := _days_left(period, due)):
        return _("%(n)s working d") % {"n": left}
    return duration(due - period.now)


def _ran(period: Period) -> dt.timedelta:
    """What has run of the period, without the pauses that ended."""
    reach = _reach(period)
    paused = ((min(until, reach) - begin) for begin, until in period.pauses if until is not None and begin < reach)
    return reach - period.start - sum(paused, dt.timedelta())


def _days_left(period: Period, due: dt.datetime) -> int:
    """Whole counted days after today, up to and with the last day."""
    last = (_day_end(due) - dt.timedelta(seconds=1)).astimezone(SHANGHAI).date()
    today = period.now.astimezone(SHANGHAI).date()
    days = (today + DAY * offset for offset in range(1, (last - today).days + 1))
    return sum(1 for day in days if day not in period.days_not_counted)


def _note(state: str, period: Period, due: dt.datetime, scale: Scale, has_gaps: bool) -> str:
    if state == DONE and period.met_at is not None:
        return _("met %(when)s") % {"when": moment(period.met_at, period.now)}
    if state == PAUSED:
        return _("clock stopped %(when)s") % {"when": moment(_reach(period), period.now)}
    parts = [_("due %(when)s") % {"when": moment(due, period.now)}]
    if scale.grouped:
        parts.append(scale.grouped)
    if has_gaps:
        parts.append(_("dashed days are not counted"))
    return reduce(lambda one, two: _("%(one)s; %(two)s") % {"one": one, "two": two}, parts)
