"""Number plates: their form per kind (GA 36-2018, GA 24.7), how they are printed and coloured.

A plate is identified by plate *and* kind: 鲁Q12345 on blue and 鲁Q12345 on yellow are two vehicles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.rules.text import compact

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
LONGEST = 12

_AREA = rf"[{PROVINCES}][A-HJ-NP-Z]"
_ANY = "[A-HJ-NP-Z0-9]"
_NEV = "[ABCDEFGHJK]"
_ORDINARY = rf"{_AREA}{_ANY}{{5}}"
_LOOSE = rf"[{PROVINCES}A-Z0-9使领学警试临港澳挂境外]{{2,{LONGEST}}}"


class PlateColour(StrEnum):
    BLUE = "blue"
    YELLOW = "yellow"
    GREEN = "green"
    YELLOW_GREEN = "yellow-green"
    WHITE = "white"
    BLACK = "black"
    PAPER = "paper"


@dataclass(frozen=True)
class PlateProblem(Problem):
    """Why a plate cannot be one of its kind."""


@dataclass(frozen=True)
class _Kind:
    pattern: str
    colour: PlateColour
    # Military and armed police plates are taken down, never processed automatically.
    automatic: bool = True


_B, _Y, _K, _W = PlateColour.BLUE, PlateColour.YELLOW, PlateColour.BLACK, PlateColour.WHITE
_EMBASSY = r"使[0-9]{6}|[0-9]{6}使"
_CONSULATE = rf"{_AREA}[0-9]{{4}}领"
# 鲁O and its like were given to police and government.
_POLICE = rf"[{PROVINCES}][A-HJ-Z]{_ANY}{{4}}警"

KINDS: dict[str, _Kind] = {
    "01": _Kind(_ORDINARY, _Y),
    "02": _Kind(_ORDINARY, _B),
    "03": _Kind(_EMBASSY, _K),
    "04": _Kind(_CONSULATE, _K),
    "05": _Kind(_LOOSE, _K),
    "06": _Kind(_LOOSE, _K),
    "07": _Kind(_ORDINARY, _Y),
    "08": _Kind(_ORDINARY, _B),
    "09": _Kind(_EMBASSY, _K),
    "10": _Kind(_CONSULATE, _K),
    "11": _Kind(_LOOSE, _K),
    "12": _Kind(_LOOSE, _K),
    "13": _Kind(_ORDINARY, _Y),
    "14": _Kind(_LOOSE, PlateColour.GREEN),
    "15": _Kind(rf"{_AREA}{_ANY}{{4}}挂", _Y),
    "16": _Kind(rf"{_AREA}{_ANY}{{4}}学", _Y),
    "17": _Kind(rf"{_AREA}{_ANY}{{4}}学", _Y),
    "18": _Kind(_LOOSE, _Y),
    "19": _Kind(_LOOSE, _Y),
    "20": _Kind(_LOOSE, PlateColour.PAPER),
    "21": _Kind(_LOOSE, PlateColour.PAPER),
    "22": _Kind(rf"{_AREA}{_ANY}{{4,5}}临?", PlateColour.PAPER),
    "23": _Kind(_POLICE, _W),
    "24": _Kind(_POLICE, _W),
    "25": _Kind(_LOOSE, PlateColour.GREEN),
    "26": _Kind(rf"粤Z{_ANY}{{4}}港", _K),
    "27": _Kind(rf"粤Z{_ANY}{{4}}澳", _K),
    "31": _Kind(rf"WJ[{PROVINCES}]?[0-9A-Z]{{5}}", _W, automatic=False),
    "32": _Kind(r"[A-Z]{2}[0-9]{5}", _W, automatic=False),
    "41": _Kind(rf"|无号牌|{_LOOSE}", PlateColour.PAPER),
    "42": _Kind(_LOOSE, PlateColour.PAPER),
    "43": _Kind(_LOOSE, PlateColour.PAPER),
    "51": _Kind(rf"{_AREA}[0-9]{{5}}{_NEV}", PlateColour.YELLOW_GREEN),
    "52": _Kind(rf"{_AREA}{_NEV}{_ANY}[0-9]{{4}}", PlateColour.GREEN),
    "99": _Kind(_LOOSE, PlateColour.PAPER),
}
_COMPILED = {code: re.compile(kind.pattern) for code, kind in KINDS.items()}

# Likeliest first. Kinds whose form is open (foreign, test, agricultural …) are chosen by hand, never guessed.
_GUESSED: tuple[str, ...] = (
    "52", "51", "02", "01", "07", "08", "13", "15", "16", "17", "23", "24", "26", "27",
    "03", "09", "04", "10", "31", "32",
)  # fmt: skip
_TEMPORARY = re.compile(rf"{_AREA}{_ANY}{{4,5}}临")
# What has no plate of its own has no identity in the register.
WITHOUT_IDENTITY: frozenset[str] = frozenset({"41", "42", "43"})


def normalise(text: str) -> str:
    """Capitals, half width, without spaces, dots and hyphens: 鲁q·12345 becomes 鲁Q12345."""
    return compact(text)


def infer_kinds(plate: str) -> list[str]:
    """The kinds a normalised plate can be of, likeliest first; empty when its form is none of the usual ones."""
    kinds = [code for code in _GUESSED if _COMPILED[code].fullmatch(plate)]
    if _TEMPORARY.fullmatch(plate):
        kinds.append("22")
    return ["31"] if "31" in kinds else kinds


def check_plate(plate: str, kind: str) -> PlateProblem | None:
    """Whether a normalised plate has the form of its kind."""
    pattern = _COMPILED.get(kind)
    if pattern is None:
        return PlateProblem("plate_kind_unknown", _("This plate kind does not exist. Choose one from the list."))
    if len(plate) > LONGEST:
        return PlateProblem("plate_too_long", _("A plate has at most 12 characters."))
    if pattern.fullmatch(plate) is None:
        return _why_not(plate, kind)
    return None


def _why_not(plate: str, kind: str) -> PlateProblem:
    if not plate:
        return PlateProblem("plate_missing", _("Enter the plate."))
    if re.search("[IO]", plate[1:]) and kind not in {"31", "32"}:
        return PlateProblem("plate_letters", _("Plates do not use the letters I and O. Did you mean 1 or 0?"))
    if kind in {"51", "52"}:
        return PlateProblem(
            "plate_not_new_energy",
            _("This is not a new-energy plate: it has eight characters with the energy letter in its place."),
        )
    if infer_kinds(plate):
        return PlateProblem("plate_other_kind", _("The plate has the form of another plate kind. Check the kind."))
    return PlateProblem("plate_form", _("This is not a plate of this kind. Check its characters."))


def printed(plate: str) -> str:
    """As it stands on the metal: 鲁Q·12345. Forms without an area letter stay as they are."""
    if re.match(rf"[{PROVINCES}][A-Z]", plate):
        return f"{plate[:2]}·{plate[2:]}"
    return plate


def colour(kind: str) -> PlateColour:
    """Ground colour of the plate; paper for temporary and unknown ones."""
    known = KINDS.get(kind)
    return known.colour if known else PlateColour.PAPER


def is_automatic(kind: str) -> bool:
    """Whether records of this kind may be processed without a person looking: never military or armed police."""
    known = KINDS.get(kind)
    return known is not None and known.automatic
