"""Who may act in a case of violation: qualified police, not biased, of the unit; auxiliaries only assist."""

from __future__ import annotations

import datetime as dt

import pytest

from tests import factories
from tests.violations.test_acts import HEARD, IDENTIFIED, INFORMED, act, refusal, step_by_step
from traffic_police.accounts.models import Qualification, Role
from traffic_police.cases.models import CaseEvent, Document
from traffic_police.cases.refusals import ActRefused
from traffic_police.cases.rules.periods import local_day
from violations import services

pytestmark = pytest.mark.django_db


def test_an_officer_who_withdraws_hands_the_case_over_and_does_nothing_more(police):
    colleague = factories.officer(police.unit)
    case = step_by_step(police, IDENTIFIED)
    act(police, case, "recuse", lead=colleague.police_number, reason="当事人系本人亲属")

    assert case.lead_id == colleague.pk
    denied = refusal(police, case, "inform")
    assert (denied.code, denied.law) == ("recused", "行政处罚法 第43条")
    act(colleague, case, "inform")


def test_a_recused_officer_cannot_be_the_second_one_either(police):
    colleague = factories.officer(police.unit)
    case = step_by_step(police, IDENTIFIED)
    act(police, case, "recuse", lead=colleague.police_number, reason="当事人系本人亲属")
    with pytest.raises(ActRefused) as error:
        services.perform_act(colleague, case, "inform", {}, at=factories.now(), second=police)

    assert error.value.code == "recused"


def test_a_head_may_order_somebody_else_to_withdraw_and_a_colleague_may_not(police, leader):
    colleague, third = factories.officer(police.unit), factories.officer(police.unit)
    case = step_by_step(police, IDENTIFIED)
    data = {"officer": police.police_number, "lead": third.police_number, "reason": "当事人申请回避"}

    assert refusal(colleague, case, "recuse", **data).code == "head_decides"
    act(leader, case, "recuse", **data)
    assert refusal(police, case, "inform").code == "recused"


def test_nobody_handles_a_case_of_ones_own(police):
    police.phone = "13812342216"
    police.save()
    at = factories.now()
    with pytest.raises(ActRefused) as error:
        services.log_on_site(police, factories.on_site(at), at=at)

    assert error.value.law == "行政处罚法 第43条"


def test_an_auxiliary_cannot_decide(police):
    helper = factories.auxiliary(police.unit, Role.DISPATCHER)
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)

    denied = refusal(helper, case, "decide", penalty="fine", fine="200")
    assert denied.code == "not_police"
    assert "第5条" in denied.law


def test_an_auxiliary_assists_but_is_no_second_officer(police):
    helper = factories.auxiliary(police.unit)
    at = factories.now()
    with pytest.raises(ActRefused) as error:
        services.log_on_site(police, factories.on_site(at, second=helper.police_number), at=at)
    assert error.value.code == "not_police"

    case = factories.served(police, assistants=[helper.police_number])
    assert all(event.assistants == [helper.pk] for event in CaseEvent.objects.filter(case=case))


def test_a_second_officer_is_recorded_although_one_suffices(police):
    colleague = factories.officer(police.unit)
    case = factories.served(police, second=colleague.police_number)

    assert set(CaseEvent.objects.filter(case=case).values_list("second_id", flat=True)) == {colleague.pk}
    assert len(Document.objects.get(case=case).data["officers"]) == 2


def test_an_expired_qualification_refuses_every_enforcing_act(police):
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)
    today = local_day(factories.now())
    Qualification.objects.filter(officer=police).update(valid_to=today - dt.timedelta(days=1))
    expired = type(police).objects.get(pk=police.pk)

    denied = refusal(expired, case, "decide", penalty="fine", fine="200")
    assert denied.code == "unqualified"
    assert "行政强制法 第17条" in denied.law


def test_a_stranger_of_another_squad_cannot_act(police):
    stranger = factories.officer(factories.squad("二中队"))
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)

    assert refusal(stranger, case, "decide", penalty="fine", fine="200").code == "unit"
