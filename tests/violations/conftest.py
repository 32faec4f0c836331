from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests import factories
from traffic_police.accounts.models import Officer


@pytest.fixture
def police(db: None) -> Officer:
    return factories.officer()


@pytest.fixture
def leader(police: Officer) -> Officer:
    return factories.officer(police.unit, "squad_leader")


@pytest.fixture
def api(police: Officer) -> APIClient:
    return client_of(police)


def client_of(officer: Officer) -> APIClient:
    client = APIClient()
    client.force_authenticate(officer)
    return client


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def _no_worker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are printed by a worker; what is tested here is what they say, not how they look."""
    monkeypatch.setattr("traffic_police.cases.tasks.render_document.delay_on_commit", lambda *_: None, raising=False)
