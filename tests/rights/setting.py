"""A world that stands for a whole file of tests: one outer transaction, rolled back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import override_settings

from tests.rights.world import World, build

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def standing(django_db_blocker: Any, folders: pytest.TempPathFactory) -> Iterator[World]:
    """The brigade; files of it lie in a folder of its own."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folders.mktemp("media")), transaction.atomic():
        made = build()
        settle()
        yield made
        transaction.set_rollback(True)


def settle() -> None:
    """Run the deferred triggers now, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back, whatever came of it."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
