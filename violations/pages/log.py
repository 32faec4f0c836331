"""Log a violation on site: one page, live answers, one transaction at the end."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from traffic_police.accounts.models import Officer, Role
from traffic_police.cases.guarding import guarded_sentence
from traffic_police.cases.models import Case, Evidence
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.pages.case import colleagues
from traffic_police.cases.pages.evidence import store_all
from traffic_police.cases.refusals import CaseError, InputRefused
from traffic_police.registry.rules import plates
from violations import drafting, queries, services
from violations.models import Violation
from violations.pages import answering, cards
from violations.pages.form import FACT_UNITS, LogForm, first_values

PROVINCES = "鲁苏豫皖冀京津沪浙晋陕鄂湘赣闽粤桂琼川渝贵云藏甘青宁新辽吉黑蒙"
MONTH = dt.timedelta(days=60)


def _logger(request: HttpRequest) -> Officer:
    """Officers and squad leaders log violations (执勤规范 5); anybody else is told so."""
    officer = officer_of(request)
    if not officer.has(Role.OFFICER, Role.SQUAD_LEADER):
        raise PermissionDenied(_("Only police officers log violations; auxiliaries assist."))
    return officer


NO_VEHICLE = dict.fromkeys(("plate", "plate_part", "plate_kind", "vehicle_type", "use_nature"), "")


def _typed(request: HttpRequest) -> dict[str, str]:
    """The form's fields as typed; plate and code also from their visible halves, when no script joined them."""
    typed = {name: str(value) for name, value in request.POST.items()}
    if typed.get("party__role") == "pedestrian":
        typed |= NO_VEHICLE
    typed["plate"] = typed.get("plate") or _joined(typed.get("prov", "鲁"), typed.get("plate_part", "").strip())
    if typed["plate"] and not typed.get("plate_kind"):
        typed["plate_kind"] = cards.registered_kind(plates.normalise(typed["plate"][:20]))
    words = typed.get("offence_search", "").split()
    typed["offence_code"] = typed.get("offence_code") or (words[0] if words else "")
    return typed


def _joined(province: str, part: str) -> str:
    """The whole plate; a letter that stands there by itself is only the preset one."""
    if len(part) < 2:
        return ""
    return part if not part[0].isascii() else f"{province[:1]}{part}"


def _last(officer: Officer) -> tuple[str, str]:
    """Place and kind of road of the officer's last case: the next one is often at the same junction."""
    last = (
        Violation.objects.filter(case__lead=officer)
        .order_by("-case__opened_at")
        .values_list("case__place", "road_class")
    )
    return last.first() or ("", "")


def _context(officer: Officer, form: LogForm, data: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    plate = plates.normalise(str(data.get("plate", ""))[:20])
    return {
        "form": form,
        "provinces": PROVINCES,
        "province": plate[:1] if plate and not plate[0].isascii() else "鲁",
        "plate": plate,
        "plate_part": plate[1:] if plate else "Q",
        "offence_text": form["offence_code"].value() or "",
        "card": cards.card(officer, plate, str(data.get("plate_kind", "")), at),
        "quick": queries.most_used({officer.unit_id}, since=at - MONTH, on=timezone.localdate(at)),
        **_answer(officer, form, data, at),
    }


def _answer(officer: Officer, form: LogForm, data: dict[str, Any], at: dt.datetime) -> dict[str, Any]:
    names = answering.needed(data)
    for name in names:
        form.fields[name].required = True  # for its label alone
    return {
        **answering.context(officer, data, at=at),
        "needed": [(form[name], FACT_UNITS.get(name, "")) for name in names],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    officer, at = _logger(request), timezone.now()
    if request.method != "POST":
        place, road = _last(officer)
        values = first_values(officer, at, request.GET, place=place, road_class=road)
        form = LogForm(colleagues(officer), initial=values)
        return render(request, "violations/log.html", _context(officer, form, dict(values), at))
    form = LogForm(colleagues(officer), data=_typed(request))
    data = form.as_data()
    try:
        case = services.log_on_site(officer, data, at=at)
    except InputRefused as refused:
        form.show(refused)
        return _again(request, officer, form, data, at, 422)
    except CaseError as refused:
        messages.error(request, refused.sentence)
        return _again(request, officer, form, data, at, refused.status)
    except DatabaseError as error:
        if not (sentence := guarded_sentence(error)):
            raise
        messages.error(request, sentence)
        return _again(request, officer, form, data, at, 409)
    _keep_evidence(request, officer, case)
    messages.success(request, _("Recorded: %(number)s.") % {"number": case.number})
    return redirect("cases:case", number=case.number)


def _again(request: HttpRequest, officer: Officer, form: LogForm, data: dict[str, Any], at: dt.datetime, status: int
           ) -> HttpResponse:  # fmt: skip
    return render(request, "violations/log.html", _context(officer, form, data, at), status=status)


def _keep_evidence(request: HttpRequest, officer: Officer, case: Case) -> None:
    """Files are stored after the case stands: a refused picture never undoes a lawful act."""
    if files := request.FILES.getlist("evidence"):
        for sentence in store_all(officer, case, files, kind=Evidence.Kind.AUDIOVISUAL):
            messages.warning(request, sentence)


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    officer = _logger(request)
    shown = cards.card(officer, request.GET.get("plate", ""), request.GET.get("plate_kind", "")[:2], timezone.now())
    return render(request, "violations/_card.html", {"card": shown})


@require_safe
def driver(request: HttpRequest, driver_id: int) -> HttpResponse:
    """Fill the party's fields with a known person: chosen, never assumed."""
    officer = _logger(request)
    values = cards.driver_fields(officer, driver_id, timezone.now())
    if values is None:
        raise Http404
    return render(request, "violations/_party.html", {"form": LogForm(initial=values)})


@require_safe
def offences(request: HttpRequest) -> HttpResponse:
    _logger(request)
    text = request.GET.get("offence_search", "").strip()[:40]
    try:
        day = parse_date(request.GET.get("occurred_at", "")[:10]) or timezone.localdate()
    except ValueError:
        day = timezone.localdate()
    found = queries.find_offences(text, on=day, limit=8) if text and text.isprintable() else None
    return render(request, "violations/_hits.html", {"found": found})


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The law's answer to what is typed so far; the facts asked for and the buttons come with it."""
    officer, at = _logger(request), timezone.now()
    form = LogForm(data=_typed(request))
    context = _answer(officer, form, form.as_data(), at)
    names = ",".join(bound.name for bound, _unit in context["needed"])
    swap = "true" if names != request.POST.get("needed_shown", "") else "none"
    return render(request, "violations/_answer.html", {"form": form, "oob": True, "facts_swap": swap, **context})


@require_POST
def paper(request: HttpRequest) -> HttpResponse:
    """The document as it will be, drawn by the same template, as a picture."""
    officer, at = _logger(request), timezone.now()
    form = LogForm(data=_typed(request))
    try:
        picture = drafting.preview_picture(officer, form.as_data(), at=at)
    except CaseError as refused:
        return render(request, "violations/_paper.html", {"problem": refused.sentence})
    return render(request, "violations/_paper.html", {"picture": base64.b64encode(picture).decode()})
