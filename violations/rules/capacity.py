"""Who can be penalised: age on the day of the act (处罚法 30; 办案规定 157, 164)."""

from __future__ import annotations

from violations.rules.articles import AGE, DETENTION_NOT_EXECUTED
from violations.rules.facts import Party
from violations.rules.reasons import Reason


def not_punishable(party: Party) -> Reason | None:
    """Under 14: no penalty, the guardian disciplines."""
    if party.kind == "individual" and party.age is not None and party.age < 14:
        return Reason("under_14", AGE, params={"age": party.age})
    return None


def must_mitigate(party: Party) -> Reason | None:
    """From 14 to 17: the penalty must be lighter or reduced."""
    if party.kind == "individual" and party.age is not None and 14 <= party.age < 18:
        return Reason("must_mitigate", AGE, params={"age": party.age})
    return None


def detention_not_executed(party: Party) -> Reason | None:
    """14-15, 16-17 for the first time, 70 and older: a detention is decided, not executed."""
    age = party.age
    if party.kind != "individual" or age is None:
        return None
    if 14 <= age < 16 or age >= 70 or (16 <= age < 18 and not party.prior):
        return Reason("detention_not_executed", DETENTION_NOT_EXECUTED, params={"age": age})
    return None
