"""Every field of every body of the API with every hostile value: never 500, never half saved, the field is named.

Driven by the declarations themselves (onsite.TOP and PARTY, the inputs of the acts, the serializers), so a new field
is covered by being declared. What the parser of a field refuses is sent together, in all fields at once; what it lets
pass is sent alone in an otherwise good body, so that the floors below are reached with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.utils import timezone
from rest_framework import serializers

from tests import factories
from tests.hostile.saving import rows
from tests.hostile.values import BODIES, JSON
from tests.rights.setting import settle, undone
from tests.rights.world import World
from traffic_police.accounts.models import Officer
from traffic_police.cases.inputs import parsed
from traffic_police.cases.kinds import Act, Input, all_kinds
from traffic_police.cases.models import Case
from traffic_police.cases.refusals import CaseError, InputRefused
from violations import onsite, services
from violations.api import QuestionSerializer

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile-api_bodies")]
CREATE = "/api/v1/violations/"
REFUSED = {400, 401, 403, 404, 409, 413, 415, 422}


def send(client: Any, address: str, body: Any) -> Any:
    """The answer; whatever is refused must have left every count of rows as it was."""
    content = body if isinstance(body, bytes) else json.dumps(body, default=str).encode()
    with undone():
        before = rows()
        answer = client.generic("POST", address, content, "application/json")
        assert answer.status_code < 500, answer.content[:500]
        if answer.status_code >= 400:
            assert answer.status_code in REFUSED
            assert answer["Content-Type"].startswith("application/problem+json")
            assert rows() == before
        else:
            settle()
    return answer


def fields_named(answer: Any) -> set[str]:
    return {error["field"] for error in answer.json().get("errors", [])}


def passes(spec: Input, value: Any) -> bool:
    try:
        parsed(spec, value)
    except InputRefused:
        return False
    return value not in (None, "")


def refusal(door: Callable[[dict[str, Any]], object], body: dict[str, Any]) -> CaseError | None:
    """What a service said no with; None when it did as told."""
    try:
        door(body)
    except CaseError as refused:
        return refused
    return None


def put(body: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of BODY with VALUE at a dotted path."""
    name, _dot, rest = path.partition(".")
    inner = body.get(name)
    return body | {name: put(inner if isinstance(inner, dict) else {}, rest, value) if rest else value}


ON_SITE = [(spec.name, spec) for spec in onsite.TOP] + [(f"party.{spec.name}", spec) for spec in onsite.PARTY]


@pytest.mark.parametrize("name", JSON)
def test_all_fields_of_an_operation_at_once_are_refused_by_name(world: World, name: str) -> None:
    value = JSON[name]
    body: dict[str, Any] = {}
    bad = {
        path for path, spec in ON_SITE if spec.kind != "object" and value not in (None, "") and not passes(spec, value)
    }
    for path, spec in ON_SITE:
        if spec.kind != "object":
            body = put(body, path, value)
    answer = send(world.client("owner"), CREATE, body)
    if answer.status_code == 413:
        return
    assert answer.status_code == 422
    assert bad <= fields_named(answer)


def survivors() -> Iterator[tuple[str, str]]:
    for path, spec in ON_SITE:
        for name, value in JSON.items():
            if spec.kind == "object" or passes(spec, value):
                yield path, name


@pytest.mark.parametrize("path", sorted({path for path, _name in survivors()}))
def test_a_value_that_a_field_takes_goes_down_alone_without_harm(world: World, path: str) -> None:
    for name in (name for found, name in survivors() if found == path):
        answer = send(world.client("owner"), CREATE, put(factories.on_site(), path, JSON[name]))
        assert answer.status_code in {201, 403, 422}, (path, name)
        if answer.status_code == 422:
            assert fields_named(answer), (path, name)


@pytest.mark.parametrize("group", ["facts", "circumstances"])
def test_measured_values_and_circumstances_are_refused_by_name(world: World, group: str) -> None:
    shape = QuestionSerializer().fields[group]
    assert isinstance(shape, serializers.Serializer)
    owner = world.people["owner"]
    for inner in (*shape.fields, "unknown"):
        for name, value in JSON.items():
            with undone():
                before = rows()
                body = put(factories.on_site(), f"{group}.{inner}", value)
                refused = refusal(lambda told: services.log_on_site(owner, told, at=timezone.now()), body)
                if refused is not None:
                    assert isinstance(refused, InputRefused), (inner, name)
                    assert refused.errors
                    assert rows() == before


