"""Guards of the acts on accidents: pure functions over the situation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accidents.rules import liability
from accidents.slots import REQUIRED
from traffic_police.cases.kinds import Refusal, Situation

LAW = "146号令"
ASK = _("Ask the questions that are still open before using the video desk.")


def intake(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.occurred_at > situation.at or row.reported_at > situation.at:
        return Refusal("future", _("The accident cannot have happened in the future."))
    if row.reported_at < row.occurred_at:
        return Refusal("order", _("The accident was reported before it happened; check the times."))
    return None


def registration(situation: Situation) -> Refusal | None:
    """146 art. 16: what the register of acceptance holds."""
    if not situation.details.letters:
        return Refusal("no_party", _("Write down at least one party and its vehicle."), f"{LAW} 第16条")
    return None


def by_video(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.mode == "video":
        return None
    reasons = [reason["sentence"] for reason in row.eligibility.get("reasons", []) if "video" in reason["excludes"]]
    if reasons:
        sentence = _("This is no case for the video desk: %(reason)s") % {"reason": reasons[0]}
        return Refusal("not_video", sentence, f"{LAW} 第13条、第20条")
    return Refusal("unanswered", ASK, f"{LAW} 第20条")


def settling(situation: Situation) -> Refusal | None:
    row = situation.details
    if not row.eligibility.get("self_negotiation", False):
        sentence = _("The parties may not settle this between themselves.")
        return Refusal("not_negotiable", sentence, f"{LAW} 第13条、第19条")
    if situation.inputs_given:
        return _levels(situation, f"{LAW} 第21条")
    return None


def evidence(situation: Situation) -> Refusal | None:
    missing = [slot for slot in REQUIRED if slot not in situation.details.slot_list]
    if missing:
        return Refusal("photos_missing", _("Photos are still missing; guide the parties to them."), f"{LAW} 第24条")
    return None


def determination(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.procedure not in {"simple", "self"}:
        sentence = _("This is no case for simple procedure; turn it to general procedure.")
        return Refusal("not_simple", sentence, f"{LAW} 第23条")
    return _levels(situation, f"{LAW} 第24条、第60条") if situation.inputs_given else None


def levels_of(text: str) -> dict[str, str]:
    """A:full,B:none → {"A": "full", "B": "none"}."""
    return dict(part.split(":", 1) for part in text.split(",") if ":" in part)


def _levels(situation: Situation, law: str) -> Refusal | None:
    levels = levels_of(situation.data.get("liability", ""))
    if set(levels) != set(situation.details.letters):
        return Refusal("liability_parties", _("Give every party of this accident a level of liability."), law)
    if liability.is_certificate(list(levels.values())):
        return Refusal("undetermined", _("What cannot be determined goes to general procedure."), f"{LAW} 第67条")
    found = liability.flaw([levels[letter] for letter in sorted(levels)])
    return Refusal(f"liability_{found.code}", found.sentence, found.law) if found else None


def signing(situation: Situation) -> Refusal | None:
    row, letter = situation.details, situation.data.get("letter", "")
    if letter not in row.letters:
        return Refusal("party", _("This party does not belong to the accident."))
    if letter in row.signed:
        return Refusal("signed", _("You have signed already; nothing more is needed."), f"{LAW} 第24条第3款")
    if letter in row.refused:
        return Refusal("refused", _("An officer has already noted that you do not sign."), f"{LAW} 第24条第3款")
    return None


def refusal_noted(situation: Situation) -> Refusal | None:
    return signing(situation) if situation.inputs_given else None


def review(situation: Situation) -> Refusal | None:
    if situation.details.review_asked_at is not None:
        return Refusal("review_once", _("A review can be asked for once only."), f"{LAW} 第71条第2款")
    return None


def forwarding(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.review_asked_at is None or row.review_forwarded_at is not None:
        return Refusal("nothing_to_forward", _("No request for a review is waiting."), f"{LAW} 第72条")
    return None


def closing(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.review_asked_at is not None and row.review_forwarded_at is None:
        sentence = _("First send the request for a review to the upper authority.")
        return Refusal("review_waiting", sentence, f"{LAW} 第72条")
    return None


def violating(situation: Situation) -> Refusal | None:
    if situation.details.violation_number:
        return Refusal("violation_open", _("A violation case was opened from this accident already."))
    return None
