"""One row of the source into what a record of ours holds; nothing here reads a database or a clock."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.importing.converters import CHINA
from traffic_police.registry.importing.refusals import RowRefused
from traffic_police.registry.rules import plates, resident_id
from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.rules.text import compact, half_width
from violations.importing.places import Ambiguous, Mark, kilometre_mark

Values = Mapping[str, Any]
_SIX_PLACES = Decimal("0.000001")
_LONGEST_KEY = 20


@dataclass
class Reading:
    """What a row says. `notes` are codes of `fields.REMARKS`, each with the text it is about."""

    occurred_at: dt.datetime
    place: str
    mark: Mark | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    plate: str = ""
    plate_kind: str = ""
    party_id: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)

    def note(self, code: str, text: str = "") -> None:
        self.notes.append((code, text))


def storable(text: str) -> str:
    """The database keeps every character but one."""
    return text.replace("\x00", "\ufffd")


def read(values: Values, at: dt.datetime) -> Reading:
    """Raises RowRefused for the two named reasons that are not of the date's form."""
    found = Reading(occurred_at(values), storable(str(values.get("place", ""))))
    if found.occurred_at > at:
        raise RowRefused({"occurred": Problem("date_in_future", _("The date lies in the future."))})
    _time_notes(found, values)
    _coordinates(found, values)
    if not (found.place or found.latitude is not None or values.get("offence_text") or values.get("offence_code")):
        raise RowRefused({"": Problem("no_place_and_no_offence", _("The row names neither a place nor an offence."))})
    _mark(found)
    _plate(found, values)
    _party(found, values)
    return found


def occurred_at(values: Values) -> dt.datetime:
    """The day of the date column with the time of the time column: a date beside the time there means nothing."""
    day, clock = values["occurred"], values.get("time")
    if "time" not in values and isinstance(day, dt.datetime):
        return day
    plain = day.date() if isinstance(day, dt.datetime) else day
    return dt.datetime.combine(plain, clock if isinstance(clock, dt.time) else dt.time(0), tzinfo=CHINA)


def _time_notes(found: Reading, values: Values) -> None:
    clock = values.get("time")
    if isinstance(clock, str):
        found.note("time_unreadable", clock)
    elif clock is None and not isinstance(values["occurred"], dt.datetime):
        found.note("time_missing")


def _coordinates(found: Reading, values: Values) -> None:
    texts = [str(values.get(name, "")).strip() for name in ("latitude", "longitude")]
    if not any(texts):
        found.note("coordinates_missing")
        return
    latitude, longitude = (_degrees(text) for text in texts)
    if latitude is None or longitude is None or not _on_earth(latitude, longitude):
        found.note("coordinates_unusable", ", ".join(texts))
        return
    found.latitude, found.longitude = latitude, longitude


def _degrees(text: str) -> Decimal | None:
    try:
        value = Decimal(half_width(text))
        return value.quantize(_SIX_PLACES) if value.is_finite() else None
    except InvalidOperation:
        return None


def _on_earth(latitude: Decimal, longitude: Decimal) -> bool:
    return abs(latitude) <= 90 and abs(longitude) <= 180 and not latitude == longitude == 0


def _mark(found: Reading) -> None:
    mark = kilometre_mark(found.place)
    if isinstance(mark, Ambiguous):
        found.note("kilometre_ambiguous", found.place)
    else:
        found.mark = mark


def _plate(found: Reading, values: Values) -> None:
    written, kind = str(values.get("plate", "")), compact(str(values.get("plate_kind", "")))
    found.plate_kind = kind if kind in plates.KINDS else ""
    if not written:
        return
    plate = plates.normalise(written)
    kinds = [found.plate_kind] if found.plate_kind else plates.infer_kinds(plate)
    if kinds and plates.check_plate(plate, kinds[0]) is None:
        found.plate, found.plate_kind = plate, kinds[0]
    else:
        found.note("plate_unreadable", written)


def _party(found: Reading, values: Values) -> None:
    written = str(values.get("party_id", ""))
    if not written:
        return
    number = resident_id.normalise(written)
    if len(number) == 18 and resident_id.born(number) and resident_id.check_character(number[:17]) == number[17]:
        found.party_id = number
    else:
        found.note("party_id_unreadable")  # the number itself stays out of the counts


def offence_key(values: Values) -> str:
    """What names the offence in the source: its code, else its words."""
    return storable(str(values.get("offence_code") or values.get("offence_text") or ""))


def code_of(values: Values) -> str:
    """The code as ours are written; empty where the text can be none."""
    code = compact(str(values.get("offence_code", "")))
    return code if len(code) <= _LONGEST_KEY else ""


def again(digest: str, times: int) -> str:
    """The hash of the TIMES-th row with the same content, where each of them is a record."""
    return digest if times == 1 else hashlib.sha256(f"{digest}:{times}".encode()).hexdigest()