def paths(shape: Any, prefix: str = "") -> Iterator[str]:
    """The dotted names of every field of a serializer."""
    for name, field in shape.fields.items():
        yield prefix + name
        inner = field.child if isinstance(field, serializers.ListSerializer) else field
        if isinstance(inner, serializers.BaseSerializer):
            yield from paths(inner, f"{prefix}{name}.")


def question() -> dict[str, Any]:
    return {"offence_code": "1625", "occurred_at": timezone.now().isoformat(), "plate": "鲁Q12345", "plate_kind": "02"}


@pytest.mark.parametrize("path", sorted({*paths(QuestionSerializer()), "unknown", "party.unknown"}))
def test_the_question_to_the_law_refuses_by_name(world: World, path: str) -> None:
    owner = Officer.objects.select_related("unit").get(pk=world.people["owner"].pk)
    for name, value in JSON.items():
        with undone():
            refused = refusal(
                lambda told: services.preview(owner, told, at=timezone.now()), put(question(), path, value)
            )
        if refused is not None:
            assert isinstance(refused, InputRefused), (path, name)
            assert all(len(field) < 100 for field in refused.errors)


@pytest.mark.parametrize("name", JSON)
def test_the_whole_question_hostile_is_refused(world: World, name: str) -> None:
    body: dict[str, Any] = {}
    for path in paths(QuestionSerializer()):
        body = put(body, path, JSON[name])
    answer = send(world.client("owner"), f"{CREATE}preview/", body)
    assert answer.status_code in {413, 422}
    assert answer.status_code == 413 or fields_named(answer)


@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_is_no_orderly_object_is_refused(world: World, body: str) -> None:
    number = world.case.number
    for address in (CREATE, f"{CREATE}preview/", f"/api/v1/cases/{number}/acts/note/", "/api/v1/token/"):
        answer = send(world.client("owner"), address, BODIES[body])
        assert answer.status_code in REFUSED, (address, answer.status_code)
        assert len(answer.content) < 2**20


def acts() -> list[Act]:
    return [act for kind in all_kinds() for act in kind.acts if act.offered]


@pytest.fixture(scope="module")
def cases(world: World, django_db_blocker: Any) -> Mapping[str, Case]:
    """A case in each of the statuses to which the acts on the spot lead."""
    owner = world.people["owner"]
    made = [world.case, factories.decided(owner, plate="鲁Q54321", party=factories.party())]
    return {case.status: case for case in made}


@pytest.mark.parametrize("act", acts(), ids=lambda act: act.name)
def test_the_inputs_of_every_act_are_refused_by_name(world: World, cases: Mapping[str, Case], act: Act) -> None:
    case = next((cases[status] for status in act.sources if status in cases), world.case)
    leader, client = world.people["owner"], world.client("owner")
    with undone():
        Officer.objects.filter(pk=leader.pk).update(roles=["officer", "squad_leader"])
        address = f"/api/v1/cases/{case.number}/acts/{act.name}/"
        for name, value in JSON.items():
            together = {spec.name: value for spec in act.inputs}
            bad = {spec.name for spec in act.inputs if value not in (None, "") and not passes(spec, value)}
            answer = send(client, address, together | {"unknown": value})
            assert answer.status_code in REFUSED, name
            if answer.status_code == 422:
                assert bad | {"unknown"} <= fields_named(answer), name
            if not bad:
                assert send(client, address, together).status_code < 500


@pytest.mark.parametrize("name", ["version", "happened_at", "second", "assistants"])
def test_what_stands_beside_the_inputs_is_refused_by_name(world: World, name: str) -> None:
    for kind, value in JSON.items():
        if value in (None, "", [], {}) and not isinstance(value, bool | dict | int):
            continue
        answer = send(
            world.client("owner"), f"/api/v1/cases/{world.case.number}/acts/note/", {"text": "ok", name: value}
        )
        assert answer.status_code in {409, 422}, (kind, answer.content)
        if answer.status_code == 422:
            assert name in fields_named(answer)


@pytest.mark.parametrize("field", ["police_number", "password", "label"])
def test_the_token_endpoint_refuses_by_name(world: World, field: str) -> None:
    known = {"police_number": "000000", "password": "wrong"}
    for value in JSON.values():
        answer = send(world.client("anonymous"), "/api/v1/token/", known | {field: value})
        assert answer.status_code in {401, 422}
        if answer.status_code == 422:
            assert fields_named(answer) == {field}
