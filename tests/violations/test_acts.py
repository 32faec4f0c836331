"""Each act of a violation: what it changes, who may not, and under which article."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from tests import factories
from traffic_police.cases import chains
from traffic_police.cases.deciding import decide
from traffic_police.cases.models import Deadline, DemoMarker, Document
from traffic_police.cases.performing import Step, perform_series
from traffic_police.cases.refusals import ActRefused, InputRefused, Overtaken
from traffic_police.cases.rules.periods import local_day
from violations import services
from violations.states import VIOLATION

pytestmark = pytest.mark.django_db
NUMBER = "371373100012345"


def act(actor, case, name, at=None, **data):
    return services.perform_act(actor, case, name, data, at=at or factories.now())


def refusal(actor, case, name, at=None, **data):
    with pytest.raises(ActRefused) as error:
        act(actor, case, name, at, **data)
    return error.value


def step_by_step(actor, *acts, **fields):
    """The first acts of an operation alone."""
    at = factories.now()
    told = services.checked(factories.on_site(at, **fields), at)
    _question, found = services.asking.ask(services.asking.question_of(told, []))
    offence = services.asking.named_offence(found)
    row = services._row(told, found, offence, at)
    operation = services._Operation(told, found, offence, row, at)
    steps = [Step("discover", {}, told.discovered_at), *(Step(name, data, at) for name, data in acts)]
    return services.open_case(actor, services._opening(actor, operation), steps, at=at)


IDENTIFIED = ("identify", {"licence_checked": True})
INFORMED = ("inform", {})
HEARD = ("hear", {"statement": "waived"})


def pay(actor, case, amount="200.00", on=None, **data):
    return act(actor, case, "pay", amount=amount, paid_on=on or local_day(factories.now()), receipt="鲁财0001", **data)


def test_payment_and_filing_close_the_case_by_themselves(police):
    case = factories.served(police)
    act(police, case, "file", national_number=NUMBER)
    assert case.status == "served"

    events = pay(police, case)

    assert [event.act for event in events] == ["pay", "close"]
    assert events[1].actor is None
    assert (case.status, case.stage) == ("closed", "closed")
    assert not Deadline.objects.filter(case=case, met_at=None, cancelled_at=None).exists()
    assert list(chains.verify()) == []


def test_a_warning_closes_with_its_filing(police):
    case = factories.served(
        police, offence_code="", offence_family="speeding", facts={"speed_measured": 65, "speed_limit": 60}
    )
    events = act(police, case, "file", national_number=NUMBER)

    assert [event.act for event in events] == ["file", "close"]


def test_nobody_closes_by_hand(police):
    case = factories.served(police)

    assert refusal(police, case, "close").code == "system_only"


def test_filing_without_a_block_asks_for_the_national_number(police):
    case = factories.served(police)
    with pytest.raises(InputRefused) as error:
        act(police, case, "file")

    assert "national_number" in error.value.errors
    assert error.value.law == "105号令 第44条"


def test_filing_takes_the_number_that_the_block_gave(police):
    factories.block(police.unit, police)
    case = factories.served(police)
    assert Document.objects.get(case=case).national_number == "371373100000001"

    act(police, case, "file")

    assert factories.violation(case).national_number == "371373100000001"


def test_a_number_from_a_block_is_not_typed_over(police):
    factories.block(police.unit, police)
    case = factories.served(police)
    with pytest.raises(InputRefused) as error:
        act(police, case, "file", national_number=NUMBER)

    assert error.value.errors["national_number"][0] == "numbered"


@pytest.mark.parametrize("amount", ["199.99", "200.01", "0"])
def test_less_or_more_than_owed_is_no_payment(police, amount):
    case = factories.served(police)
    with pytest.raises(InputRefused) as error:
        pay(police, case, amount)

    assert "200" in error.value.errors["amount"][1]


def test_the_fifteenth_day_is_still_without_surcharge_and_the_next_one_costs_three_per_cent(police):
    DemoMarker.objects.create()
    then = factories.now() - dt.timedelta(days=60)
    case = services.log_on_site(police, factories.on_site(then), at=then)
    last = local_day(Deadline.objects.get(case=case, rule="payment").due_at)
    with pytest.raises(InputRefused):
        pay(police, case, "200.00", on=last + dt.timedelta(days=1))
    with pytest.raises(InputRefused):
        pay(police, case, "206.00", on=last)

    pay(police, case, "206.00", on=last + dt.timedelta(days=1))

    row = factories.violation(case)
    assert (row.paid_amount, row.fine) == (Decimal("206.00"), Decimal("200.00"))


def test_the_surcharge_ends_at_the_fine(police):
    DemoMarker.objects.create()
    then = factories.now() - dt.timedelta(days=120)
    case = services.log_on_site(police, factories.on_site(then), at=then)

    pay(police, case, "400.00")

    assert factories.violation(case).paid_amount == Decimal("400.00")


def test_a_payment_is_noted_once(police):
    case = factories.served(police)
    pay(police, case)

    with pytest.raises(ActRefused) as error:
        pay(police, case)
    assert error.value.code == "already_paid"


def test_a_payment_in_the_future_or_before_service_is_refused(police):
    case = factories.served(police)
    today = local_day(factories.now())
    for day, code in ((today + dt.timedelta(days=1), "future"), (today - dt.timedelta(days=1), "too_early")):
        assert refusal(police, case, "pay", amount="200", paid_on=day, receipt="鲁财0001").code == code


def test_a_driver_does_not_pay_on_the_spot(police):
    case = factories.served(police)
    denied = refusal(police, case, "collect", ground="no_objection", receipt="鲁财0001")

    assert denied.code == "driver_pays_bank"
    assert "第108条" in denied.law


def test_a_pedestrian_may_pay_on_the_spot(police):
    walker = {"role": "pedestrian", "name": "庄行人"}
    case = factories.served(police, **factories.CYCLIST | {"offence_code": "3002"}, party=walker, circumstances={})
    row = factories.violation(case)
    if row.penalty != "fine":
        pytest.skip("the table's benchmark is a warning")
    act(police, case, "collect", ground="no_objection", receipt="鲁财0001")

    row.refresh_from_db()
    assert (row.collected_on_spot, row.paid_amount) == (True, row.fine)


@pytest.mark.parametrize("manner", ["refused_to_sign", "refused_to_take"])
def test_a_refusal_is_noted_and_counts_as_service(police, manner):
    case = factories.served(police, service=manner, refusal_note="当事人称不认可")

    row = factories.violation(case)
    document = Document.objects.get(case=case)
    assert row.served_at is not None
    assert (case.status, document.state) == ("served", "served")
    assert document.data["service"]["mode"] == manner.replace("_", "-")
    assert Deadline.objects.filter(case=case, rule="payment").exists()


def test_a_refusal_without_a_note_is_no_service(police):
    case = factories.decided(police)

    assert refusal(police, case, "serve", manner="refused_to_sign").law == "105号令 第44条"


def test_serving_later_marks_the_document_that_was_signed_before(police):
    case = factories.decided(police)
    assert case.status == "decided"
    act(police, case, "serve", manner="signed")

    document = Document.objects.get(case=case)
    assert (document.state, document.served_at is not None) == ("served", True)
    assert document.data["service"]["mode"] == "pending"


def test_without_a_fine_nothing_is_to_be_paid(police):
    case = factories.served(
        police, offence_code="", offence_family="speeding", facts={"speed_measured": 65, "speed_limit": 60}
    )

    denied = refusal(police, case, "pay", amount="1", paid_on=local_day(factories.now()), receipt="鲁财0001")
    assert denied.code == "nothing_to_pay"


def test_annulling_voids_the_decision_and_gives_its_own_document(police, leader):
    case = factories.served(police)
    act(leader, case, "annul", reason="当事人并非实际驾驶人，认定有误")

    row = factories.violation(case)
    decision, withdrawal = Document.objects.filter(case=case).order_by("id")
    assert (case.status, row.outcome) == ("annulled", "annulled")
    assert (decision.state, decision.void_reason) == ("voided", "当事人并非实际驾驶人，认定有误")
    assert withdrawal.kind == "withdrawal"
    assert withdrawal.data["original"]["number"] == decision.number
    assert not Deadline.objects.filter(case=case, met_at=None, cancelled_at=None).exists()


def test_annulling_after_payment_names_the_sum_to_give_back(police, leader):
    case = factories.served(police)
    act(police, case, "file", national_number=NUMBER)
    pay(police, case)
    act(leader, case, "annul", reason="当事人并非实际驾驶人，认定有误")

    assert "贰佰元整" in "".join(Document.objects.get(case=case, kind="withdrawal").data["consequences"])


def test_an_officer_cannot_annul_alone(police):
    case = factories.served(police)

    assert refusal(police, case, "annul", reason="当事人并非实际驾驶人，认定有误").code == "role"


def test_a_correction_keeps_both_values_and_gives_a_notice(police):
    case = factories.served(police)
    events = act(police, case, "correct", field="place", right="人民路与黄海四路路口", reason="路口名称笔误")

    notice = Document.objects.get(case=case, kind="correction")
    assert notice.data["corrections"] == [
        {"item": "违法地点", "was": "人民路与黄海三路路口", "now": "人民路与黄海四路路口"}
    ]
    assert '"wrong":"人民路与黄海三路路口"' in events[0].body
    case.refresh_from_db()
    assert case.place == "人民路与黄海四路路口"


def test_a_closed_case_can_still_be_corrected(police):
    case = factories.served(police)
    act(police, case, "file", national_number=NUMBER)
    pay(police, case)

    act(police, case, "correct", field="name", right="庄鸣", reason="姓名同音误写")

    assert factories.violation(case).party_name == "庄鸣"
    assert case.status == "closed"


def test_nothing_is_corrected_into_itself(police):
    case = factories.served(police)

    assert refusal(police, case, "correct", field="name", right="庄明", reason="姓名误写").code == "nothing_to_correct"


def test_general_procedure_takes_the_case_out_of_the_simple_one(police):
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)
    act(police, case, "to_general", reason="当事人对测速数据提出异议，需进一步调查")

    assert (case.status, factories.violation(case).procedure) == ("general", "general")
    assert refusal(police, case, "decide", penalty="fine", fine="200").code == "status"


def test_a_case_is_withdrawn_only_before_the_decision(police):
    case = step_by_step(police, IDENTIFIED)
    act(police, case, "withdraw", reason="经核实违法事实不成立，撤回")
    assert case.status == "withdrawn"

    assert refusal(police, factories.decided(police), "withdraw", reason="经核实违法事实不成立").code == "status"


def test_no_decision_before_the_hearing(police):
    case = step_by_step(police, IDENTIFIED, INFORMED)

    assert refusal(police, case, "decide", penalty="fine", fine="200").code == "status"


def test_201_yuan_is_too_much_for_simple_procedure(police):
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)

    denied = refusal(police, case, "decide", penalty="fine", fine="201")
    assert denied.code == "fine_too_high"
    assert "105号令 第43条" in denied.law


def test_a_fine_below_the_band_is_refused(police):
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)

    assert refusal(police, case, "decide", penalty="fine", fine="19.99").code == "fine_outside"


def test_a_warning_with_a_fine_is_refused(police):
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)

    denied = refusal(police, case, "decide", penalty="warning", fine="50", deviation_reason="情节轻微并当场改正")
    assert denied.code in {"warning_with_fine", "no_warning"}


def test_the_loser_of_a_race_is_told_who_was_first(police):
    colleague = factories.officer(police.unit, name="民警先到")
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)
    seen = case.version
    services.perform_act(
        colleague, case, "decide", {"penalty": "fine", "fine": "200"}, at=factories.now(), expected_version=seen
    )
    with pytest.raises(Overtaken) as error:
        services.perform_act(
            police, case, "decide", {"penalty": "fine", "fine": "200"}, at=factories.now(), expected_version=seen
        )

    assert error.value.who == "民警先到"
    assert "民警先到" in error.value.sentence


def test_the_buttons_are_judged_without_inputs(police):
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)
    for one in VIOLATION.acts:
        decide(police, one.name, case, at=factories.now())


def test_every_act_that_a_person_does_is_covered_by_a_change_or_changes_the_status_alone():
    silent = {one.name for one in VIOLATION.acts} - set(VIOLATION.changes)

    assert silent <= {"close", "import", "add_evidence", "note"}


def test_a_rolled_back_decision_gives_its_number_back(police):
    first = factories.served(police)
    at = factories.now()
    with pytest.raises(InputRefused):
        services.log_on_site(police, factories.on_site(at, statement=None), at=at)
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)
    with pytest.raises(ActRefused):
        perform_series(police, case, [
            Step("decide", {"penalty": "fine", "fine": "200"}), Step("serve", {"manner": "refused_to_sign"})],
            at=factories.now())  # fmt: skip
    case.refresh_from_db()
    last = factories.served(police)

    serials = list(Document.objects.filter(kind="simple_decision").order_by("id").values_list("serial", flat=True))
    assert serials == [1, 2]
    assert {first.pk, last.pk} == set(Document.objects.values_list("case_id", flat=True))


def test_a_voided_number_is_kept_and_not_given_again(police, leader):
    case = factories.served(police)
    act(leader, case, "annul", reason="当事人并非实际驾驶人，认定有误")
    factories.served(police)

    decisions = Document.objects.filter(kind="simple_decision").order_by("serial")
    assert list(decisions.values_list("serial", "state")) == [(1, "voided"), (2, "served")]
    assert decisions[0].void_reason
