"""Reads of permits, always limited to what the officer may see."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from permits.models import Permit
from permits.states import PERMIT
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case
from traffic_police.cases.queries import case_for, visible_cases
from traffic_police.registry.rules import plates

WAITING = ("submitted", "accepted", "reviewed")
VIEWS = ("waiting", "clean", "look", "returned", "in_force", "all")


def visible(actor: Officer) -> QuerySet[Case]:
    """The applications and permits that the officer sees, each with its own row."""
    cases = visible_cases(actor).filter(kind=PERMIT.code)
    return cases.select_related("unit", "lead", "permit__zone")


def permit_for(actor: Officer, number: str) -> Case:
    """The case of a permit by its case number; Http404 for a stranger, as if it did not exist."""
    case = case_for(actor, number)
    if case.kind != PERMIT.code:
        raise Http404
    return visible(actor).get(pk=case.pk)


def by_number(number: str) -> Permit | None:
    """A granted permit by its number, for the pages that verify one."""
    if not number or len(number) > 30 or not number.isprintable():
        return None
    return Permit.objects.select_related("case", "zone").filter(number=number).first()


def live_state(row: Permit, day: dt.date) -> str:
    """active, suspended, revoked, expired or not_begun: what a check on the road says about a day."""
    if row.state in {"active", "suspended"} and row.last_day < day:
        return "expired"
    return "not_begun" if row.state == "active" and day < row.first_day else row.state


def in_view(cases: QuerySet[Case], view: str, day: dt.date) -> QuerySet[Case]:
    """The cases of one view of the desk."""
    wanted = {
        "waiting": Q(status__in=WAITING),
        "clean": Q(status__in=WAITING) & ~Q(permit__checks__contains=[{"passed": False}]),
        "look": Q(status__in=WAITING, permit__checks__contains=[{"passed": False}]),
        "returned": Q(status="returned"),
        "in_force": Q(status="issued", permit__last_day__gte=day),
    }.get(view, Q())
    return cases.filter(wanted)


@dataclass(frozen=True)
class PermitFilter:
    """What the list is narrowed to; the names are those of the API."""

    status: str = ""
    zone: str = ""
    plate: str = ""
    state: str = ""


def filtered(actor: Officer, wanted: PermitFilter) -> QuerySet[Case]:
    plain = {"status": wanted.status, "permit__zone__code": wanted.zone, "permit__state": wanted.state}
    cases = visible(actor).filter(**{name: value for name, value in plain.items() if value})
    return cases.filter(permit__plate=plates.normalise(wanted.plate)) if wanted.plate else cases
