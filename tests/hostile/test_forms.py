"""Every field of every form of the pages with every hostile text: never 500, never half saved, the page says what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django import forms

from tests import factories
from tests.hostile.saving import rows
from tests.hostile.values import CHOSEN, TEXTS
from tests.rights.setting import settle, undone
from tests.rights.world import World, upload
from traffic_police.accounts import forms as account_forms
from traffic_police.cases.kinds import Act, kind_of
from traffic_police.cases.pages.evidence import EvidenceForm
from traffic_police.registry.importing import engine
from violations.pages.form import INPUTS

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile-forms")]
# What belongs to the page beside the declared inputs.
BESIDE_LOG = ("plate_part", "prov", "offence_search", "needed_shown")
LOG_PAGES = ("/violations/log/", "/violations/log/answer/", "/violations/log/paper/")


def post(world: World, who: str, address: str, data: Mapping[str, Any]) -> Any:
    """The answer; unless it leads on, nothing may have been saved."""
    client = world.client(who)
    with undone():
        before = rows()
        answer = client.post(address, data)
        assert answer.status_code < 500, answer.content[:300]
        if answer.status_code == 302:
            settle()
        else:
            assert rows() == before
    return answer


def flat(data: Mapping[str, Any]) -> dict[str, str]:
    """An operation as the page of the log sends it."""
    found: dict[str, str] = {}
    for name, value in data.items():
        if isinstance(value, Mapping):
            found |= {f"{name}__{inner}": _typed(one) for inner, one in value.items()}
        else:
            found[name] = _typed(value)
    return found


def _typed(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("address", LOG_PAGES)
def test_the_log_takes_every_hostile_text_in_all_fields_at_once(world: World, address: str) -> None:
    names = [*(spec.name for spec in INPUTS), *BESIDE_LOG]
    for name, text in TEXTS.items():
        answer = post(world, "owner", address, dict.fromkeys(names, text[:9_000]))
        assert answer.status_code in {200, 422}, name


@pytest.mark.parametrize("name", [*(spec.name for spec in INPUTS), *BESIDE_LOG])
def test_the_log_takes_a_hostile_text_in_one_field(world: World, name: str) -> None:
    for kind in ("null byte", "script", "end of time"):
        data = flat(factories.on_site()) | {name: TEXTS[kind]}
        answer = post(world, "owner", "/violations/log/answer/", data)
        assert answer.status_code == 200, kind
        assert b"<script>alert" not in answer.content
    answer = post(world, "owner", "/violations/log/", flat(factories.on_site()) | {name: TEXTS["null byte"]})
    assert answer.status_code in {302, 403, 422}


def acts() -> list[Act]:
    """Those of the world's case; the acts of other kinds are not its own and answer 404."""
    return [act for act in kind_of("violation").acts if act.offered]


@pytest.mark.parametrize("act", acts(), ids=lambda act: act.name)
def test_the_page_of_every_act_takes_every_hostile_text(world: World, act: Act) -> None:
    names = [*(spec.name for spec in act.inputs), "version", "second"]
    for kind, text in CHOSEN.items():
        answer = post(
            world, "owner", f"/cases/{world.case.number}/acts/{act.name}/", dict.fromkeys(names, text[:9_000])
        )
        assert answer.status_code in {302, 403, 409, 422}, kind
        assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("act", ["remind", "hand_over"])
def test_acts_on_many_cases_take_every_hostile_text(world: World, act: str) -> None:
    number = world.case.number
    for text in CHOSEN.values():
        for data in (
            {"act": act, "ids": [number, text]},
            {"act": act, "ids": [number], "go": "1", "text": text, "lead": text, "reason": text},
            {"act": text, "ids": [number]},
        ):
            assert post(world, "owner", "/cases/bulk/", data).status_code in {200, 302, 404, 422, 400}


