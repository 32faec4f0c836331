"""The live answer of the form: what the law says to what is typed so far, and what may be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from traffic_police.accounts.models import Officer
from traffic_police.cases.refusals import InputRefused
from violations import services
from violations.pages.sections import procedure_label
from violations.rules import facts_needed, load_table

QUESTION = ("offence_code", "offence_family", "occurred_at", "plate", "plate_kind", "vehicle_type", "use_nature",
            "road_class", "facts", "circumstances")  # fmt: skip

MEASURES = {
    "IMPOUND_VEHICLE": gettext_lazy("Impound the vehicle"), "WITHHOLD_LICENCE": gettext_lazy("Withhold the licence"),
    "TOW": gettext_lazy("Tow away"), "TEST": gettext_lazy("Test"), "CONFISCATE": gettext_lazy("Confiscate"),
    "SUSPEND_LICENCE": gettext_lazy("Suspend the licence"), "REVOKE_LICENCE": gettext_lazy("Revoke the licence"),
    "DETENTION": gettext_lazy("Detention"), "CRIMINAL_TRANSFER": gettext_lazy("Criminal transfer"),
}  # fmt: skip


@dataclass(frozen=True)
class Button:
    name: str
    label: str
    allowed: bool
    reason: str = ""
    go: bool = False


@dataclass(frozen=True)
class Band:
    low: str
    high: str
    pin: str
    apart: bool
    label: str


def question(data: Mapping[str, Any]) -> dict[str, Any]:
    """The preview's body from the form's data; the person only by number, for the look-back."""
    body = {name: data[name] for name in QUESTION if data.get(name) not in (None, "", {})}
    occurred = body.get("occurred_at")
    if isinstance(occurred, str) and len(occurred) == 16:
        body["occurred_at"] = f"{occurred}:00+08:00"
    number = (data.get("party") or {}).get("id_no", "")
    if number:
        body["party"] = {"id_no": number}
    return body


def needed(data: Mapping[str, Any]) -> list[str]:
    """The facts that the chosen offence asks for, as names of the form's fields."""
    offence = load_table().find(str(data.get("offence_code", "")))
    return [f"facts__{name.removeprefix('facts.')}" for name in facts_needed(offence)] if offence else []


def whole(value: str | Decimal | None) -> str:
    return "—" if value is None else f"{Decimal(value):,.2f}".removesuffix(".00")


def _band(answer: Mapping[str, Any]) -> Band | None:
    low, high, sug = answer.get("fine_min"), answer.get("fine_max"), answer.get("fine_suggested")
    if low is None or high is None or Decimal(high) <= Decimal(low):
        return None
    low, high, sug = Decimal(low), Decimal(high), Decimal(sug or 0)
    share = min(max((sug - low) / (high - low), Decimal(0)), Decimal(1))
    label = _("Fine from %(low)s to %(high)s yuan, benchmark %(sug)s yuan") % {
        "low": whole(low), "high": whole(high), "sug": whole(sug)}  # fmt: skip
    return Band(whole(low), whole(high), f"{8 + 84 * share:.1f}", Decimal("0.08") < share < Decimal("0.85"), label)


def context(officer: Officer, data: Mapping[str, Any], *, at: dt.datetime) -> dict[str, Any]:
    """Everything _answer.html and _bar.html take."""
    if not data.get("offence_code"):
        return {"buttons": _buttons(None), "bar_text": _("Choose the offence")}
    try:
        place = str(data.get("road") or data.get("place") or "")[:200]
        answer = services.preview(officer, question(data), at=at, place=place)
    except InputRefused as refused:
        return {"answer_problem": refused.sentence, "answer_law": refused.law, "buttons": _buttons(None),
                "bar_text": _("Not complete yet")}  # fmt: skip
    exemption = answer["exemption"]
    shown = {
        "procedure": procedure_label(answer["procedure"]),
        "fine": whole(answer["fine_suggested"]),
        "measures": "、".join(str(MEASURES.get(name, name)) for name in answer["measures"]),
        "band": _band(answer),
        "reasons": exemption["reasons"],
        "exemption": {"minor": _("Minor, to be released"), "first_violation": _("First violation")}.get(
            exemption["kind"] or "", _("No penalty for minor or first violations")),
        "notes": [],
    }  # fmt: skip
    return {"answer": answer, "shown": shown, "buttons": _buttons(answer), "bar_text": _bar_text(answer, shown)}


def _bar_text(answer: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    if answer["procedure"] != "simple":
        return str(shown["procedure"])
    return _("Fine %(fine)s yuan, %(points)s points") % {"fine": shown["fine"], "points": answer["points"]}


def _buttons(answer: Mapping[str, Any] | None) -> list[Button]:
    """The ways on, the lawful one in front; the others say why not."""
    if answer is None:
        return [Button("penalty", _("Inform and issue"), True, go=True)]
    procedure = answer["procedure"]
    simple, oral = procedure == "simple", procedure == "oral_warning"
    exempt = procedure in {"exempt", "no_penalty"} or (simple and answer["exemption"]["eligible"])
    general = procedure in {"general", "criminal"}
    buttons = [
        Button("oral_warning", _("Oral warning, release"), oral, _oral_reason(answer), go=oral),
        Button("exempt", _("Decide not to penalise"), exempt, _("None of the grounds of 处罚法 33 is met"),
               go=exempt and not simple),
        Button("general", _("To general procedure"), general or simple, _("Not called for"), go=general),
    ]  # fmt: skip
    if not general and not oral:
        buttons.append(
            Button("penalty", _("Inform and issue"), simple, _("The law asks for another procedure"), go=simple)
        )
    return [one for one in buttons if one.allowed or one.name != "general"]


def _oral_reason(answer: Mapping[str, Any]) -> str:
    return _("Carries points: not to be released by word") if answer["points"] else _("Not minor")
