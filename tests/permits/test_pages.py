from __future__ import annotations

import time
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from permits import services, signing
from permits.models import Permit
from tests import factories
from tests.permits.conftest import asked, light, lorry
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case


@pytest.fixture
def page(clerk: Officer) -> Client:
    client = Client()
    client.force_login(clerk)
    return client


@pytest.fixture
def granted(clerk: Officer) -> Permit:
    """Approved by policy: a clean light delivery of two days."""
    light()
    body = asked("鲁Q60B75", plate_kind="02", vehicle_type="H31", purpose="delivery", days=2)
    return Permit.objects.select_related("zone", "case").get(pk=services.apply(clerk, body, at=factories.now()).pk)


def typed(**fields: Any) -> dict[str, Any]:
    told = asked()
    driver = told.pop("drivers")[0]
    rows = {f"driver1_{name}": value for name, value in driver.items()}
    return told | rows | {"roads": "人民路\n黄海二路", "windows": "09:30-11:00\n22:00—05:00"} | fields


def test_the_desk_lists_what_waits(page: Client, clerk: Officer) -> None:
    lorry()
    case = services.apply(clerk, asked(), at=factories.now())
    body = page.get(reverse("permits:desk")).content.decode()
    assert "9 passed" in body
    assert reverse("cases:case", args=[case.number]) in body


@pytest.mark.parametrize("view", ["clean", "look", "returned", "in_force", "all", "nonsense"])
def test_every_view_of_the_desk_opens(page: Client, granted: Permit, view: str) -> None:
    assert page.get(reverse("permits:desk"), {"view": view}).status_code == 200


def test_the_desk_is_closed_to_others(notices: None) -> None:
    client = Client()
    client.force_login(factories.officer(None, "officer"))
    assert client.get(reverse("permits:desk")).status_code == 403


def test_a_clerk_fills_in_an_application(page: Client) -> None:
    lorry()
    assert page.get(reverse("permits:new")).status_code == 200
    answer = page.post(reverse("permits:new"), typed())
    row = Permit.objects.get()
    assert answer.status_code == 302
    assert (row.roads, row.windows) == (
        ["人民路", "黄海二路"], [{"from": "09:30", "to": "11:00"}, {"from": "22:00", "to": "05:00"}]
    )  # fmt: skip
    shown = page.get(reverse("cases:case", args=[row.case.number]))
    assert "Automatic checks" in shown.content.decode()


def test_a_refused_application_keeps_what_was_typed(page: Client) -> None:
    answer = page.post(reverse("permits:new"), typed(windows="soon", goods="钢筋"))
    assert answer.status_code == 422
    assert "钢筋" in answer.content.decode()


def draft(clerk: Officer) -> Case:
    return services.apply(clerk, asked() | {"submit": False}, at=factories.now())


def link(case: Case) -> str:
    return reverse("permits:link", args=[services.link_token(case.pk)])


def test_an_applicant_submits_through_the_link_without_an_account(clerk: Officer) -> None:
    lorry()
    case = draft(clerk)
    nobody = Client()
    assert nobody.get(link(case)).status_code == 200
    assert nobody.post(link(case), typed()).status_code == 302
    assert Case.objects.get(pk=case.pk).status == "submitted"
    assert "Submitted" in nobody.get(link(case)).content.decode()


def test_a_link_that_was_used_changes_nothing_more(clerk: Officer) -> None:
    lorry()
    case = draft(clerk)
    Client().post(link(case), typed())
    again = Client().post(link(case), typed(goods="钢筋"))
    assert again.status_code == 409
    assert "cannot be changed" in again.content.decode()
    assert Permit.objects.get().goods == "渣土"


def test_an_expired_or_guessed_link_is_refused_in_a_sentence(clerk: Officer) -> None:
    address = link(draft(clerk))
    with time_machine.travel(time.time() + signing.LINK_SECONDS + 5):
        late = Client().get(address)
    assert (late.status_code, "expired" in late.content.decode()) == (410, True)
    assert Client().get(address[:-2] + "x/").status_code == 404
    assert Client().get(reverse("permits:link", args=["1"])).status_code == 404


def test_a_link_serves_its_own_vehicle_alone(clerk: Officer) -> None:
    answer = Client().post(link(draft(clerk)), typed(plate="鲁Q3M913"))
    assert answer.status_code == 422


def test_the_phone_shows_the_permit_and_its_signed_code(granted: Permit) -> None:
    answer = Client().get(reverse("permits:phone", args=[signing.phone_token(granted)]))
    body = answer.content.decode()
    assert answer.status_code == 200
    assert granted.number in body
    assert "May pass now" in body
    assert Client().get(reverse("permits:phone", args=["guess"])).status_code == 404


def test_a_signature_holds_for_exactly_what_was_signed(granted: Permit) -> None:
    token = signing.token(granted)
    said = signing.read(token)
    assert said is not None
    assert said == signing.payload(granted)
    head, tail = token.split(".")
    assert signing.read(f"{head[:-2]}AA.{tail}") is None
    assert signing.read(f"{head}.{tail[:-4]}AAAA") is None
    assert signing.read("nonsense") is None
    assert signing.read("ü.ü") is None


def test_the_live_state_follows_a_suspension(granted: Permit) -> None:
    from traffic_police.cases.performing import perform

    address = reverse("permits:live")
    assert Client().get(address, {"t": signing.token(granted)}).json()["state"] == "active"
    leader = factories.officer(factories.brigade(), "brigade_leader")
    perform(leader, "suspend", granted.case, {"reason": "多次偏离路线，暂停使用"}, at=factories.now())
    assert Client().get(address, {"t": signing.token(granted)}).json()["state"] == "suspended"
    assert Client().get(address, {"t": "x.y"}).status_code == 404


def test_the_scan_page_carries_the_public_key_and_no_inline_script(notices: None) -> None:
    body = Client().get(reverse("permits:scan")).content.decode()
    assert signing.public_key() in body
    assert "<script>" not in body


def test_the_permit_is_printed_also_when_the_policy_approved(page: Client, granted: Permit) -> None:
    answer = page.get(reverse("permits:pdf", args=[granted.number]))
    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"%PDF")  # type: ignore[arg-type]
    assert Client().get(reverse("permits:pdf", args=[granted.number])).status_code == 302
