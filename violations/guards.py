"""Guards of the acts on violations: pure functions over the situation."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from traffic_police.cases.kinds import Guard, Refusal, Situation
from traffic_police.cases.rules.periods import local_day
from violations.rules import Refusal as LawRefusal
from violations.rules.limitation import check_limitation

SIMPLE_LIMIT = Decimal(200)  # yuan; 105 art. 43, 法 107
MINIMUM_REASON = 10
HEADS = frozenset({"squad_leader", "brigade_leader"})
RECUSAL = "行政处罚法 第43条"
# What `correct` may change: the choice and the attribute of the violation; the place belongs to the case.
FIELDS = {
    "name": "party_name", "address": "party_address", "phone": "party_phone", "place": "place",
    "vehicle_type": "vehicle_type",
}  # fmt: skip
ON_FOOT_OR_CYCLE = frozenset({"pedestrian", "passenger", "non_motor"})


def enforcing(guard: Guard | None = None) -> Guard:
    """GUARD of an act that only unbiased officers may perform (处罚法 43)."""

    def both(situation: Situation) -> Refusal | None:
        return not_recused(situation) or (guard(situation) if guard is not None else None)

    return both


def not_recused(situation: Situation) -> Refusal | None:
    row = situation.details
    for officer in situation.people:
        if officer.pk in (row.recused or ()):
            return Refusal("recused", _("This officer withdrew from the case; somebody else has to act."), RECUSAL)
        if officer.phone and officer.phone == row.party_phone:
            return Refusal(
                "own_case", _("Nobody handles a case of one's own: the party has this officer's phone."), RECUSAL
            )
    return None


def recusal(situation: Situation) -> Refusal | None:
    data = situation.data
    if not situation.inputs_given:
        return None
    actor = situation.people[0]
    who = data.get("officer") or actor
    if who.pk != actor.pk and not HEADS & set(actor.roles):
        return Refusal("head_decides", _("A head decides that somebody else withdraws."), RECUSAL)
    if data["lead"].pk == who.pk or data["lead"].pk in (situation.details.recused or ()):
        return Refusal("same_officer", _("The case has to go to somebody else."), RECUSAL)
    return None


def discovery(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.occurred_at > situation.at or row.discovered_at > situation.at:
        return Refusal("future", _("The violation cannot have happened in the future."))
    offence = row.offence
    day = local_day(row.occurred_at)
    if offence is not None and not offence.valid_on(day):
        return Refusal("superseded", _("The offence code is not in force on the day of the act."), "行政处罚法 第37条")
    try:
        check_limitation(row.occurred_at, row.discovered_at, row.limitation_years == 5, row.ended_at)
    except LawRefusal as refusal:
        return Refusal(refusal.code, refusal.sentence, refusal.law)
    return None


def licence_checked(situation: Situation) -> Refusal | None:
    if situation.data and not situation.data["licence_checked"]:
        return Refusal("licence_unchecked", _("Check the licence and confirm it."), "105号令 第9条")
    return None


def statement(situation: Situation) -> Refusal | None:
    data = situation.data
    if data.get("statement") == "given" and not data.get("statement_text"):
        return Refusal("statement_empty", _("Write down what the party said."), "行政处罚法 第45条")
    if data.get("statement") == "given" and (data.get("accepted") is None or not data.get("statement_reply")):
        return Refusal("statement_unanswered", _("Say whether the defence is accepted, and why."), "行政处罚法 第45条")
    return None


def decision(situation: Situation) -> Refusal | None:
    row, data = situation.details, situation.data
    if row.statement not in {"given", "waived"}:
        return Refusal("not_heard", _("First record the statement, given or waived."), "行政处罚法 第62条")
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
        return Refusal(
            "fine_too_high", _("Simple procedure ends at 200 yuan."), "105号令 第43条；道路交通安全法 第107条"
        )
    low = Decimal("0.01") if (row.answer or {}).get("may_go_below_min") else row.fine_min
    if low is None or row.fine_max is None or not low <= fine <= row.fine_max:
        return Refusal("fine_outside", _("The fine lies outside the band of the law."), row.penalty_basis)
    return _unexplained(fine, situation)


def _unexplained(fine: Decimal, situation: Situation) -> Refusal | None:
    if fine != situation.details.fine_suggested and len(situation.data.get("deviation_reason", "")) < MINIMUM_REASON:
        return Refusal(
            "deviation_reason",
            _("Say in at least ten characters why the penalty differs from the benchmark."),
            "行政处罚法 第34条",
        )
    return None


def _warning(situation: Situation) -> Refusal | None:
    if not situation.details.warning_allowed:
        return Refusal("no_warning", _("The law gives no warning for this act."), situation.details.penalty_basis)
    if situation.data.get("fine"):
        return Refusal("warning_with_fine", _("A warning carries no fine."), "163号令 第28条")
    return _unexplained(Decimal(0), situation)


def service(situation: Situation) -> Refusal | None:
    if str(situation.data.get("manner", "")).startswith("refused") and not situation.data.get("refusal_note"):
        return Refusal("refusal_unnoted", _("Note the refusal to sign; the note counts as service."), "105号令 第44条")
    return None


def filing(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.filed_at is not None:
        return Refusal("already_filed", _("Already filed."))
    return None


def payment(situation: Situation) -> Refusal | None:
    row, data = situation.details, situation.data
    if row.penalty != "fine":
        return Refusal("nothing_to_pay", _("There is nothing to pay."))
    if row.paid_on is not None:
        return Refusal("already_paid", _("Already paid."))
    if data and data["paid_on"] > local_day(situation.at):
        return Refusal("future", _("A payment cannot lie in the future."))
    if data and row.served_at is not None and data["paid_on"] < local_day(row.served_at):
        return Refusal("too_early", _("Nothing was owed before the decision was served."))
    return None


def collection(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.penalty != "fine":
        return Refusal("nothing_to_pay", _("There is nothing to pay."))
    if row.paid_on is not None:
        return Refusal("already_paid", _("Already paid."))
    ground = situation.data.get("ground")
    if ground == "no_objection" and row.party_role not in ON_FOOT_OR_CYCLE:
        return Refusal(
            "driver_pays_bank",
            _("Drivers of motor vehicles pay at the bank or electronically."),
            "道路交通安全法 第108条；105号令 第59条",
        )
    if row.served_at is not None and local_day(situation.happened_at) != local_day(row.served_at):
        return Refusal("not_on_the_spot", _("On the spot means on the day of service."), "行政处罚法 第68条")
    return None


def closing(situation: Situation) -> Refusal | None:
    row = situation.details
    if row.filed_at is None or (row.penalty == "fine" and row.paid_on is None):
        return Refusal("unfinished", _("Closed when filed and paid."))
    return None


def oral_warning(situation: Situation) -> Refusal | None:
    if not situation.details.oral_warning_allowed:
        return Refusal(
            "not_minor",
            _("Only a minor act without points and without effect on traffic is released."),
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
    return service(situation)


def annulment(situation: Situation) -> Refusal | None:
    if "decide" not in situation.done:
        return Refusal("no_decision", _("There is no decision to annul."))
    return None


def correction(situation: Situation) -> Refusal | None:
    data = situation.data
    if data and getattr(situation.details, FIELDS[data["field"]], None) == data["right"]:
        return Refusal("nothing_to_correct", _("This value already stands there."), "行政处罚法 第75条")
    return None
