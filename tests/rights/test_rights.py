"""One table of all rights: owner, colleague, stranger, supervisor, auxiliary, administrator, nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.rights.asking import Survey, address
from tests.rights.setting import undone
from tests.rights.table import ROWS, Row
from tests.rights.world import PEOPLE, World

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("rights")]


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """The names of all routes, with their namespaces."""
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


def test_no_route_is_missing_from_the_table() -> None:
    known = {row.route for row in ROWS}
    assert set(routes(get_resolver().url_patterns)) == known


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everybody_gets_what_the_table_says(survey: Survey, row: Row) -> None:
    assert {who: survey[row.name, who].status for who in PEOPLE} == {who: row.of(who) for who in PEOPLE}


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.mark.parametrize("route", sorted({row.route for row in ROWS}))
def test_a_method_that_is_missing_from_the_table_changes_nothing(world: World, route: str) -> None:
    rows = [row for row in ROWS if row.route == route]
    known = {row.method for row in rows}
    for method in METHODS:
        if method in known:
            continue
        with undone():
            answer = world.client("administrator").generic(method, address(rows[0], world))
        assert answer.status_code in {405, 403, 404, 302}, method
