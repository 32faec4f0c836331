"""What each act changes beside the status: registered when the app is ready. Nothing here saves."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from traffic_police.cases.issuing import IssuedDocument
from traffic_police.cases.models import Document
from traffic_police.cases.performing import Move
from traffic_police.cases.refusals import InputRefused
from traffic_police.cases.rules.periods import local_day
from traffic_police.cases.typesetting import date_text
from violations import documenting
from violations.guards import FIELDS
from violations.models import Violation
from violations.rules import surcharge
from violations.states import VIOLATION

FEN = Decimal("0.01")
DECISION = "simple_decision"


def _row(move: Move) -> Violation:
    row: Violation = move.details
    return row


def _pending(move: Move, kind: str) -> IssuedDocument | None:
    """A document of this kind that is signed in this very operation."""
    return next((issued for _move, issued in move.ledger.documents if issued.kind.code == kind), None)


def _party(move: Move) -> dict[str, Any]:
    return {"party": _row(move).party_name}


@VIOLATION.on("discover")
def discover(move: Move) -> None:
    row = _row(move)
    assert row.offence is not None
    move.payload |= {
        "plate": row.plate or row.party_name,
        "plate_kind": row.plate_kind,
        "place": move.case.place,
        "offence": row.offence.short_name,
        "offence_code": row.offence.shown_code,
        "facts": row.facts,
        "procedure": row.procedure,
        **_party(move),
    }


@VIOLATION.on("identify")
def identify(move: Move) -> None:
    move.payload |= _party(move)


@VIOLATION.on("inform")
def inform(move: Move) -> None:
    row = _row(move)
    assert row.offence is not None
    move.payload |= {
        **_party(move), "offence": row.offence.short_name, "proposed": row.fine_suggested, "points": points_of(row),
        "basis": row.penalty_basis,
    }  # fmt: skip


@VIOLATION.on("hear")
def hear(move: Move) -> None:
    row, data = _row(move), move.data
    row.statement = data["statement"]
    row.statement_text = data.get("statement_text", "")
    row.statement_accepted = data.get("accepted") if row.statement == "given" else None
    row.statement_reply = data.get("statement_reply", "")
    move.payload |= _party(move)


def points_of(row: Violation) -> int:
    """Points go to an identified driver only, as the law's answer counted them (163 art. 14)."""
    return int((row.answer or {}).get("points") or 0) if row.party_role == "driver" else 0


@VIOLATION.on("decide")
def decide(move: Move) -> None:
    row, data = _row(move), move.data
    row.penalty = data["penalty"]
    fined = row.penalty == Violation.Penalty.FINE
    row.fine = data["fine"] if fined else Decimal(0)
    row.points = points_of(row) if fined else 0  # 163 art. 28: a warning carries no points
    row.deviation_reason = data.get("deviation_reason", "")
    row.outcome = "penalty"
    row.handled_at = move.happened_at
    move.payload |= {"fine": row.fine, "points": row.points, **_party(move)}
    move.issue(DECISION, documenting.simple_decision(move))


@VIOLATION.on("serve")
def serve(move: Move) -> None:
    row, data = _row(move), move.data
    row.service_manner, row.served_at = data["manner"], move.happened_at
    if row.penalty == Violation.Penalty.FINE:
        move.start("payment")
    _note_service(move, DECISION)


def _note_service(move: Move, kind: str) -> None:
    """Into the document of this operation, or onto the one that was signed before."""
    data = move.data
    issued = _pending(move, kind)
    if issued is not None:
        told = documenting.service(data["manner"], move.happened_at, data.get("refusal_note", ""))
        issued.data |= {"service": told, "served_at": move.happened_at}
        payment = move.ledger.running.get("payment")
        if payment is not None and payment.due_at is not None:
            issued.data["payment"]["due"] = date_text(payment.due_at)
        return
    for document in move.documents(kind):
        document.state, document.served_at = Document.State.SERVED, move.happened_at
        move.touch(document)


@VIOLATION.on("file")
def file(move: Move) -> None:
    row = _row(move)
    row.filed_at = move.happened_at
    row.national_number = _numbered(move, move.data.get("national_number", ""))
    move.payload["national_number"] = row.national_number


def _numbered(move: Move, typed: str) -> str:
    """The national number of the decision: from the unit's block, or as typed; never minted."""
    issued = _pending(move, DECISION)
    if issued is not None and typed:
        issued.national_number = typed
        return typed
    document = next(iter(move.documents(DECISION)), None)
    known = document.national_number if document is not None else ""
    if known and typed and typed != known:
        raise InputRefused(
            {
                "national_number": (
                    "numbered",
                    _("The decision already carries the number %(number)s.") % {"number": known},
                )
            }
        )
    if not known and not typed:
        raise InputRefused(
            {"national_number": ("required", _("Type the national document number."))}, law="105号令 第44条"
        )
    if document is not None and not known:
        document.national_number = typed
        move.touch(document)
    return known or typed


