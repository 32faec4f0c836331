"""Kilometre marks in the notations of the mainland: 41公里460米, K42+575, 530km+800m. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from traffic_police.registry.rules.text import half_width

LONGEST_ROAD = 60
_HIGHEST_KM = 9999
_MARK = re.compile(
    r"(?<![A-Z0-9.])K(?P<k>[0-9]{1,4})\+(?P<km_m>[0-9]{1,3})(?![0-9])"
    r"|(?<=[0-9])K(?P<glued_k>[0-9]{1,4})\+(?P<glued_m>[0-9]{1,3})(?![0-9])"
    r"|(?<![0-9.])(?P<c>[0-9]{1,4})\s*(?:公里|千米|KM)\s*\+?\s*(?:(?P<c_m>[0-9]{1,3})\s*(?:米|M(?![A-Z])))?"
    r"|(?<![0-9.+])(?P<p>[0-9]{1,4})\+(?P<p_m>[0-9]{3})(?![0-9])",
    re.IGNORECASE,
)
# G3566公里 is kilometre 566 of G3, 66 of G35 or 6 of G356: nobody can say which.
_GLUED = re.compile(r"[GSXYC]$", re.IGNORECASE)
_EDGES = " ,，。、;；:：-_"


@dataclass(frozen=True)
class Mark:
    """A point of a road: its name as written before the mark, kilometre and metre."""

    road: str
    km: int
    m: int

    @property
    def text(self) -> str:
        return f"K{self.km}+{self.m:03d}"


@dataclass(frozen=True)
class Ambiguous:
    """A mark whose digits run into the number of the road."""


def kilometre_mark(place: str) -> Mark | Ambiguous | None:
    """The first kilometre mark of a place; None where there is none."""
    text = half_width(place)
    found = _MARK.search(text)
    if found is None:
        return None
    road = text[: found.start()].strip(_EDGES)
    if found["c"] and _GLUED.search(road):
        return Ambiguous()
    km = next(found[name] for name in ("k", "glued_k", "c", "p") if found[name])
    metres = next((found[name] for name in ("km_m", "glued_m", "c_m", "p_m") if found[name]), "0")
    if int(km) > _HIGHEST_KM:
        return None
    return Mark(road[-LONGEST_ROAD:], int(km), int(metres))
