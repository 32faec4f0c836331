"""The sections of a permit's case page: what is asked for, the automatic checks, the permit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from permits import automatic, queries, signing
from permits.models import Permit
from traffic_police.accounts.models import Officer
from traffic_police.cases import shapes
from traffic_police.cases.models import Case
from traffic_police.registry import tables
from traffic_police.registry.rules import masks


def state_label(state: str) -> str:
    return {
        "active": _("In force"), "suspended": _("Suspended"), "revoked": _("Revoked"), "expired": _("Expired"),
        "not_begun": _("Not begun yet"),
    }.get(state, state)  # fmt: skip


def times(row: Permit) -> str:
    return "、".join(f"{one['from']}–{one['to']}" for one in row.windows) or _("any time")


def sections(case: Case, row: Permit, _officer: Officer, at: dt.datetime) -> list[shapes.Section]:
    """Numbered sections in the order in which a paper would have them."""
    found = [_asked(case, row)]
    if row.checks:
        found.append(_checks(row))
    if row.number:
        found.append(_permit(row, at))
    return found


def _pairs(*pairs: tuple[Any, Any]) -> list[shapes.Pair]:
    return [shapes.Pair(str(name), value) for name, value in pairs if value not in (None, "")]


def _asked(case: Case, row: Permit) -> shapes.Section:
    drivers = "、".join(f"{masks.mask_name(one['name'])} {''.join(one['classes'])}" for one in row.drivers)
    kind = tables.label("vehicle_types", row.vehicle_type) if row.vehicle_type else ""
    name = row.applicant_name if len(row.applicant_name) > 4 else masks.mask_name(row.applicant_name)
    pairs = _pairs(
        (_("Applicant"), name), (_("Vehicle type"), kind), (_("Drivers"), drivers), (_("Zone"), row.zone.name),
        (_("Route"), "—".join(row.roads) or _("every road of the zone")), (_("Purpose"), row.get_purpose_display()),
        (_("Goods"), row.goods), (_("Days"), f"{row.first_day} – {row.last_day}"), (_("Times of day"), times(row)),
        (_("Term"), row.get_term_display()), (_("To be supplied"), row.supplement),
    )  # fmt: skip
    if case.status in {"draft", "returned"}:
        url = reverse("permits:edit", args=[case.number])
        pairs.append(shapes.Pair(_("Application"), _("not submitted"), action=(_("fill in"), url)))
    return shapes.Section(_("What is asked for"), "components/kv.html", {"pairs": pairs})


def _checks(row: Permit) -> shapes.Section:
    failed = sum(not one["passed"] for one in row.checks)
    pairs = [
        shapes.Pair(str(automatic.LABELS.get(one["code"], one["code"])),
                    f"{'✓' if one['passed'] else '✗'} {one['found']}")
        for one in row.checks
    ]  # fmt: skip
    mark = ("over", _("%(count)s not passed") % {"count": failed}) if failed else ("done", _("all passed"))
    return shapes.Section(_("Automatic checks"), "components/kv.html", {"pairs": pairs}, mark=mark)


def _permit(row: Permit, at: dt.datetime) -> shapes.Section:
    state = queries.live_state(row, timezone.localdate(at))
    pairs = [
        shapes.Pair(_("Permit number"), row.number,
                    action=(_("on the phone"), reverse("permits:phone", args=[signing.phone_token(row)]))),
        shapes.Pair(_("Permit"), "PDF", action=(_("open"), reverse("permits:pdf", args=[row.number]))),
        shapes.Pair(_("State"), state_label(state)),
    ]  # fmt: skip
    return shapes.Section(_("Permit"), "components/kv.html", {"pairs": pairs})
