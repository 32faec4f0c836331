"""The two pages at once: links that open for one phone alone, photos in pieces, the desk that sees them come."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from accidents import links, phone, services
from accidents.models import Accident, PartyLink, Shot
from accidents.slots import REQUIRED
from tests import factories
from tests.accidents.conftest import CLEAN, JUDGED, STROKES, cleared, opened, photographed, picture, told
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case


def path_of(officer: Officer, case: Case, letter: str = "A") -> str:
    address = links.make(officer, case, letter, at=timezone.now())
    return address[address.index("/q/") :]


def started(officer: Officer, case: Case, letter: str = "A") -> tuple[Client, str]:
    client, path = Client(), path_of(officer, case, letter)
    client.post(f"{path}start/", {"agree": "1"})
    return client, path


@pytest.fixture
def desk(dispatcher: Officer) -> Client:
    client = Client()
    client.force_login(dispatcher)
    return client


def test_looking_at_a_link_does_not_start_the_clock(queued: Case, dispatcher: Officer) -> None:
    answer = Client().get(path_of(dispatcher, queued))
    assert answer.status_code == 200
    queued.refresh_from_db()
    assert queued.status == "queued"


def test_a_browser_may_post_from_the_page(queued: Case, dispatcher: Officer) -> None:
    """A policy of no referrer would make browsers send the origin “null”, which the CSRF check rightly refuses."""
    assert Client().get(path_of(dispatcher, queued))["Referrer-Policy"] == "same-origin"


def test_without_consent_nothing_starts(queued: Case, dispatcher: Officer) -> None:
    client, path = Client(), path_of(dispatcher, queued)
    client.post(f"{path}start/", {})
    queued.refresh_from_db()
    assert queued.status == "queued"


def refused(answer: Any) -> str:
    found = re.search(r'data-code="(\w+)">([^<]+)<', answer.content.decode())
    assert found is not None
    assert found[2].strip().endswith(".")
    return found[1]


def test_a_link_in_use_does_not_open_on_another_phone(queued: Case, dispatcher: Officer) -> None:
    client, path = started(dispatcher, queued)
    assert client.get(path).status_code == 200
    answer = Client().get(path)
    assert (answer.status_code, refused(answer)) == (403, "other_phone")


def test_an_expired_link_says_so(queued: Case, dispatcher: Officer) -> None:
    path = path_of(dispatcher, queued)
    PartyLink.objects.update(expires_at=timezone.now())
    assert refused(Client().get(path)) == "expired"


def test_a_replaced_link_says_so(queued: Case, dispatcher: Officer) -> None:
    old = path_of(dispatcher, queued)
    path_of(dispatcher, queued)
    assert refused(Client().get(old)) == "replaced"


GUESSES = {
    "short": "x", "forged": "eyJ:abc:def", "long": "a" * 900,
    "wrong nonce": signing.dumps([1, "guess"], salt=links.SALT), "no list": signing.dumps({"a": 1}, salt=links.SALT),
    "other salt": signing.dumps([1, "x"]),
}  # fmt: skip


@pytest.mark.parametrize("token", GUESSES.values(), ids=GUESSES)
def test_a_guessed_link_is_none_of_ours(queued: Case, dispatcher: Officer, token: str) -> None:
    path_of(dispatcher, queued)
    answer = Client().get(f"/q/{token}/")
    assert (answer.status_code, refused(answer)) == (404, "unknown")


def test_a_link_of_one_case_touches_no_other(queued: Case, dispatcher: Officer) -> None:
    other = services.report(dispatcher, told(), at=factories.now())
    client, _path = started(dispatcher, queued)
    foreign = path_of(dispatcher, other)
    answer = client.post(f"{foreign}clear/")
    assert refused(answer) == "not_started"
    other.refresh_from_db()
    assert other.status == "queued"


def send(client: Client, path: str, slot: str, content: bytes, offset: int, piece: bytes) -> Any:
    return client.post(
        f"{path}photos/{slot}/", piece, content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset), "Upload-Length": str(len(content))},
    )  # fmt: skip


def test_a_photo_goes_on_where_it_broke_off(queued: Case, dispatcher: Officer) -> None:
    client, path = started(dispatcher, queued)
    content = picture()
    assert send(client, path, "front", content, 0, content[:5000]).json() == {"done": False}
    assert client.get(f"{path}photos/front/").json() == {"offset": 5000}
    wrong = send(client, path, "front", content, 9000, content[9000:])
    assert (wrong.status_code, wrong.json()) == (409, {"offset": 5000})
    assert send(client, path, "front", content, 5000, content[5000:]).json() == {"done": True}
    assert Shot.objects.get(case=queued).size == len(content)


def flat(colour: tuple[int, int, int], size: tuple[int, int] = (900, 700)) -> bytes:
    import io

    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize(("content", "word"), [
    (flat((5, 5, 5)), "dark"), (flat((120, 120, 120)), "blurred"), (picture(size=(300, 200)), "small"),
    (flat((255, 255, 255)), "bright"), (b"<svg/>", "kept as evidence"),
    (picture()[:4000], "damaged"),
])  # fmt: skip
def test_a_photo_that_is_of_no_use_is_refused_at_once(
    queued: Case, dispatcher: Officer, content: bytes, word: str
) -> None:
    client, path = started(dispatcher, queued)
    answer = send(client, path, "front", content, 0, content)
    assert answer.status_code == 422
    assert word in answer.json()["sentence"] or word == "damaged"
    assert not Shot.objects.exists()


def test_an_unknown_photo_is_refused(queued: Case, dispatcher: Officer) -> None:
    client, path = started(dispatcher, queued)
    assert client.get(f"{path}photos/roof/").status_code == 422
    assert send(client, path, "roof", picture(), 0, picture()).status_code == 422


def test_a_photo_works_without_script(queued: Case, dispatcher: Officer) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    client, path = started(dispatcher, queued)
    client.post(f"{path}photos/front/", {"photo": SimpleUploadedFile("a.jpg", picture(), "image/jpeg")})
    assert Shot.objects.filter(case=queued, slot="front").exists()


def test_the_whole_way_on_two_phones_and_the_desk(
    queued: Case, police: Officer, dispatcher: Officer, desk: Client
) -> None:
    first, path = started(dispatcher, queued, "A")
    second, other = started(dispatcher, queued, "B")
    for index, slot in enumerate(REQUIRED):
        content = picture(index + 50)
        assert send(first, path, slot, content, 0, content).json() == {"done": True}
    live = desk.get(f"/accidents/{queued.number}/live/").content.decode()
    assert live.count("<img") == len(REQUIRED)
    desk.post(f"/accidents/{queued.number}/fix_evidence/")
    assert 'data-screen="clear"' in first.get(path).content.decode()
    first.post(f"{path}clear/")
    officer = Client()
    officer.force_login(police)
    form = {"level.A": "full", "level.B": "none", **JUDGED}
    desk.post(f"/accidents/{queued.number}/determine/", form)
    queued.refresh_from_db()
    assert queued.status == "cleared"  # the seat is an auxiliary's
    officer.post(f"/accidents/{queued.number}/determine/", form)
    for client, address in ((first, path), (second, other)):
        page = client.get(address).content.decode()
        shown = re.search(r'name="document" value="([0-9a-f]{64})"', page)
        assert shown is not None
        client.post(f"{address}sign/", {"document": shown[1], "strokes": STROKES})
    queued.refresh_from_db()
    assert queued.status == "delivered"
    assert first.get(f"{path}document/").getvalue().startswith(b"%PDF")  # type: ignore[attr-defined]
    first.post(f"{path}review/", {"text": "请求复核，前车倒车。"})
    assert Accident.objects.get(pk=queued.pk).review_asked_at is not None
    assert officer.get(f"/accidents/{queued.number}/").status_code == 200
    assert officer.get(f"/cases/{queued.number}/").status_code == 200


def test_the_queue_stands_oldest_first(queued: Case, dispatcher: Officer, desk: Client) -> None:
    later = services.report(dispatcher, told(), at=factories.now())
    page = desk.get("/accidents/").content.decode()
    assert page.index(f'href="/accidents/{queued.number}/"') < page.index(f'href="/accidents/{later.number}/"')


def test_a_report_is_taken_on_the_page(desk: Client) -> None:
    form: dict[str, Any] = {
        "occurred_at": timezone.localtime().strftime("%Y-%m-%dT%H:%M"), "place": "人民路口", "weather": "1",
        "A.role": "motor", "A.name": "宋立波", "A.plate": "鲁Q5R128", "A.plate_kind": "02", "B.role": "motor",
        "B.name": "毕晓燕", "B.plate": "鲁QC80W7", "B.plate_kind": "02",
    } | {name: "no" for name in CLEAN if name not in {"in_window", "good_visibility"}}  # fmt: skip
    assert desk.get("/accidents/new/").status_code == 200
    assert desk.post("/accidents/eligibility/", form).status_code == 200
    assert desk.post("/accidents/new/", form).status_code == 302
    assert Accident.objects.get().letters == "AB"


def test_a_wrong_report_shows_what_to_do(desk: Client) -> None:
    answer = desk.post("/accidents/new/", {"place": "x"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("role", ["permit_clerk", "administrator"])
def test_others_have_no_seat_at_the_desk(db: None, role: str) -> None:
    client = Client()
    client.force_login(factories.officer(None, role, kind="civilian"))
    assert client.get("/accidents/").status_code == 403


def test_a_stranger_sees_no_photo(queued: Case, dispatcher: Officer) -> None:
    photographed(dispatcher, queued)
    shot = Shot.objects.first()
    assert shot is not None
    client = Client()
    client.force_login(factories.officer())
    assert client.get(f"/accidents/shots/{shot.pk}/").status_code == 404
    assert client.get(f"/accidents/{queued.number}/").status_code == 404


def test_the_share_within_ten_minutes_is_told_by_squad(queued: Case, police: Officer) -> None:
    from accidents import queries

    cleared(police, queued)
    services.determine(police, queued, {"A": "full", "B": "none"}, at=factories.now(), **JUDGED)
    whole = queries.spans(police, *queries.today(timezone.now()))
    assert [(one.handled, one.in_ten, one.share) for one in whole] == [(1, 1, "100.0%")] * 2


def test_the_clock_is_bound_to_the_first_link(queued: Case, dispatcher: Officer) -> None:
    guest = opened(dispatcher, queued)
    assert phone.row_of(guest.case).connected_at is not None
