"""Liability of the parties and when a combination of them is possible (146号令 第60、61条)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accidents.rules.questions import Text

FULL, MAIN, EQUAL, SECONDARY, NONE, UNDETERMINED = "full", "main", "equal", "secondary", "none", "undetermined"
LEVELS: dict[str, Text] = {
    FULL: _("Full"), MAIN: _("Main"), EQUAL: _("Equal"), SECONDARY: _("Secondary"), NONE: _("None"),
    UNDETERMINED: _("Cannot be determined"),
}  # fmt: skip
CHINESE = {
    FULL: "全部责任", MAIN: "主要责任", EQUAL: "同等责任", SECONDARY: "次要责任", NONE: "无责任",
    UNDETERMINED: "无法认定",
}  # fmt: skip
LAW_60, LAW_61 = "146号令 第60条", "146号令 第61条"


@dataclass(frozen=True)
class Conduct:
    """What changes a party's liability by law (146号令 第60条第2款、第61条)."""

    fled: bool = False
    destroyed_scene: bool = False
    deliberate: bool = False
    fled_abandoning_vehicle: bool = False  # art. 61 para 2: to escape responsibility, leaving the vehicle or hiding


@dataclass(frozen=True)
class Flaw:
    """Why a combination cannot stand: a code, a sentence, the article."""

    code: str
    sentence: Text
    law: str


ONE_EACH = Flaw("levels", _("Give every party one of the levels of liability."), LAW_60)
MIXED = Flaw("undetermined_mixed", _("Either every party's liability can be determined or nobody's."), "146号令 第67条")
ONE_FULL = Flaw("full", _("Where one party bears full liability all others bear none."), LAW_60)
NEEDS_OTHER = Flaw("main", _("Main liability needs a party with secondary liability, and none with equal."), LAW_60)
NEEDS_MAIN = Flaw("secondary", _("Secondary liability needs a party with main or two with equal liability."), LAW_60)
TWO_EQUAL = Flaw("equal", _("Equal liability needs two parties that bear it, and none with main."), LAW_60)
FLED = Flaw("fled", _("Who fled or destroyed the scene bears full liability."), LAW_61)
DESTROYED = Flaw("destroyed", _("Who destroyed or forged the scene bears full liability without reduction."), LAW_61)
DELIBERATE = Flaw("deliberate", _("Where one party caused it deliberately the others bear none."), LAW_60)


def flaw(levels: Sequence[str]) -> Flaw | None:
    """What is wrong with the levels of the parties, or None when the combination can stand."""
    if not levels or any(level not in LEVELS for level in levels):
        return ONE_EACH
    count = Counter(levels)
    if count[UNDETERMINED]:
        return None if count[UNDETERMINED] == len(levels) else MIXED
    if count[FULL]:
        return None if count[FULL] == 1 and count[NONE] == len(levels) - 1 else ONE_FULL
    return _shared(count)


def _shared(count: Counter[str]) -> Flaw | None:
    if count[MAIN]:
        return None if count[SECONDARY] and not count[EQUAL] else NEEDS_OTHER
    if count[EQUAL]:
        return None if count[EQUAL] >= 2 else TWO_EQUAL
    return NEEDS_MAIN if count[SECONDARY] else None


def conduct_flaw(levels: Mapping[str, str], conduct: Mapping[str, Conduct]) -> Flaw | None:
    """What the law says about flight, a destroyed scene and intent, against the levels by party."""
    for party, told in conduct.items():
        found = _of_one(party, told, levels)
        if found is not None:
            return found
    return None


def _of_one(party: str, told: Conduct, levels: Mapping[str, str]) -> Flaw | None:
    own = levels.get(party)
    if told.destroyed_scene and own != FULL:
        return DESTROYED
    if told.deliberate and any(level != NONE for other, level in levels.items() if other != party):
        return DELIBERATE
    reducible = told.fled_abandoning_vehicle and own in {MAIN, EQUAL}  # others proven at fault: art. 61 para 2
    return FLED if (told.fled or told.fled_abandoning_vehicle) and own != FULL and not reducible else None


def is_certificate(levels: Sequence[str]) -> bool:
    """Nobody's liability can be determined: a 道路交通事故证明, no 认定书 (146号令 第67条)."""
    return bool(levels) and all(level == UNDETERMINED for level in levels)


def combination(levels: Sequence[str]) -> Text:
    """Words for a combination that stands."""
    if FULL in levels:
        return _("one party fully liable")
    if MAIN in levels:
        return _("main and secondary liability")
    if EQUAL in levels:
        return _("equal liability")
    return _("cannot be determined") if is_certificate(levels) else _("an accident without fault")
