"""The search box, and one plate or one person across all kinds of cases on one time line."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from traffic_police.accounts.models import Officer
from traffic_police.cases import shapes
from traffic_police.cases.models import Case
from traffic_police.cases.pages import presenting
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.queries import find, visible_cases

MOST = 100
SALT = "cases.person"


def person_token(person_key: str) -> str:
    """The address of a person's page carries no identity number: a signed token instead."""
    return signing.dumps(person_key, salt=SALT, compress=True)


def case_row(case: Case) -> shapes.Row:
    """A case as a row of a plain list: number, matter, plate, status, unit."""
    subjects = list(case.subjects.all())
    plates = presenting.plates_of(subjects)
    kind, status, stage = presenting.words_of(case)
    url = presenting.case_url(case.number)
    when = case.occurred_at or case.opened_at
    return shapes.Row(
        id=case.number, label=case.number, url=url,
        cells=[
            shapes.Cell(case.number, kind, url=url),
            shapes.Cell(case.title, presenting.names_of(subjects)),
            shapes.Cell(plate=plates[0]) if plates else shapes.Cell("—"),
            shapes.Cell(status, stage),
            shapes.Cell(timezone.localtime(when).strftime("%Y-%m-%d %H:%M"), case.place),
            shapes.Cell(str(case.unit), case.lead.name if case.lead else ""),
        ],
    )  # fmt: skip


def columns() -> list[shapes.Column]:
    return [
        shapes.Column(_("Case number"), "c-no"), shapes.Column(_("Matter"), "c-what"),
        shapes.Column(_("Plate"), "c-plate"), shapes.Column(_("Status"), "c-stage"),
        shapes.Column(_("When and where"), "c-next"), shapes.Column(_("Unit and officer"), "c-unit"),
    ]  # fmt: skip


def _subject_page(request: HttpRequest, officer: Officer, heading: str, **about: Any) -> HttpResponse:
    match = {f"subjects__{name}": value for name, value in about.items()}
    cases = list(
        visible_cases(officer).filter(**match).distinct().select_related("unit", "lead").prefetch_related("subjects")
        .order_by("-opened_at", "-id")[:MOST]
    )  # fmt: skip
    listing = shapes.Listing(
        title=heading, columns=columns(), rows=[case_row(case) for case in cases], count=str(len(cases)),
        empty_title=_("Nothing is known here"), empty_text=_("No case that you may see is about this."),
    )  # fmt: skip
    cards = [card for provider in _cards for card in provider(officer, about, timezone.now())]
    context = {"listing": listing, "heading": heading, "cards": cards, "about": about,
               "crumbs": [(_("One subject"), "")]}  # fmt: skip
    return render(request, "cases/subject.html", context)


_cards: list[Any] = []


def register_card(provider: Any) -> None:
    """Apps add what they know of a subject: (officer, about, now) → [shapes.Section]."""
    _cards.append(provider)


@require_safe
def vehicle(request: HttpRequest, plate_kind: str, plate: str) -> HttpResponse:
    if not f"{plate_kind}{plate}".isprintable():
        raise Http404
    return _subject_page(request, officer_of(request), plate, plate=plate, plate_kind=plate_kind)


@require_safe
def person(request: HttpRequest, token: str) -> HttpResponse:
    try:
        key = signing.loads(token, salt=SALT, max_age=86_400)
    except signing.BadSignature as error:
        raise Http404 from error
    return _subject_page(request, officer_of(request), _("One person"), person_key=key)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Straight to the one hit; else the hits as a list."""
    officer, text = officer_of(request), request.GET.get("q", "").strip()[:60]
    found = find(officer, text)
    if found.case is not None:
        return redirect("cases:case", number=found.case.number)
    return redirect(f"{reverse('cases:list')}?{found.query}" if found.query else reverse("cases:list"))
