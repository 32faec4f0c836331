"""Make data safe to print: bounded, plain, and with every unprintable character shown rather than lost.

A document made at the roadside must come out even when a name holds a character no font has. Leaving it out, or
printing a lookalike, would falsify the name; so the place is shown as 〓 (the printer's mark for a missing
sort), and the foot of the document lists each one with its code point, to be written in by hand and signed.
Marks that would reorder or hide text (bidirectional controls, zero-width characters) are shown the same way.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from traffic_police.cases.typesetting.errors import TypesettingRefused

GETA = "〓"
MAX_TEXT = 4_000
MAX_TOTAL = 2_000_000
MAX_DEPTH = 8
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class Unprintable:
    """One character shown as 〓: the field it stood in, its position from 1, and its code point (U+20BB7)."""

    field: str
    position: int
    codepoint: str


class Cleaner:
    """Walks a document's data once and collects what had to be shown as 〓."""

    def __init__(self, covered: frozenset[int]) -> None:
        self._covered = covered
        self._room = MAX_TOTAL
        self.unprintable: list[Unprintable] = []

    def clean(self, value: Any, field: str = "", depth: int = 0) -> Any:
        """Return a printable copy. Raises TypesettingRefused naming the field for what cannot be printed."""
        if depth > MAX_DEPTH:
            raise TypesettingRefused(field, "too-deep", _("%(field)s is nested too deeply.") % {"field": field})
        if isinstance(value, str):
            return self._text(value, field)
        if value is None or isinstance(value, (bool, int)):
            return value
        if isinstance(value, Decimal) and value.is_finite():
            return f"{value:f}"
        if isinstance(value, Mapping):
            return {
                self._key(key, field): self.clean(item, f"{field}.{key}".lstrip("."), depth + 1)
                for key, item in value.items()
            }
        if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
            return [self.clean(item, f"{field}[{index}]", depth + 1) for index, item in enumerate(value, start=1)]
        raise TypesettingRefused(
            field,
            "not-plain",
            _("%(field)s is a %(kind)s; a document takes text, whole numbers and exact amounts.")
            % {"field": field, "kind": type(value).__name__},
        )

    @staticmethod
    def _key(key: Any, field: str) -> str:
        if isinstance(key, str) and key.isidentifier() and key.isascii():
            return key
        raise TypesettingRefused(field, "bad-key", _("%(field)s holds a name that is not allowed.") % {"field": field})

    def _text(self, text: str, field: str) -> str:
        self._room -= len(text)
        if len(text) > MAX_TEXT or self._room < 0:
            raise TypesettingRefused(
                field,
                "too-long",
                _("%(field)s is too long for a document: at most %(limit)s characters. Shorten it.")
                % {"field": field, "limit": MAX_TEXT if len(text) > MAX_TEXT else MAX_TOTAL},
            )
        text = text.replace("\r\n", "\n").replace("\t", " ")
        if all(self._prints(char) for char in set(text)):
            return text
        return "".join(self._shown(char, field, place) for place, char in enumerate(text, start=1))

    def _prints(self, char: str) -> bool:
        return char == "\n" or (ord(char) in self._covered and unicodedata.category(char) not in _HIDDEN)

    def _shown(self, char: str, field: str, place: int) -> str:
        if self._prints(char):
            return char
        self.unprintable.append(Unprintable(field, place, f"U+{ord(char):04X}"))
        return GETA


def snapshot(data: Mapping[str, Any]) -> bytes:
    """Canonical JSON of a document's data: what is stored and hashed beside the PDF. Amounts stand as text."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return text.encode("utf-8", "surrogatepass")


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} cannot stand in a document's data")
