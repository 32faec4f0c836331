"""Bulk acts of the lists: the same act on several cases, each judged by itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from traffic_police.accounts.models import Officer
from traffic_police.cases.acting import act_on
from traffic_police.cases.forms import InputsForm
from traffic_police.cases.inputs import cleaned
from traffic_police.cases.kinds import Act, all_kinds
from traffic_police.cases.models import Case
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.pages.case import colleagues
from traffic_police.cases.queries import visible_cases
from traffic_police.cases.refusals import CaseError, InputRefused

BULK = ("remind", "hand_over")
MOST = 200


@dataclass(frozen=True)
class Outcome:
    number: str
    refused: str = ""


def _bulk_act(name: str) -> Act:
    """The act as every kind declares it: bulk acts are the common ones, so any kind's row will do."""
    found = next((act for kind in all_kinds() if (act := kind.act(name))), None)
    if name not in BULK or found is None:
        raise Http404
    return found


def _do(officer: Officer, cases: list[Case], act: Act, form: InputsForm) -> list[Outcome]:
    data = {name: value for name, value in form.raw().items() if value != ""}
    cleaned(act.inputs, data)
    outcomes = []
    for case in cases:
        try:
            act_on(officer, act.name, case, data, at=timezone.now(), expected_version=case.version)
            outcomes.append(Outcome(case.number))
        except CaseError as refused:
            outcomes.append(Outcome(case.number, refused.sentence))
    return outcomes


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """First post: the form over the chosen cases. Second post (`go`): does it, and says what was refused and why."""
    officer = officer_of(request)
    act = _bulk_act(request.POST.get("act", ""))
    numbers = [one for one in request.POST.getlist("ids")[:MOST] if one.isprintable()]
    cases = list(visible_cases(officer).filter(number__in=numbers).order_by("number"))
    if not cases:
        messages.warning(request, _("Select at least one case first."))
        return redirect("cases:board")
    going = "go" in request.POST
    people = colleagues(officer) if any(one.kind == "officer" for one in act.inputs) else []
    form = InputsForm(act.inputs, people, data=request.POST if going else None)
    context = {"act": act, "cases": cases, "form": form}
    if not going:
        return render(request, "cases/bulk.html", context)
    try:
        outcomes = _do(officer, cases, act, form)
    except InputRefused as refused:
        form.show(refused)
        return render(request, "cases/bulk.html", context, status=422)
    done = sum(not outcome.refused for outcome in outcomes)
    messages.success(
        request,
        ngettext("%(act)s: %(count)s case.", "%(act)s: %(count)s cases.", done) % {"act": act.label, "count": done},
    )
    for outcome in outcomes:
        if outcome.refused:
            messages.warning(request, f"{outcome.number}: {outcome.refused}")
    return redirect("cases:board")
