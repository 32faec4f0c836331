from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from traffic_police.accounts import queries, rules, services
from traffic_police.accounts.models import Officer, PersonKind, Qualification, Role, Unit, UnitKind

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 23, 4, 0, tzinfo=dt.UTC)
PASSWORD = "gangwan-tuanlin-7"
DAY = dt.date(2026, 11, 23)


@pytest.fixture
def brigade() -> Unit:
    return Unit.objects.create(code="B", name="大队", short_name="大队", kind=UnitKind.BRIGADE)


@pytest.fixture
def squad(brigade: Unit) -> Unit:
    return Unit.objects.create(code="S1", name="一中队", short_name="一中队", kind=UnitKind.SQUAD, parent=brigade)


def _officer(unit: Unit, number: str = "371427", kind: str = PersonKind.POLICE, roles: tuple[str, ...] = ()) -> Officer:
    return services.create_officer(
        None, police_number=number, name="庄小明", unit=unit, kind=kind, roles=roles,
        password=PASSWORD, must_change_password=False, at=NOON,
    )  # fmt: skip


def test_a_squad_sees_itself_and_the_brigade_leader_sees_all(brigade: Unit, squad: Unit) -> None:
    other = Unit.objects.create(code="S2", name="二中队", short_name="二中队", kind=UnitKind.SQUAD, parent=brigade)
    assert queries.visible_unit_ids(_officer(squad)) == {squad.pk}
    assert queries.visible_unit_ids(_officer(brigade, "371428")) == {brigade.pk, squad.pk, other.pk}
    leader = _officer(squad, "371429", roles=(Role.BRIGADE_LEADER,))
    assert queries.visible_unit_ids(leader) == {brigade.pk, squad.pk, other.pk}


def test_visible_units_are_read_once_per_officer_object(squad: Unit, django_assert_num_queries: object) -> None:
    officer = _officer(squad)
    with django_assert_num_queries(1):  # type: ignore[operator]
        queries.visible_unit_ids(officer)
        queries.visible_unit_ids(officer)


def test_an_auxiliary_cannot_hold_a_deciding_role(squad: Unit) -> None:
    with pytest.raises(ValidationError) as refused:
        _officer(squad, kind=PersonKind.AUXILIARY, roles=(Role.OFFICER,))
    assert "roles" in refused.value.message_dict


def test_the_database_refuses_an_auxiliary_in_a_deciding_role(squad: Unit) -> None:
    officer = _officer(squad, kind=PersonKind.AUXILIARY)
    with pytest.raises(IntegrityError, match="officer_deciding_roles_are_police"), transaction.atomic():
        Officer.objects.filter(pk=officer.pk).update(roles=[Role.SQUAD_LEADER])


def test_only_an_administrator_changes_people(squad: Unit) -> None:
    officer = _officer(squad, roles=(Role.BRIGADE_LEADER,))
    with pytest.raises(PermissionDenied):
        services.set_roles(officer, officer, [Role.ADMINISTRATOR])


def test_the_last_administrator_stays_one(squad: Unit) -> None:
    only = _officer(squad, roles=(Role.ADMINISTRATOR,))
    with pytest.raises(ValidationError), transaction.atomic():
        services.set_roles(only, only, [])
    _officer(squad, "371428", roles=(Role.ADMINISTRATOR,))
    assert services.set_roles(only, only, []).roles == []


def test_a_qualification_covers_both_its_days(squad: Unit) -> None:
    officer = _officer(squad)
    services.grant_qualification(None, officer, certificate="鲁Q-1", valid_from=DAY, valid_to=DAY)
    assert queries.qualified(officer, DAY)
    assert not queries.qualified(officer, DAY - dt.timedelta(days=1))
    assert not queries.qualified(officer, DAY + dt.timedelta(days=1))


def test_an_auxiliary_is_never_qualified() -> None:
    assert not rules.qualified_on(PersonKind.AUXILIARY, [(DAY, DAY)], DAY)


