"""Reads of units and officers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from traffic_police.accounts import rules
from traffic_police.accounts.models import ApiToken, Officer, Unit


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


def _below(root: int, rows: Sequence[tuple[int, int | None]]) -> frozenset[int]:
    found = {root}
    grown = True
    while grown:
        more = {pk for pk, parent in rows if parent in found} - found
        grown = bool(more)
        found |= more
    return frozenset(found)


def visible_units(officer: Officer) -> QuerySet[Unit]:
    """The units themselves, in the order of the tree's lists."""
    return Unit.objects.filter(pk__in=visible_unit_ids(officer))


def qualified(officer: Officer, day: dt.date) -> bool:
    """Whether the officer may take enforcing acts on a day (执勤规范 5)."""
    spans = officer.qualifications.values_list("valid_from", "valid_to")
    return rules.qualified_on(officer.kind, spans, day)


def people(*, unit: int | None = None, words: str = "", serving: bool = True) -> QuerySet[Officer]:
    """Officers for the administrator's list."""
    found = Officer.objects.select_related("unit").prefetch_related("qualifications")
    if serving:
        found = found.filter(is_active=True)
    if unit is not None:
        found = found.filter(unit_id=unit)
    if words:
        found = found.filter(Q(name__icontains=words) | Q(police_number__icontains=words))
    return found


def history(officer: Officer) -> list[dict[str, Any]]:
    """What was changed of an officer, newest first: when, by whom, and the values after it."""
    events = apps.get_model("accounts", "OfficerEvent").objects.filter(pgh_obj_id=officer.pk)
    rows = list(events.select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")[:100])
    contexts = [row.pgh_context.metadata if row.pgh_context else {} for row in rows]
    names = Officer.objects.in_bulk({context["actor"] for context in contexts if context.get("actor")})
    return [
        {
            "at": row.pgh_created_at,
            "label": row.pgh_label,
            "by": names.get(context.get("actor", 0)),
            "unit_id": row.unit_id,
            "roles": row.roles,
            "is_active": row.is_active,
            "kind": row.kind,
        }
        for row, context in zip(rows, contexts, strict=True)
    ]


def live_tokens(officer: Officer, at: dt.datetime) -> QuerySet[ApiToken]:
    return officer.api_tokens.filter(revoked_at__isnull=True, expires_at__gt=at)