@VIOLATION.on("pay")
def pay(move: Move) -> None:
    row, data = _row(move), move.data
    extra = surcharge_on(move, data["paid_on"])
    owed = row.fine + extra
    if data["amount"] != owed:
        raise InputRefused(
            {"amount": ("amount", _("On that day %(owed)s yuan are owed: fine %(fine)s, surcharge %(extra)s.") % {
                "owed": owed, "fine": row.fine, "extra": extra})},
            law="道路交通安全法 第109条；行政处罚法 第72条",
        )  # fmt: skip
    row.paid_on, row.paid_amount, row.receipt = data["paid_on"], owed, data["receipt"]
    move.payload["surcharge"] = extra


def surcharge_on(move: Move, day: dt.date) -> Decimal:
    """Yuan owed beside the fine on DAY; nothing before the last day of payment has passed."""
    deadline = move.ledger.running.get("payment")
    if deadline is None or day <= local_day(deadline.due_at or deadline.earliest_at):
        return Decimal("0.00")
    if deadline.due_at is None:
        raise InputRefused(
            {
                "paid_on": (
                    "no_calendar",
                    _("The last day of payment is not known before the calendar of %(year)s is loaded.")
                    % {"year": deadline.missing_year},
                )
            }
        )
    extra = surcharge(_row(move).fine, local_day(deadline.due_at), day)
    return extra.quantize(FEN, ROUND_HALF_UP)


@VIOLATION.on("collect")
def collect(move: Move) -> None:
    row, data = _row(move), move.data
    row.paid_on, row.paid_amount = local_day(move.happened_at), row.fine
    row.receipt, row.collected_on_spot = data["receipt"], True
    move.payload["amount"] = row.fine
    issued = _pending(move, DECISION)
    if issued is not None:
        basis = documenting.COLLECT_BASIS[data["ground"]]
        issued.data["payment"] = {"mode": "on-the-spot", "basis": basis, "receipt_no": data["receipt"]}


@VIOLATION.on("release")
def release(move: Move) -> None:
    row = _row(move)
    row.outcome, row.handled_at = "oral_warning", move.happened_at
    assert row.offence is not None
    move.payload |= {**_party(move), "facts": row.offence.short_name}
    move.issue("oral_warning_record", documenting.oral_warning_record(move))


@VIOLATION.on("exempt")
def exempt(move: Move) -> None:
    row, data = _row(move), move.data
    row.outcome, row.handled_at, row.exemption_ground = "exempt", move.happened_at, data["ground"]
    told = documenting.exemption_decision(move)
    if manner := data.get("manner"):
        row.service_manner, row.served_at = manner, move.happened_at
        told["served_at"] = move.happened_at
    move.payload |= _party(move)
    move.issue("exemption_decision", told)


@VIOLATION.on("to_general")
def to_general(move: Move) -> None:
    _row(move).procedure = "general"


@VIOLATION.on("withdraw")
def withdraw(move: Move) -> None:
    _row(move).outcome = "withdrawn"


@VIOLATION.on("annul")
def annul(move: Move) -> None:
    _row(move).outcome = "annulled"
    voided = move.documents(DECISION)
    for document in voided:
        document.state, document.voided_at = Document.State.VOIDED, move.happened_at
        document.void_reason = move.data["reason"][:200]
        move.touch(document)
    move.payload["voided"] = [document.number for document in voided]
    move.issue("withdrawal", documenting.withdrawal(move, voided))


@VIOLATION.on("correct")
def correct(move: Move) -> None:
    name, right = move.data["field"], move.data["right"]
    holder = move.case if name == "place" else move.details
    attribute = FIELDS[name]
    move.payload |= {"wrong": getattr(holder, attribute), "right": right}
    setattr(holder, attribute, right)
    move.issue("correction", documenting.correction(move, move.documents(DECISION)))


@VIOLATION.on("recuse")
def recuse(move: Move) -> None:
    officer, lead = move.data.get("officer") or move.actor, move.data["lead"]
    assert officer is not None
    row = _row(move)
    row.recused = [*row.recused, officer.pk]
    move.payload |= {
        "officer": officer.pk, "officer_name": officer.name, "lead": lead.pk, "lead_name": lead.name,
        "old_lead": move.case.lead_id, "unit": lead.unit_id,
    }  # fmt: skip
    move.case.lead, move.case.unit = lead, lead.unit
