"""The permit on a phone, as PDF, and the pages by which anybody checks one, with and without a connection."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permits import checking, documenting, queries, rules, signing
from permits.models import Permit
from permits.pages.applying import quiet
from permits.pages.sections import state_label, times
from traffic_police.cases import typesetting
from traffic_police.cases.documenting import ensure_pdf
from traffic_police.cases.files import OWN_PDF, stored_file
from traffic_police.cases.kinds import kind_of
from traffic_police.cases.models import Document
from traffic_police.cases.pages.access import officer_of
from traffic_police.registry.rules import masks, plates


@login_not_required
@require_safe
def phone(request: HttpRequest, token: str) -> HttpResponse:
    """The permit as its holder shows it: what it allows, whether now, and the signed picture."""
    case_id = signing.phone_case(token)
    row = Permit.objects.select_related("zone", "case").filter(pk=case_id or 0).exclude(number="").first()
    if row is None:
        raise Http404
    at = timezone.now()
    context = {**_shown(row, at), "row": row, "picture": _picture(row), "plate": plates.printed(row.plate)}
    return quiet(render(request, "permits/phone.html", context))


def _picture(row: Permit) -> str:
    return base64.b64encode(typesetting.qr_svg(signing.scan_url(row))).decode()


def _shown(row: Permit, at: dt.datetime) -> dict[str, Any]:
    state = queries.live_state(row, timezone.localdate(at))
    here = rules.Question(
        rules.Vehicle(row.plate, row.plate_kind), rules.Place(row.roads[0] if row.roads else ""), at,
        *rules.local(at), (), checking.day_is,
    )  # fmt: skip
    failing = checking.granted(row).failing(here, rules.Rule("", row.zone.code, ()))
    now = state == "active" and not failing
    return {
        "state": state, "state_label": state_label(state), "now": now, "failing": failing, "times": times(row),
        "route": "—".join(row.roads) or _("every road of the zone"), "at": at,
    }  # fmt: skip


@require_safe
def pdf(request: HttpRequest, number: str) -> HttpResponseBase:
    """The permit as paper: the signed document, or, where the policy approved, printed from the row."""
    row = queries.by_number(number)
    if row is None:
        raise Http404
    case = queries.permit_for(officer_of(request), row.case.number)
    signed = Document.objects.filter(case=case, kind="permit").order_by("-pk").first()
    if signed is not None:
        return stored_file(ensure_pdf(signed.pk), "application/pdf", f"{row.number}.pdf", inline=True, policy=OWN_PDF)
    assert row.decided_at is not None
    data = documenting.permit(row, row.decided_at, case.number) | {"number": row.number}
    template = kind_of(case.kind).document("permit").template
    made = typesetting.render(template, data, as_of=row.decided_at)
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    return response


@login_not_required
@require_safe
def scan(request: HttpRequest) -> HttpResponse:
    """Checks a signed picture in the browser itself, so also without a connection once it is open."""
    return render(request, "permits/scan.html", {"key": signing.public_key()})


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """How a signed permit stands now: asked with the picture, answered with no more than it and the state."""
    said = signing.read(request.GET.get("t", ""))
    row = queries.by_number(str(said.get("n", ""))) if said else None
    if said is None or row is None:
        return quiet(JsonResponse({"genuine": False, "sentence": _("This was not signed by the brigade.")}, status=404))
    state = queries.live_state(row, timezone.localdate())
    told = {
        "genuine": True, "number": row.number, "plate": plates.printed(row.plate), "state": state,
        "current": said == signing.payload(row), "sentence": state_label(state),
        "holder": row.applicant_name if len(row.applicant_name) > 4 else masks.mask_name(row.applicant_name),
    }  # fmt: skip
    return quiet(JsonResponse(told))
