"""Whoever bypasses the services meets the database: raw SQL as the application's role, with real commits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from django.db import Error as DatabaseError
from django.db import connection, transaction
from django.utils import timezone

from tests.cases.trial import People, begin, make_kind
from tests.support.databases import copied
from traffic_police.cases import chains, kinds, syncing
from traffic_police.cases.guarding import guarded_sentence
from traffic_police.cases.models import Case, CaseEvent
from traffic_police.cases.performing import perform


@dataclass
class Scene:
    people: People
    case: Case
    measured: Case


@pytest.fixture(scope="module")
def scene(database_template: str, django_db_blocker: Any, worker_id: str, testrun_uid: str) -> Iterator[Scene]:
    """One database of its own for all attacks; every attack is rolled back or refused."""
    kind = kinds.register(make_kind())
    with django_db_blocker.unblock(), copied(f"tp_{testrun_uid[:8]}_{worker_id}_attacks", database_template):
        syncing.sync_transitions()
        people, at = People(), timezone.now()
        measured = begin(people, at)
        perform(people.owner, "handle", measured, at=at)
        perform(people.owner, "measure", measured, at=at, second=people.colleague)
        yield Scene(people, begin(people, at), measured)
    kinds._kinds.pop(kind.code)


@pytest.fixture(autouse=True)
def _real_database(scene: Scene, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


def run(sql: str, values: dict[str, Any]) -> None:
    """One transaction that really commits, so that deferred triggers speak too."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


EVENT = """
INSERT INTO cases_caseevent (case_id, sequence, act, source, target, actor_id, second_id, assistants, happened_at,
    recorded_at, reason, law, body, transaction, previous_hash, hash)
VALUES (%(case)s, %(sequence)s, %(act)s, %(source)s, %(target)s, %(actor)s, %(second)s, '{}', %(happened)s,
    %(recorded)s,
    '', '', '{}', 0, '', '')
"""
MOVE = "; UPDATE cases_case SET version = %(sequence)s, status = %(target)s, stage = %(stage)s WHERE id = %(case)s"


def handled(scene: Scene, **changes: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "case": scene.case.pk, "sequence": 2, "act": "handle", "source": "noted", "target": "handled",
        "stage": "handling", "actor": scene.people.owner.pk, "second": None, "happened": now, "recorded": now,
    } | changes  # fmt: skip


