"""May this vehicle be here now? One pure function over the candidate rules and the vehicle's permits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from permits.rules.logic import Known, every, some
from permits.rules.places import Area, Place, Stretch
from permits.rules.vehicles import Clause, Vehicle
from permits.rules.windows import ALWAYS, DayIs, Window, local, within

ONE_DAY = dt.timedelta(days=1)
LAW = "道路交通安全法 第39条"
PERMIT_LAW = "山东省实施《道路交通安全法》办法 第56条"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Who may pass although the rule holds, without a permit."""

    code: str
    label: str
    clauses: tuple[Clause, ...]
    windows: tuple[Window, ...] = ALWAYS
    law: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One restriction: where, which vehicles, when, since when and by which announcement.

    `clauses` are the vehicles in the reading that is applied. Where the text can be read in two ways, `other_reading`
    holds the other one, and an answer that depends on the choice says so.
    """

    code: str
    zone: str
    clauses: tuple[Clause, ...]
    stretches: tuple[Stretch, ...] = ()
    areas: tuple[Area, ...] = ()
    except_roads: frozenset[str] = frozenset()
    windows: tuple[Window, ...] = ALWAYS
    exemptions: tuple[Exemption, ...] = ()
    other_reading: tuple[Clause, ...] = ()
    permit_possible: bool = True
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    announcement: str = ""
    law: str = LAW

    def in_force(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    def here(self, place: Place) -> Known:
        if place.road and place.road in self.except_roads:
            return False
        road = place.road  # most of a long list is passed over by name alone
        found: list[Known] = [one.holds(place) for one in self.stretches if not road or road.startswith(one.road)]
        if self.areas:
            found += [area.holds(place) for area in self.areas]
        return some(found)


@dataclass(frozen=True, slots=True)
class Permit:
    """What a permit allows. `roads` empty: the whole zone. First and last day both belong to it."""

    number: str
    plate: str
    plate_kind: str
    first_day: dt.date
    last_day: dt.date
    zone: str
    roads: frozenset[str] = frozenset()
    windows: tuple[Window, ...] = ALWAYS
    active: bool = True
    grace_minutes: int = 0

    def failing(self, asked: Question, rule: Rule) -> str:
        """Why the permit does not cover this, or '' when it does (鲁办法 56: time, route and place)."""
        vehicle = asked.vehicle
        if (self.plate, self.plate_kind) != (vehicle.plate, vehicle.plate_kind):
            return "other_vehicle"
        if not self.active:
            return "not_active"
        if not self._in_period(asked):
            return "out_of_period"
        if self.zone != rule.zone:
            return "other_zone"
        if self.roads and asked.place.road not in self.roads:
            return "off_route"
        return "" if self._in_window(asked) else "out_of_window"

    def _in_period(self, asked: Question) -> bool:
        """A window that began on the last day may run into the next one, but none before the first day counts."""
        if asked.day == self.first_day and self._only_tail(asked):
            return False
        if self.first_day <= asked.day <= self.last_day:
            return True
        return asked.day - ONE_DAY == self.last_day and self._only_tail(asked)

    def _only_tail(self, asked: Question) -> bool:
        """Whether the moment lies in windows that began the day before, and in no other."""
        holding = [window for window in self.windows if window.holds(asked.day, asked.minute, asked.day_is)]
        return bool(holding) and all(window.start > window.end > asked.minute for window in holding)

    def _in_window(self, asked: Question) -> bool:
        if within(self.windows, asked.day, asked.minute, asked.day_is):
            return True
        if not self.grace_minutes:
            return False
        grace = dt.timedelta(minutes=self.grace_minutes)
        return any(within(self.windows, *local(asked.at + shift), asked.day_is) for shift in (grace, -grace))


@dataclass(frozen=True, slots=True)
class Question:
    """One vehicle, place and moment, with what is asked of every rule."""

    vehicle: Vehicle
    place: Place
    at: dt.datetime
    day: dt.date
    minute: float
    permits: Sequence[Permit]
    day_is: DayIs


@dataclass(frozen=True, slots=True)
class Answer:
    """`restricted` is None where it cannot be told; `missing` names what would decide it.

    `permitted` says whether the vehicle may be here now: nothing restricts it, an exemption, or a permit covers it.
    """

    restricted: bool | None
    permitted: bool | None
    reason: str
    rule: str = ""
    zone: str = ""
    permit: str = ""
    exemption: str = ""
    disputed: bool = False
    missing: tuple[str, ...] = ()
    law: str = ""
    details: dict[str, Any] = field(default_factory=dict, compare=False)


FREE = Answer(restricted=False, permitted=True, reason="no_rule")


def check(
    vehicle: Vehicle,
    place: Place,
    at: dt.datetime,
    rules: Iterable[Rule],
    permits: Sequence[Permit],
    day_is: DayIs,
) -> Answer:
    """The answer for one vehicle, place and moment over candidate RULES and the PERMITS of the vehicle.

    A certain restriction that nothing lifts wins; then what cannot be told; then what is lifted; else the way is free.
    """
    asked = Question(vehicle, place, at, *local(at), permits, day_is)
    worst, rank = FREE, 0
    for rule in rules:
        answer, weight = _one(rule, asked)
        if weight > rank:
            worst, rank = answer, weight
    return worst


def _one(rule: Rule, asked: Question) -> tuple[Answer, int]:
    """The answer of one rule and how much it weighs against those of the others."""
    if not rule.in_force(asked.day) or not within(rule.windows, asked.day, asked.minute, asked.day_is):
        return FREE, 0
    here = rule.here(asked.place)
    if here is False:
        return FREE, 0
    about = some([clause.holds(asked.vehicle) for clause in rule.clauses])
    disputed = bool(rule.other_reading) and about != some([c.holds(asked.vehicle) for c in rule.other_reading])
    restricted = every((here, about))
    found = partial(Answer, rule=rule.code, zone=rule.zone, disputed=disputed, law=rule.law)
    if restricted is False:
        return (found(False, True, "other_vehicles"), 1) if disputed else (FREE, 0)
    lifted = _exempt(rule, asked) or _covered(rule, asked)
    if lifted:
        return found(restricted, True, **lifted), 2
    if restricted is None:
        return found(None, None, "unknown", missing=_missing(rule, asked.vehicle, here, about)), 3
    reason, number = _refused(rule, asked)
    return found(True, False, reason, details={"nearest_permit": number} if number else {}), 4


def _exempt(rule: Rule, asked: Question) -> dict[str, Any]:
    for exemption in rule.exemptions:
        fits = some([clause.holds(asked.vehicle) for clause in exemption.clauses])
        if fits and within(exemption.windows, asked.day, asked.minute, asked.day_is):
            return {"reason": "exempt", "exemption": exemption.code, "law": exemption.law or rule.law}
    return {}


def _covered(rule: Rule, asked: Question) -> dict[str, Any]:
    for permit in asked.permits if rule.permit_possible else ():
        if not permit.failing(asked, rule):
            return {"reason": "permit", "permit": permit.number, "law": PERMIT_LAW}
    return {}


# From far to near: the permit that fails last says what is wrong.
_FAILINGS = ("other_vehicle", "other_zone", "not_active", "out_of_period", "off_route", "out_of_window")


def _refused(rule: Rule, asked: Question) -> tuple[str, str]:
    if not rule.permit_possible:
        return "no_permit_possible", ""
    failed = [(permit.failing(asked, rule), permit.number) for permit in asked.permits]
    return max(failed, key=lambda pair: _FAILINGS.index(pair[0])) if failed else ("no_permit", "")


def _missing(rule: Rule, vehicle: Vehicle, here: Known, about: Known) -> tuple[str, ...]:
    names: set[str] = {"place"} if here is None else set()
    if about is None:
        for clause in rule.clauses:
            if clause.holds(vehicle) is None:
                names |= clause.unknowns(vehicle)
    return tuple(sorted(names))
