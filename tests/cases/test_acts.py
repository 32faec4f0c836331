"""decide, perform and what they refuse."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from tests.cases.trial import People, begin, opening
from traffic_police.cases.deciding import Denied, choices, decide
from traffic_police.cases.models import Case, CaseEvent, Deadline, Document
from traffic_police.cases.performing import Step, open_case, perform, perform_series
from traffic_police.cases.refusals import ActRefused, InputRefused, Overtaken


def refusal(*args: Any, **kwargs: Any) -> Denied:
    with pytest.raises(ActRefused) as caught:
        perform(*args, **kwargs)
    return caught.value.denied


def test_an_act_moves_the_case_and_leaves_one_event(people: People, case: Case, at: dt.datetime) -> None:
    event = perform(people.owner, "handle", case, {"word": "yes"}, at=at)
    stored = Case.objects.get(pk=case.pk)
    assert (stored.status, stored.stage, stored.version) == ("handled", "handling", 2)
    assert (event.sequence, event.source, event.target) == (2, "noted", "handled")
    assert CaseEvent.objects.filter(case=case).count() == 2


def test_names_stand_in_the_event_as_they_were(people: People, case: Case, at: dt.datetime) -> None:
    perform(people.owner, "handle", case, at=at)
    event = perform(people.owner, "measure", case, at=at, second=people.colleague, assistants=[people.auxiliary])
    body = json.loads(CaseEvent.objects.get(pk=event.pk).body)
    assert (body["actor_name"], body["second_name"], body["assistant_names"]) == ("刘国栋", "孙立伟", ["小辅"])


def test_an_auxiliary_cannot_do_a_police_act(people: People, case: Case, at: dt.datetime) -> None:
    denied = refusal(people.auxiliary, "handle", case, at=at)
    assert denied.code == "not_police"
    assert "第5条" in denied.law


def test_an_expired_qualification_is_refused_with_the_article(people: People, case: Case, at: dt.datetime) -> None:
    denied = refusal(people.expired, "handle", case, at=at)
    assert denied.code == "unqualified"
    assert "行政处罚法 第42条" in denied.law


def test_an_officer_who_left_the_service_is_refused(people: People, case: Case, at: dt.datetime) -> None:
    people.owner.is_active = False
    assert refusal(people.owner, "handle", case, at=at).code == "inactive"


def test_a_role_outside_the_act_is_refused(people: People, case: Case, at: dt.datetime) -> None:
    assert refusal(people.supervisor, "handle", case, at=at).code == "role"


def test_an_officer_of_another_unit_is_refused(people: People, case: Case, at: dt.datetime) -> None:
    assert refusal(people.stranger, "handle", case, at=at).code == "unit"


def test_an_act_of_another_status_is_refused(people: People, case: Case, at: dt.datetime) -> None:
    assert refusal(people.owner, "measure", case, at=at, second=people.colleague).code == "status"


def test_an_act_in_the_future_is_refused(people: People, case: Case, at: dt.datetime) -> None:
    assert refusal(people.owner, "handle", case, at=at, happened_at=at + dt.timedelta(minutes=1)).code == "future"


def test_nobody_can_post_an_act_of_the_system(people: People, case: Case, at: dt.datetime) -> None:
    perform(people.owner, "handle", case, at=at)
    perform(people.owner, "measure", case, at=at, second=people.colleague)
    assert refusal(people.owner, "finish", case, at=at).code == "system_only"


def test_the_system_finishes_in_the_series_of_a_person(people: People, case: Case, at: dt.datetime) -> None:
    steps = [Step("handle"), Step("measure", second=people.colleague), Step("finish", by_system=True)]
    events = perform_series(people.owner, case, steps, at=at)
    assert [event.actor_id for event in events] == [people.owner.pk, people.owner.pk, None]
    assert case.closed_at == at


def test_two_officers_are_needed_where_the_table_says_so(people: People, case: Case, at: dt.datetime) -> None:
    perform(people.owner, "handle", case, at=at)
    assert refusal(people.owner, "measure", case, at=at).code == "second_needed"
    assert refusal(people.owner, "measure", case, at=at, second=people.owner).code == "second_same"
    assert refusal(people.owner, "measure", case, at=at, second=people.auxiliary).code == "not_police"
    assert refusal(people.owner, "measure", case, at=at, second=people.expired).code == "unqualified"


def test_the_second_officer_is_recorded_and_counts_as_an_actor(people: People, case: Case, at: dt.datetime) -> None:
    perform(people.owner, "handle", case, at=at, second=people.colleague)
    assert CaseEvent.objects.get(case=case, sequence=2).second == people.colleague
    assert refusal(people.colleague, "check", case, at=at).code == "same_person"


def test_who_handled_a_case_cannot_check_it(people: People, case: Case, at: dt.datetime) -> None:
    perform(people.owner, "handle", case, at=at)
    assert refusal(people.owner, "check", case, at=at).code == "same_person"
    perform(people.colleague, "check", case, at=at)


def test_a_guard_refuses_with_its_own_article(people: People, case: Case, at: dt.datetime) -> None:
    denied = refusal(people.owner, "handle", case, {"word": "friday"}, at=at)
    assert (denied.code, denied.law) == ("friday", "试行办法 第5条")


def test_a_refused_series_leaves_nothing(people: People, case: Case, at: dt.datetime) -> None:
    with pytest.raises(ActRefused):
        perform_series(people.owner, case, [Step("handle"), Step("measure")], at=at)
    assert Case.objects.get(pk=case.pk).version == 1
    assert CaseEvent.objects.filter(case=case).count() == 1


def test_a_refused_opening_leaves_no_case(people: People, at: dt.datetime) -> None:
    with pytest.raises(ActRefused):
        open_case(people.auxiliary, opening(people, at), [Step("begin")], at=at)
    assert not Case.objects.exists()


def test_a_kind_cannot_be_opened_by_an_act_of_the_middle(people: People, at: dt.datetime) -> None:
    with pytest.raises(ActRefused):
        open_case(people.owner, opening(people, at), [Step("handle")], at=at)


def test_the_loser_of_a_race_learns_who_and_when(people: People, case: Case, at: dt.datetime) -> None:
    perform(people.colleague, "note", case, {"text": "先到"}, at=at, expected_version=1)
    with pytest.raises(Overtaken) as caught:
        perform(people.owner, "handle", case, at=at, expected_version=1)
    assert caught.value.who == "孙立伟"
    assert caught.value.when == at
    assert "孙立伟" in caught.value.sentence


def test_an_unknown_act_is_refused(people: People, case: Case, at: dt.datetime) -> None:
    assert refusal(people.owner, "explode", case, at=at).code == "unknown_act"
    assert not decide(people.owner, "explode", case, at=at).allowed


def test_choices_put_the_allowed_acts_first_by_weight(people: People, case: Case, at: dt.datetime) -> None:
    offered = choices(people.owner, case, at=at)
    names = [choice.act.name for choice in offered]
    allowed = [choice.act.name for choice in offered if choice.allowed]
    assert allowed == names[: len(allowed)] == ["handle", "check", "note", "drop"]
    assert "begin" not in names
    assert "finish" not in names


def test_choices_and_decide_agree(people: People, case: Case, at: dt.datetime) -> None:
    for officer in (people.owner, people.auxiliary, people.stranger, people.leader, people.supervisor):
        for choice in choices(officer, case, at=at):
            assert decide(officer, choice.act.name, case, at=at) == choice.verdict


def test_every_refusal_of_a_choice_is_a_sentence(people: People, case: Case, at: dt.datetime) -> None:
    for choice in choices(people.auxiliary, case, at=at):
        if isinstance(choice.verdict, Denied):
            assert choice.verdict.code
            assert len(choice.verdict.sentence) > 5


def test_deadlines_follow_the_acts(people: People, case: Case, at: dt.datetime) -> None:
    assert Deadline.objects.get(case=case).rule == "working"
    perform(people.owner, "handle", case, at=at)
    assert Deadline.objects.get(case=case, rule="working").met_at == at
    assert Case.objects.get(pk=case.pk).due_at is None
    perform(people.owner, "drop", case, at=at)
    assert not Deadline.objects.filter(case=case, met_at=None, cancelled_at=None).exists()


def test_a_document_is_numbered_with_its_act(people: People, case: Case, at: dt.datetime) -> None:
    perform(people.owner, "handle", case, at=at)
    perform(people.owner, "measure", case, at=at, second=people.colleague)
    document = Document.objects.get(case=case)
    assert document.serial == 1
    assert document.number.endswith("号")
    assert document.signed_by == people.owner


def test_handing_over_moves_unit_and_lead(people: People, case: Case, at: dt.datetime, settle: Any) -> None:
    perform(people.leader, "hand_over", case, {"lead": "110003", "reason": "辖区调整"}, at=at)
    settle()
    stored = Case.objects.get(pk=case.pk)
    assert (stored.unit, stored.lead) == (people.other_squad, people.stranger)


def test_unknown_inputs_are_refused_by_name(people: People, case: Case, at: dt.datetime) -> None:
    with pytest.raises(InputRefused) as caught:
        perform(people.owner, "handle", case, {"wrod": "x"}, at=at)
    assert caught.value.errors["wrod"][0] == "unknown_field"


def test_cases_of_one_day_have_different_numbers(people: People, at: dt.datetime) -> None:
    numbers = [begin(people, at).number for _ in range(3)]
    assert len(set(numbers)) == 3
    assert all(number.startswith("LG-T-") for number in numbers)
