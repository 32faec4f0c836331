"""Accidents through the API."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests import factories
from tests.accidents.conftest import CLEAN, told
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case


def body(**fields: Any) -> dict[str, Any]:
    data = told(**fields)
    return data | {name: data[name].isoformat() for name in ("occurred_at", "reported_at")}


def test_eligibility_answers_with_articles_and_saves_nothing(api: APIClient) -> None:
    asked = CLEAN | {"roles": ["motor", "motor"], "hit_facility": True}
    answer = api.post("/api/v1/accidents/eligibility/", asked, format="json")
    assert answer.status_code == 200
    assert (answer.data["procedure"], answer.data["mode"]) == ("simple", "field")
    assert answer.data["reasons"][0]["law"] == "146号令 第14条第2项"
    assert not Case.objects.filter(kind="accident").exists()


@pytest.mark.parametrize("data", [{"no_marks": "x"}, {"nonsense": True}, {"roles": ["ship"]}])
def test_what_is_no_answer_is_a_problem_that_names_the_field(api: APIClient, data: dict[str, Any]) -> None:
    answer = api.post("/api/v1/accidents/eligibility/", data, format="json")
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == f"answers.{next(iter(data))}"


def test_a_report_is_taken_and_shown_with_masked_parties(api: APIClient) -> None:
    answer = api.post("/api/v1/accidents/", body(), format="json")
    assert answer.status_code == 201, answer.content
    assert answer.data["status"] == "queued"
    shown = api.get(answer["Location"]).json()
    assert shown["accident"]["clock"]["state"] == "waiting"
    assert shown["eligibility"]["video"] is True
    assert "宋立波" not in str(shown["parties"])


def test_the_list_is_narrowed_by_plate_and_refuses_unknown_filters(api: APIClient) -> None:
    api.post("/api/v1/accidents/", body(), format="json")
    assert len(api.get("/api/v1/accidents/", {"plate": "5R128"}).json()["results"]) == 1
    assert api.get("/api/v1/accidents/", {"plate": "ZZZ"}).json()["results"] == []
    assert api.get("/api/v1/accidents/", {"colour": "red"}).status_code == 422


def test_a_stranger_gets_no_accident(api: APIClient, police: Officer) -> None:
    number = api.post("/api/v1/accidents/", body(), format="json").data["number"]
    stranger = APIClient()
    stranger.force_authenticate(factories.officer())
    assert stranger.get(f"/api/v1/accidents/{number}/").status_code == 404
    assert stranger.get("/api/v1/accidents/").json()["results"] == []


def test_a_violation_is_no_accident(api: APIClient, police: Officer) -> None:
    assert api.get(f"/api/v1/accidents/{factories.served(police).number}/").status_code == 404


def test_a_visitor_without_account_gets_nothing() -> None:
    assert APIClient().get("/api/v1/accidents/").status_code in {401, 403}


def test_the_schema_names_the_paths(api: APIClient) -> None:
    paths = api.get("/api/v1/schema/", headers={"accept": "application/json"}).json()["paths"]
    assert {"/api/v1/accidents/", "/api/v1/accidents/eligibility/", "/api/v1/accidents/{number}/"} <= set(paths)
