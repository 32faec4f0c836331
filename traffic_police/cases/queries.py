"""Reads of cases, always limited to what the officer may see."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import NoReturn

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from traffic_police.accounts.models import Officer, Unit
from traffic_police.accounts.queries import visible_unit_ids
from traffic_police.cases.filters import OPEN, CaseFilter
from traffic_police.cases.kinds import Stage
from traffic_police.cases.models import Case, CaseEvent, CaseSubject, Document
from traffic_police.registry.rules import plates

CAP = 1000
_NUMBER = re.compile(r"[A-Z]{1,6}-[A-Z]-\d{4,14}", re.IGNORECASE)
_PERSON = re.compile(r"\d{17}[\dXx]|[0-9A-Z]{18}")
_PLATE = re.compile(r"[\u4e00-\u9fff]?[A-Z0-9]{1,9}[\u4e00-\u9fff]?", re.IGNORECASE)


def visible_cases(actor: Officer) -> QuerySet[Case]:
    """The cases the officer may see. No restriction for who sees the brigade: so the order's index serves."""
    cases = Case.objects.all()
    if actor.sees_brigade:
        return cases
    units = visible_unit_ids(actor)
    return cases.filter(unit_id=next(iter(units))) if len(units) == 1 else cases.filter(unit_id__in=sorted(units))


