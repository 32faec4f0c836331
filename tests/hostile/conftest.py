"""One brigade for each file of hostile tests, undone at its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rights.setting import standing
from tests.rights.world import World


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with standing(django_db_blocker, tmp_path_factory) as made:
        yield made
