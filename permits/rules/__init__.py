"""Restrictions and permits as pure functions: no database, no clock, no settings."""

from permits.rules.matching import LAW, PERMIT_LAW, Answer, Exemption, Permit, Question, Rule, check
from permits.rules.places import Area, Edge, Place, Stretch
from permits.rules.reading import NoticeError, rule_from, windows_from
from permits.rules.vehicles import QUANTITIES, Bound, Clause, Vehicle
from permits.rules.windows import ALWAYS, DayIs, Season, Window, local

__all__ = [
    "ALWAYS",
    "LAW",
    "PERMIT_LAW",
    "QUANTITIES",
    "Answer",
    "Area",
    "Bound",
    "Clause",
    "DayIs",
    "Edge",
    "Exemption",
    "NoticeError",
    "Permit",
    "Place",
    "Question",
    "Rule",
    "Season",
    "Stretch",
    "Vehicle",
    "Window",
    "check",
    "local",
    "rule_from",
    "windows_from",
]
