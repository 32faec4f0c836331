"""Numbers and races: several connections at once, with real commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from tests.cases.trial import People, begin
from traffic_police.accounts.models import Officer
from traffic_police.cases import numbers
from traffic_police.cases.kinds import kind_of
from traffic_police.cases.models import Case, CaseEvent, Document, NationalBlock, NumberCounter
from traffic_police.cases.performing import perform
from traffic_police.cases.refusals import ActRefused, Overtaken


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start all works together; their results or the errors they raised."""
    gate = threading.Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def run(index: int, work: Callable[[], Any]) -> None:
        try:
            gate.wait(20)
            results[index] = work()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_two_in_the_same_instant_one_wins_and_the_other_learns_who_and_when(committed_people: People) -> None:
    people, now = committed_people, timezone.now()
    case = begin(people, now)

    def act(officer: Officer) -> Callable[[], Any]:
        mine = Case.objects.get(pk=case.pk)
        return lambda: perform(officer, "handle", mine, at=timezone.now(), expected_version=1)

    results = at_once(act(people.owner), act(people.colleague))
    won = [result for result in results if isinstance(result, CaseEvent)]
    lost = [result for result in results if isinstance(result, Overtaken)]
    assert (len(won), len(lost)) == (1, 1), results
    assert won[0].actor is not None
    assert lost[0].who == won[0].actor.name
    assert lost[0].when == won[0].recorded_at
    assert Case.objects.get(pk=case.pk).version == 2


def test_without_a_version_the_second_meets_the_new_status(committed_people: People) -> None:
    people = committed_people
    case = begin(people, timezone.now())

    def act(officer: Officer) -> Callable[[], Any]:
        mine = Case.objects.get(pk=case.pk)
        return lambda: perform(officer, "handle", mine, at=timezone.now())

    results = at_once(act(people.owner), act(people.colleague))
    assert sorted(type(result).__name__ for result in results) == ["ActRefused", "CaseEvent"]
    assert next(result for result in results if isinstance(result, ActRefused)).code == "status"


def test_document_numbers_have_no_gaps_when_many_sign_at_once(committed_people: People) -> None:
    people = committed_people
    cases = []
    for _ in range(6):
        case = begin(people, timezone.now())
        perform(people.owner, "handle", case, at=timezone.now())
        cases.append(case)

    def sign(case: Case) -> Callable[[], Any]:
        return lambda: perform(people.owner, "measure", case, at=timezone.now(), second=people.colleague)

    results = at_once(*(sign(case) for case in cases))
    assert not [result for result in results if isinstance(result, Exception)], results
    assert sorted(Document.objects.values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_rolled_back_act_gives_its_number_back(people: People, case: Case, at: Any) -> None:
    perform(people.owner, "handle", case, at=at)
    with transaction.atomic():
        perform(people.owner, "measure", Case.objects.get(pk=case.pk), at=at, second=people.colleague)
        transaction.set_rollback(True)
    perform(people.owner, "measure", Case.objects.get(pk=case.pk), at=at, second=people.colleague)
    assert Document.objects.get().serial == 1
    assert NumberCounter.objects.get().last == 1


def test_numbers_count_per_unit_and_year(people: People) -> None:
    letter = kind_of("trial").document("letter")
    assert [numbers.next_letter(letter, people.squad, 2026).serial for _ in range(2)] == [1, 2]
    assert numbers.next_letter(letter, people.squad, 2027).serial == 1
    assert numbers.next_letter(letter, people.other_squad, 2026).serial == 1
    assert numbers.next_letter(letter, people.brigade, 2026).text == "临港公交试字〔2026〕1号"


def test_national_numbers_come_from_a_block_and_are_never_minted(people: People, at: Any) -> None:
    assert numbers.next_national("1", people.squad) is None
    first = 371_300_000_000_001
    NationalBlock.objects.create(
        category="1", unit=people.squad, first=first, last=first + 1, next=first, loaded_by=people.owner, loaded_at=at
    )
    assert [numbers.next_national("1", people.squad) for _ in range(3)] == [str(first), str(first + 1), None]
    assert numbers.next_national("1", people.other_squad) is None


def test_the_same_key_sent_twice_at_once_acts_once(committed_people: People) -> None:
    people = committed_people
    case = begin(people, timezone.now())

    def post() -> Any:
        client = APIClient()
        client.force_authenticate(Officer.objects.get(pk=people.owner.pk))
        url = f"/api/v1/cases/{case.number}/acts/note/"
        return client.post(url, {"text": "一次"}, format="json", headers={"Idempotency-Key": "twice"})

    answers = at_once(post, post, post)
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert len({answer.content for answer in answers}) == 1
    assert Case.objects.get(pk=case.pk).version == 2
