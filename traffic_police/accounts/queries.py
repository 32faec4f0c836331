"""Reads of units and officers."""

from __future__ import annotations

from traffic_police.accounts.models import Officer, Unit


def visible_unit_ids(officer: Officer) -> frozenset[int]:
    """The units whose cases the officer sees: the own unit with its parts, or the whole tree; read once per object."""
    cached: frozenset[int] | None = getattr(officer, "_visible_unit_ids", None)
    if cached is None:
        rows = list(Unit.objects.values_list("id", "parent_id"))
        cached = frozenset(pk for pk, _parent in rows) if officer.sees_brigade else _below(officer.unit_id, rows)
        officer._visible_unit_ids = cached  # type: ignore[attr-defined]
    return cached


def units_below(root: int) -> frozenset[int]:
    """The unit and every part of it."""
    return _below(root, list(Unit.objects.values_list("id", "parent_id")))


def _below(root: int, rows: list[tuple[int, int | None]]) -> frozenset[int]:
    found = {root}
    grown = True
    while grown:
        more = {pk for pk, parent in rows if parent in found} - found
        grown = bool(more)
        found |= more
    return frozenset(found)
