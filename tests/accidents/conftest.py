from __future__ import annotations

import io
import random
from typing import Any

import pytest
from PIL import Image
from rest_framework.test import APIClient

from accidents import links, phone, services
from accidents.links import Guest
from tests import factories
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case

CLEAN = dict.fromkeys(
    ("crime_suspected", "licence_invalid", "drink_or_drugs", "overcrowded_or_speeding", "plate_missing_or_forged",
     "cannot_move", "party_left", "deliberate", "no_marks", "hit_facility", "dangerous_goods", "uninsured"), False,
) | {"in_window": True, "good_visibility": True}  # fmt: skip
STROKES = "[[[10,10],[200,300],[400,120],[500,500]],[[600,100],[610,700],[700,300],[800,640],[900,200]]]"
JUDGED = {"facts": "甲方车辆追尾乙方车辆，两车受损，无人员伤亡。", "cause": "49", "law": "道路交通安全法第四十三条"}


def party(plate: str, name: str, **fields: Any) -> dict[str, Any]:
    return {
        "role": "motor", "name": name, "plate": plate, "plate_kind": "02", "id_no": factories.resident(),
        "phone": "13812342216", "insurer": "人保财险", "policy_no": "PDZA2026", "damage": "车头",
    } | fields  # fmt: skip


def told(**fields: Any) -> dict[str, Any]:
    at = factories.now()
    return {
        "occurred_at": at, "reported_at": at, "place": "人民路与商城路口", "weather": "1", "light": "1",
        "parties": [party("鲁Q5R128", "宋立波"), party("鲁QC80W7", "毕晓燕", damage="车尾")], "answers": CLEAN,
    } | fields  # fmt: skip


def picture(seed: int = 1, size: tuple[int, int] = (900, 700)) -> bytes:
    """A JPEG with enough light and edges, different for every seed."""
    chance = random.Random(seed)
    small = Image.new("RGB", (45, 35))
    small.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(45 * 35)])
    out = io.BytesIO()
    small.resize(size, Image.Resampling.NEAREST).save(out, "JPEG", quality=85)
    return out.getvalue()


def opened(officer: Officer, case: Case, letter: str = "A") -> Guest:
    """A party whose phone holds the link."""
    token = links.make(officer, case, letter, at=factories.now()).rstrip("/").rpartition("/")[2]
    found = links.open_link(token, "", at=factories.now())
    secret = phone.start(found, at=factories.now())
    return links.open_link(token, secret, at=factories.now())


def photographed(officer: Officer, case: Case) -> Guest:
    guest = opened(officer, case)
    for index, slot in enumerate(("front", "rear", "contact", "plates")):
        phone.take_photo(guest, slot, picture(index + 10), at=factories.now())
    return guest


def cleared(officer: Officer, case: Case) -> Guest:
    guest = photographed(officer, case)
    services.fix_evidence(officer, case, at=factories.now())
    phone.clear_road(guest, at=factories.now())
    case.refresh_from_db()
    return guest


@pytest.fixture
def police(db: None) -> Officer:
    return factories.officer()


@pytest.fixture
def dispatcher(police: Officer) -> Officer:
    """An auxiliary at the seat."""
    return factories.auxiliary(police.unit, "dispatcher")


@pytest.fixture
def queued(dispatcher: Officer) -> Case:
    return services.report(dispatcher, told(), at=factories.now())


@pytest.fixture
def api(police: Officer) -> APIClient:
    client = APIClient()
    client.force_authenticate(police)
    return client


@pytest.fixture(autouse=True)
def _here(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LANGUAGE_CODE = "en"
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("traffic_police.cases.tasks.render_document.delay_on_commit", lambda *_: None, raising=False)
    monkeypatch.setattr("traffic_police.cases.tasks.render_document.delay", lambda *_: None)
