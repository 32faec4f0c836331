"""Hostile texts in addresses, query parameters, cursors, headers and cookies: never 500."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator

from tests.hostile.values import CHOSEN
from tests.rights.setting import undone
from tests.rights.table import ROWS
from tests.rights.world import World
from traffic_police.accounts.forms import PeopleFilter
from traffic_police.cases.filters import NAMES

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile-addresses")]
# The parameters that pages read; those of the API come from its schema.
PAGES: dict[str, tuple[str, ...]] = {
    "/": ("x",),
    "/search/": ("q",),
    "/board/": (*NAMES, "view", "cursor"),
    "/cases/": (*NAMES, "view", "cursor"),
    "/cases/export/": (*NAMES, "view", "cursor"),
    "/people/": (*PeopleFilter.base_fields, "page"),
    "/registry/imports/": ("page",),
    "/reports/": ("kind", "unit", "cursor"),
    "/reports/{report_id}/cases/": ("figure", "unit", "exception", "show", "after"),
    "/violations/log/": ("plate", "plate_kind", "offence_code", "place", "occurred_at"),
    "/violations/log/card/": ("plate", "plate_kind"),
    "/violations/log/offences/": ("offence_search", "occurred_at"),
    "/evidence/{evidence_id}/": ("download",),
    "/sign-in/": ("next", "over"),
}


def get(world: World, who: str, address: str, **more: Any) -> Any:
    client = world.client(who)
    with undone():
        answer = client.get(address, **more)
        if answer.streaming:
            b"".join(getattr(answer, "streaming_content", ()))
    assert answer.status_code < 500 or address.startswith("/health/"), address[:200]
    return answer


@pytest.mark.parametrize("address", PAGES)
def test_every_parameter_of_a_page_takes_every_hostile_text(world: World, address: str) -> None:
    who = "administrator" if address.startswith(("/people", "/registry")) else "owner"
    for name in PAGES[address]:
        for kind, text in CHOSEN.items():
            answer = get(world, who, f"{address.format_map(world.names)}?{urlencode({name: text})}")
            assert answer.status_code in {200, 302, 404, 422, 400}, (name, kind)
            if not answer.streaming:
                assert b"<script>alert" not in answer.content


def operations() -> list[tuple[str, tuple[str, ...]]]:
    """The addresses of the API that can be read, each with its parameters in the query."""
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found = []
    for path, methods in schema["paths"].items():
        if "get" in methods:
            known = [one["name"] for one in methods["get"].get("parameters", []) if one["in"] == "query"]
            found.append((path, tuple(known) or ("unknown",)))
    return found


@pytest.mark.parametrize(("path", "names"), operations(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_parameter_of_the_api_takes_every_hostile_text(world: World, path: str, names: tuple[str, ...]) -> None:
    address = path.replace("{plate_kind}", "02").replace("{plate}", "鲁Q12345").replace("{suffix}", "xlsx")
    address = address.format_map(world.names)
    for name in names:
        for kind, text in CHOSEN.items():
            answer = get(world, "owner", f"{address}?{urlencode({name: text})}")
            assert answer.status_code in {200, 404, 422} or path == "/health/work", (name, kind)
            if answer.status_code == 422:
                assert name in str(answer.json()["errors"]), (name, kind)
            if name == "unknown" and not path.startswith(("/health", "/api/v1/schema", "/api/v1/docs")):
                assert answer.status_code in {200, 422}


def patterns(entries: list[Any], prefix: str = "") -> list[str]:
    found: list[str] = []
    for entry in entries:
        route = prefix + str(getattr(entry.pattern, "_route", ""))
        if isinstance(entry, URLResolver):
            found += patterns(entry.url_patterns, route)
        elif isinstance(entry, URLPattern) and "<" in route:
            found.append(route)
    return found


@pytest.mark.parametrize("route", sorted(patterns(get_resolver().url_patterns)))
def test_every_place_in_an_address_takes_every_hostile_text(world: World, route: str) -> None:
    parts = route.split("/")
    for text in (*CHOSEN.values(), "9" * 19, "0", "%00", "a" * 300):
        filled = "/".join(quote(text, safe="") if part.startswith("<") else part for part in parts)
        who = "administrator" if route.startswith(("people", "registry")) else "owner"
        assert get(world, who, f"/{filled}").status_code in {200, 302, 301, 400, 403, 404, 405, 422}, text[:40]


HEADERS = (
    "Accept", "Accept-Language", "Authorization", "Idempotency-Key", "If-None-Match", "If-Modified-Since", "Range",
    "HX-Request", "HX-Current-URL", "HX-Target", "X-Background", "X-Forwarded-For", "X-Forwarded-Proto", "User-Agent",
    "Referer", "Origin", "Content-Type", "X-CSRFToken", "X-HTTP-Method-Override",
)  # fmt: skip
READ = tuple(row for row in ROWS if row.method == "GET" and row.route in {"home", "cases:evidence-file", "api:cases"})


@pytest.mark.parametrize("header", HEADERS)
def test_every_header_takes_every_hostile_text(world: World, header: str) -> None:
    for text in CHOSEN.values():
        for row in READ:
            address = ("/api/v1" if row.route.startswith("api:") else "") + row.address.format_map(world.names)
            assert get(world, "owner", address, headers={header: text}).status_code < 500


@pytest.mark.parametrize("header", ["Idempotency-Key", "Authorization", "Content-Type", "Accept"])
def test_a_hostile_header_of_a_post_does_nothing_twice(world: World, header: str) -> None:
    address = f"/api/v1/cases/{world.case.number}/acts/note/"
    client = world.client("owner")
    for kind, text in CHOSEN.items():
        with undone():
            answer = client.generic("POST", address, b'{"text": "ok"}', "application/json", headers={header: text})
        assert answer.status_code in {200, 400, 401, 403, 406, 415, 422}, kind


def test_hostile_cookies_are_as_none(world: World) -> None:
    for name in ("sessionid", "theme", "django_language", "csrftoken", "messages"):
        for text in CHOSEN.values():
            client = world.client("anonymous")
            client.cookies.clear()
            client.cookies[name] = "".join(text.split())[:900].encode().decode("latin-1")
            assert client.get("/sign-in/").status_code == 200, name
            assert client.get("/").status_code == 302
    world.clients.pop("anonymous")
