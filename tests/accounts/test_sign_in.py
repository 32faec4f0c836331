"""Sign-in, the lock after wrong passwords, sessions that end, initial passwords."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from traffic_police.accounts import services
from traffic_police.accounts.models import Officer, PersonKind, Role, Unit, UnitKind

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)
PASSWORD = "gangwan-tuanlin-7"


@pytest.fixture
def brigade() -> Unit:
    return Unit.objects.create(code="371373000000", name="大队", short_name="大队", kind=UnitKind.BRIGADE)


@pytest.fixture
def officer(brigade: Unit) -> Officer:
    return services.create_officer(
        None,
        police_number="371427",
        name="庄小明",
        unit=brigade,
        kind=PersonKind.POLICE,
        roles=[Role.OFFICER],
        password=PASSWORD,
        must_change_password=False,
        at=NOON,
    )


def _sign_in(client: Client, password: str = PASSWORD, number: str = "371427") -> int:
    return client.post("/sign-in/", {"username": number, "password": password}).status_code


def _is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_an_officer_signs_in_and_out(client: Client, officer: Officer) -> None:
    assert client.get("/sign-in/").status_code == 200
    assert _sign_in(client) == 302
    assert _is_in(client)
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert not _is_in(client)


def test_a_wrong_password_and_an_unknown_number_get_the_same_sentence(client: Client, officer: Officer) -> None:
    wrong = client.post("/sign-in/", {"username": "371427", "password": "x"})
    unknown = client.post("/sign-in/", {"username": "999999", "password": "x"})
    assert wrong.context["form"].non_field_errors() == unknown.context["form"].non_field_errors()
    assert wrong.context["form"].non_field_errors()


def test_somebody_who_left_cannot_sign_in(client: Client, officer: Officer) -> None:
    services.change_officer(None, officer, is_active=False)
    assert _sign_in(client) == 200
    assert not _is_in(client)


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour_and_say_until_when(
    client: Client, officer: Officer
) -> None:
    with time_machine.travel(NOON, tick=False):
        answers = [_sign_in(client, "wrong") for _ in range(5)]
        assert answers == [200, 200, 200, 200, 429]
        locked = client.post(
            "/sign-in/", {"username": "371427", "password": PASSWORD}, headers={"accept-language": "en"}
        )
        assert locked.status_code == 429
        assert "12:15" in locked.content.decode()
        assert 0 < int(locked["Retry-After"]) <= 901
    with time_machine.travel(NOON + dt.timedelta(minutes=16), tick=False):
        assert _sign_in(client) == 302


def test_a_sign_in_ends_after_idle_time_and_leads_back(client: Client, officer: Officer) -> None:
    with time_machine.travel(NOON, tick=False):
        _sign_in(client)
    with time_machine.travel(NOON + settings.SESSION_IDLE_LIMIT, tick=False):
        answer = client.get("/me/?tab=2")
        assert answer.status_code == 302
        assert answer["Location"] == "/sign-in/?over=1&next=%2Fme%2F%3Ftab%3D2"
        assert client.get(answer["Location"]).status_code == 200


def test_work_keeps_a_session_open_but_not_beyond_the_shift(client: Client, officer: Officer) -> None:
    step = settings.SESSION_IDLE_LIMIT / 2
    moment = NOON
    with time_machine.travel(moment, tick=False):
        _sign_in(client)
    while moment + step < NOON + settings.SESSION_ABSOLUTE_LIMIT:
        moment += step
        with time_machine.travel(moment, tick=False):
            assert _is_in(client)
    with time_machine.travel(NOON + settings.SESSION_ABSOLUTE_LIMIT, tick=False):
        assert not _is_in(client)


def test_a_page_that_asks_by_itself_does_not_keep_the_session_open(client: Client, officer: Officer) -> None:
    with time_machine.travel(NOON, tick=False):
        _sign_in(client)
    with time_machine.travel(NOON + settings.SESSION_IDLE_LIMIT / 2, tick=False):
        assert client.get("/me/", headers={"X-Background": "1"}).status_code == 200
    with time_machine.travel(NOON + settings.SESSION_IDLE_LIMIT, tick=False):
        assert not _is_in(client)


def test_a_part_of_a_page_is_told_to_leave_when_the_session_is_over(client: Client, officer: Officer) -> None:
    with time_machine.travel(NOON, tick=False):
        _sign_in(client)
    with time_machine.travel(NOON + settings.SESSION_IDLE_LIMIT, tick=False):
        answer = client.get("/me/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in/?over=1")


def test_an_initial_password_opens_nothing_but_its_own_change(client: Client, officer: Officer) -> None:
    services.reset_password(None, officer, "erste-anmeldung-9", NOON)
    _sign_in(client, "erste-anmeldung-9")
    assert client.get("/me/")["Location"] == "/me/password/"
    api = client.get("/api/v1/tokens/")
    assert (api.status_code, api.json()["code"]) == (403, "must_change_password")
    assert client.get("/me/password/").status_code == 200
    changed = client.post(
        "/me/password/", {"old": "erste-anmeldung-9", "password": "zweite-anmeldung-9", "again": "zweite-anmeldung-9"}
    )
    assert changed.status_code == 302
    assert _is_in(client)


@pytest.mark.parametrize(
    ("new", "again", "field"),
    [
        ("short-1", "short-1", "password"),
        ("1234567890123", "1234567890123", "password"),
        ("password1234", "password1234", "password"),
        (PASSWORD, PASSWORD, "password"),
        ("gute-neue-losung", "andere-losung-1", "again"),
    ],
)
def test_a_weak_or_repeated_password_is_refused_beside_its_field(
    client: Client, officer: Officer, new: str, again: str, field: str
) -> None:
    client.force_login(officer)
    answer = client.post("/me/password/", {"old": PASSWORD, "password": new, "again": again})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]


def test_a_changed_password_ends_other_sessions_and_tokens(client: Client, officer: Officer) -> None:
    other = Client()
    _sign_in(other)
    _sign_in(client)
    services.issue_token(officer, at=NOON, lifetime=dt.timedelta(days=1))
    client.post("/me/password/", {"old": PASSWORD, "password": "gute-neue-losung", "again": "gute-neue-losung"})
    assert _is_in(client)
    assert not _is_in(other)
    assert not officer.api_tokens.filter(revoked_at__isnull=True).exists()


@pytest.mark.parametrize("text", ["\x00", "a" * 1_000_000, "' OR 1=1 --", "💥", "\u202e", "<script>"])
def test_hostile_sign_ins_are_refused_without_an_error(client: Client, officer: Officer, text: str) -> None:
    assert _sign_in(client, text, text) == 200
    assert _sign_in(client, text) == 200
