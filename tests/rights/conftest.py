"""The brigade of the rights table and everybody's answers, made once for this folder and undone at its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rights.asking import Survey, survey_of
from tests.rights.setting import standing
from tests.rights.world import World


@pytest.fixture(scope="package")
def world(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with standing(django_db_blocker, tmp_path_factory) as made:
        for who in (*made.people, "anonymous"):
            made.client(who)  # signed in here, so that what is taken back later never takes a session with it
        yield made


@pytest.fixture(scope="package")
def survey(world: World) -> Survey:
    """Every row of the table asked by everybody, each taken back at once."""
    return survey_of(world)
