from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from permits import services
from permits.models import Check, Notice, Zone
from permits.syncing import keep_rule, sync_notices
from tests import factories
from tests.permits.conftest import asked, light, lorry
from traffic_police.accounts.models import Officer

URL = "/api/v1/permits/check/"


def question(**fields: Any) -> dict[str, Any]:
    return {"plate": "鲁Q·3M912", "plate_kind": "01", "at": timezone.now().isoformat(), "road": "人民路"} | fields


def test_the_check_names_rule_and_reason_and_is_stored(api: APIClient, clerk: Officer) -> None:
    lorry()
    answer = api.post(URL, question(), format="json")
    told = answer.json()
    assert answer.status_code == 200, told
    assert (told["restricted"], told["permitted"], told["zone"], told["reason"]) == (True, False, "LG", "no_permit")
    kept = Check.objects.get()
    assert (kept.plate, kept.actor, kept.restricted, kept.answer["rule"]) == ("鲁Q3M912", clerk, True, "LG-1")


def test_a_permit_lifts_the_restriction(api: APIClient, clerk: Officer) -> None:
    light()
    body = asked("鲁Q60B75", plate_kind="02", vehicle_type="H31", purpose="delivery", days=2)
    services.apply(clerk, body, at=factories.now())
    asked_heavy = question(plate="鲁Q60B75", plate_kind="02", gross_mass_kg=4500)
    told = api.post(URL, asked_heavy, format="json").json()
    assert (told["restricted"], told["permitted"], told["reason"]) == (True, True, "permit")
    assert told["permit"] in told["sentence"]


def test_what_the_register_does_not_know_makes_the_answer_open(api: APIClient) -> None:
    told = api.post(URL, question(vehicle_type="H21"), format="json").json()
    assert (told["restricted"], told["permitted"]) == (None, None)
    assert told["missing"] == ["gross_mass_kg", "length_mm"]
    told = api.post(URL, question(vehicle_type="H21", gross_mass_kg=4500, length_mm=5999), format="json").json()
    assert (told["restricted"], told["disputed"]) == (True, True)


def test_a_point_alone_is_answered_only_where_roads_are_drawn(api: APIClient) -> None:
    lorry()
    point = {"lon": 118.85, "lat": 35.25}
    body = {name: value for name, value in question().items() if name != "road"} | point
    assert api.post(URL, body, format="json").json()["reason"] == "unmapped"
    zone = Zone.objects.get(code="LG")
    square = [[118.8, 35.2], [118.9, 35.2], [118.9, 35.3], [118.8, 35.3]]
    keep_rule(zone, {"code": "LG-9", "areas": [{"name": "方", "polygon": square}], "vehicles": [{"types": ["H1"]}]})
    told = api.post(URL, body, format="json").json()
    assert (told["restricted"], told["rule"]) == (True, "LG-9")
    assert api.post(URL, body | {"lon": 117.0}, format="json").json()["restricted"] is False


def test_a_notice_that_is_switched_off_restricts_nobody(api: APIClient) -> None:
    lorry()
    Notice.objects.filter(key="lingang-2020").update(applied=False)
    assert api.post(URL, question(), format="json").json()["restricted"] is False


def test_syncing_twice_changes_nothing(notices: None) -> None:
    assert sync_notices() == "unchanged"


@pytest.mark.parametrize(("fields", "name"), [
    ({"road": None}, "road"), ({"at": "soon"}, "at"), ({"lat": 91, "lon": 1}, "lat"), ({"colour": "red"}, "colour"),
    ({"traits": "x"}, "traits"), ({"plate_kind": "x"}, "plate_kind"), ({"plate": " "}, "plate"),
    ({"gross_mass_kg": "heavy"}, "gross_mass_kg"), ({"road": "\x00"}, "road"), ({"cargo": "milk"}, "cargo"),
])  # fmt: skip
def test_a_question_that_cannot_be_read_names_the_field(api: APIClient, fields: dict[str, Any], name: str) -> None:
    answer = api.post(URL, question(**fields), format="json")
    assert answer.status_code == 422
    assert name in [error["field"] for error in answer.json()["errors"]]


def test_a_check_takes_a_constant_number_of_queries(
    api: APIClient, clerk: Officer, django_assert_max_num_queries: Any
) -> None:
    from permits import checking

    lorry()
    told = checking.Asked("鲁Q3M912", "01", timezone.now(), road="人民路")
    with django_assert_max_num_queries(3):
        checking.answer(told)
    zone = Zone.objects.get(code="LG")
    for number in range(30):
        keep_rule(zone, {"code": f"X-{number}", "roads": [{"road": "人民路"}], "vehicles": [{"types": ["Q"]}]})
    with django_assert_max_num_queries(3):
        checking.answer(told)


def test_an_application_by_the_api_is_listed_and_shown(api: APIClient) -> None:
    lorry()
    made = api.post("/api/v1/permits/", asked(), format="json")
    assert made.status_code == 201, made.json()
    number = made.json()["number"]
    assert made.json()["status"] == "submitted"
    assert len(made.json()["checks"]) == 9
    listed = api.get("/api/v1/permits/?zone=LG&status=submitted").json()
    assert [one["number"] for one in listed["results"]] == [number]
    assert api.get(f"/api/v1/permits/{number}/").json()["plate"] == "鲁Q3M912"
    assert api.get("/api/v1/permits/?colour=red").status_code == 422


def test_a_stranger_does_not_see_it(api: APIClient) -> None:
    lorry()
    number = api.post("/api/v1/permits/", asked(), format="json").json()["number"]
    stranger = APIClient()
    stranger.force_authenticate(factories.officer(None, "officer"))
    assert stranger.get(f"/api/v1/permits/{number}/").status_code == 404
    assert stranger.get("/api/v1/permits/").json()["results"] == []


def test_who_has_no_part_in_permits_cannot_apply(notices: None) -> None:
    client = APIClient()
    client.force_authenticate(factories.officer(None, "officer"))
    assert client.post("/api/v1/permits/", asked(), format="json").status_code == 403
