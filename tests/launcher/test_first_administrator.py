"""The first administrator of a production database is made at the machine itself."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from traffic_police.accounts.models import Officer, Role, Unit

pytestmark = pytest.mark.django_db
GOOD = "Long-enough-4-anybody"


def create(monkeypatch: pytest.MonkeyPatch, *words: str, password: str = GOOD) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    call_command("create_first_administrator", *words)


def test_the_first_administrator_can_sign_in_and_the_brigade_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch, "137001", "赵建明")
    officer = Officer.objects.get()
    assert officer.has(Role.ADMINISTRATOR)
    assert officer.check_password(GOOD)
    assert Unit.objects.get() == officer.unit


def test_a_second_first_administrator_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    create(monkeypatch, "137001", "赵建明")
    with pytest.raises(CommandError, match="administrator already"):
        create(monkeypatch, "137002", "沈立新")


@pytest.mark.parametrize(
    ("words", "password"),
    [(("no", "x"), GOOD), (("137001", ""), GOOD), (("137001", "x"), "short"), (("137001", "x"), "")],
)
def test_bad_input_is_refused_in_words_and_nothing_is_saved(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], password: str
) -> None:
    with pytest.raises(CommandError):
        create(monkeypatch, *words, password=password)
    assert not Officer.objects.exists()
    assert not Unit.objects.exists()


def test_an_unknown_unit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="no unit with the code 42"):
        create(monkeypatch, "137001", "x", "--unit", "42")
