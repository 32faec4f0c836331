"""One migrated template per run, a copy for each worker, and a copy of its own for tests that really commit."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from psycopg2.sql import SQL, Identifier

from traffic_police.launcher import fingerprint
from traffic_police.launcher.prepare import sync_reference

TEMPLATE_LOCK = 722_001  # an advisory lock: the first worker makes the template, the others wait
COPY_NUMBERS = itertools.count(1)


@contextmanager
def maintenance() -> Iterator[Any]:
    """A cursor in the maintenance database, outside every transaction."""
    options = {**connection.settings_dict}
    line = psycopg2.connect(
        dbname="postgres",
        user=options["USER"],
        password=options["PASSWORD"] or None,
        host=options["HOST"] or None,
        port=options["PORT"] or None,
    )
    line.autocommit = True
    try:
        with line.cursor() as cursor:
            yield cursor
    finally:
        line.close()


def switch(name: str) -> str:
    """Lead Django's connection, also those of new threads, to another database; returns the former name."""
    connections.close_all()
    former = str(connection.settings_dict["NAME"])
    connection.settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name
    return former


def template() -> str:
    """The name of the migrated template of this code; made by whoever comes first."""
    now = fingerprint.now()
    name = f"tp_template_{now['schema'][:8]}_{now['reference'][:8]}"
    with maintenance() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            make_template(cursor, name)
    return name


def make_template(cursor: Any, name: str) -> None:
    part = f"{name}_part"
    cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(part)))
    cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(part)))
    former = switch(part)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        sync_reference()
    finally:
        switch(former)
    cursor.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(part), Identifier(name)))


@contextmanager
def copied(name: str, source: str) -> Iterator[None]:
    """Django works on a fresh copy of the template for the duration."""
    with maintenance() as cursor:
        cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        cursor.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(source)))
    former = switch(name)
    try:
        yield
    finally:
        switch(former)
        with maintenance() as cursor:
            cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="session")
def database_template(django_db_blocker: Any) -> str:
    with django_db_blocker.unblock():
        return template()


@pytest.fixture(scope="session")
def django_db_setup(database_template: str, django_db_blocker: Any, worker_id: str, testrun_uid: str) -> Iterator[None]:
    """Takes the place of pytest-django's: a copy of the template for this worker instead of migrating."""
    with django_db_blocker.unblock(), copied(f"tp_{testrun_uid[:8]}_{worker_id}", database_template):
        yield


@pytest.fixture
def committed_db(
    request: pytest.FixtureRequest, database_template: str, django_db_blocker: Any, worker_id: str, testrun_uid: str
) -> Iterator[str]:
    """For tests with real commits, threads or raw SQL: a database of its own, dropped afterwards; its name.

    Nothing is flushed, because the event tables rightly refuse TRUNCATE.
    """
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        pytest.fail("Use either committed_db or django_db, not both.")
    name = f"tp_{testrun_uid[:8]}_{worker_id}_{next(COPY_NUMBERS)}"
    with django_db_blocker.unblock(), copied(name, database_template):
        yield name
