"""The home of each role: start a case, what waits for me, what was told to me."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from traffic_police.accounts.models import Officer, Role
from traffic_police.cases import deadlines as clocks
from traffic_police.cases import shapes
from traffic_police.cases.kinds import Stage, kind_of
from traffic_police.cases.models import Case, CaseEvent, Deadline
from traffic_police.cases.pages import presenting
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.queries import visible_cases

MOST = 12
LEADING = (Role.SQUAD_LEADER, Role.DISPATCHER, Role.BRIGADE_LEADER, Role.SUPERVISOR, Role.LEGAL_REVIEWER)


def _greeting(officer: Officer, now: dt.datetime) -> str:
    hour = now.astimezone(clocks.SHANGHAI).hour
    word = _("Good morning") if 5 <= hour < 12 else _("Good afternoon") if 12 <= hour < 18 else _("Good evening")
    return _("%(greeting)s, %(name)s") % {"greeting": word, "name": officer.name}


def waiting(officer: Officer) -> list[Case]:
    """Open cases the officer leads, or for leading roles those of all they see, the most pressing first."""
    open_cases = visible_cases(officer).exclude(stage=Stage.CLOSED)
    if not officer.has(*LEADING):
        open_cases = open_cases.filter(lead=officer)
    return list(open_cases.select_related("unit").prefetch_related("subjects").order_by("due_at", "id")[:MOST])


def _pressing(cases: list[Case], now: dt.datetime) -> dict[int, Deadline]:
    """The nearest running deadline of each case, in one query."""
    nearest: dict[int, Deadline] = {}
    running = Deadline.objects.filter(case__in=cases, met_at__isnull=True, cancelled_at__isnull=True)
    for row in running.order_by("earliest_at"):
        nearest.setdefault(row.case_id, row)
    return nearest


def _todo(cases: list[Case], now: dt.datetime) -> list[shapes.Todo]:
    nearest, days = _pressing(cases, now), clocks.calendar()
    found = []
    for case in cases:
        row = nearest.get(case.pk)
        if row is not None:
            row.case = case
        plates = presenting.plates_of(case.subjects.all())
        status = kind_of(case.kind).status(case.status).label
        found.append(
            shapes.Todo(
                what=case.title,
                url=presenting.case_url(case.number),
                note=f"{case.number} · {status} · {case.unit}",
                plate=plates[0] if plates else None,
                ruler=presenting.deadline_ruler(row, now, days) if row else None,
            )
        )
    return found


def _reminders(officer: Officer, now: dt.datetime) -> list[shapes.Day]:
    """Reminders and hand-overs of the last week that concern the officer."""
    rows = (
        CaseEvent.objects.filter(act__in=["remind", "hand_over"], recorded_at__gte=now - dt.timedelta(days=7),
                                 case__lead=officer)
        .select_related("case", "actor", "second").order_by("-recorded_at")[:8]
    )  # fmt: skip
    return presenting.days_of(rows)


def _start(officer: Officer) -> dict[str, Any] | None:
    if not officer.has(Role.OFFICER, Role.SQUAD_LEADER):
        return None
    try:
        return {"url": reverse("violations:log"), "province": "鲁", "letter": "Q"}
    except NoReverseMatch:
        return None


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    officer, now = officer_of(request), timezone.now()
    cases = waiting(officer)
    context = {
        "greeting": _greeting(officer, now),
        "crumbs": [],
        "start": _start(officer),
        "todo": _todo(cases, now),
        "todo_url": reverse("cases:board"),
        "todo_note": _("the most pressing first"),
        "alerts": _reminders(officer, now),
    }
    return render(request, "cases/home.html", context)
