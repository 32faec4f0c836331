from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from tests.cases.trial import People, begin, make_kind
from traffic_police.accounts.models import Officer
from traffic_police.cases import kinds, syncing
from traffic_police.cases.kinds import CaseKind
from traffic_police.cases.models import Case


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def kind_registered() -> Iterator[CaseKind]:
    """The trial kind in the code; `trial` also puts its transitions into the database."""
    kind = kinds.register(make_kind())
    yield kind
    kinds._kinds.pop(kind.code)


@pytest.fixture
def trial(kind_registered: CaseKind, db: None) -> CaseKind:
    syncing.sync_transitions()
    return kind_registered


@pytest.fixture
def people(trial: CaseKind) -> People:
    return People()


@pytest.fixture
def at() -> dt.datetime:
    """Now: the database refuses acts that are recorded at another time than they are."""
    return timezone.now()


@pytest.fixture
def case(people: People, at: dt.datetime) -> Case:
    return begin(people, at)


@pytest.fixture
def committed_people(kind_registered: CaseKind, committed_db: str) -> People:
    """The same people in a database with real commits."""
    syncing.sync_transitions()
    return People()


@pytest.fixture
def settle() -> Any:
    """Run the deferred triggers now, as a commit would."""

    def now() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")

    return now


@pytest.fixture
def api() -> Any:
    """api(officer) is a client of the API signed in as that officer; api(None) as nobody."""

    def client(officer: Officer | None) -> APIClient:
        made = APIClient()
        if officer is not None:
            made.force_authenticate(Officer.objects.select_related("unit").get(pk=officer.pk))
        return made

    return client
