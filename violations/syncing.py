"""The offence table of the database, brought up to `reference/offences.csv`: safe to run again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from pypinyin import Style, lazy_pinyin

from violations.models import Offence
from violations.rules import load_offences
from violations.rules.offences import Offence as Row

# What officers call an act: its initials find it, although the table's own name has other words.
NICKNAMES: dict[str, tuple[str, ...]] = {
    "drink_driving": ("酒驾", "醉驾"),
    "speeding": ("超速",),
    "overload_goods": ("超载", "超限"),
    "overload_passengers": ("超员",),
    "red_light": ("闯红灯",),
    "seatbelt": ("安全带",),
    "phone": ("打手机", "打电话"),
    "parking": ("违停",),
    "no_licence": ("无证",),
    "no_plate": ("无牌", "假牌", "套牌"),
    "restricted_area": ("闯禁行",),
}
_DRUNK, _DRINK = "醉酒", "饮酒"
_FIELDS = (
    "short_name", "description", "name_en", "category", "legal_basis", "penalty_basis", "points_basis", "fine_min",
    "fine_max", "fine_default", "points", "warning_allowed", "measures", "roads", "procedure",
    "first_violation_exempt", "valid_from", "valid_to", "replaced_by", "confidence", "source", "pinyin",
)  # fmt: skip


def initials(text: str) -> str:
    """First letters of the Chinese words: zjgs for 醉驾公式; digits and letters stay."""
    letters = lazy_pinyin(text, style=Style.FIRST_LETTER, errors=lambda rest: "".join(c for c in rest if c.isalnum()))
    return "".join(letters).lower()


def nicknames(row: Row) -> tuple[str, ...]:
    """The short words for this act; drunk and drinking are two."""
    words = NICKNAMES.get(row.category, ())
    if row.category == "drink_driving":
        drunk = _DRUNK in row.short_name + row.description
        words = ("醉驾",) if drunk and _DRINK not in row.short_name else ("酒驾",)
    return words


def pinyin_of(row: Row) -> str:
    return " ".join(initials(text) for text in (row.short_name, *nicknames(row)))[:80]


def _values(row: Row) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(row, name, None) for name in _FIELDS}
    return values | {
        "penalty_basis": "；".join(row.penalty_basis),
        "measures": [*row.measures, *row.optional_measures],
        "roads": sorted(row.roads),
        "replaced_by": " ".join(row.replaced_by),
        "pinyin": pinyin_of(row),
    }


@transaction.atomic
def sync_offences() -> str:
    """Insert and renew rows by key. A code that somebody filled into a blank row is kept; nothing is deleted."""
    known = {offence.key: offence for offence in Offence.objects.select_for_update()}
    fresh, changed = [], []
    for row in load_offences():
        values = _values(row)
        offence = known.get(row.key)
        if offence is None:
            fresh.append(Offence(key=row.key, code=row.code, **values))
        elif _renewed(offence, row.code, values):
            changed.append(offence)
    Offence.objects.bulk_create(fresh)
    Offence.objects.bulk_update(changed, ["code", *_FIELDS], batch_size=200)
    return f"{len(fresh)} added, {len(changed)} renewed" if fresh or changed else "unchanged"


def _renewed(offence: Offence, code: str, values: dict[str, Any]) -> bool:
    wanted = {**values, "code": code or offence.code}
    differing = {name: value for name, value in wanted.items() if getattr(offence, name) != value}
    for name, value in differing.items():
        setattr(offence, name, value)
    return bool(differing)
