"""The ground that other tests stand on: databases copied from a template, real commits, a browser."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.utils import ProgrammingError

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.mark.django_db
def test_a_worker_has_a_migrated_database_of_its_own(worker_id: str) -> None:
    assert ContentType.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0].endswith(f"_{worker_id}")


def test_each_worker_has_its_own_redis_prefix() -> None:
    assert settings.CACHES["default"]["KEY_PREFIX"].startswith("tp-")


def test_committed_rows_are_seen_by_another_thread(committed_db: str) -> None:
    seen: list[Any] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database(), n FROM proof")
            seen.append(cursor.fetchone())
        connection.close()

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE proof (n int)")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO proof VALUES (7)")
    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [(committed_db, 7)]


def test_a_committed_database_starts_without_what_an_earlier_one_held(committed_db: str) -> None:
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("SELECT n FROM proof")


@pytest.mark.browser
def test_a_browser_shows_the_live_site(page: Page) -> None:
    answer = page.goto("/static/favicon.svg")
    assert answer is not None
    assert answer.status == 200
