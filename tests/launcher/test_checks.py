"""Insecure defaults are refused by checks with ids wherever the servers are somebody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from traffic_police.checks import production_settings

GOOD = {
    "DATABASE_URL": "postgresql://app:secret@db/traffic_police",
    "REDIS_URL": "redis://redis:6379/0",
    "ALLOWED_HOSTS": "cases.example.cn",
}


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Any:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    settings.EMBEDDED = False
    settings.DEBUG = False
    settings.SECRET_KEY = "k" * 50
    settings.ALLOWED_HOSTS = ["cases.example.cn"]
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings


def ids() -> list[str | None]:
    return [message.id for message in production_settings()]


def test_good_production_settings_pass(production: Any) -> None:
    assert ids() == []


@pytest.mark.parametrize("key", ["insecure-development-key", "short", ""])
def test_a_default_or_short_secret_key_is_e001(production: Any, key: str) -> None:
    production.SECRET_KEY = key
    assert ids() == ["traffic_police.E001"]


def test_debug_is_e002(production: Any) -> None:
    production.DEBUG = True
    assert ids() == ["traffic_police.E002"]


@pytest.mark.parametrize(("name", "number"), [("DATABASE_URL", "3"), ("REDIS_URL", "4"), ("ALLOWED_HOSTS", "5")])
def test_a_missing_variable_has_its_own_id(
    production: Any, monkeypatch: pytest.MonkeyPatch, name: str, number: str
) -> None:
    monkeypatch.delenv(name)
    assert ids() == [f"traffic_police.E00{number}"]


def test_every_host_allowed_is_e005(production: Any) -> None:
    production.ALLOWED_HOSTS = ["*"]
    assert ids() == ["traffic_police.E005"]


def test_media_below_the_static_files_is_e006(production: Any) -> None:
    production.MEDIA_ROOT = production.STATIC_ROOT / "media"
    assert ids() == ["traffic_police.E006"]


def test_media_that_others_may_read_is_e006(production: Any) -> None:
    Path(production.MEDIA_ROOT).mkdir()
    Path(production.MEDIA_ROOT).chmod(0o755)
    assert ids() == ["traffic_police.E006"]
    Path(production.MEDIA_ROOT).chmod(0o750)
    assert ids() == []


def test_every_refusal_has_a_hint(production: Any) -> None:
    production.SECRET_KEY = "x"
    assert all(message.hint for message in production_settings())


def test_embedded_servers_need_none_of_it(production: Any) -> None:
    production.EMBEDDED = True
    production.SECRET_KEY = "x"
    assert ids() == []
