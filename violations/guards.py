"""Guards of the acts on violations: pure functions over the situation."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from traffic_police.cases.kinds import Refusal, Situation

SIMPLE_LIMIT = Decimal(200)  # yuan; 105 art. 43, 法 107
MINIMUM_REASON = 10


def discovery(situation: Situation) -> Refusal | None:
    occurred = situation.details.occurred_at
    if occurred is not None and occurred > situation.at:
        return Refusal("future", _("The violation cannot have happened in the future."))
    return None


def licence_checked(situation: Situation) -> Refusal | None:
    if situation.data and not situation.data["licence_checked"]:
        return Refusal("licence_unchecked", _("Check the licence and confirm it."), "105号令 第9条")
    return None


def statement(situation: Situation) -> Refusal | None:
    data = situation.data
    if data.get("statement") == "given" and not data.get("statement_text"):
        return Refusal("statement_empty", _("Write down what the party said."), "行政处罚法 第45条")
    if data.get("statement") == "given" and not data.get("statement_reply"):
        return Refusal("statement_unanswered", _("Say whether the defence is accepted, and why."), "行政处罚法 第45条")
    return None


def decision(situation: Situation) -> Refusal | None:
    row, data = situation.details, situation.data
    if row.procedure != "simple":
        return Refusal("not_simple", _("The law asks for another procedure here."), "105号令 第43条")
    if not data:
        return None
    if data["penalty"] == "warning":
        return _warning(situation)
    fine = data.get("fine")
    if fine is None or fine <= 0:
        return Refusal("fine_missing", _("State the fine."))
    if fine > SIMPLE_LIMIT:
        return Refusal("fine_too_high", _("Simple procedure ends at 200 yuan."), "105号令 第43条；道路交通安全法 第107条")
    if row.fine_min is None or row.fine_max is None or not row.fine_min <= fine <= row.fine_max:
        return Refusal("fine_outside", _("The fine lies outside the band of the law."), row.penalty_basis)
    if fine != row.fine_suggested and len(data.get("deviation_reason", "")) < MINIMUM_REASON:
        return Refusal(
            "deviation_reason", _("Say in at least ten characters why the fine differs from the benchmark."),
            "行政处罚法 第34条",
        )
    return None


def _warning(situation: Situation) -> Refusal | None:
    if not situation.details.warning_allowed:
        return Refusal("no_warning", _("The law gives no warning for this act."), situation.details.penalty_basis)
    if situation.data.get("fine"):
        return Refusal("warning_with_fine", _("A warning carries no fine."), "163号令 第28条")
    return None


def service(situation: Situation) -> Refusal | None:
    if situation.data.get("manner") == "refused" and not situation.data.get("refusal_note"):
        return Refusal("refusal_unnoted", _("Note the refusal to sign; the note counts as service."), "105号令 第44条")
    return None


def filing(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.filed_at is not None:
        return Refusal("already_filed", _("Already filed."))
    if situation.inputs_given and not (row.national_number or situation.data.get("national_number")):
        return Refusal("national_number_needed", _("Type the national document number."), "105号令 第44条")
    return None


def payment(situation: Situation) -> Refusal | None:
    row, data = situation.details, situation.data
    if row.penalty != "fine":
        return Refusal("nothing_to_pay", _("There is nothing to pay."))
    if row.paid_on is not None:
        return Refusal("already_paid", _("Already paid."))
    if data and data["paid_on"] > situation.at.date():
        return Refusal("future", _("A payment cannot lie in the future."))
    return None


def collection(situation: Situation) -> Refusal | None:
    row, data = situation.details, situation.data
    if row.penalty != "fine" or row.paid_on is not None:
        return payment(situation)
    if row.party_role in {"driver"} and data.get("ground", "no_objection") == "no_objection":
        return Refusal(
            "driver_pays_bank", _("Drivers of motor vehicles pay at the bank or electronically."),
            "道路交通安全法 第108条；105号令 第59条",
        )
    return None


def closing(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.filed_at is None or (row.penalty == "fine" and row.paid_on is None):
        return Refusal("unfinished", _("Closed when filed and paid."))
    return None


def oral_warning(situation: Situation) -> Refusal | None:
    if not situation.details.oral_warning_allowed:
        return Refusal(
            "not_minor", _("Only a minor act without points and without effect on traffic is released."),
            "道路交通安全法 第87条；执勤规范 第43条",
        )
    if situation.data and not situation.data["corrected"]:
        return Refusal("not_corrected", _("The illegal state has to be removed first."), "执勤规范 第43条")
    return None


def exemption(situation: Situation) -> Refusal | None:
    row, data = situation.details, situation.data
    if not row.exemption_grounds:
        return Refusal("no_ground", _("None of the grounds for not penalising is met."), "行政处罚法 第33条")
    if data and data["ground"] not in row.exemption_grounds:
        return Refusal("ground_unmet", _("This ground is not met."), "行政处罚法 第33条")
    return None


def annulment(situation: Situation) -> Refusal | None:
    if "decide" not in situation.done:
        return Refusal("no_decision", _("There is no decision to annul."))
    return None
