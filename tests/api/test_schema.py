"""The schema in the repository is the one the API has, and the API does what the schema says."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from tests.rights.setting import ROOT, standing, undone
from tests.rights.world import World
from traffic_police.accounts import services
from traffic_police.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("api")]
COMMITTED = ROOT / "docs" / "openapi.yaml"
schema = schemathesis.openapi.from_path(COMMITTED)
CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with standing(django_db_blocker, tmp_path_factory) as made:
        yield made


@pytest.fixture(scope="module")
def token(world: World) -> str:
    day = dt.timedelta(days=1)
    return services.issue_token(world.people["owner"], label="schema", at=timezone.now(), lifetime=day)[1]


@contextmanager
def kept_connection() -> Iterator[None]:
    """As the test client does: a request in the test's own transaction must not close its connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def test_the_committed_schema_is_that_of_the_code() -> None:
    made = io.StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, lang="en", stdout=made)
    assert made.getvalue().strip() == COMMITTED.read_text(encoding="utf-8").strip(), (
        "Write it anew: python3 manage.py spectacular --lang en --file docs/openapi.yaml"
    )


@schema.parametrize()
@settings(
    max_examples=3, deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_every_operation_answers_as_the_schema_says(world: World, token: str, case: Any) -> None:
    if case.path.startswith("/health/"):
        return
    named = {name: value for name, value in world.names.items() if name in case.path_parameters}
    case.path_parameters = {**case.path_parameters, **{name: str(value) for name, value in named.items()}}
    case.headers = {**(case.headers or {}), "Authorization": f"Token {token}"}
    with undone(), kept_connection():
        answer = case.call(app=application)
        case.validate_response(answer, checks=CHECKS)
