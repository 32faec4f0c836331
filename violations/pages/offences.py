"""The offence table: what is in force, how sure each row is, and the codes that an administrator fills in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from traffic_police.accounts.models import Role
from traffic_police.cases import shapes
from traffic_police.cases.forms import InputsForm
from traffic_police.cases.kinds import Input
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.refusals import InputRefused
from violations import queries, services
from violations.models import Offence
from violations.pages.answering import whole

MOST = 100
CODE = (
    Input("code", gettext_lazy("National code"), max_length=5, help=gettext_lazy("Four or five digits, as allotted")),
)
CONFIDENCE = {
    "VERIFIED_CURRENT": ("ok", gettext_lazy("confirmed")),
    "VERIFIED_2018_OK": ("near", gettext_lazy("to be confirmed")),
    "UNKNOWN_CODE": ("near", gettext_lazy("code missing")),
}


def _row(offence: Offence, *, may_fill: bool) -> shapes.Row:
    state, word = CONFIDENCE.get(offence.confidence, ("none", gettext_lazy("superseded")))
    url = reverse("violations:offence-code", args=[offence.pk]) if may_fill and not offence.code else ""
    band = f"{whole(offence.fine_min)}–{whole(offence.fine_max)}" if offence.fine_min is not None else "—"
    valid = f"{offence.valid_from or '—'} – {offence.valid_to or _('no end')}"
    return shapes.Row(
        id=offence.key,
        label=offence.key,
        cells=[
            shapes.Cell(offence.code or offence.key, _("fill in the code") if url else "", url=url),
            shapes.Cell(offence.short_name, offence.description),
            shapes.Cell(band, _("%(n)s points") % {"n": offence.points}),
            shapes.Cell(valid, offence.replaced_by),
            shapes.Cell(mark=(state, str(word)), sub=offence.penalty_basis),
        ],
    )


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """Codes in force today by code, words or initials; superseded ones are named with what replaced them."""
    officer, path = officer_of(request), reverse("violations:offences")
    text = request.GET.get("q", "").strip()[:40]
    blank = request.GET.get("blank") == "1"
    text = text if text.isprintable() else ""
    today = timezone.localdate()
    if blank:
        rows = list(queries.offences_on(today).filter(code="")[:MOST])
    else:
        rows = queries.find_offences(text, on=today, limit=MOST).rows
    may_fill = officer.has(Role.ADMINISTRATOR)
    listing = shapes.Listing(
        title=_("Offence table"),
        columns=[
            shapes.Column(_("Code"), "c-no"),
            shapes.Column(_("Offence"), "c-what"),
            shapes.Column(_("Fine and points"), "c-stage"),
            shapes.Column(_("In force"), "c-next"),
            shapes.Column(_("How sure"), "c-unit"),
        ],
        rows=[_row(row, may_fill=may_fill) for row in rows],
        count=f"{len(rows)}+" if len(rows) == MOST else str(len(rows)),
        chips=[shapes.Chip(f"{_('Search')}：{text}", path)] if text else [],
        adds=[shapes.AddFilter(_("Code, words or initials"), "q")],
        views=[
            shapes.SavedView(_("In force today"), path, current=not blank),
            shapes.SavedView(_("National code missing"), f"{path}?blank=1", current=blank),
        ],
        empty_title=_("No offence matches"),
        empty_text=_("Try the code, a word of the name, or its pinyin initials."),
    )
    return render(request, "cases/list.html", {"listing": listing, "crumbs": []})


@require_http_methods(["GET", "HEAD", "POST"])
def fill_code(request: HttpRequest, offence_id: int) -> HttpResponse:
    """An administrator puts the national code into a row that has none."""
    officer = officer_of(request)
    if not officer.has(Role.ADMINISTRATOR):
        raise PermissionDenied
    offence = get_object_or_404(Offence, pk=offence_id)
    form = InputsForm(CODE, data=request.POST if request.method == "POST" else None)
    back = reverse("violations:offences") + "?blank=1"
    context = {"form": form, "heading": _("Fill in the national code"), "about": f"{offence.key} {offence.short_name}",
               "note": offence.description, "back": back}  # fmt: skip
    if request.method != "POST":
        return render(request, "cases/plain_form.html", context)
    try:
        services.fill_code(officer, offence, form.raw()["code"])
    except InputRefused as refused:
        form.show(refused)
        return render(request, "cases/plain_form.html", context, status=422)
    messages.success(request, _("The code was filled in."))
    return redirect(back)
