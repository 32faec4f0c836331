"""The whole on-site operation through the service: one call, every act a mark of its own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from traffic_police.cases import chains
from traffic_police.cases.models import Case, CaseEvent, CaseSubject, Deadline, Document
from traffic_police.cases.refusals import ActRefused, InputRefused
from traffic_police.registry.models import Driver, RevealLog, Vehicle, VehicleDriver
from violations import services

pytestmark = pytest.mark.django_db


def acts(case: Case) -> list[str]:
    return list(CaseEvent.objects.filter(case=case).order_by("sequence").values_list("act", flat=True))


def refused(police, **fields) -> InputRefused:
    at = factories.now()
    with pytest.raises(InputRefused) as error:
        services.log_on_site(police, factories.on_site(at, **fields), at=at)
    assert not Case.objects.exists()
    return error.value


def test_a_driver_is_fined_in_one_operation_that_keeps_every_mark(police):
    case = factories.served(police)

    row = factories.violation(case)
    assert acts(case) == ["discover", "identify", "inform", "hear", "decide", "serve"]
    assert (case.status, row.penalty, row.fine, row.points) == ("served", "fine", 200, 6)
    assert row.outcome == "penalty"
    assert row.handled_at is not None
    assert set(Deadline.objects.filter(case=case).values_list("rule", flat=True)) == {
        "filing", "payment", "reconsideration"}  # fmt: skip
    assert Document.objects.get(case=case).state == Document.State.SERVED
    assert list(chains.verify()) == []


def test_the_whole_operation_takes_at_most_25_queries(police):
    factories.served(police)  # calendars and content types are read once per process
    at = factories.now()
    data = factories.on_site(at, plate="鲁Q54321", party=factories.party(name="新人"))
    fresh = type(police).objects.select_related("unit").get(pk=police.pk)

    with CaptureQueriesContext(connection) as queries:
        services.log_on_site(fresh, data, at=at)

    assert len(queries) <= 25, "\n".join(query["sql"][:120] for query in queries)


def test_vehicle_and_driver_go_into_the_register(police):
    factories.served(police)
    factories.served(police)

    vehicle = Vehicle.objects.get(plate=factories.PLATE, plate_kind="02")
    assert vehicle.vehicle_type == "K33"
    assert Driver.objects.count() == 2
    assert VehicleDriver.objects.filter(vehicle=vehicle).count() == 2


def test_the_board_finds_the_case_by_plate_and_person(police):
    case = factories.served(police)

    subjects = {subject.role: subject for subject in CaseSubject.objects.filter(case=case)}
    assert subjects["vehicle"].plate == factories.PLATE
    assert subjects["driver"].person_key == factories.violation(case).party_id_no
    assert subjects["driver"].topic == "1625"


def test_sex_and_birth_come_from_the_identity_number(police):
    row = factories.violation(factories.served(police, party=factories.party(id_no=factories.resident("19900203", 12))))

    assert row.party_sex == "female"
    assert row.party_born == dt.date(1990, 2, 3)


def test_the_answer_of_the_law_is_kept_whole_with_the_case(police):
    row = factories.violation(factories.served(police))

    assert row.answer["procedure"] == "simple"
    assert (row.fine_min, row.fine_max, row.fine_suggested) == (20, 200, 200)
    assert "道路交通安全法 第90条" in row.penalty_basis


def test_a_family_with_measured_values_makes_the_system_name_the_code(police):
    facts = {"speed_measured": 72, "speed_limit": 60}
    row = factories.violation(factories.served(police, offence_code="", offence_family="speeding", facts=facts))

    assert (row.fine, row.points) == (50, 3)
    assert row.facts == {"speed_measured": "72", "speed_limit": "60"}


def test_a_written_warning_carries_neither_fine_nor_points(police):
    row = factories.violation(
        factories.served(
            police, offence_code="", offence_family="speeding", facts={"speed_measured": 65, "speed_limit": 60}
        )
    )

    assert (row.penalty, row.fine, row.points) == ("warning", 0, 0)
    assert not Deadline.objects.filter(case_id=row.pk, rule="payment").exists()


def test_parking_that_ends_at_once_is_released_with_words(police):
    case = factories.released(police)

    row = factories.violation(case)
    assert acts(case) == ["discover", "identify", "inform", "hear", "release"]
    assert (case.status, row.outcome, row.penalty, row.points) == ("released", "oral_warning", "", 0)
    assert Document.objects.get(case=case).kind == "oral_warning_record"


def test_a_first_violation_may_go_unpunished_with_education(police):
    case = factories.exempted(police)

    row = factories.violation(case)
    assert (case.status, row.outcome, row.exemption_ground) == ("exempted", "exempt", "first_violation")
    assert Document.objects.get(case=case).data["education"]["content"] == "已进行安全带使用教育"


def test_no_exemption_without_education(police):
    assert "education" in refused(police, **factories.BELT, outcome="exempt").errors


def test_a_second_violation_within_a_year_is_no_first_one(police):
    person = factories.party()
    factories.exempted(police, party=person)
    at = factories.now()
    data = factories.on_site(at, **factories.BELT, outcome="exempt", education="再次教育", party=person)

    with pytest.raises(ActRefused) as error:
        services.log_on_site(police, data, at=at)

    assert error.value.law == "行政处罚法 第33条"


def test_the_look_back_sees_other_squads_and_is_written_down(police):
    person = factories.party()
    factories.exempted(factories.officer(factories.squad("二中队")), party=person)
    at = factories.now()
    data = {"offence_code": "1120", "occurred_at": at, "road_class": "ordinary", "party": {"id_no": person["id_no"]},
            "circumstances": {"corrected_at_once": True}}  # fmt: skip

    answer = services.preview(police, data, at=at)

    assert answer["exemption"]["eligible"] is False
    assert RevealLog.objects.filter(actor=police, field="earlier_violations").exists()


def test_an_annulled_decision_is_no_earlier_violation(police, leader):
    person = factories.party()
    case = factories.served(police, **factories.BELT, party=person)
    services.perform_act(leader, case, "annul", {"reason": "当事人并非实际驾驶人，认定有误"}, at=factories.now())

    assert factories.exempted(police, party=person).status == "exempted"


def test_drinking_stops_at_general_procedure_with_the_answer_kept(police):
    case = factories.served(police, offence_code="", offence_family="drink_driving", facts={"alcohol_mg_per_100ml": 46})

    row = factories.violation(case)
    assert (case.status, row.procedure, row.penalty) == ("general", "general", "")
    assert acts(case)[-1] == "to_general"
    assert row.answer["points"] == 12
    assert not Document.objects.filter(case=case).exists()


def test_a_crime_is_recorded_and_not_decided(police):
    case = factories.served(police, offence_code="", offence_family="drink_driving", facts={"alcohol_mg_per_100ml": 85})

    assert (case.status, factories.violation(case).answer["procedure"]) == ("general", "criminal")


def test_a_cyclist_under_fourteen_is_educated_not_penalised(police):
    child = {"role": "non_motor", "name": "小庄", "id_no": factories.resident(f"{factories.now().year - 13}0101")}
    case = factories.served(police, **factories.CYCLIST, party=child, education="已责令监护人加以管教")

    row = factories.violation(case)
    assert (case.status, row.exemption_ground, row.penalty) == ("exempted", "capacity", "")


def test_facts_that_show_no_offence_open_no_case(police):
    error = refused(police, offence_code="", offence_family="speeding", facts={"speed_measured": 60, "speed_limit": 60})

    assert error.errors["facts"][0] == "no_offence"


@pytest.mark.parametrize("field", ["informed", "statement"])
def test_no_decision_before_the_party_was_told_and_heard(police, field):
    error = refused(police, **{field: None})

    assert field in error.errors
    assert "行政处罚法" in error.law


def test_a_statement_given_has_to_be_answered(police):
    at = factories.now()
    data = factories.on_site(at, statement="given", statement_text="当时是黄灯")

    with pytest.raises(ActRefused) as error:
        services.log_on_site(police, data, at=at)

    assert error.value.code == "statement_unanswered"


def test_a_statement_given_stands_in_the_decision_with_its_answer(police):
    case = factories.served(
        police,
        statement="given",
        statement_text="当时是黄灯",
        statement_accepted=False,
        statement_reply="录像显示红灯亮起两秒后越线",
    )

    told = Document.objects.get(case=case).data["statement"]
    assert told == {"choice": "given", "text": "当时是黄灯", "accepted": False, "reason": "录像显示红灯亮起两秒后越线"}


def test_a_refused_operation_leaves_nothing_behind(police):
    at = factories.now()
    with pytest.raises(ActRefused):
        services.log_on_site(police, factories.on_site(at, fine="201"), at=at)

    assert not Case.objects.exists()
    assert not Vehicle.objects.exists()


def test_a_fine_that_differs_from_the_benchmark_needs_a_reason(police):
    at = factories.now()
    with pytest.raises(ActRefused) as error:
        services.log_on_site(police, factories.on_site(at, fine="100"), at=at)
    assert error.value.code == "deviation_reason"

    case = factories.served(police, fine="100", deviation_reason="初次违法且主动承认，情节较轻")
    assert factories.violation(case).fine == Decimal(100)


def test_a_pedestrian_carries_no_points(police):
    walker = {"role": "pedestrian", "name": "庄行人"}
    row = factories.violation(
        factories.served(police, **factories.CYCLIST | {"offence_code": "3002"}, party=walker, circumstances={})
    )

    assert row.points == 0
    assert row.plate == ""
