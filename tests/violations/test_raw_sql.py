"""What bypasses the services meets the database: constraints and triggers refuse the same things."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import psycopg2
import pytest
from django.db import DatabaseError, connection, connections, transaction

from tests import factories
from tests.violations.test_acts import HEARD, IDENTIFIED, INFORMED, step_by_step
from traffic_police.cases import chains
from traffic_police.cases.guarding import CONSTRAINTS, guarded_sentence
from traffic_police.cases.models import Case, CaseEvent, Document
from traffic_police.cases.refusals import ActRefused, Overtaken
from violations import services
from violations.models import Violation


@pytest.fixture
def attack(db) -> Callable[..., str]:
    """Run SQL past the services, deferred checks included; returns what the database said."""

    def run(*statements: tuple[str, list[object]]) -> str:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                for sql, values in statements:
                    cursor.execute(sql, values)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        except DatabaseError as error:
            return guarded_sentence(error) or str(error)
        return pytest.fail("the database took it")

    return run


def event_of(case: Case, act: str, source: str, target: str, actor: int | None, **fields: object) -> tuple[str, list]:
    """The INSERT of an event that a bypassing program would try."""
    now = dt.datetime.now(dt.UTC)
    values = {"happened_at": now, "recorded_at": now, "second_id": None} | fields
    return (
        "INSERT INTO cases_caseevent (case_id, sequence, act, source, target, actor_id, second_id, assistants,"
        " happened_at, recorded_at, reason, law, body, transaction, previous_hash, hash)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, '{}', %s, %s, '', '', '{}', 0, '', '')",
        [case.pk, case.version + 1, act, source, target, actor, values["second_id"], values["happened_at"],
         values["recorded_at"]],
    )  # fmt: skip


def moved(case: Case, status: str, stage: str = "handling") -> tuple[str, list]:
    sql = "UPDATE cases_case SET status = %s, stage = %s, version = version + 1 WHERE id = %s"
    return sql, [status, stage, case.pk]


def changed(case: Case, sets: str, *values: object) -> tuple[str, list]:
    return f"UPDATE violations_violation SET {sets} WHERE case_id = %s", [*values, case.pk]


@pytest.fixture
def case(police) -> Case:
    return step_by_step(police, IDENTIFIED, INFORMED, HEARD)


def test_a_row_changes_only_with_an_act(committed_db):
    case = factories.served()
    with pytest.raises(DatabaseError) as error, connection.cursor() as cursor:
        cursor.execute(*changed(case, "fine = 10"))

    assert "recorded act" in guarded_sentence(error.value)


def test_an_auxiliary_cannot_decide_by_raw_sql(attack, case, police):
    helper = factories.auxiliary(police.unit)

    said = attack(event_of(case, "decide", "heard", "decided", helper.pk), moved(case, "decided"))
    assert "no police officer qualified" in said


def test_an_auxiliary_cannot_be_the_second_officer_by_raw_sql(attack, case, police):
    helper = factories.auxiliary(police.unit)

    said = attack(event_of(case, "decide", "heard", "decided", police.pk, second_id=helper.pk), moved(case, "decided"))
    assert "second officer" in said


def test_an_expired_qualification_cannot_decide_by_raw_sql(attack, case, police):
    unqualified = factories.officer(police.unit, qualified=False)

    said = attack(event_of(case, "decide", "heard", "decided", unqualified.pk), moved(case, "decided"))
    assert "no police officer qualified" in said


def test_a_status_is_not_skipped_by_raw_sql(attack, case, police):
    said = attack(event_of(case, "serve", "heard", "served", police.pk), moved(case, "served", "execution"))
    assert "does not lead from" in said


def test_nobody_closes_by_raw_sql_as_a_person(attack, police):
    case = factories.served(police)

    said = attack(event_of(case, "close", "served", "closed", police.pk), moved(case, "closed", "closed"))
    assert "system alone" in said


def test_201_yuan_is_refused_by_the_constraint(attack, case, police):
    said = attack(
        event_of(case, "decide", "heard", "decided", police.pk),
        changed(case, "penalty = 'fine', fine = 201"),
    )
    assert said == str(CONSTRAINTS["violation_simple_fine_limit"])


def test_a_warning_with_points_is_refused_by_the_constraint(attack, case, police):
    said = attack(
        event_of(case, "decide", "heard", "decided", police.pk), changed(case, "penalty = 'warning', points = 3")
    )
    assert said == str(CONSTRAINTS["violation_warning_is_bare"])


def test_a_decision_without_hearing_is_refused_by_the_constraint(attack, police):
    case = step_by_step(police, IDENTIFIED, INFORMED)
    said = attack(
        event_of(case, "hear", "informed", "heard", police.pk),
        changed(case, "penalty = 'fine', fine = 50"),
    )
    assert said == str(CONSTRAINTS["violation_heard_before_decided"])


def test_a_superseded_code_is_refused_by_the_trigger(attack, case, police):
    said = attack(
        event_of(case, "note", "heard", "heard", police.pk),
        changed(case, "offence_id = (SELECT id FROM violations_offence WHERE key = '1344')"),
    )
    assert "not in force" in said


def test_an_occurrence_in_the_future_is_refused_by_the_constraint(attack, case, police):
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    said = attack(event_of(case, "note", "heard", "heard", police.pk), changed(case, "occurred_at = %s", tomorrow))
    assert said == str(CONSTRAINTS["violation_not_in_future"])


def test_a_passed_limitation_is_refused_by_the_constraint(attack, case, police):
    old = dt.datetime.now(dt.UTC) - dt.timedelta(days=3 * 366)
    said = attack(
        event_of(case, "note", "heard", "heard", police.pk),
        changed(case, "occurred_at = %s, offence_id = (SELECT id FROM violations_offence WHERE key = '1625')", old),
    )
    assert said == str(CONSTRAINTS["violation_within_limitation"])


def test_the_last_day_of_the_limitation_still_counts_to_its_last_minute(police):
    at = factories.now()
    row = factories.violation(factories.served(police))
    day = dt.datetime.combine(at.date() - dt.timedelta(days=1), dt.time(4, 0), dt.UTC)
    occurred = day.replace(year=day.year - 2, hour=1) if (day.month, day.day) != (2, 29) else day
    with transaction.atomic():
        data = {"field": "place", "right": "甲路", "reason": "笔误更正"}
        services.perform_act(police, row.case, "correct", data, at=at)
        Violation.objects.filter(pk=row.pk).update(occurred_at=occurred, discovered_at=day)

    row.refresh_from_db()
    assert row.discovered_at - row.occurred_at > dt.timedelta(days=730)


def test_events_documents_and_rows_are_never_deleted(attack, police):
    case = factories.served(police)
    for table in ("cases_caseevent", "cases_document", "violations_violation"):
        assert attack((f"DELETE FROM {table} WHERE case_id = %s", [case.pk]))
        assert attack((f"TRUNCATE {table} CASCADE", []))
    assert attack(("UPDATE cases_caseevent SET actor_id = NULL WHERE case_id = %s", [case.pk]))
    assert attack(("UPDATE cases_document SET number = '' WHERE case_id = %s", [case.pk]))


def test_a_closed_case_does_not_open_again_by_raw_sql(attack, police):
    case = factories.released(police)

    sql = "UPDATE cases_case SET status = 'heard', stage = 'handling', closed_at = NULL WHERE id = %s"
    assert attack((sql, [case.pk]))


def test_every_constraint_of_violations_has_its_sentence():
    from violations.models import Offence

    names = {constraint.name for model in (Violation, Offence) for constraint in model._meta.constraints}
    assert names <= set(CONSTRAINTS)


def test_of_two_officers_deciding_in_the_same_instant_one_wins(committed_db):
    police = factories.officer(name="民警甲")
    rival = factories.officer(police.unit, name="民警乙")
    case = step_by_step(police, IDENTIFIED, INFORMED, HEARD)
    version, outcomes, start = case.version, {}, threading.Barrier(2)

    def run(officer) -> None:
        mine = Case.objects.get(pk=case.pk)
        start.wait()
        try:
            data = {"penalty": "fine", "fine": "200"}
            services.perform_act(officer, mine, "decide", data, at=factories.now(), expected_version=version)
            outcomes[officer.name] = "won"
        except (Overtaken, ActRefused) as error:
            outcomes[officer.name] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(officer,)) for officer in (police, rival)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winner = next(name for name, outcome in outcomes.items() if outcome == "won")
    loser = next(outcome for name, outcome in outcomes.items() if name != winner)
    assert isinstance(loser, Overtaken)
    assert loser.who == winner
    assert CaseEvent.objects.filter(case=case, act="decide").count() == 1
    assert Document.objects.filter(case=case).count() == 1
    assert list(chains.verify()) == []


def test_numbers_taken_by_many_at_once_have_no_gap(committed_db):
    police = factories.officer()
    people = [police, *(factories.officer(police.unit) for _count in range(3))]
    failures: list[BaseException] = []

    def run(officer) -> None:
        try:
            for index in range(4):
                at = factories.now()
                plate = f"鲁Q{officer.police_number[-5:]}"
                data = factories.on_site(at, fine="201" if index == 1 else None, plate=plate)
                try:
                    services.log_on_site(officer, data, at=at)
                except ActRefused:
                    assert index == 1
        except (AssertionError, psycopg2.Error, DatabaseError) as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(officer,)) for officer in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    serials = sorted(Document.objects.values_list("serial", flat=True))
    assert serials == list(range(1, 13))
    assert list(chains.verify()) == []
