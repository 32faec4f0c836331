from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from traffic_police.accounts import services
from traffic_police.accounts.models import ApiToken, Officer, PersonKind, Unit, UnitKind

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)
PASSWORD = "gangwan-tuanlin-7"


@pytest.fixture
def officer() -> Officer:
    unit = Unit.objects.create(code="371373000000", name="大队", short_name="大队", kind=UnitKind.BRIGADE)
    return services.create_officer(
        None, police_number="371427", name="庄小明", unit=unit, kind=PersonKind.POLICE,
        password=PASSWORD, must_change_password=False, at=NOON,
    )  # fmt: skip


def _ask(client: Client, **body: Any) -> Any:
    return client.post("/api/v1/token/", body, content_type="application/json")


def _open(client: Client, token: str) -> Any:
    return client.get("/api/v1/tokens/", headers={"Authorization": f"Token {token}"})


def test_police_number_and_password_give_a_token_that_opens_the_api(client: Client, officer: Officer) -> None:
    token = _ask(client, police_number="371427", password=PASSWORD).json()["token"]
    answer = _open(client, token)
    assert answer.status_code == 200
    assert token not in str(ApiToken.objects.values())


def test_a_wrong_password_gets_401_and_a_challenge(client: Client, officer: Officer) -> None:
    answer = _ask(client, police_number="371427", password="wrong")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer["Content-Type"].startswith("application/problem+json")


def test_unknown_fields_are_refused_by_name(client: Client, officer: Officer) -> None:
    answer = _ask(client, police_number="371427", password=PASSWORD, admin=True)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "admin"


def test_five_wrong_passwords_lock_the_api_too(client: Client, officer: Officer) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(5):
            last = _ask(client, police_number="371427", password="wrong")
        assert (last.status_code, last.json()["code"]) == (429, "locked_out")
        assert "12:15" in last.json()["detail"]
        assert _ask(client, police_number="371427", password=PASSWORD).status_code == 429


def test_a_token_expires_and_can_be_revoked(client: Client, officer: Officer) -> None:
    with time_machine.travel(NOON, tick=False):
        token = _ask(client, police_number="371427", password=PASSWORD).json()["token"]
    with time_machine.travel(NOON + settings.API_TOKEN_LIFETIME - dt.timedelta(seconds=1), tick=False):
        listed = _open(client, token).json()
    with time_machine.travel(NOON + settings.API_TOKEN_LIFETIME, tick=False):
        assert _open(client, token).status_code == 401
    rows = listed if isinstance(listed, list) else listed["results"]
    with time_machine.travel(NOON, tick=False):
        gone = client.delete(f"/api/v1/tokens/{rows[0]['id']}/", headers={"Authorization": f"Token {token}"})
        assert gone.status_code == 204
        assert _open(client, token).status_code == 401


def test_a_token_of_somebody_who_left_opens_nothing(client: Client, officer: Officer) -> None:
    _row, secret = services.issue_token(officer, at=dt.datetime.now(dt.UTC), lifetime=dt.timedelta(days=1))
    services.change_officer(None, officer, is_active=False)
    assert _open(client, secret).status_code == 401


def test_an_initial_password_gives_no_token(client: Client, officer: Officer) -> None:
    services.reset_password(None, officer, "erste-anmeldung-9", NOON)
    answer = _ask(client, police_number="371427", password="erste-anmeldung-9")
    assert (answer.status_code, answer.json()["code"]) == (403, "must_change_password")


def test_nobody_revokes_the_token_of_somebody_else(client: Client, officer: Officer) -> None:
    other = services.create_officer(
        None, police_number="371428", name="李强", unit=officer.unit, kind=PersonKind.POLICE,
        password=PASSWORD, must_change_password=False, at=NOON,
    )  # fmt: skip
    row, _secret = services.issue_token(other, at=NOON, lifetime=dt.timedelta(days=1))
    client.force_login(officer)
    assert client.delete(f"/api/v1/tokens/{row.pk}/").status_code == 404


@pytest.mark.parametrize("header", ["Token", "Token ", "Token a b", "Token " + "x" * 100_000, "token \x7f", "Bearer x"])
def test_a_malformed_header_is_refused(client: Client, officer: Officer, header: str) -> None:
    answer = client.get("/api/v1/tokens/", headers={"Authorization": header})
    assert answer.status_code == 401


@pytest.mark.parametrize("value", ["\x00", "a" * 1_000_000, None, 12, [], {"a": 1}, ""])
def test_hostile_bodies_are_refused_without_an_error(client: Client, officer: Officer, value: object) -> None:
    assert 400 <= _ask(client, police_number=value, password=value).status_code < 500
