"""Driving licences: classes and what they cover (驾驶证申领和使用规定 11), file numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.rules.text import compact

COVERS: dict[str, frozenset[str]] = {
    "A1": frozenset({"A3", "B1", "B2", "C1", "C2", "C3", "C4", "M"}),
    "A2": frozenset({"B1", "B2", "C1", "C2", "C3", "C4", "C6", "M"}),
    "A3": frozenset({"C1", "C2", "C3", "C4"}),
    "B1": frozenset({"C1", "C2", "C3", "C4", "M"}),
    "B2": frozenset({"C1", "C2", "C3", "C4", "M"}),
    "C1": frozenset({"C2", "C3", "C4"}),
    "C2": frozenset(),
    "C3": frozenset({"C4"}),
    "C4": frozenset(),
    "C5": frozenset(),
    "C6": frozenset(),
    "D": frozenset({"E", "F"}),
    "E": frozenset({"F"}),
    "F": frozenset(),
    "M": frozenset(),
    "N": frozenset(),
    "P": frozenset(),
}
_CLASS = re.compile("|".join(sorted(COVERS, key=len, reverse=True)))


def parse_classes(text: str) -> tuple[str, ...] | None:
    """'A1A2', 'C1,D' or 'C1 D' as classes in the order of the regulation; None when something else is in it."""
    bare = re.sub(r"[,;/、，；]", "", compact(text))
    found = _CLASS.findall(bare)
    if "".join(found) != bare:
        return None
    return tuple(sorted(set(found)))


def covers(held: Iterable[str], needed: str) -> bool:
    """Whether somebody who holds these classes may drive what needs `needed`."""
    return any(one == needed or needed in COVERS.get(one, frozenset()) for one in held)


def check_classes(classes: Iterable[str]) -> Problem | None:
    unknown = sorted(set(classes) - set(COVERS))
    if unknown:
        return Problem("licence_class_unknown", _("There is no such driving licence class. Write A1 to P."))
    return None


def check_file_number(number: str) -> Problem | None:
    """档案编号: twelve digits, no check digit."""
    if re.fullmatch(r"[0-9]{12}", number):
        return None
    return Problem("file_number_form", _("A licence file number has 12 digits."))
