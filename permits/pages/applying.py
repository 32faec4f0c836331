"""Application pages: for a clerk, and for the applicant's phone through a signed link."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from permits import queries, services, signing
from permits.models import Permit
from permits.pages.desk import desk_officer
from permits.pages.form import ApplicationForm, first_values
from traffic_police.cases.guarding import guarded_sentence
from traffic_police.cases.models import Case
from traffic_police.cases.refusals import CaseError, InputRefused

CHANGEABLE = ("draft", "returned")


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items()}


def _refusal(request: HttpRequest, form: ApplicationForm, fault: Exception) -> int:
    """Show a refusal where it belongs; the status of the answer. Raises what is no refusal."""
    if isinstance(fault, InputRefused):
        form.show(fault)
        return 422
    if isinstance(fault, CaseError):
        messages.error(request, fault.sentence)
        return fault.status
    if isinstance(fault, DatabaseError) and (sentence := guarded_sentence(fault)):
        messages.error(request, sentence)
        return 409
    raise fault


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    officer = desk_officer(request)
    if request.method != "POST":
        return render(request, "permits/apply.html", {"form": ApplicationForm(initial={"plate_kind": "01"})})
    form = ApplicationForm(data=_typed(request))
    submit = request.POST.get("do") != "keep"
    try:
        case = services.apply(officer, {**form.as_data(), "submit": submit}, at=timezone.now())
    except (CaseError, DatabaseError) as fault:
        return render(request, "permits/apply.html", {"form": form}, status=_refusal(request, form, fault))
    messages.success(request, _("Recorded: %(number)s.") % {"number": case.number})
    return redirect("cases:case", number=case.number)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in a draft or a returned application; nothing typed before is lost."""
    officer = desk_officer(request)
    case = queries.permit_for(officer, number)
    row: Permit = case.permit
    context: dict[str, Any] = {"case": case, "row": row, "link": _link(case) if case.status in CHANGEABLE else ""}
    if request.method != "POST":
        return render(request, "permits/apply.html", {**context, "form": ApplicationForm(initial=first_values(row))})
    form = ApplicationForm(data=_typed(request))
    try:
        services.fill(officer, case, form.as_data(), at=timezone.now(), submit=request.POST.get("do") != "keep")
    except (CaseError, DatabaseError) as fault:
        status = _refusal(request, form, fault)
        return render(request, "permits/apply.html", {**context, "form": form}, status=status)
    return redirect("cases:case", number=case.number)


def _link(case: Case) -> str:
    return settings.PUBLIC_URL + reverse("permits:link", args=[signing.link_token(case.pk)])


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The applicant's page: no account; the signed link says which application, until it expires or is used up."""
    try:
        case = Case.objects.select_related("permit__zone").get(pk=signing.link_case(token))
    except (signing.LinkRefused, Case.DoesNotExist) as fault:
        code = getattr(fault, "code", "unknown")
        status = 410 if code == "expired" else 404
        return quiet(render(request, "permits/link_refused.html", {"code": code}, status=status))
    row: Permit = case.permit
    context: dict[str, Any] = {"case": case, "row": row, "status": case.kind_row.status(case.status).label}
    if case.status not in CHANGEABLE:
        if request.method == "POST":
            context["too_late"] = True
        status = 409 if request.method == "POST" else 200
        return quiet(render(request, "permits/link_done.html", _progress(context, row), status=status))
    if request.method != "POST":
        form = ApplicationForm(initial=first_values(row))
        return quiet(render(request, "permits/apply_phone.html", {**context, "form": form}))
    form = ApplicationForm(data=_typed(request))
    try:
        services.apply_by_link(case, form.as_data(), at=timezone.now())
    except (CaseError, DatabaseError) as fault:
        status = _refusal(request, form, fault)
        return quiet(render(request, "permits/apply_phone.html", {**context, "form": form}, status=status))
    return redirect("permits:link", token=token)


def _progress(context: dict[str, Any], row: Permit) -> dict[str, Any]:
    phone = reverse("permits:phone", args=[signing.phone_token(row)]) if row.number else ""
    return {**context, "phone": phone}


def quiet(response: HttpResponse) -> HttpResponse:
    """Pages behind a secret address: kept by nobody, found by no search."""
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response
