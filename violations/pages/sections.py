"""The sections of a violation's case page: facts, people and vehicle, decision, payment."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer
from traffic_police.cases import shapes
from traffic_police.cases.models import Case
from traffic_police.cases.pages.subjects import person_token
from traffic_police.registry.rules import masks
from violations.importing.showing import original_shown
from violations.models import Violation
from violations.words import label


def sections(case: Case, row: Violation, officer: Officer, at: dt.datetime) -> list[shapes.Section]:
    """Numbered sections in the order in which a paper would have them."""
    if row.channel == Violation.Channel.IMPORTED:
        return [_imported(row)]
    found = [_facts(case, row), _people(row)]
    if row.answer:
        found.append(_answer(row))
    if row.outcome or row.penalty:
        found.append(_decision(row, at))
    return found


def _when(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _pairs(*pairs: tuple[Any, Any]) -> list[shapes.Pair]:
    return [shapes.Pair(str(name), value) for name, value in pairs if value not in (None, "")]


def _facts(case: Case, row: Violation) -> shapes.Section:
    offence = row.offence
    pairs = _pairs(
        (_("Offence"), f"{offence.key} {offence.short_name}" if offence else ""),
        (_("Occurred"), _when(row.occurred_at)),
        (_("Place"), case.place),
        (_("Violated"), offence.legal_basis if offence else ""),
        *((_FACTS[name], f"{value}") for name, value in row.facts.items() if name in _FACTS),
        (_("Conduct"), offence.description if offence else ""),
    )
    return shapes.Section(_("Facts"), "components/kv.html", {"pairs": pairs})


class _Names(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


_FACTS = _Names(
    speed_measured="km/h", speed_limit="km/h ≤", alcohol_mg_per_100ml="mg/100 ml", load_kg="kg",
    approved_load_kg="kg ≤", gross_mass_kg="kg", max_gross_mass_kg="kg ≤", seats_actual="n", seats_approved="n ≤",
)  # fmt: skip


def _people(row: Violation) -> shapes.Section:
    pairs = [
        shapes.Pair(
            _("Party"),
            row.party_name,
            action=(_("everything on this person"), _person_url(row)) if row.party_id_no else None,
        ),
        shapes.Pair(_("Identity number"), masks.mask_id(row.party_id_no) or "—"),
        shapes.Pair(_("Phone"), masks.mask_phone(row.party_phone) or "—"),
        shapes.Pair(_("Licence classes"), row.licence_class or "—"),
    ]
    if row.plate:
        kind = label("plate_kinds", row.plate_kind)
        pairs.insert(
            1,
            shapes.Pair(_("Vehicle"), f"{kind} {label('vehicle_types', row.vehicle_type) if row.vehicle_type else ''}"),
        )
    return shapes.Section(_("People and vehicle"), "components/kv.html", {"pairs": pairs})


def _person_url(row: Violation) -> str:
    from django.urls import reverse

    return reverse("cases:person", args=[person_token(row.party_id_no)])


def _money(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:,.2f}".removesuffix(".00") + " 元"


def _answer(row: Violation) -> shapes.Section:
    answer = row.answer
    band = f"{_money(row.fine_min)} – {_money(row.fine_max)}" if row.fine_min is not None else "—"
    pairs = _pairs(
        (_("Procedure"), procedure_label(answer.get("procedure", ""))),
        (_("Band of the law"), band),
        (_("Benchmark"), _money(row.fine_suggested)),
        (_("Points"), str(answer.get("points", 0))),
        (_("Basis"), "；".join(answer.get("law", []))),
    )
    return shapes.Section(_("What the law says"), "components/kv.html", {"pairs": pairs})


def procedure_label(code: str) -> str:
    return {
        "simple": _("Simple procedure"), "general": _("General procedure"), "criminal": _("Criminal procedure"),
        "oral_warning": _("Oral warning"), "exempt": _("No penalty"), "no_penalty": _("No penalty"),
        "no_offence": _("No offence"),
    }.get(code, code)  # fmt: skip


def _decision(row: Violation, at: dt.datetime) -> shapes.Section:
    penalty = {"fine": _money(row.fine), "warning": _("Warning")}.get(row.penalty, "")
    pairs = _pairs(
        (_("Penalty"), penalty),
        (_("Points"), str(row.points) if row.penalty else ""),
        (_("Statement"), {"given": _("Given"), "waived": _("Waived")}.get(row.statement, "")),
        (_("What the party said"), row.statement_text),
        (_("Accepted or not, and why"), row.statement_reply),
        (_("National number"), row.national_number),
        (_("Filed"), _when(row.filed_at)),
        (_("Served"), _when(row.served_at)),
        (_("Paid"), f"{row.paid_on} · {_money(row.paid_amount)} · {row.receipt}" if row.paid_on else ""),
    )
    mark = None
    if row.penalty == "fine" and row.paid_on is None and row.served_at is not None:
        mark = ("near", _("not paid yet"))
    return shapes.Section(_("The decision"), "components/kv.html", {"pairs": pairs}, mark=mark)


def _imported(row: Violation) -> shapes.Section:
    pairs = _pairs(
        (_("Source"), row.source_name), (_("Unit in the source"), row.source_unit),
        (_("Kind in the source"), row.source_type),
        (_("Occurred"), _when(row.occurred_at)),
        *((name, value) for name, value in original_shown(row)),
    )  # fmt: skip
    return shapes.Section(_("Original record"), "components/kv.html", {"pairs": pairs}, note=_("kept as it came"))
