"""The desk of dispatcher and officer: the queue oldest first, the photos as they come, eligibility, liability."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accidents import intake, links, queries, services
from accidents.documenting import shown_document
from accidents.models import Accident
from accidents.pages.sections import MARKS, mode_label, procedure_label
from accidents.rules import clock
from accidents.rules.liability import LEVELS, UNDETERMINED
from accidents.rules.questions import COUNTS, LABELS, QUESTIONS
from accidents.slots import SLOTS
from accidents.states import DESK
from accidents.words import choices
from traffic_police.accounts.models import Officer
from traffic_police.cases import vault
from traffic_police.cases.acting import act_on
from traffic_police.cases.deciding import choices as acts_of
from traffic_police.cases.files import stored_file
from traffic_police.cases.guarding import guarded_sentence
from traffic_police.cases.models import Case
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.refusals import CaseError
from traffic_police.registry.rules import masks

BUTTONS = ("register", "queue", "fix_evidence", "note_cleared", "to_field", "to_general", "fail_negotiation",
           "note_refusal", "forward_review", "close", "decline")  # fmt: skip
HIDDEN = ("in_window", "good_visibility")


def _desk(request: HttpRequest) -> Officer:
    officer = officer_of(request)
    if not officer.has(*DESK):
        raise PermissionDenied(_("Dispatchers and officers work at the accident desk."))
    return officer


def _clock_of(row: Accident) -> dict[str, Any]:
    read = clock.read(row.marks, timezone.now())
    marks = [{"label": MARKS[name], "at": clock.words(span), "done": span is not None} for name, span in read.marks]
    return {"read": read, "elapsed": clock.words(read.elapsed), "marks": marks,
            "x": f"{min(read.seconds * 90 / 600, 100):.2f}"}  # fmt: skip


def _waiting(officer: Officer) -> list[dict[str, Any]]:
    at = timezone.now()
    rows = []
    for case in queries.queue(officer):
        since = case.accident.queued_at or case.opened_at
        rows.append({"case": case, "row": case.accident, "parties": case.accident_parties.all(),
                     "waited": clock.words(at - since), "status": case.kind_row.status(case.status).label})  # fmt: skip
    return rows


@require_safe
def desk(request: HttpRequest, number: str = "") -> HttpResponse:
    officer = _desk(request)
    rows = _waiting(officer)
    case = queries.accident_for(officer, number) if number else rows[0]["case"] if rows else None
    spans = queries.spans(officer, *queries.today(timezone.now()))
    context: dict[str, Any] = {"queue": rows, "case": case, "spans": spans}
    if case is not None:
        context |= _one(officer, case)
    return render(request, "accidents/desk.html", context)


@require_safe
def live(request: HttpRequest, number: str) -> HttpResponse:
    """What changes by itself: clock, photos, signatures; asked for every three seconds."""
    officer = _desk(request)
    case = queries.accident_for(officer, number)
    version = request.GET.get("version", "")
    context = _live(case) | {"case": case, "stale": bool(version) and version != str(case.version)}
    return render(request, "accidents/_live.html", context)


def _live(case: Case) -> dict[str, Any]:
    row: Accident = case.accident
    shots = queries.shots(case)
    signed = queries.signatures(case)
    parties = queries.parties(case)
    return {
        "clock": _clock_of(row), "row": row,
        "photos": [{"slot": slot, "shots": [shot for shot in shots if shot.slot == slot.code]} for slot in SLOTS],
        "signs": [{"party": party, "signature": signed.get(party.letter), "refused": party.letter in row.refused}
                  for party in parties],
        "document": shown_document(case, "determination") or shown_document(case, "agreement"),
    }  # fmt: skip


def _one(officer: Officer, case: Case) -> dict[str, Any]:
    row: Accident = case.accident
    verdicts = {choice.act.name: choice for choice in acts_of(officer, case, at=timezone.now(), details=row)}
    parties = [{"party": party, "name": masks.mask_name(party.name), "id_no": masks.mask_id(party.id_no),
                "phone": masks.mask_phone(party.phone), "level": row.liability.get(party.letter, "")}
               for party in queries.parties(case)]  # fmt: skip
    return _live(case) | {
        "parties": parties, "questions": _questions(row), "eligible": row.eligibility,
        "procedure": procedure_label(row.procedure), "mode": mode_label(row.mode), "levels": _levels(),
        "causes": choices("cause"), "status": case.kind_row.status(case.status).label,
        "buttons": [verdicts[name] for name in BUTTONS if name in verdicts and verdicts[name].allowed],
        "may_answer": case.status in {"triaged", "queued", "connected", "evidence_fixed", "cleared"},
        "may_judge": case.status in {"cleared", "field"}, "may_settle": bool(row.eligibility.get("self_negotiation")),
        "link": "",
    }  # fmt: skip


def _levels() -> list[tuple[str, Any]]:
    return [(code, label) for code, label in LEVELS.items() if code != UNDETERMINED]


def _questions(row: Accident) -> list[dict[str, Any]]:
    return [{"name": name, "label": LABELS[name], "value": row.answers.get(name), "count": name in COUNTS}
            for name in QUESTIONS if name not in HIDDEN]  # fmt: skip


def _answered(form: Mapping[str, str]) -> dict[str, Any]:
    """Answers from radio buttons and number fields; what was left open stays open."""
    words: dict[str, bool | None] = {"yes": True, "no": False, "open": None}
    found: dict[str, Any] = {name: words[form[name]] for name in QUESTIONS if form.get(name) in words}
    found |= {name: int(form[name]) for name in COUNTS if form.get(name, "").isascii() and form.get(name, "").isdigit()}
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a report: what is asked, the law's answer at once, one button."""
    officer = _desk(request)
    context: dict[str, Any] = {
        "typed": request.POST, "letters": "AB", "now": timezone.localtime(),
        "tables": [(spec.name, spec.label, spec.choices) for spec in intake.TOP if spec.kind == "choice"
                   and spec.name not in {"datum", "channel"}],
        "questions": _questions(Accident()),
        "roles": [
            ("motor", _("Motor vehicle")), ("non_motor", _("Non-motor vehicle")), ("pedestrian", _("Pedestrian")),
        ],
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "accidents/new.html", context)
    try:
        case = services.report(officer, _reported(request.POST.dict()), at=timezone.now())
    except CaseError as refused:
        sentences = [sentence for _code, sentence in getattr(refused, "errors", {}).values()]
        context["errors"] = sentences or [refused.sentence]
        return render(request, "accidents/new.html", context, status=refused.status)
    messages.success(request, _("Recorded: %(number)s.") % {"number": case.number})
    return redirect("accidents:one", case.number)


