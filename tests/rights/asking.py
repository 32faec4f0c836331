"""Send the rows of the rights table as everybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.rights.setting import undone
from tests.rights.table import ROWS, Row
from tests.rights.world import PEOPLE, World


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").split(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


Survey = dict[tuple[str, str], Answer]


def is_api(row: Row) -> bool:
    return row.route.startswith(("api:", "health:"))


def address(row: Row, world: World) -> str:
    prefix = "/api/v1" if row.route.startswith("api:") else ""
    return prefix + row.address.format_map(world.names)


def ask(row: Row, who: str, world: World) -> Any:
    """The answer. Multipart for evidence and pages, JSON for the rest of the API."""
    client, url = world.client(who), address(row, world)
    data = {name: str(value).format_map(world.names) for name, value in row.data.items()}
    if row.method == "GET":
        return client.get(url)
    if is_api(row) and "evidence" not in row.route:
        return client.generic(row.method, url, json.dumps(data), "application/json")
    return client.post(url, data)


def kept(answer: Any) -> Answer:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Answer(answer.status_code, answer.headers, body)


def survey_of(world: World) -> Survey:
    found: Survey = {}
    for row in ROWS:
        for who in PEOPLE:
            with undone():
                found[row.name, who] = kept(ask(row, who, world))
        if row.route == "accounts:sign-out":  # the sessions in the cache are gone for good
            world.clients.clear()
    return found
