"""Who gets which demo password: published on the loopback address, random elsewhere, none with servers of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from traffic_police.launcher import folder, up
from traffic_police.launcher.environment import Environment
from traffic_police.launcher.say import Refusal
from traffic_police.launcher.supervisor import Supervisor

EVERYWHERE = "0.0.0.0"  # noqa: S104 - a choice that is judged, not bound


@pytest.fixture
def data(tmp_path: Path) -> folder.DataFolder:
    opened = folder.opened(tmp_path / "data")
    people = [{"role": "Officer", "number": "137102", "name": "王志远", "unit": "一中队"}]
    opened.demo_accounts.write_text(json.dumps(people), encoding="utf-8")
    return opened


def launch(data: folder.DataFolder, *words: str, own_servers: bool = False) -> up.Launch:
    return up.Launch(up.parse(list(words)), data, Environment(data.root), Supervisor(data.ledger), own_servers)


def test_on_the_loopback_address_the_password_is_the_published_one_and_shown_at_every_start(
    data: folder.DataFolder,
) -> None:
    assert launch(data).demo_password() == up.KNOWN_DEMO_PASSWORD
    data.mark(demo="known")
    again = launch(data)
    assert again.demo_password() is None
    assert up.KNOWN_DEMO_PASSWORD in "\n".join(again.demo_lines())


def test_on_another_address_the_password_is_random_and_shown_once(data: folder.DataFolder) -> None:
    first = launch(data, "--host", EVERYWHERE)
    password = first.demo_password()
    assert password is not None
    assert password != up.KNOWN_DEMO_PASSWORD
    assert len(password) >= 12
    data.mark(demo="random")
    assert password in "\n".join(first.demo_lines())
    assert password not in "\n".join(launch(data, "--host", EVERYWHERE).demo_lines())


def test_published_passwords_are_never_offered_on_another_address(data: folder.DataFolder) -> None:
    data.mark(demo="known")
    with pytest.raises(Refusal, match="published password"):
        launch(data, "--host", EVERYWHERE).demo_password()


def test_without_demo_it_is_never_loaded_later_into_the_same_folder(data: folder.DataFolder) -> None:
    assert launch(data, "--no-demo").demo_password() is None
    assert launch(data).demo_password() is None
    assert launch(data).demo_lines() == []


def test_servers_of_ones_own_never_get_demo_data(data: folder.DataFolder) -> None:
    one = launch(data, own_servers=True)
    assert one.demo_password() is None
    assert one.settings() == {}
    data.mark(demo="known")
    assert one.demo_lines() == []
