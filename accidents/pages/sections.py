"""The sections of an accident's case page: report, conditions, parties, procedure, determination."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accidents.models import Accident, AccidentParty
from accidents.rules import clock
from accidents.rules.liability import CHINESE
from accidents.words import label
from traffic_police.accounts.models import Officer
from traffic_police.cases import shapes
from traffic_police.cases.models import Case
from traffic_police.registry.rules import masks

CONDITIONS = (
    ("weather", lazy("Weather")), ("visibility", lazy("Visibility")), ("light", lazy("Lighting")),
    ("surface", lazy("Road surface")),
    ("road_type", lazy("Kind of road")), ("section", lazy("Junction or section")),
    ("form", lazy("Form of the accident")),
    ("collision", lazy("Kind of collision")), ("cause", lazy("Cause")),
)  # fmt: skip


def sections(case: Case, row: Accident, officer: Officer, at: dt.datetime) -> list[shapes.Section]:
    """Numbered sections in the order in which a paper would have them."""
    if row.channel == Accident.Channel.IMPORTED:
        return [_imported(row)]
    found = [_report(case, row), *(_party(one, row) for one in AccidentParty.objects.filter(case=case))]
    found.append(_procedure(row))
    if row.connected_at is not None:
        found.append(_marks(row, at))
    if row.liability:
        found.append(_liability(row))
    return found


def when(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def _pairs(*pairs: tuple[Any, Any]) -> list[shapes.Pair]:
    return [shapes.Pair(str(name), value) for name, value in pairs if value not in (None, "")]


def _report(case: Case, row: Accident) -> shapes.Section:
    codes = ((str(name), label(field, value)) for field, name in CONDITIONS if (value := getattr(row, field)))
    pairs = _pairs(
        (_("Happened at"), when(row.occurred_at)), (_("Reported"), when(row.reported_at)), (_("Place"), case.place),
        (_("Persons killed"), str(row.dead) if row.dead else ""),
        (_("Persons injured"), str(row.injured) if row.injured else ""), *codes,
    )  # fmt: skip
    return shapes.Section(_("Report and conditions"), "components/kv.html", {"pairs": pairs})


def _party(party: AccidentParty, row: Accident) -> shapes.Section:
    pairs = _pairs(
        (_("Name"), masks.mask_name(party.name)),
        (_("Identity number"), masks.mask_id(party.id_no) if party.id_no else ""),
        (_("Phone"), masks.mask_phone(party.phone) if party.phone else ""), (_("Plate"), party.plate),
        (_("Insurer"), f"{party.insurer} {party.policy_no}".strip()), (_("Point of impact"), party.damage),
        (_("Liability"), CHINESE.get(row.liability.get(party.letter, ""), "")),
    )  # fmt: skip
    return shapes.Section(_("Party %(letter)s") % {"letter": party.letter}, "components/kv.html", {"pairs": pairs})


def _procedure(row: Accident) -> shapes.Section:
    reasons = "；".join(f"{one['sentence']}（{one['law']}）" for one in row.eligibility.get("reasons", []))
    pairs = _pairs(
        (_("Procedure"), procedure_label(row.procedure)), (_("How"), mode_label(row.mode)), (_("Why"), reasons),
        (_("Basis"), "；".join(row.eligibility.get("law", []))),
    )  # fmt: skip
    return shapes.Section(_("Which procedure"), "components/kv.html", {"pairs": pairs})


def procedure_label(code: str) -> str:
    return {
        "self": _("Self-settlement"), "simple": _("Simple procedure"), "general": _("General procedure"),
        "injury_fast": _("Fast handling of an injury"),
    }.get(code, code)  # fmt: skip


def mode_label(code: str) -> str:
    return {"video": _("By video"), "field": _("Officer on the scene"), "parties": _("By the parties")}.get(code, code)


MARKS = {
    "connected": lazy("Connected"), "evidence": lazy("Evidence"), "cleared": lazy("Cleared"),
    "determined": lazy("Determined"),
    "delivered": lazy("Delivered"),
}  # fmt: skip


def _marks(row: Accident, at: dt.datetime) -> shapes.Section:
    read = clock.read(row.marks, at)
    pairs = _pairs(*((MARKS[name], clock.words(span)) for name, span in read.marks))
    return shapes.Section(_("Ten-minute clock"), "components/kv.html", {"pairs": pairs})


def _liability(row: Accident) -> shapes.Section:
    pairs = _pairs(
        (_("Facts of the accident"), row.facts), (_("Article violated"), row.law),
        *((letter, CHINESE[level]) for letter, level in sorted(row.liability.items())),
        (_("Request for a review"), row.review_text), (_("Violation case"), row.violation_number),
    )  # fmt: skip
    return shapes.Section(_("Liability"), "components/kv.html", {"pairs": pairs})


def _imported(row: Accident) -> shapes.Section:
    pairs = _pairs(
        (_("Source"), row.source_name), (_("County"), row.county), (_("Happened at"), when(row.occurred_at)),
        (_("Persons killed"), str(row.dead)), (_("Persons injured"), str(row.injured)),
        *((str(name), str(value)) for name, value in row.original.items()),
    )  # fmt: skip
    return shapes.Section(_("Original record"), "components/kv.html", {"pairs": pairs}, note=_("kept as it came"))
