"""The permit desk: what waits for a decision, what is in force."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permits import queries
from permits.pages.places import DESK
from traffic_police.accounts.models import Officer
from traffic_police.cases import shapes
from traffic_police.cases.models import Case
from traffic_police.cases.pages.access import officer_of
from traffic_police.cases.paging import page
from traffic_police.registry.rules import masks


def desk_officer(request: HttpRequest) -> Officer:
    officer = officer_of(request)
    if not officer.has(*DESK):
        raise PermissionDenied(_("Permits are handled by the permit desk and the leaders."))
    return officer


def _labels() -> dict[str, str]:
    return {
        "waiting": _("Waiting"), "clean": _("Every check passed"), "look": _("Somebody has to look"),
        "returned": _("Returned for supplement"), "in_force": _("In force"), "all": _("All"),
    }  # fmt: skip


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    officer, at = desk_officer(request), timezone.now()
    view = request.GET.get("view", "waiting")
    view = view if view in queries.VIEWS else "waiting"
    cases = queries.in_view(queries.visible(officer), view, timezone.localdate(at))
    found = page(cases, request.GET.get("cursor", ""))
    address = reverse("permits:desk")
    labels = _labels().items()
    views = [shapes.SavedView(label, f"{address}?view={name}", current=name == view) for name, label in labels]
    listing = shapes.Listing(
        title=_("Permits"), columns=_columns(), rows=[_row(case, at) for case in found.rows], views=views,
        previous=f"{address}?view={view}&cursor={found.previous}" if found.previous else "",
        next=f"{address}?view={view}&cursor={found.next}" if found.next else "",
        empty_text=_("No application is in this view."),
    )  # fmt: skip
    primary = {"label": _("New application"), "url": reverse("permits:new"), "icon": "pen"}
    crumbs = [(_("Cases"), reverse("cases:list")), (_("Permits"), "")]
    context = {"listing": listing, "crumbs": crumbs, "primary": primary}
    return render(request, "cases/list.html", context)


def _columns() -> list[shapes.Column]:
    return [
        shapes.Column(_("Plate"), "c-plate"), shapes.Column(_("Applicant"), "c-what"),
        shapes.Column(_("Automatic checks"), "c-stage"), shapes.Column(_("Status"), "c-next"),
        shapes.Column(_("Due"), "c-due"),
    ]  # fmt: skip


def _row(case: Case, at: dt.datetime) -> shapes.Row:
    row = case.permit
    name = row.applicant_name if len(row.applicant_name) > 4 else masks.mask_name(row.applicant_name)
    url = reverse("cases:case", args=[case.number])
    due = None
    if case.due_at is not None and case.is_open:
        late = case.due_at < at
        due = ("over" if late else "ok", f"{timezone.localtime(case.due_at):%m-%d}")
    cells = [
        shapes.Cell(plate=shapes.Plate(row.plate, row.plate_kind, url)),
        shapes.Cell(name, f"{row.get_purpose_display()} · {row.first_day:%m-%d}–{row.last_day:%m-%d}", url),
        shapes.Cell(mark=_checks(row.checks)),
        shapes.Cell(str(case.kind_row.status(case.status).label), row.number or case.number),
        shapes.Cell(mark=due),
    ]
    return shapes.Row(str(case.pk), case.number, cells, url)


def _checks(checks: list[dict[str, object]]) -> tuple[str, str] | None:
    if not checks:
        return None
    failed = [str(one["found"]) for one in checks if not one["passed"]]
    return ("over", "；".join(failed)[:60]) if failed else ("done", _("%(count)s passed") % {"count": len(checks)})
