"""Which code applies: a family with measured values names it; a code given must fit the values."""

from __future__ import annotations

from datetime import date
from typing import Final

from violations.rules.drinking import find_drinking
from violations.rules.facts import Question, refuse
from violations.rules.findings import Finding, nothing_found
from violations.rules.offences import Offence, OffenceTable
from violations.rules.overload import find_goods, find_passengers
from violations.rules.ratios import excess, percent
from violations.rules.speeding import find_speeding
from violations.rules.vehicles import (
    SeatClass,
    SpeedClass,
    carries_passengers_commercially,
    is_commercial,
    seat_class,
    speed_class,
)

_FACTS: Final[dict[str, tuple[str, ...]]] = {
    "speeding": ("speed_measured", "speed_limit"),
    "overload_goods": ("load_kg", "approved_load_kg", "gross_mass_kg", "max_gross_mass_kg"),
    "overload_passengers": ("seats_actual", "seats_approved"),
    "drink_driving": ("alcohol_mg_per_100ml",),
}
# Codes of these families that no measured value decides.
_UNMEASURED: Final = frozenset({"1057", "1089", "5046", "10041", "6022"})
_LOW_LIMIT_ROAD: Final = "6046"
_SPEED_CLASSES: Final[tuple[SpeedClass, ...]] = ("light", "passenger", "goods", "school", "dangerous")
DRINK_CODES: Final = frozenset({"17121", "1712", "O163-8-1", "6032", "6033", "6034", "6035"})


def measured_family(offence: Offence) -> str:
    """The family whose measured values decide this code, or an empty text."""
    measured = offence.category in _FACTS and offence.key not in _UNMEASURED
    return offence.category if measured else ""


def facts_needed(offence: Offence) -> tuple[str, ...]:
    """The names of the facts to ask for before the law can answer for this code."""
    return _FACTS.get(measured_family(offence), ())


def effective_road(offence: Offence, road_class: str | None) -> str:
    """The road whose sums the code takes: that of the question, or the code's own where they differ."""
    asked = road_class or "ordinary"
    if not offence.roads or asked in offence.roads:
        return asked
    return next(road for road in ("ordinary", "motorway", "urban_expressway") if road in offence.roads)


def find_for_family(question: Question) -> Finding:
    """The finding of a measured family, without a code given."""
    family = question.offence_family
    if family == "speeding":
        road = _needed_road(question)
        if not question.vehicle_type:
            raise refuse("vehicle_type", "needed_by_family")
        return find_speeding(question.facts, speed_class(question.vehicle_type, question.use_nature), road)
    if family == "drink_driving":
        return _drinking(question)
    if family == "overload_goods":
        _needs_goods_vehicle(question)
        return find_goods(question.facts, _needed_road(question))
    return _passengers(question, _needed_road(question))


def find_for_code(question: Question, offence: Offence, table: OffenceTable, day: date) -> Finding | None:
    """The finding for a code given; None where nothing is measured.

    Raises Refusal (field offence_code) when the measured values call for another code.
    """
    family = measured_family(offence)
    if not family:
        return None
    if offence.key == _LOW_LIMIT_ROAD:
        return _low_limit_road(question)
    found = _find_measured(question, offence, family)
    if not found.offends or offence.key in found.codes:
        return found
    if family == "overload_passengers" and not question.vehicle_type and offence.key in {"6017", "6038"}:
        return _as_vehicle(question, "H" if offence.key == "6038" else "M")
    best = table.first_valid(found.codes, day)
    if best is None:
        raise refuse("offence_code", "facts_do_not_fit_code", offence=offence.key)
    raise refuse("offence_code", "facts_call_for_other_code", offence=offence.number, replacement=best.number)


def is_measured(family: str) -> bool:
    """Whether the family names a code from measured values."""
    return family in _FACTS


def _needed_road(question: Question) -> str:
    if question.road_class is None:
        raise refuse("road_class", "needed_by_family")
    return question.road_class


def _needs_goods_vehicle(question: Question) -> None:
    if question.vehicle_type[:1] in {"K", "M", "D"}:
        raise refuse("vehicle_type", "goods_need_goods_vehicle")


def _find_measured(question: Question, offence: Offence, family: str) -> Finding:
    road = effective_road(offence, question.road_class)
    if family == "speeding":
        return _speeding_for_code(question, offence, road)
    if family == "drink_driving":
        return _drinking(question, offence.key)
    if family == "overload_goods":
        _needs_goods_vehicle(question)
        return find_goods(question.facts, road)
    return _passengers_for_code(question, offence, road)


def _speeding_for_code(question: Question, offence: Offence, road: str) -> Finding:
    if question.vehicle_type:
        return find_speeding(question.facts, speed_class(question.vehicle_type, question.use_nature), road)
    tries = [find_speeding(question.facts, kind, road) for kind in _SPEED_CLASSES]
    return next((found for found in tries if offence.key in found.codes), tries[0])


def _drinking(question: Question, code: str = "") -> Finding:
    commercial = is_commercial(question.use_nature) or (not question.use_nature and code in {"6033", "6034"})
    repeated = code == "6035" or any(
        prior.offence_code in DRINK_CODES and not prior.exempted and prior.occurred_at < question.occurred_at
        for prior in question.party.prior
    )
    return find_drinking(question.facts, commercial, repeated)


def _passengers(question: Question, road: str) -> Finding:
    kind = seat_class(question.vehicle_type, question.use_nature)
    return find_passengers(question.facts, kind, road, carries_passengers_commercially(question.use_nature))


def _passengers_for_code(question: Question, offence: Offence, road: str) -> Finding:
    if question.use_nature or offence.key not in {"1621", "1623", "1710", "1714"}:
        return _passengers(question, road)
    kind: SeatClass = "coach" if offence.key in {"1621", "1710"} else "school"
    return find_passengers(question.facts, kind, road, commercial=kind == "coach")


def _as_vehicle(question: Question, vehicle_type: str) -> Finding:
    kind = seat_class(vehicle_type, question.use_nature)
    return find_passengers(question.facts, kind, question.road_class or "ordinary", commercial=False)


def _low_limit_road(question: Question) -> Finding | None:
    # 6046: warning up to 50 % on roads limited under 60 km/h (a ministry's relief measure, recalled).
    limit, measured = question.facts.need("speed_limit"), question.facts.need("speed_measured")
    share = excess(measured, limit)
    if share <= 0:
        return nothing_found()
    if limit >= 60 or share > percent(50):
        raise refuse("offence_code", "facts_do_not_fit_code", offence=_LOW_LIMIT_ROAD)
    return None
