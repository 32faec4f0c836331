"""Rules and windows from their data (JSON as in `reference/notices.json`); what is unknown is refused by name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from permits.rules.matching import Exemption, Rule
from permits.rules.places import Area, Edge, Stretch
from permits.rules.vehicles import QUANTITIES, Bound, Clause
from permits.rules.windows import ALWAYS, DAY, EVERY_DAY, Season, Window

Data = Mapping[str, Any]
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_BOUND = re.compile(r"(>=|<=|>|<)\s*(\d+)")
_LISTS = ("types", "not_types", "cargo", "not_cargo", "traits", "not_traits")
CLAUSE = {"label", "except_for", *_LISTS, *QUANTITIES}
RULE = {"code", "roads", "areas", "except_roads", "vehicles", "windows", "exemptions", "permit", "reading",
        "valid_from", "valid_to", "law"}  # fmt: skip


class NoticeError(ValueError):
    """The data of a rule cannot be read; the sentence says what and where."""


def _only(data: Data, known: set[str], what: str) -> None:
    if not isinstance(data, Mapping) or (strange := sorted(set(data) - known)):
        raise NoticeError(f"{what}: unknown {strange if isinstance(data, Mapping) else data!r}")


def minutes(clock: str) -> int:
    """'07:30' → 450; '24:00' → 1440."""
    found = _CLOCK.fullmatch(clock)
    value = int(found[1]) * 60 + int(found[2]) if found else DAY + 1
    if value > DAY:
        raise NoticeError(f"{clock!r} is no time of day")
    return value


def _season(days: Sequence[str]) -> Season:
    first, last = (tuple(int(part) for part in day.split("-")) for day in days)
    for month, day in (first, last):
        dt.date(2024, month, day)  # a day that no year has is refused here
    return Season((first[0], first[1]), (last[0], last[1]))


def window_from(data: Data) -> Window:
    """{"from": "22:00", "to": "06:00", "weekdays": [1, 5], "days": "workday", "season": ["11-15", "03-15"]}."""
    _only(data, {"from", "to", "weekdays", "days", "season"}, "window")
    try:
        start, end = minutes(data["from"]), minutes(data["to"])
        weekdays = frozenset(range(7)[int(day) - 1 if int(day) > 0 else 7] for day in data.get("weekdays", ()))
        # 24:00 as a beginning is the next midnight; 00:00 as an end is this one.
        return Window(start % DAY, end or DAY, weekdays or EVERY_DAY, data.get("days", ""),
                      _season(data["season"]) if data.get("season") else None)  # fmt: skip
    except (KeyError, TypeError, ValueError, IndexError) as fault:
        raise NoticeError(f"window {dict(data)}: {fault}") from fault


def windows_from(data: Sequence[Data] | None) -> tuple[Window, ...]:
    """No windows at all mean: always."""
    return tuple(window_from(one) for one in data or ()) or ALWAYS


def _bound(quantity: str, text: str) -> Bound:
    found = _BOUND.fullmatch(text.strip())
    if found is None:
        raise NoticeError(f"{quantity}: {text!r} is no bound such as '>= 4500'")
    return Bound(quantity, found[1], int(found[2]))


def clause_from(data: Data) -> Clause:
    _only(data, CLAUSE, "vehicles")
    bounds = tuple(
        _bound(name, text)
        for name in QUANTITIES
        for text in ([data[name]] if isinstance(data.get(name), str) else data.get(name, ()))
    )
    lists = {name: tuple(data.get(name, ())) for name in _LISTS}
    return Clause(data.get("label", ""), bounds=bounds, except_for=clauses_from(data.get("except_for")), **lists)


def clauses_from(data: Sequence[Data] | None) -> tuple[Clause, ...]:
    return tuple(clause_from(one) for one in data or ())


def _points(data: Sequence[Sequence[float]] | None) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in data or ())


def _stretch(data: Data) -> Stretch:
    _only(data, {"road", "limits", "junctions", "line"}, "roads")
    return Stretch(data["road"], data.get("limits", ""), tuple(data.get("junctions", ())), _points(data.get("line")))


def _area(data: Data) -> Area:
    _only(data, {"name", "edges", "inside", "polygon"}, "areas")
    edges = tuple(Edge(edge["road"], edge.get("included"), edge.get("side", "")) for edge in data.get("edges", ()))
    return Area(data["name"], edges, tuple(data.get("inside", ())), _points(data.get("polygon")))


def _exemption(data: Data) -> Exemption:
    _only(data, {"code", "label", "vehicles", "windows", "law"}, "exemptions")
    return Exemption(data["code"], data.get("label", ""), clauses_from(data["vehicles"]),
                     windows_from(data.get("windows")), data.get("law", ""))  # fmt: skip


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def rule_from(data: Data, *, zone: str, announcement: str = "", common: Sequence[Data] = ()) -> Rule:
    """One rule of a zone; `common` are exemptions that the law itself gives everywhere. Raises NoticeError."""
    _only(data, RULE, "rule")
    told = {"law": data["law"]} if data.get("law") else {}
    try:
        return Rule(
            code=data["code"],
            zone=zone,
            clauses=clauses_from(data["vehicles"]),
            stretches=tuple(_stretch(one) for one in data.get("roads", ())),
            areas=tuple(_area(one) for one in data.get("areas", ())),
            except_roads=frozenset(data.get("except_roads", ())),
            windows=windows_from(data.get("windows")),
            exemptions=tuple(_exemption(one) for one in (*common, *data.get("exemptions", ()))),
            other_reading=clauses_from((data.get("reading") or {}).get("other")),
            permit_possible=bool(data.get("permit", True)),
            valid_from=_day(data.get("valid_from")),
            valid_to=_day(data.get("valid_to")),
            announcement=announcement,
            **told,
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise NoticeError(f"rule {data.get('code', '?')}: {fault!r}") from fault