def _reported(form: Mapping[str, str]) -> dict[str, Any]:
    """The form in the shape of the API: party fields are A.name, B.plate …"""
    told: dict[str, Any] = {spec.name: form[spec.name] for spec in intake.TOP if form.get(spec.name)}
    parties = []
    for letter in intake.LETTERS[: intake.MOST_PARTIES]:
        one = {spec.name: form[f"{letter}.{spec.name}"] for spec in intake.PARTY if form.get(f"{letter}.{spec.name}")}
        if one.get("name"):
            parties.append(one)
    return told | {"parties": parties, "answers": _answered(form)}


@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """The law's answer to what is typed so far; nothing is saved."""
    _desk(request)
    form = request.POST.dict()
    answers = _answered(form)
    told = [letter for letter in "AB" if form.get(f"{letter}.name")]
    answers["roles"] = [form[f"{letter}.role"] for letter in told if form.get(f"{letter}.role")]
    answers["in_window"] = services.in_window(timezone.now())
    answers["good_visibility"] = services.good_visibility(
        form.get("weather", ""), form.get("visibility", ""), form.get("light", "")
    )
    found = services.asked(answers)
    missing = [LABELS[name] for name in found.missing if name in LABELS]
    context = {
        "eligible": found.as_dict(), "procedure": procedure_label(found.procedure), "mode": mode_label(found.mode),
        "missing": missing,
    }  # fmt: skip
    return render(request, "accidents/_answer.html", context)


@require_safe
def shot(request: HttpRequest, shot_id: int) -> HttpResponseBase:
    row = queries.shot_for(_desk(request), shot_id)
    path = vault.path_of("evidence", row.sha256)
    if not path.is_file():
        raise Http404
    return stored_file(path, "image/jpeg", f"{row.slot}.jpg", inline=True)


@require_POST
def act(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """One act of the desk; a refusal becomes a sentence on the same page."""
    officer = _desk(request)
    case = queries.accident_for(officer, number)
    do = _DOINGS.get(what)
    if do is None:
        raise Http404
    try:
        do(request, officer, case)
    except CaseError as refused:
        messages.error(request, refused.sentence)
    except DatabaseError as error:
        if not (sentence := guarded_sentence(error)):
            raise
        messages.error(request, sentence)
    return redirect("accidents:one", case.number)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _do_answers(request: HttpRequest, officer: Officer, case: Case) -> None:
    services.reassess(officer, case, _answered(request.POST.dict()), at=timezone.now())


def _do_link(request: HttpRequest, officer: Officer, case: Case) -> None:
    address = links.make(officer, case, request.POST.get("letter", ""), at=timezone.now())
    messages.success(request, _("Send this link to the party: %(address)s") % {"address": address})


def _levels_of(request: HttpRequest, case: Case) -> dict[str, str]:
    return {letter: request.POST.get(f"level.{letter}", "") for letter in case.accident.letters}


def _do_determine(request: HttpRequest, officer: Officer, case: Case) -> None:
    form = request.POST
    services.determine(
        officer, case, _levels_of(request, case), facts=form.get("facts", ""), cause=form.get("cause", ""),
        law=form.get("law", ""), at=timezone.now(), expected_version=_version(request),
    )  # fmt: skip


def _do_negotiate(request: HttpRequest, officer: Officer, case: Case) -> None:
    services.negotiate(officer, case, _levels_of(request, case), facts=request.POST.get("facts", ""), at=timezone.now())


def _do_evidence(request: HttpRequest, officer: Officer, case: Case) -> None:
    services.fix_evidence(officer, case, at=timezone.now(), expected_version=_version(request))


def _plainly(name: str) -> Callable[[HttpRequest, Officer, Case], None]:
    def do(request: HttpRequest, officer: Officer, case: Case) -> None:
        data = {key: request.POST[key] for key in ("reason", "letter") if request.POST.get(key)}
        act_on(officer, name, case, data, at=timezone.now(), expected_version=_version(request))

    return do


_DOINGS: dict[str, Callable[[HttpRequest, Officer, Case], None]] = {
    **{name: _plainly(name) for name in BUTTONS}, "fix_evidence": _do_evidence, "answers": _do_answers,
    "link": _do_link, "determine": _do_determine, "negotiate": _do_negotiate,
}  # fmt: skip
