"""Letting go with words, exemption of first violations, proof of no fault (法 87, 93; 105 art. 42; 处罚法 33)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from violations.rules.articles import LAW, MINOR_ACT, NO_PENALTY, ORAL_WARNING
from violations.rules.facts import Circumstances, Exemption, Party, Question
from violations.rules.limitation import china_day, months_before
from violations.rules.offences import Offence, read_reference
from violations.rules.reasons import Reason

PARKING_WARNING: Final = f"{LAW} 第93条第1款"
_PARKING_FINE: Final = f"{LAW} 第93条第2款"
# "驾驶校车…以外的机动车" names the class that is meant by what it is not.
_EXCLUDED_CLASS: Final = re.compile(r"驾驶[^在]*?以外的(?=其他|机动车|载客)")


@dataclass(frozen=True, slots=True)
class FirstViolationRule:
    """A configurable look-back. Status P: a proposal until the province's list is known."""

    codes: frozenset[str]
    lookback_months: int
    requires_no_accident: bool
    requires_corrected: bool
    status: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    column: str
    pattern: re.Pattern[str]
    reason: str


@cache
def first_violation_rules() -> tuple[FirstViolationRule, ...]:
    """Every row of `reference/first_violation.csv`."""
    return tuple(
        FirstViolationRule(
            codes=frozenset(row["codes"].split()),
            lookback_months=int(row["lookback_months"]),
            requires_no_accident=row["requires_no_accident"] == "1",
            requires_corrected=row["requires_corrected"] == "1",
            status=row["status"],
        )
        for row in read_reference("first_violation.csv")
    )


@cache
def _never_patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _Pattern(row["column"], re.compile(row["pattern"]), row["reason"]) for row in read_reference("never_exempt.csv")
    )


def never_exempt(offence: Offence) -> bool:
    """Whether the nature of the act rules out any exemption (proposal; `reference/never_exempt.csv`)."""
    texts = {
        "category": offence.category,
        "description": _EXCLUDED_CLASS.sub("", offence.description),
        "measures": " ".join((*offence.measures, *offence.optional_measures)),
        "procedure": offence.procedure,
    }
    return any(row.pattern.search(texts[row.column]) for row in _never_patterns())


def rule_for(offence: Offence) -> FirstViolationRule:
    """The look-back that applies to a code: its own row, or the general one."""
    rules = first_violation_rules()
    return next((rule for rule in rules if offence.key in rule.codes), rules[0])


def minor(
    question: Question, offence: Offence | None, points: int, *, grave: bool, measured: bool
) -> tuple[Reason, ...]:
    """The conditions of an oral warning; it is given only if all are met (105 art. 42; 执勤规范 43)."""
    seen = question.circumstances
    barred = grave or offence is None or never_exempt(offence)
    if offence is not None and _leaves_at_once(offence, seen):
        return (
            Reason("corrected", PARKING_WARNING),
            Reason("no_accident", PARKING_WARNING, met=not seen.caused_accident),
        )
    return (
        Reason("warning_allowed", _first(offence), met=offence is not None and offence.warning_allowed),
        Reason("no_points", MINOR_ACT, met=points == 0, params={"points": points}),
        Reason("traffic_not_affected", ORAL_WARNING, met=not seen.traffic_affected),
        Reason("no_harm", MINOR_ACT, met=seen.harm == "none"),
        Reason("no_accident", MINOR_ACT, met=not seen.caused_accident),
        Reason("corrected", MINOR_ACT, met=seen.corrected_at_once),
        Reason("not_a_measured_excess", ORAL_WARNING, met=not measured),
        Reason("not_never_exempt", NO_PENALTY, met=not barred),
    )


def first_violation(question: Question, offence: Offence | None, *, grave: bool) -> tuple[Reason, ...]:
    """The conditions under which a first violation may go unpunished (处罚法 33, second sentence)."""
    seen = question.circumstances
    listed = offence is not None and offence.first_violation_exempt
    barred = grave or offence is None or never_exempt(offence)
    months = first_violation_rules()[0].lookback_months if offence is None else rule_for(offence).lookback_months
    return (
        Reason("on_first_violation_list", NO_PENALTY, met=listed),
        Reason("not_never_exempt", NO_PENALTY, met=not barred),
        *_look_back(question.party, question.occurred_at, months),
        Reason("slight_harm", NO_PENALTY, met=seen.harm != "real"),
        Reason("corrected", NO_PENALTY, met=seen.corrected_at_once),
        Reason("no_accident", NO_PENALTY, met=not seen.caused_accident),
    )


def without_fault() -> Exemption:
    """No subjective fault proven: the act shall not be penalised, the party is educated (处罚法 33)."""
    return Exemption(None, True, (Reason("no_fault", NO_PENALTY), Reason("education_required", NO_PENALTY)))


def _look_back(party: Party, occurred_at: datetime, months: int) -> tuple[Reason, ...]:
    since = months_before(occurred_at, months)
    known = [prior for prior in party.prior if since <= prior.occurred_at < occurred_at]
    last = max(known, key=lambda prior: prior.occurred_at, default=None)
    about: dict[str, object] = {"months": months}
    if last is not None:
        about |= {"offence": last.offence_code, "day": china_day(last.occurred_at).isoformat()}
    exempted = any(prior.exempted for prior in known)
    return (
        Reason("first_in_period", NO_PENALTY, met=last is None, params=about),
        Reason("not_exempted_in_period", NO_PENALTY, met=not exempted, params={"months": months}),
    )


def _leaves_at_once(offence: Offence, seen: Circumstances) -> bool:
    # 法 93(2) lets a parked vehicle be fined only if the driver is absent or refuses to leave.
    return _PARKING_FINE in offence.penalty_basis and seen.corrected_at_once


def _first(offence: Offence | None) -> str:
    return "" if offence is None else offence.penalty_basis[0]


__all__ = [
    "FirstViolationRule",
    "first_violation",
    "first_violation_rules",
    "minor",
    "never_exempt",
    "rule_for",
    "without_fault",
]
