"""The API of violations: the worked pairs of the preview, one operation in, masked facts out."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from tests import factories
from tests.violations.conftest import client_of
from traffic_police.cases.models import Case, CaseEvent
from violations import services
from violations.models import Offence

pytestmark = pytest.mark.django_db
NOON = "2026-11-20T09:12:00+08:00"
CAR = {"plate": "鲁Q12345", "plate_kind": "02", "vehicle_type": "K33", "use_nature": "A", "road_class": "ordinary"}
LORRY = {"plate": "鲁Q67890", "plate_kind": "01", "vehicle_type": "H11", "use_nature": "F", "road_class": "ordinary"}


def ask(api, **body):
    return api.post("/api/v1/violations/preview/", {"occurred_at": NOON, **body}, format="json")


def posted(api, key="", **fields):
    data = factories.on_site(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=2), **fields)
    data["occurred_at"] = fields.get("occurred_at") or data["occurred_at"].isoformat()
    headers = {"Idempotency-Key": key} if key else {}
    return api.post("/api/v1/violations/", data, format="json", headers=headers)


def speed(api, measured, **more):
    return ask(
        api,
        **{**CAR, **more},
        offence_family="speeding",
        facts={"speed_measured": measured, "speed_limit": more.pop("limit", 60)},
    ).json()


def test_ten_per_cent_exactly_is_fifty_yuan_without_points(api):
    answer = speed(api, 66)

    assert (answer["procedure"], answer["fine_min"], answer["fine_max"]) == ("simple", "20.00", "200.00")
    assert (answer["fine_suggested"], answer["points"], answer["officers_required"]) == ("50.00", 0, 1)


def test_twenty_per_cent_exactly_is_three_points(api):
    answer = speed(api, 72)

    assert (answer["fine_suggested"], answer["points"]) == ("50.00", 3)


def test_less_than_ten_per_cent_is_a_written_warning(api):
    answer = speed(api, 65)

    assert (answer["procedure"], answer["fine_suggested"], answer["points"]) == ("simple", "0.00", 0)


def test_drinking_is_general_procedure_of_the_brigade(api):
    answer = ask(api, **CAR, offence_family="drink_driving", facts={"alcohol_mg_per_100ml": 46}).json()

    assert (answer["procedure"], answer["fine_min"], answer["fine_max"]) == ("general", "1000.00", "2000.00")
    assert (answer["points"], answer["officers_required"], answer["decided_by"]) == (12, 2, ["brigade"])
    assert {"SUSPEND_LICENCE", "WITHHOLD_LICENCE"} <= set(answer["measures"])


def test_drunk_driving_is_a_crime(api):
    answer = ask(api, **CAR, offence_family="drink_driving", facts={"alcohol_mg_per_100ml": 85}).json()

    assert answer["procedure"] == "criminal"
    assert {"CRIMINAL_TRANSFER", "REVOKE_LICENCE"} <= set(answer["measures"])
    assert answer["decided_by"] == ["detachment"]


def test_an_overloaded_lorry_has_a_fine_by_load_and_points_by_gross_mass(api):
    facts = {"load_kg": 44100, "approved_load_kg": 31500, "gross_mass_kg": 61100, "max_gross_mass_kg": 49000}
    answer = ask(api, **LORRY, offence_family="overload_goods", facts=facts).json()

    assert (answer["procedure"], answer["fine_min"], answer["fine_max"]) == ("general", "500.00", "2000.00")
    assert answer["points"] == 1
    assert "IMPOUND_VEHICLE" in answer["measures"]


def test_a_first_seat_belt_may_go_unpunished_but_not_with_words(api):
    answer = ask(
        api, **CAR, offence_code="1120", party={"prior": []}, circumstances={"corrected_at_once": True, "harm": "none"}
    ).json()

    assert (answer["procedure"], answer["fine_suggested"], answer["points"]) == ("simple", "50.00", 1)
    assert (answer["exemption"]["kind"], answer["exemption"]["eligible"]) == ("first_violation", True)


def test_who_parks_and_leaves_at_once_is_warned_with_words(api):
    answer = ask(
        api, **CAR, offence_code="1039", circumstances={"corrected_at_once": True, "traffic_affected": False}
    ).json()

    assert answer["procedure"] == "oral_warning"


def test_a_superseded_code_is_refused_and_points_to_its_successor(api):
    answer = ask(api, **CAR, offence_code="1344")

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    error = answer.json()["errors"][0]
    assert error["field"] == "offence_code"
    assert "2022-04-01" in error["detail"]
    assert "1116" in error["detail"]


def test_a_cyclist_of_thirteen_is_not_penalised(api):
    answer = ask(api, offence_code="2007", party={"age": 13}).json()

    assert answer["procedure"] == "no_penalty"
    assert any(
        "guardian" in reason["sentence"].lower() or "监护" in reason["sentence"]
        for reason in answer["exemption"]["reasons"]
    )


def test_fine_and_points_split_at_exactly_half_on_the_motorway(api):
    body = CAR | {"road_class": "motorway"}
    answer = ask(api, **body, offence_family="speeding", facts={"speed_measured": 180, "speed_limit": 120}).json()

    assert (answer["fine_suggested"], answer["points"]) == ("200.00", 12)


def test_unknown_fields_of_a_question_are_refused_by_name(api):
    answer = ask(api, **CAR, offence_code="1120", colour="red")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "colour")


def test_a_preview_saves_no_case(api):
    ask(api, **CAR, offence_code="1120")

    assert not Case.objects.exists()


def test_an_operation_is_posted_once_and_found_again(api):
    answer = posted(api)

    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert answer["Location"].endswith(f"/violations/{body['number']}/")
    assert (body["status"], body["fine"], body["points"], body["offence"]["code"]) == ("served", "200.00", 6, "1625")
    assert body["documents"][0]["kind"] == "simple_decision"
    again = api.get(answer["Location"]).json()
    assert again["answer"]["procedure"] == "simple"


def test_personal_data_leave_the_api_masked(api):
    party = factories.party(name="庄小明", phone="13812342216")
    body = posted(api, party=party).json()

    assert body["party"]["name"] == "庄*明"
    assert body["party"]["phone"] == "138****2216"
    assert party["id_no"] not in str(body)


def test_the_same_key_records_one_case(api):
    key = str(uuid.uuid4())
    at = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=2)
    data = factories.on_site(at) | {"occurred_at": at.isoformat()}
    told = {"format": "json", "headers": {"Idempotency-Key": key}}
    first = api.post("/api/v1/violations/", data, **told)
    second = api.post("/api/v1/violations/", data, **told)
    other = api.post("/api/v1/violations/", data | {"place": "别处路口"}, **told)

    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert first.json()["number"] == second.json()["number"]
    assert Case.objects.count() == 1


@pytest.mark.parametrize(("field", "value", "named"), [
    ("plate", "鲁QIO345", "plate"),
    ("plate_kind", "77", "plate_kind"),
    ("party", {"role": "driver", "name": "庄明", "id_no": "371327198806120010"}, "party.id_no"),
    ("party", factories.party() | {"phone": "123"}, "party.phone"),
    ("party", factories.party() | {"born": "1990-01-01"}, "party.born"),
    ("party", factories.party() | {"shoe_size": 43}, "party.shoe_size"),
    ("party", "庄明", "party"),
    ("party", {"role": "driver"}, "party.name"),
    ("occurred_at", "gestern", "occurred_at"),
    ("place", "", "place"),
    ("place", "路\u202e口", "place"),
    ("place", "x" * 1_000_000, "place"),
    ("offence_code", "1344", "offence_code"),
    ("offence_code", "9999", "offence_code"),
    ("fine", "12.345", "fine"),
    ("facts", [], "facts"),
    ("facts", {"speed_measured": "schnell"}, "facts.speed_measured"),
    ("circumstances", {"harm": "much"}, "circumstances.harm"),
    ("assistants", ["000000"], "assistants"),
    ("second", "000000", "second"),
    ("longitude", 200, "longitude"),
    ("vehicle_type", "Z99", "vehicle_type"),
    ("colour", "red", "colour"),
    ("statement", "maybe", "statement"),
    ("statement", None, "statement"),
])  # fmt: skip
def test_every_refusal_names_its_field(api, field, value, named):
    answer = posted(api, **{field: value})

    assert answer.status_code == 422, answer.content
    assert named in {error["field"] for error in answer.json()["errors"]}
    assert not Case.objects.exists()


@pytest.mark.parametrize("body", [[], "text", 5, None])
def test_a_body_that_is_no_object_is_refused(api, body):
    for path in ("/api/v1/violations/", "/api/v1/violations/preview/"):
        assert api.post(path, body, format="json").status_code == 422


def test_an_act_in_the_future_is_refused(api):
    answer = api.post(
        "/api/v1/violations/",
        factories.on_site() | {"occurred_at": (dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)).isoformat()},
        format="json",
    )

    assert answer.json()["errors"][0]["field"] == "occurred_at"


def test_a_passed_limitation_is_refused_with_its_article(api):
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=800)
    answer = api.post(
        "/api/v1/violations/",
        factories.on_site()
        | {"occurred_at": long_ago.isoformat(), "discovered_at": (dt.datetime.now(dt.UTC)).isoformat()},
        format="json",
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "discovered_at"
    assert answer.json()["law"] == "行政处罚法 第36条"


def test_a_fine_of_201_is_refused_with_its_article(api):
    answer = posted(api, fine="201")

    assert (answer.status_code, answer.json()["code"]) == (403, "fine_too_high")
    assert "105号令 第43条" in answer.json()["law"]


def test_an_auxiliary_cannot_record_a_penalty(police):
    answer = posted(client_of(factories.auxiliary(police.unit)))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_police")
    assert not Case.objects.exists()


def test_an_officer_without_qualification_cannot_record_a_penalty(police):
    answer = posted(client_of(factories.officer(police.unit, qualified=False)))

    assert (answer.status_code, answer.json()["code"]) == (403, "unqualified")


def test_strangers_find_nothing(police):
    case = factories.served(police)
    stranger = client_of(factories.officer(factories.squad("二中队")))

    assert stranger.get(f"/api/v1/violations/{case.number}/").status_code == 404
    assert stranger.get("/api/v1/violations/").json()["results"] == []
    reason = {"reason": "没有任何理由可言的理由"}
    assert stranger.post(f"/api/v1/cases/{case.number}/acts/annul/", reason, format="json").status_code == 404


def test_acts_go_through_the_cases_api_and_closing_follows(api, police):
    case = factories.served(police)
    today = dt.datetime.now(dt.timezone(dt.timedelta(hours=8))).date().isoformat()
    filed = api.post(f"/api/v1/cases/{case.number}/acts/file/", {"national_number": "371373100012345"}, format="json")
    paid = api.post(
        f"/api/v1/cases/{case.number}/acts/pay/",
        {"amount": "200.00", "paid_on": today, "receipt": "鲁财0001"},
        format="json",
    )

    assert (filed.status_code, paid.status_code) == (200, 200), (filed.content, paid.content)
    assert paid.json()["case"]["status"] == "closed"
    assert CaseEvent.objects.filter(case=case).count() == 9


def test_the_list_is_filtered_and_paged_by_cursor(api, police):
    factories.served(police, plate="鲁Q00001")
    factories.released(police, plate="鲁Q00002")
    factories.exempted(police, plate="鲁Q00003")

    def plates(query):
        return [row["plate"] for row in api.get(f"/api/v1/violations/?{query}").json()["results"]]

    assert plates("") == ["鲁Q00003", "鲁Q00002", "鲁Q00001"]
    assert plates("plate=0002") == ["鲁Q00002"]
    assert plates("unpaid=true") == ["鲁Q00001"]
    assert plates("exempted=true") == ["鲁Q00003", "鲁Q00002"]
    assert plates("offence=1120") == ["鲁Q00003"]
    assert plates("status=released") == ["鲁Q00002"]
    assert plates("occurred_after=2100-01-01") == []
    assert api.get("/api/v1/violations/?colour=red").status_code == 422
    assert api.get("/api/v1/violations/?cursor=abc").status_code == 422


def test_a_list_costs_the_same_with_one_row_and_with_many(api, police, django_assert_max_num_queries):
    for _count in range(3):
        factories.served(police)
    with django_assert_max_num_queries(5):
        assert len(api.get("/api/v1/violations/").json()["results"]) == 3


def codes(api, query):
    return [row["code"] for row in api.get(f"/api/v1/offences/?{query}").json()["results"]]


def test_offences_are_found_by_code_words_and_initials(api):
    assert codes(api, "q=1625")[0] == "1625"
    assert "1625" in codes(api, "q=信号灯")
    assert "1625" in codes(api, "q=chd")
    drunk = api.get("/api/v1/offences/?q=zj").json()["results"]
    assert any("醉酒" in row["description"] for row in drunk)


def test_superseded_codes_are_never_offered_and_name_their_successors(api):
    body = api.get("/api/v1/offences/?q=1344").json()

    assert all(row["code"] != "1344" for row in body["results"])
    assert {"code": "1344", "replaced_by": ["1116"]}.items() <= body["superseded"][0].items()
    assert "1344" in codes(api, "q=1344&on=2021-05-01")


def test_the_whole_table_is_paged(api):
    first = api.get("/api/v1/offences/").json()
    second = api.get(first["next"]).json()

    assert first["results"][-1]["key"] < second["results"][0]["key"]


def test_hostile_searches_are_answered_or_refused_by_name(api):
    for text in ("%00", "%", "_", "'; DROP TABLE", "\u202e", "x" * 5000, "%F0%9F%9A%93"):
        assert api.get(f"/api/v1/offences/?q={text}").status_code in {200, 422}
    assert api.get("/api/v1/offences/?on=morgen").status_code == 422


def test_a_code_filled_in_by_hand_names_its_row_and_survives_the_next_sync(api, police):
    from violations.syncing import sync_offences

    row = Offence.objects.filter(code="", procedure="simple", valid_to=None).first()
    services.fill_code(police, row, "99871")
    assert sync_offences() == "unchanged"

    answer = ask(api, **CAR, offence_code="99871")
    assert answer.status_code == 200, answer.content
    assert answer.json()["offence_code"] == row.key
