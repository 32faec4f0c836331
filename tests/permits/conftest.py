from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from permits.syncing import sync_notices
from tests import factories
from traffic_police.accounts.models import Officer
from traffic_police.registry.models import Vehicle


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are printed by a worker; what is tested here is what they say, not how they look."""
    monkeypatch.setattr("traffic_police.cases.tasks.render_document.delay_on_commit", lambda *_: None, raising=False)


@pytest.fixture
def notices(db: None) -> None:
    sync_notices()


@pytest.fixture
def clerk(notices: None) -> Officer:
    return factories.officer(None, "permit_clerk")


@pytest.fixture
def reviewer(clerk: Officer) -> Officer:
    return factories.officer(clerk.unit, "permit_clerk")


@pytest.fixture
def leader(clerk: Officer) -> Officer:
    return factories.officer(factories.brigade(), "brigade_leader")


@pytest.fixture
def api(clerk: Officer) -> APIClient:
    client = APIClient()
    client.force_authenticate(clerk)
    return client


def lorry(plate: str = "鲁Q3M912", **fields: Any) -> Vehicle:
    now = timezone.now()
    far = timezone.localdate() + dt.timedelta(days=800)
    told: dict[str, Any] = {
        "plate": plate, "plate_kind": "01", "vehicle_type": "H11", "use_nature": "F", "max_gross_mass_kg": 25_000,
        "approved_load_kg": 15_000, "inspection_valid_to": far, "insurance_valid_to": far, "created_at": now,
        "updated_at": now,
    }  # fmt: skip
    return Vehicle.objects.create(**told | fields)


def light(plate: str = "鲁Q60B75") -> Vehicle:
    return lorry(plate, plate_kind="02", vehicle_type="H31", max_gross_mass_kg=4_400, approved_load_kg=1_500)


def asked(plate: str = "鲁Q3M912", days: int = 10, **fields: Any) -> dict[str, Any]:
    """What a page or the API sends for a building-site lorry on 人民路."""
    today = timezone.localdate()
    return {
        "plate": plate, "plate_kind": "01", "vehicle_type": "H11", "applicant_name": "莒南鲁南建材有限公司",
        "applicant_code": factories.company_code(), "phone": "13812342216", "zone": "LG", "purpose": "construction",
        "goods": "渣土", "first_day": today.isoformat(),
        "last_day": (today + dt.timedelta(days=days - 1)).isoformat(), "roads": ["人民路", "黄海二路"], "windows": [],
        "drivers": [{"name": "孙广利", "id_no": factories.resident(), "classes": "B2"}],
    } | fields  # fmt: skip
