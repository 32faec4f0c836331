"""System checks of the kernel, with ids and hints."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.utils import Error as DatabaseError

from traffic_police.cases.kinds import all_kinds


@register(Tags.database)
def transitions_synced(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """cases.W003: the table the triggers read equals the code's transition tables."""
    from traffic_police.cases.models import Transition

    if not databases:
        return []
    fields = ("kind", "act", "source", "target", "stage", "person", "officers", "origin")
    try:
        with connections["default"].cursor():
            current = set(Transition.objects.values_list(*fields))
    except DatabaseError:
        return []
    wanted = {tuple(row[name] for name in fields) for kind in all_kinds() for row in kind.transitions()}
    if current == wanted:
        return []
    return [
        Warning(
            "The table of transitions differs from the code.", hint="Run manage.py sync_reference.", id="cases.W003"
        )
    ]


@register(Tags.database)
def calendar_known(databases: Any = None, **_kwargs: Any) -> list[CheckMessage]:
    """cases.W001: this year has a calendar; W002: in December next year has one too."""
    from traffic_police.cases.models import CalendarYear

    if not databases:
        return []
    try:
        years = set(CalendarYear.objects.values_list("year", flat=True))
    except DatabaseError:
        return []
    today = dt.datetime.now(dt.UTC).date()
    wanted = {today.year} | ({today.year + 1} if today.month == 12 else set())
    return [
        Warning(
            f"No calendar of working days for {year}: its deadlines stay undetermined.",
            hint="Load the State Council's notice: manage.py load_calendar FILE.",
            id="cases.W001",
        )
        for year in sorted(wanted - years)
    ]