def refused(sql: str, values: dict[str, Any], code: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        run(sql, values)
    assert code in str(caught.value)
    assert not list(chains.verify())


PLAIN_ATTACKS = [
    ("an event is changed", "UPDATE cases_caseevent SET body = '{\"a\":1}' WHERE case_id = %(case)s", "kept:"),
    ("an event is deleted", "DELETE FROM cases_caseevent WHERE case_id = %(case)s", "kept:"),
    ("the events are emptied", "TRUNCATE cases_caseevent", "kept:"),
    ("the cases are emptied", "TRUNCATE cases_case CASCADE", "kept:"),
    ("a case is deleted", "DELETE FROM cases_case WHERE id = %(case)s", "kept:"),
    (
        "a status without an event",
        "UPDATE cases_case SET status = 'done', stage = 'closed', closed_at = now(), "
        "version = version + 1 WHERE id = %(case)s",
        "act_needed:",
    ),
    ("a status without a version", "UPDATE cases_case SET status = 'handled' WHERE id = %(case)s", "act_needed:"),
    ("a unit without an event", "UPDATE cases_case SET unit_id = %(other)s WHERE id = %(case)s", "act_needed:"),
    ("a new number", "UPDATE cases_case SET number = 'X' WHERE id = %(case)s", "fixed:"),
    (
        "a case without an event",
        "INSERT INTO cases_case (number, kind, origin, status, stage, version, unit_id, opened_at, "
        "place, datum, title) VALUES "
        "('LG-T-1', 'trial', 'native', 'noted', 'accepted', 1, %(other)s, now(), '', 'GCJ02', '')",
        "act_needed:",
    ),
    (
        "the own row without an act",
        "UPDATE violations_violation SET plate = '鲁Q99999' WHERE case_id = %(case)s",
        "act_needed:",
    ),
    ("the own row is deleted", "DELETE FROM violations_violation WHERE case_id = %(case)s", "kept:"),
    ("a subject without an act", "UPDATE cases_casesubject SET name = '别人' WHERE case_id = %(case)s", "act_needed:"),
    ("a subject is deleted", "DELETE FROM cases_casesubject WHERE case_id = %(case)s", "kept:"),
    (
        "a deadline is met without an act",
        "UPDATE cases_deadline SET met_at = now() WHERE case_id = %(case)s",
        "act_needed:",
    ),
    (
        "a deadline is postponed",
        "UPDATE cases_deadline SET due_at = due_at + interval '9 days', "
        "earliest_at = due_at + interval '9 days' WHERE case_id = %(measured)s AND rule = 'rolling'",
        "act_needed:",
    ),
    ("a deadline starts later", "UPDATE cases_deadline SET started_at = now() WHERE case_id = %(case)s", "kept:"),
    ("a document says something else", "UPDATE cases_document SET data = '{}' WHERE case_id = %(measured)s", "kept:"),
    ("a document is renumbered", "UPDATE cases_document SET serial = 99 WHERE case_id = %(measured)s", "kept:"),
    (
        "a document is voided without an act",
        "UPDATE cases_document SET voided_at = now(), void_reason = 'x', state = 'voided' WHERE case_id = %(measured)s",
        "act_needed:",
    ),
    ("a document is deleted", "DELETE FROM cases_document WHERE case_id = %(measured)s", "kept:"),
    ("the law of transitions is edited", "UPDATE cases_transition SET person = 'staff' WHERE kind = 'trial'", "kept:"),
    (
        "a transition is added",
        "INSERT INTO cases_transition (kind, act, source, target, stage, person, officers, origin) "
        "VALUES ('trial', 'jump', 'noted', 'done', 'closed', 'staff', 1, 'native')",
        "kept:",
    ),
    ("the transitions are emptied", "TRUNCATE cases_transition", "kept:"),
]


@pytest.mark.parametrize(("sql", "code"), [row[1:] for row in PLAIN_ATTACKS], ids=[row[0] for row in PLAIN_ATTACKS])
def test_the_database_refuses(scene: Scene, sql: str, code: str) -> None:
    values = {"case": scene.case.pk, "measured": scene.measured.pk, "other": scene.people.other_squad.pk}
    refused(sql, values, code)


EVENT_ATTACKS: list[tuple[str, Callable[[Scene], dict[str, Any]], str]] = [
    ("out of sequence", lambda scene: {"sequence": 5}, "chain:"),
    ("a sequence twice", lambda scene: {"sequence": 1, "source": "", "act": "begin", "target": "noted"}, "event_once"),
    ("from another status", lambda scene: {"source": "handled", "act": "measure", "target": "executing"}, "chain:"),
    ("to a status the act does not lead to", lambda scene: {"target": "done", "stage": "closed"}, "transition:"),
    ("an unknown act", lambda scene: {"act": "explode"}, "transition:"),
    ("by an auxiliary", lambda scene: {"actor": scene.people.auxiliary.pk}, "unqualified:"),
    ("with an expired qualification", lambda scene: {"actor": scene.people.expired.pk}, "unqualified:"),
    ("by nobody", lambda scene: {"actor": None}, "actor_needed:"),
    ("the same officer twice", lambda scene: {"second": scene.people.owner.pk}, "event_two_different_officers"),
    (
        "recorded an hour ago",
        lambda scene: {
            "recorded": timezone.now() - dt.timedelta(hours=1),
            "happened": timezone.now() - dt.timedelta(hours=1),
        },
        "clock:",
    ),
    (
        "recorded before it happened",
        lambda scene: {"happened": timezone.now() + dt.timedelta(minutes=5)},
        "event_recorded_after",
    ),
    (
        "on a day before the qualification",
        lambda scene: {"happened": dt.datetime(2019, 1, 1, tzinfo=dt.UTC)},
        "unqualified:",
    ),
]


@pytest.mark.parametrize(("changes", "code"), [row[1:] for row in EVENT_ATTACKS], ids=[row[0] for row in EVENT_ATTACKS])
def test_the_database_refuses_an_event(scene: Scene, changes: Callable[[Scene], dict[str, Any]], code: str) -> None:
    refused(EVENT + MOVE, handled(scene, **changes(scene)), code)


def test_the_database_wants_a_second_officer(scene: Scene) -> None:
    changes = {"case": scene.measured.pk, "sequence": 4, "source": "executing", "target": "executing", "act": "measure"}
    refused(EVENT + MOVE, handled(scene, **changes), "transition:")
    handle = handled(scene)
    measure = {"m_" + key: value for key, value in handled(
        scene, sequence=3, act="measure", source="handled", target="executing", stage="execution").items()}  # fmt: skip
    second = (EVENT + MOVE).replace("%(", "%(m_")
    refused(f"{EVENT}{MOVE}; {second}", handle | measure, "unqualified:")


def test_a_person_cannot_do_what_the_system_does(scene: Scene) -> None:
    changes = {"case": scene.measured.pk, "sequence": 4, "source": "executing", "target": "done", "act": "finish",
               "stage": "closed"}  # fmt: skip
    refused(EVENT + MOVE, handled(scene, **changes), "system_only:")


def test_an_event_that_does_not_move_its_case_is_refused_at_commit(scene: Scene) -> None:
    refused(EVENT, handled(scene), "chain:")


def test_a_forged_hash_is_overwritten(scene: Scene) -> None:
    with transaction.atomic():
        forged = EVENT.replace("0, '', '')", "7, 'feed', 'cafe')")
        run(forged + MOVE, handled(scene))
        event = CaseEvent.objects.get(case=scene.case, sequence=2)
        assert event.hash == chains.digest(event)
        assert event.previous_hash == CaseEvent.objects.get(case=scene.case, sequence=1).hash
        assert event.transaction != 7
        transaction.set_rollback(True)


def test_a_lawful_event_by_raw_sql_passes(scene: Scene) -> None:
    with transaction.atomic():
        run(EVENT + MOVE + "; SET CONSTRAINTS ALL IMMEDIATE", handled(scene))
        assert Case.objects.get(pk=scene.case.pk).status == "handled"
        transaction.set_rollback(True)


def test_a_refusal_of_a_trigger_becomes_a_sentence(scene: Scene) -> None:
    with pytest.raises(DatabaseError) as caught:
        run("DELETE FROM cases_case WHERE id = %(case)s", {"case": scene.case.pk})
    assert guarded_sentence(caught.value) == "A case is never deleted."


def test_only_a_demo_database_takes_past_times(scene: Scene) -> None:
    past = timezone.now() - dt.timedelta(days=3)
    with transaction.atomic():
        run("INSERT INTO cases_demomarker (written_at) VALUES (now())", {})
        run(EVENT + MOVE, handled(scene, happened=past, recorded=past))
        transaction.set_rollback(True)


# What only a superuser can do by switching the triggers off shows in the chains.
def broken(sql: str, values: dict[str, Any]) -> set[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        found = {found.why for found in chains.verify()}
        transaction.set_rollback(True)
    return found


def test_a_changed_body_shows(scene: Scene) -> None:
    sql = 'UPDATE cases_caseevent SET body = \'{"word":"no"}\' WHERE case_id = %(case)s AND sequence = 2'
    assert broken(sql, {"case": scene.measured.pk}) == {"hash"}


def test_a_changed_body_with_a_fitting_hash_breaks_the_link(scene: Scene) -> None:
    event = CaseEvent.objects.get(case=scene.measured, sequence=2)
    event.body = '{"word":"no"}'
    sql = "UPDATE cases_caseevent SET body = %(body)s, hash = %(hash)s WHERE id = %(id)s"
    assert broken(sql, {"body": event.body, "hash": chains.digest(event), "id": event.pk}) == {"link"}


def test_a_cut_tail_shows(scene: Scene) -> None:
    sql = "DELETE FROM cases_caseevent WHERE case_id = %(case)s AND sequence = 3"
    assert broken(sql, {"case": scene.measured.pk}) == {"tail"}


def test_a_missing_event_in_the_middle_shows(scene: Scene) -> None:
    sql = "DELETE FROM cases_caseevent WHERE case_id = %(case)s AND sequence = 2"
    assert {"gap", "link"} <= broken(sql, {"case": scene.measured.pk})


def test_a_cut_tail_with_its_version_shows_in_the_anchored_heads(scene: Scene) -> None:
    before = chains.heads_digest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM cases_caseevent WHERE case_id = %s AND sequence = 3", [scene.measured.pk])
        cursor.execute("UPDATE cases_case SET version = 2 WHERE id = %s", [scene.measured.pk])
        assert chains.heads_digest() != before
        transaction.set_rollback(True)


def test_the_command_verifies_every_chain(scene: Scene, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("verify_chains")
    assert " 0 breaks" in capsys.readouterr().out


def test_the_command_fails_when_a_chain_is_broken(scene: Scene) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE cases_caseevent SET reason = 'x' WHERE case_id = %s", [scene.case.pk])
        with pytest.raises(SystemExit):
            call_command("verify_chains")
        transaction.set_rollback(True)