def test_a_note_that_looks_like_a_moment_does_not_break_the_page_of_its_case(world: World) -> None:
    world.client("owner")
    with undone():
        for text in TEXTS.values():
            world.client("owner").post(f"/cases/{world.case.number}/acts/note/", {"text": text})
        page = world.client("owner").get(f"/cases/{world.case.number}/")
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
        assert world.client("owner").get("/").status_code == 200
        assert world.client("owner").get(f"/api/v1/cases/{world.case.number}/timeline/").status_code == 200


def account_pages(world: World) -> Iterator[tuple[str, type[forms.BaseForm], dict[str, Any]]]:
    unit = str(world.people["owner"].unit_id)
    number = world.people["owner"].police_number
    person = {
        "police_number": "900999",
        "name": "新人",
        "kind": "police",
        "unit": unit,
        "phone": "",
        "roles": ["officer"],
    }
    new = "/people/new/", account_forms.NewOfficerForm, person | {"password": "Right-of-way-9"}
    password = {"password": "Right-of-way-10"}
    changed = {"old": "Right-of-way-9", "password": "Right-of-way-10", "again": "Right-of-way-11"}
    spell = {"certificate": "C-1", "valid_from": "2050-01-01", "valid_to": "2051-01-01"}
    squad = {
        "code": "X1",
        "name": "新中队",
        "short_name": "新",
        "kind": "squad",
        "parent": unit,
        "order": "1",
        "active": "on",
    }
    yield new
    yield f"/people/{number}/", account_forms.OfficerForm, person | {"is_active": "on"}
    yield f"/people/{number}/qualification/", account_forms.QualificationForm, spell
    yield f"/people/{number}/password/", account_forms.InitialPasswordForm, password
    yield "/people/units/new/", account_forms.UnitForm, squad
    yield "/me/password/", account_forms.ChangePasswordForm, changed


FORMS = ("new", "officer", "qualification", "initial password", "unit", "own password")


@pytest.mark.parametrize("form", range(len(FORMS)), ids=FORMS)
def test_every_field_of_the_pages_of_people_takes_every_hostile_text(world: World, form: int) -> None:
    address, shape, good = list(account_pages(world))[form]
    fields = getattr(shape, "base_fields", {})
    together = post(world, "administrator", address, dict.fromkeys(fields, TEXTS["script"]))
    assert together.status_code in {200, 302}
    for field in fields:
        for kind, text in CHOSEN.items():
            answer = post(world, "administrator", address, good | {field: text})
            assert answer.status_code in {200, 302}, (field, kind)
            if answer.status_code == 200:
                assert answer.context["form"].errors, (field, kind)
                assert b"<script>alert" not in answer.content


def test_the_sign_in_form_takes_every_hostile_text(world: World) -> None:
    for field in ("username", "password", "next"):
        for text in CHOSEN.values():
            answer = post(world, "anonymous", "/sign-in/", {"username": "000000", "password": "wrong", field: text})
            assert answer.status_code == 200


def test_the_form_of_evidence_takes_every_hostile_text(world: World) -> None:
    for field in EvidenceForm.base_fields:
        for kind, text in CHOSEN.items():
            data = {"kind": "audiovisual", "title": "", field: text, "files": upload("a.jpg")}
            answer = post(world, "owner", f"/cases/{world.case.number}/evidence/", data)
            assert answer.status_code in {200, 302, 422}, kind


@pytest.mark.parametrize("importer", sorted(engine.importers()))
def test_every_field_of_the_mapping_of_an_import_takes_every_hostile_text(world: World, importer: str) -> None:
    from traffic_police.registry.models import ImportRun

    address = f"/registry/imports/{world.names['pk']}/"
    world.client("administrator")
    with undone():
        ImportRun.objects.filter(pk=world.names["pk"]).update(importer=importer, mapping={"fields": {}})
        shape = world.client("administrator").get(address).context["form"]
        for kind, text in CHOSEN.items():
            data = dict.fromkeys(shape.fields, text) | {"begin": text}
            constants = {name: text for name in shape.fields if name.endswith("-constant")} | {"begin": ""}
            for sent in (data, constants):
                answer = post(world, "administrator", address, sent)
                assert answer.status_code in {200, 302, 400}, kind
                assert b"<script>alert" not in answer.content
