"""What the API owes its callers beside the answers: keys, locks, and one shape of refusals."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories
from traffic_police.cases.models import Case

pytestmark = pytest.mark.django_db
CREATE = "/api/v1/violations/"


def client_of(officer: Any) -> Client:
    made = Client()
    made.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return made


def test_a_repeated_operation_with_its_key_makes_one_case() -> None:
    client, body = client_of(factories.officer()), factories.on_site()
    first, again = (
        client.post(CREATE, body, content_type="application/json", headers={"Idempotency-Key": "k-1"}) for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replay"] == "true"
    assert again["Location"] == first["Location"]
    assert Case.objects.count() == 1


def test_a_key_of_another_operation_is_refused_and_makes_nothing() -> None:
    client, headers = client_of(factories.officer()), {"Idempotency-Key": "k-1"}
    client.post(CREATE, factories.on_site(), content_type="application/json", headers=headers)
    other = client.post(CREATE, factories.on_site(place="另一处"), content_type="application/json", headers=headers)
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "key_reused")
    assert Case.objects.count() == 1


def test_wrong_passwords_lock_the_token_endpoint_with_a_problem_document() -> None:
    officer = factories.officer()
    answers = [
        Client().post(
            "/api/v1/token/",
            {"police_number": officer.police_number, "password": "no"},
            content_type="application/json",
        )
        for _ in range(6)
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429, 429]
    locked = answers[-1]
    assert locked["Content-Type"].startswith("application/problem+json")
    assert locked.json()["code"] == "locked_out"
    assert 0 < int(locked["Retry-After"]) <= 15 * 60


def test_an_address_of_the_api_that_is_not_there_is_not_a_broken_page() -> None:
    answer = client_of(factories.officer()).get("/api/v1/nothing/")
    assert answer.status_code == 404
