"""What each act changes beside the status: registered when the app is ready. Nothing here saves."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accidents import documenting
from accidents.guards import levels_of
from accidents.models import Accident, AccidentParty
from accidents.rules.eligibility import eligibility
from accidents.rules.liability import CHINESE, LEVELS
from accidents.rules.questions import Answers, answers_of
from accidents.slots import slot_of
from accidents.states import ACCIDENT
from traffic_police.cases.performing import Move
from traffic_police.cases.refusals import InputRefused

PROCEDURES = {
    "self": "自行协商", "simple": "简易程序", "general": "一般程序", "injury_fast": "伤人事故快速处理",
}  # fmt: skip
MODES = {"video": "视频快处", "field": "现场处理", "parties": "当事人自行"}


def _row(move: Move) -> Accident:
    row: Accident = move.details
    return row


def _party(move: Move) -> AccidentParty:
    found = AccidentParty.objects.filter(case_id=move.case.pk, letter=move.data["letter"]).first()
    if found is None:
        raise InputRefused({"letter": ("party", _("This party does not belong to the accident."))})
    move.payload["party"] = found.name
    return found


def answers_checked(data: Any) -> Answers:
    """Answers from a request. Raises InputRefused naming each question that is answered wrongly."""
    if not isinstance(data, dict):
        raise InputRefused({"answers": ("object", _("Send a JSON object."))})
    answers, wrong = answers_of(data)
    if wrong:
        sentence = _("Answer this question with yes, no or a number, or leave it out.")
        raise InputRefused({f"answers.{str(name)[:40]}": (code, sentence) for name, code in wrong.items()})
    return answers


@ACCIDENT.on("report")
def report(move: Move) -> None:
    row = _row(move)
    move.payload |= {
        "reporter": row.reporter or "报警人未留姓名", "place": move.case.place, "parties": move.case.title,
        "late": row.late_report,
    }  # fmt: skip
    if row.late_report:
        move.start("acceptance", at=row.reported_at)


@ACCIDENT.on("triage")
def triage(move: Move) -> None:
    row = _row(move)
    # What the report itself told is part of the answers: nothing has to be typed twice.
    told = {**row.answers, **move.data["answers"]}
    answers = answers_checked(told)
    found = eligibility(answers)
    row.answers, row.eligibility = told, found.as_dict()
    row.procedure, row.mode = found.procedure, found.mode
    row.dead, row.injured = answers.dead, answers.injured
    move.payload |= {
        "procedure": found.procedure, "mode": found.mode, "answers": told,
        "reasons": [reason.code for reason in found.reasons],
        "procedure_label": f"{PROCEDURES[found.procedure]}（{MODES[found.mode]}）",
    }  # fmt: skip
    move.data.pop("answers")


ACCIDENT.on("reassess")(triage)


@ACCIDENT.on("queue")
def queue(move: Move) -> None:
    _row(move).queued_at = move.happened_at


@ACCIDENT.on("connect")
def connect(move: Move) -> None:
    _row(move).connected_at = move.happened_at
    _party(move)


@ACCIDENT.on("join")
def join(move: Move) -> None:
    _party(move)


@ACCIDENT.on("receive_photo")
def receive_photo(move: Move) -> None:
    row, slot = _row(move), slot_of(move.data["slot"])
    if slot is None:
        raise InputRefused({"slot": ("slot", _("This is none of the photos that are asked for."))})
    _party(move)
    row.slots = " ".join(dict.fromkeys([*row.slot_list, slot.code]))
    move.payload["slot_label"] = str(slot.label)


@ACCIDENT.on("fix_evidence")
def fix_evidence(move: Move) -> None:
    _row(move).evidence_at = move.happened_at


@ACCIDENT.on("clear")
def clear(move: Move) -> None:
    _row(move).cleared_at = move.happened_at
    _party(move)


@ACCIDENT.on("note_cleared")
def note_cleared(move: Move) -> None:
    _row(move).cleared_at = move.happened_at


def _first_reason(move: Move) -> None:
    reasons = _row(move).eligibility.get("reasons", [])
    told = [one for one in reasons if "video" in one["excludes"]] or reasons
    move.payload["reason"] = "；".join(f"{one['sentence']}（{one['law']}）" for one in told) or "—"
    move.reason = move.payload["reason"][:500]


ACCIDENT.on("divert_field")(_first_reason)


@ACCIDENT.on("divert_general")
def divert_general(move: Move) -> None:
    _first_reason(move)


@ACCIDENT.on("to_general")
def to_general(move: Move) -> None:
    _row(move).procedure = "general"


def _decided(move: Move) -> None:
    row = _row(move)
    row.liability = levels_of(move.data["liability"])
    row.facts = move.data["facts"]
    move.payload["liability_label"] = "；".join(
        f"{documenting.LETTERS[letter]}{CHINESE[level]}" for letter, level in sorted(row.liability.items())
    )


@ACCIDENT.on("determine")
def determine(move: Move) -> None:
    row = _row(move)
    _decided(move)
    row.determined_at = move.happened_at
    row.cause, row.law = move.data["cause"], move.data["law"]
    row.procedure = "simple"
    row.signed = row.refused = ""
    move.issue("determination", documenting.determination(move))


@ACCIDENT.on("negotiate")
def negotiate(move: Move) -> None:
    _decided(move)
    row = _row(move)
    row.procedure, row.mode = "self", "parties"
    row.signed = row.refused = ""
    move.issue("agreement", documenting.agreement(move))


@ACCIDENT.on("fail_negotiation")
def fail_negotiation(move: Move) -> None:
    row = _row(move)
    found = eligibility(answers_checked({**row.answers, "self_settled": False}))
    row.answers = {**row.answers, "self_settled": False}
    row.eligibility, row.procedure, row.mode = found.as_dict(), found.procedure, found.mode
    row.liability, row.facts, row.signed = {}, "", ""
    for document in move.documents("agreement"):
        document.state, document.voided_at = document.State.VOIDED, move.happened_at
        document.void_reason = move.reason[:200]
        move.touch(document)


@ACCIDENT.on("sign")
def sign(move: Move) -> None:
    row = _row(move)
    _party(move)
    row.signed = "".join(sorted({*row.signed, move.data["letter"]}))
    move.payload["document_hash_short"] = move.data["document_hash"][:12]


@ACCIDENT.on("note_refusal")
def note_refusal(move: Move) -> None:
    row = _row(move)
    _party(move)
    row.refused = "".join(sorted({*row.refused, move.data["letter"]}))


@ACCIDENT.on("deliver")
def deliver(move: Move) -> None:
    _row(move).delivered_at = move.happened_at
    for document in move.documents("determination"):
        document.state, document.served_at = document.State.SERVED, move.happened_at
        move.touch(document)


@ACCIDENT.on("agree")
def agree(move: Move) -> None:
    _row(move).settled = True


@ACCIDENT.on("ask_review")
def ask_review(move: Move) -> None:
    row = _row(move)
    _party(move)
    row.review_asked_at, row.review_text = move.happened_at, move.data["text"]


@ACCIDENT.on("forward_review")
def forward_review(move: Move) -> None:
    _row(move).review_forwarded_at = move.happened_at


@ACCIDENT.on("open_violation")
def open_violation(move: Move) -> None:
    _row(move).violation_number = move.data["number"]


def level_label(level: str) -> str:
    return str(LEVELS.get(level, level))
