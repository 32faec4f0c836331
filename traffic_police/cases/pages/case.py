"""The case page and the pages of its acts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from traffic_police.accounts.models import Officer
from traffic_police.accounts.queries import visible_unit_ids
from traffic_police.cases import shapes
from traffic_police.cases.acting import act_on
from traffic_police.cases.deciding import choices, decide, details_of
from traffic_police.cases.forms import InputsForm
from traffic_police.cases.guarding import guarded_sentence
from traffic_police.cases.inputs import cleaned
from traffic_police.cases.kinds import Act, kind_of
from traffic_police.cases.models import Case
from traffic_police.cases.pages import presenting
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.queries import case_for
from traffic_police.cases.refusals import CaseError, InputRefused


def _sections(case: Case, details: Any, officer: Officer, at: dt.datetime) -> list[shapes.Section]:
    kind = kind_of(case.kind)
    own: list[shapes.Section] = list(kind.sections(case, details, officer, at)) if kind.sections else []
    evidence = list(case.evidence.all())
    add = (_("Add"), reverse("cases:evidence-add", args=[case.number])) if case.is_open else None
    own.append(
        shapes.Section(
            _("Evidence"),
            "components/thumbs.html",
            {"thumbs": presenting.thumbs(evidence)},
            action=add,
            note=_("%(count)s items") % {"count": len(evidence)} if evidence else "",
        )
    )
    own.append(
        shapes.Section(
            _("Documents"),
            "components/documents.html",
            {"documents": presenting.document_rows(case.documents.all())},
            flush=True,
        )
    )
    return own


def page_context(case: Case, officer: Officer, at: dt.datetime) -> dict[str, Any]:
    """Everything templates/cases/case.html takes."""
    details = details_of(case)
    details.case = case
    kind = kind_of(case.kind)
    subjects = list(case.subjects.all())
    status = kind.status(case.status)
    events = list(case.events.select_related("actor", "second"))
    for event in events:
        event.case = case
    deadlines = list(case.deadlines.all())
    for row in deadlines:
        row.case = case
    return {
        "case": {
            "number": case.number, "kind": f"{kind.label} · {status.label}", "line": case.title,
            "people": presenting.names_of(subjects), "unit": str(case.unit),
            "officers": _("Lead: %(name)s") % {"name": case.lead.name} if case.lead else "", "version": case.version,
            "status": status.label,
        },
        "plates": presenting.plates_of(subjects),
        "stages": presenting.stages_of(case),
        "rulers": presenting.rulers_of(deadlines, at),
        "sections": _sections(case, details, officer, at),
        "acts": presenting.acts_of(case, choices(officer, case, at=at, details=details)),
        "acts_as": presenting.acts_as(officer, case),
        "days": presenting.days_of(events),
        "crumbs": [(_("Cases"), "/cases/"), (str(kind.label), "")],
        "links": [],
    }  # fmt: skip


@require_safe
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    officer = officer_of(request)
    case = case_for(officer, number)
    return render(request, "cases/case.html", page_context(case, officer, timezone.now()))


def colleagues(officer: Officer) -> list[Officer]:
    """Officers in service whose unit the actor sees, for choosing a second officer or a new lead."""
    return list(
        Officer.objects.filter(unit_id__in=visible_unit_ids(officer), is_active=True)
        .select_related("unit").order_by("unit__order", "police_number")
    )  # fmt: skip


def _act_or_404(case: Case, name: str) -> Act:
    act = kind_of(case.kind).act(name)
    if act is None or not act.offered:
        raise Http404
    return act


@require_http_methods(["GET", "HEAD", "POST"])
def act_page(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The form of an act, or the act itself. A refusal comes back on the same page with what was typed."""
    officer, at = officer_of(request), timezone.now()
    case = case_for(officer, number)
    act = _act_or_404(case, name)
    people = colleagues(officer) if act.officers > 1 or any(one.kind == "officer" for one in act.inputs) else []
    form = InputsForm(act.inputs, people, data=request.POST if request.method == "POST" else None)
    if request.method != "POST":
        verdict = decide(officer, name, case, at=at)
        return _form(request, case, act, form, people, status=200 if verdict.allowed else 403, refused=verdict)
    try:
        _perform(request, officer, case, act, form, at)
    except InputRefused as refused:
        form.show(refused)
        return _form(request, case, act, form, people, status=422)
    except CaseError as refused:
        return _form(request, case, act, form, people, status=refused.status, refused=refused)
    except DatabaseError as error:
        if not (sentence := guarded_sentence(error)):
            raise
        return _form(request, case, act, form, people, status=409, refused=sentence)
    messages.success(request, _("Done: %(act)s.") % {"act": act.label})
    return redirect("cases:case", number=case.number)


def _perform(request: HttpRequest, officer: Officer, case: Case, act: Act, form: InputsForm, at: dt.datetime) -> None:
    version = request.POST.get("version", "")
    cleaned(act.inputs, {name: value for name, value in form.raw().items() if value != ""})
    data = {name: value for name, value in form.raw().items() if value != ""}
    second = None
    if act.officers > 1:
        number = request.POST.get("second", "")[:8]
        known = Officer.objects.filter(police_number=number, is_active=True)
        second = known.first() if number.isprintable() else None
    expected = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else None
    act_on(officer, act.name, case, data, at=at, second=second, expected_version=expected)


def _form(request: HttpRequest, case: Case, act: Act, form: InputsForm, people: list[Officer], *, status: int,
          refused: Any = None) -> HttpResponse:  # fmt: skip
    blocked = refused is not None and not getattr(refused, "allowed", False)
    context = {
        "case": case,
        "act": act,
        "form": form,
        "people": people if act.officers > 1 else [],
        "refusal": getattr(refused, "sentence", None) or (str(refused) if blocked else ""),
        "refusal_law": getattr(refused, "law", ""),
        "blocked": blocked and request.method != "POST",
    }
    return render(request, "cases/act.html", context, status=status)
