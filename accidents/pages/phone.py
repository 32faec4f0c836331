"""The party's phone: one address, one screen at a time; no account, only the signed link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accidents import documenting, links, queries
from accidents import phone as services
from accidents.links import Guest, LinkRefused
from accidents.rules import clock
from accidents.slots import SLOTS
from traffic_police.cases.documenting import ensure_pdf
from traffic_police.cases.files import OWN_PDF, stored_file
from traffic_police.cases.guarding import guarded_sentence
from traffic_police.cases.refusals import CaseError, InputRefused
from traffic_police.registry.rules import masks

View = Callable[..., HttpResponseBase]
ANSWERED = {"delivered", "closed", "agreed"}


def _cookie(token: str) -> str:
    return f"party-{token.rpartition(':')[2][:12]}"


def guest(view: View) -> View:
    """Judge the link first; every refusal is one sentence that says what to do."""

    @wraps(view)
    def judged(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            found = links.open_link(token, request.COOKIES.get(_cookie(token), ""), at=timezone.now())
            response = view(request, found, token, *args, **kwargs)
        except LinkRefused as refused:
            status = 404 if refused.code == "unknown" else 403
            context = {"sentence": refused.sentence, "code": refused.code}
            response = render(request, "accidents/link_refused.html", context, status=status)
        response["X-Robots-Tag"] = "noindex"
        return response

    return login_not_required(never_cache(judged))


def _doing(request: HttpRequest, token: str, do: Callable[[], Any]) -> HttpResponse:
    """Perform what the party asked for; a refusal becomes a sentence on the same page."""
    try:
        do()
    except LinkRefused:
        raise
    except CaseError as refused:
        messages.error(request, refused.sentence)
    except DatabaseError as error:
        if not (sentence := guarded_sentence(error)):
            raise
        messages.error(request, sentence)
    return redirect("accidents:phone", token)


def _screen(found: Guest, row: Any) -> str:
    status = found.case.status
    if not found.started and status not in ANSWERED:
        return "consent"
    if status in {"field", "general"}:
        return "officer"
    if status in {"determined", "negotiating"}:
        return "wait" if found.party.letter in row.signed + row.refused else "sign"
    if status in ANSWERED:
        return "done"
    if status == "connected":
        return "photos"
    return "clear" if status == "evidence_fixed" else "wait"


@guest
@require_safe
def phone(request: HttpRequest, found: Guest, token: str) -> HttpResponse:
    row = services.row_of(found.case)
    screen, at = _screen(found, row), timezone.now()
    shots = {shot.slot: shot for shot in queries.shots(found.case)}
    context: dict[str, Any] = {
        "screen": screen, "token": token, "case": found.case, "row": row, "party": found.party, "slots": [
            {"slot": slot, "shot": shots.get(slot.code)} for slot in SLOTS],
        "next": next((slot for slot in SLOTS if slot.code not in shots), None),
        "clock": clock.read(row.marks, at), "elapsed": clock.words(clock.read(row.marks, at).elapsed),
        "name": masks.mask_name(found.party.name),
    }  # fmt: skip
    context |= _paper(found, screen)
    template = "accidents/phone_body.html" if request.headers.get("HX-Request") else "accidents/phone.html"
    return render(request, template, context)


def _paper(found: Guest, screen: str) -> dict[str, Any]:
    if screen not in {"sign", "done"}:
        return {}
    kind = "agreement" if found.case.status in {"negotiating", "agreed"} else "determination"
    document = documenting.shown_document(found.case, kind)
    if document is None:
        return {}
    return {"document": document, "data": document.data, "hash": documenting.hash_of(document),
            "until": services.review_until(found.case)}  # fmt: skip


@guest
@require_POST
def start(request: HttpRequest, found: Guest, token: str) -> HttpResponse:
    """Consent: this phone keeps the link and the clock runs."""
    if request.POST.get("agree") != "1":
        messages.error(request, _("Confirm that you agree; without it an officer comes to you."))
        return redirect("accidents:phone", token)
    response = redirect("accidents:phone", token)
    secret = services.start(found, at=timezone.now())
    response.set_cookie(
        _cookie(token), secret, max_age=7 * 86400, path="/q/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response


def _held(found: Guest) -> None:
    if not found.started:
        raise LinkRefused("not_started", _("Open the link and agree first."))


@guest
@require_http_methods(["GET", "POST"])
def photo(request: HttpRequest, found: Guest, token: str, slot: str) -> HttpResponse:
    """GET: how far the photo is here. POST: a piece with its offset, or a whole form without script."""
    _held(found)
    if request.method == "GET":
        try:
            return JsonResponse({"offset": services.received(found, slot)})
        except InputRefused as refused:
            return JsonResponse({"sentence": refused.sentence}, status=422)
    if "Upload-Length" not in request.headers:
        return _whole_photo(request, found, token, slot)
    try:
        offset, total = (int(request.headers.get(name, "")) for name in ("Upload-Offset", "Upload-Length"))
        shot = services.take_piece(found, slot, offset, total, request.body, at=timezone.now())
    except ValueError:
        sentence = _("This photo is too large or a piece of it is broken. Take it again.")
        return JsonResponse({"sentence": sentence}, status=422)
    except InputRefused as refused:
        if "offset" in refused.errors:
            return JsonResponse({"offset": int(refused.errors["offset"][1])}, status=409)
        return JsonResponse({"sentence": refused.sentence}, status=422)
    except CaseError as refused:
        return JsonResponse({"sentence": refused.sentence}, status=refused.status)
    return JsonResponse({"done": shot is not None})


def _whole_photo(request: HttpRequest, found: Guest, token: str, slot: str) -> HttpResponse:
    file = request.FILES.get("photo")
    if file is None or (file.size or 0) > services.MOST_BYTES:
        messages.error(request, _("Choose the photo that you took."))
        return redirect("accidents:phone", token)
    return _doing(request, token, lambda: services.take_photo(found, slot, file.read(), at=timezone.now()))


@guest
@require_POST
def clear(request: HttpRequest, found: Guest, token: str) -> HttpResponse:
    _held(found)
    return _doing(request, token, lambda: services.clear_road(found, at=timezone.now()))


@guest
@require_POST
def sign(request: HttpRequest, found: Guest, token: str) -> HttpResponse:
    _held(found)
    shown, strokes = request.POST.get("document", ""), request.POST.get("strokes", "")
    return _doing(request, token, lambda: services.sign(found, shown, strokes, at=timezone.now()))


@guest
@require_POST
def review(request: HttpRequest, found: Guest, token: str) -> HttpResponse:
    _held(found)
    text = request.POST.get("text", "")
    return _doing(request, token, lambda: services.ask_review(found, text, at=timezone.now()))


@guest
@require_safe
def document(request: HttpRequest, found: Guest, token: str) -> HttpResponseBase:
    """The party's own copy as PDF: delivery by link."""
    _held(found)
    kind = "agreement" if found.case.status in {"negotiating", "agreed"} else "determination"
    row = documenting.shown_document(found.case, kind)
    if row is None:
        raise LinkRefused("none", _("There is nothing to read yet. Wait for the officer."))
    return stored_file(ensure_pdf(row.pk), "application/pdf", f"{row.title}.pdf", inline=True, policy=OWN_PDF)