def listed(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With what a row of a list shows, in a fixed number of queries."""
    return cases.select_related("unit", "lead").prefetch_related("subjects")


def case_for(actor: Officer, number: str) -> Case:
    """The case with this number; Http404 for a stranger, as if it did not exist."""
    # Text that no number can be (null bytes, a megabyte) must not reach the database.
    if len(number) > 24 or not number.isprintable():
        raise Http404
    case = visible_cases(actor).select_related("unit", "lead").filter(number=number.upper()).first()
    if case is None:
        raise Http404
    return case


def late(at: dt.datetime) -> Q:
    """Running out is computed from the due time, never a status."""
    return ~Q(stage=Stage.CLOSED) & Q(due_at__lt=at)


def filtered(actor: Officer, wanted: CaseFilter, *, at: dt.datetime) -> QuerySet[Case]:
    """The visible cases that the filter names."""
    cases = visible_cases(actor)
    plain = {"kind": wanted.kind, "status": wanted.status}
    cases = cases.filter(**{name: value for name, value in plain.items() if value})
    # A scalar instead of a join: the index on (unit, status, opened) then gives the page in its order.
    if wanted.unit:
        cases = cases.filter(unit_id=Unit.objects.filter(code=wanted.unit).order_by().values("pk")[:1])
    if wanted.officer:
        cases = cases.filter(lead_id=Officer.objects.filter(police_number=wanted.officer).order_by().values("pk")[:1])
    if wanted.stage == OPEN:
        cases = cases.exclude(stage=Stage.CLOSED)
    elif wanted.stage:
        cases = cases.filter(stage=wanted.stage)
    if wanted.overdue is not None:
        cases = cases.filter(late(at)) if wanted.overdue else cases.exclude(late(at) & Q(due_at__isnull=False))
    if wanted.opened_after:
        cases = cases.filter(opened_at__gte=wanted.opened_after)
    if wanted.opened_before:
        cases = cases.filter(opened_at__lt=wanted.opened_before)
    return cases.filter(matching(wanted.q)) if wanted.q else cases


def matching(text: str) -> Q:
    """Cases whose number, plate (also a fragment), identity number or name is meant by TEXT."""
    text = text.strip()
    if _NUMBER.fullmatch(text):
        return Q(number=text.upper())
    subjects = CaseSubject.objects.order_by()
    if _PERSON.fullmatch(text.upper()):
        return Q(pk__in=subjects.filter(person_key=text.upper()).values("case_id"))
    plate = plates.normalise(text)
    if plate and _PLATE.fullmatch(plate):
        found = Q(pk__in=subjects.filter(plate__contains=plate).values("case_id"))
        return found | Q(number__endswith=plate) if plate.isdigit() and len(plate) >= 6 else found
    return Q(pk__in=subjects.filter(Q(name__contains=text) | Q(plate__contains=plate)).values("case_id"))


def capped_count(cases: QuerySet[Case], cap: int = CAP) -> tuple[int, bool]:
    """How many, read no further than CAP; the flag says that there are more."""
    found = cases.order_by()[: cap + 1].count()
    return min(found, cap), found > cap


def open_cases(actor: Officer, wanted: CaseFilter | None = None, *, at: dt.datetime) -> QuerySet[Case]:
    """Open cases for the board: the late ones first, then by due time, without a due time last."""
    cases = filtered(actor, wanted or CaseFilter(), at=at).exclude(stage=Stage.CLOSED)
    return listed(cases).order_by(F("due_at").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class Progress:
    """Open cases counted: by stage, unit and lead (ids), and how many of them are late."""

    total: int = 0
    overdue: int = 0
    stages: dict[str, int] = field(default_factory=dict)
    units: dict[int, int] = field(default_factory=dict)
    units_overdue: dict[int, int] = field(default_factory=dict)
    cells: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)  # (stage, unit) → open, late
    leads: dict[int | None, int] = field(default_factory=dict)
    leads_overdue: dict[int | None, int] = field(default_factory=dict)


def progress(actor: Officer, *, at: dt.datetime, kind: str = "") -> Progress:
    """One pass over the open cases: a single grouped query."""
    cases = visible_cases(actor).exclude(stage=Stage.CLOSED)
    cases = cases.filter(kind=kind) if kind else cases
    rows = (
        cases.order_by()
        .values_list("stage", "unit_id", "lead_id")
        .annotate(count=Count("*"), overdue=Count("due_at", filter=Q(due_at__lt=at)))
    )
    stages: dict[str, int] = {stage: 0 for stage in Stage.values if stage != Stage.CLOSED}
    units: dict[int, int] = {}
    units_late: dict[int, int] = {}
    cells: dict[tuple[str, int], tuple[int, int]] = {}
    leads: dict[int | None, int] = {}
    leads_late: dict[int | None, int] = {}
    for stage, unit, lead, count, overdue in rows:
        stages[stage] += count
        units[unit] = units.get(unit, 0) + count
        before = cells.get((stage, unit), (0, 0))
        cells[stage, unit] = (before[0] + count, before[1] + overdue)
        units_late[unit] = units_late.get(unit, 0) + overdue
        leads[lead] = leads.get(lead, 0) + count
        leads_late[lead] = leads_late.get(lead, 0) + overdue
    return Progress(sum(stages.values()), sum(units_late.values()), stages, units, units_late, cells, leads, leads_late)


@dataclass(frozen=True)
class Found:
    """The answer of the search box: the one case that is meant, or the filter of a list."""

    case: Case | None
    query: str


def find(actor: Officer, text: str) -> Found:
    """Go straight to the one hit; otherwise to the list of hits."""
    text = text.strip()[:60]
    query = CaseFilter(q=text).query()
    if len(text) < 2 or not text.isprintable():
        return Found(None, "")
    numbered = Document.objects.filter(Q(national_number=text) | Q(number=text)).values("case_id")
    hits = list(visible_cases(actor).filter(matching(text)).order_by().only("number")[:2])
    hits = hits or list(visible_cases(actor).filter(pk__in=numbered).order_by().only("number")[:2])
    return Found(hits[0] if len(hits) == 1 else None, query)


def timeline(case: Case) -> QuerySet[CaseEvent]:
    """The case's events, newest first, with their people."""
    return case.events.select_related("actor", "second").order_by("-sequence")


def no_such_act(act: str) -> NoReturn:
    """An act that this version does not offer is absent, not refused."""
    raise Http404(act)