def test_qualifications_of_one_officer_do_not_overlap(squad: Unit) -> None:
    officer = _officer(squad)
    services.grant_qualification(None, officer, certificate="鲁Q-1", valid_from=DAY, valid_to=DAY)
    with pytest.raises(ValidationError):
        services.grant_qualification(None, officer, certificate="鲁Q-2", valid_from=DAY, valid_to=DAY)
    with pytest.raises(IntegrityError, match="qualification_no_overlap"), transaction.atomic():
        Qualification.objects.create(officer=officer, certificate="鲁Q-2", valid_from=DAY, valid_to=DAY)


def test_a_unit_is_not_part_of_itself(brigade: Unit, squad: Unit) -> None:
    brigade.parent = squad
    with pytest.raises(ValidationError):
        services.save_unit(None, brigade)


def test_every_change_of_an_officer_is_kept_with_who_made_it(squad: Unit) -> None:
    chief = _officer(squad, roles=(Role.ADMINISTRATOR,))
    officer = _officer(squad, "371428")
    services.set_roles(chief, officer, [Role.OFFICER])
    newest, first = queries.history(officer)
    assert (newest["roles"], newest["by"]) == ([Role.OFFICER], chief)
    assert first["roles"] == []


def test_history_keeps_no_password(squad: Unit) -> None:
    officer = _officer(squad)
    event = officer.events.first()  # type: ignore[attr-defined]
    assert not hasattr(event, "password")


def test_an_administrator_adds_and_changes_an_officer_on_the_pages(client: Client, squad: Unit) -> None:
    client.force_login(_officer(squad, roles=(Role.ADMINISTRATOR,)))
    form = {
        "police_number": "371500", "name": "王芳", "kind": "police", "unit": squad.pk, "phone": "",
        "roles": ["officer"], "password": "erste-anmeldung-9",
    }  # fmt: skip
    assert client.post("/people/new/", form).status_code == 302
    assert client.get("/people/?q=王").status_code == 200
    assert client.get("/people/371500/").status_code == 200
    changed = client.post(
        "/people/371500/", {"name": "王芳芳", "kind": "auxiliary", "unit": squad.pk, "roles": [], "is_active": "on"}
    )
    assert changed.status_code == 302
    one = Officer.objects.get(police_number="371500")
    assert (one.name, one.kind, one.must_change_password) == ("王芳芳", "auxiliary", True)


def test_a_refused_change_is_said_on_the_page(client: Client, squad: Unit) -> None:
    client.force_login(_officer(squad, roles=(Role.ADMINISTRATOR,)))
    form = {
        "police_number": "371500", "name": "王芳", "kind": "auxiliary", "unit": squad.pk,
        "roles": ["officer"], "password": "erste-anmeldung-9",
    }  # fmt: skip
    answer = client.post("/people/new/", form)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Officer.objects.filter(police_number="371500").exists()


@pytest.mark.parametrize(
    "path", ["/people/", "/people/new/", "/people/371427/", "/people/units/new/", "/people/units/S1/"]
)
def test_the_people_pages_are_for_administrators(client: Client, squad: Unit, path: str) -> None:
    assert client.get(path).status_code == 302
    client.force_login(_officer(squad, roles=(Role.BRIGADE_LEADER,)))
    assert client.get(path).status_code == 403


def test_an_administrator_grants_resets_and_keeps_units(client: Client, squad: Unit) -> None:
    client.force_login(_officer(squad, roles=(Role.ADMINISTRATOR,)))
    _officer(squad, "371500")
    granted = client.post(
        "/people/371500/qualification/", {"certificate": "鲁Q-9", "valid_from": "2026-01-01", "valid_to": "2027-01-01"}
    )
    reset = client.post("/people/371500/password/", {"password": "erste-anmeldung-9"})
    unit = client.post(
        "/people/units/new/",
        {"code": "S3", "name": "三中队", "short_name": "三中队", "kind": "squad", "parent": squad.parent_id, "order": 3,
         "active": "on"},
    )  # fmt: skip
    alone = client.post(
        "/people/units/new/",
        {"code": "S4", "name": "四", "short_name": "四", "kind": "squad", "order": 3, "active": "on"},
    )
    assert [granted.status_code, reset.status_code, unit.status_code, alone.status_code] == [302, 302, 302, 200]
    assert client.get("/people/units/S3/").status_code == 200
