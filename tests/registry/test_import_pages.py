"""The import pages: upload, mapping with preview, dry run, run; hostile files leave nothing behind."""

from __future__ import annotations

import os
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from traffic_police.accounts.models import Officer
from traffic_police.registry.importing import runs
from traffic_police.registry.models import ImportMapping, ImportRun, ImportStatus, Vehicle

pytestmark = pytest.mark.django_db
DATA = os.environ.get("ACCEPTANCE_DATA")
TABLE = "牌,号牌种类,车辆类型\n鲁Q·12345,02,小型轿车\n鲁q·d12345,52,K33\n鲁QO2345,02,\n".encode()
Commit = Callable[..., Any]


@pytest.fixture
def desk(client: Client, administrator: Officer, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    settings.CELERY_TASK_ALWAYS_EAGER = True
    client.force_login(administrator)
    return client


def _upload(desk: Client, content: bytes = TABLE, importer: str = "vehicles", name: str = "表.csv") -> Any:
    return desk.post("/registry/imports/", {"importer": importer, "file": SimpleUploadedFile(name, content)})


def _begin(desk: Client, run: ImportRun, begin: str, commit: Commit, **more: str) -> Any:
    mapping = {"plate-column": "牌", "plate_kind-column": "号牌种类", "vehicle_type-column": "车辆类型", "begin": begin}
    with commit(execute=True):
        return desk.post(f"/registry/imports/{run.pk}/", {**mapping, **more})


def test_a_table_is_uploaded_mapped_checked_and_imported(
    desk: Client, django_capture_on_commit_callbacks: Commit, tmp_path: Path
) -> None:
    assert _upload(desk).status_code == 302
    run = ImportRun.objects.get()
    page = desk.get(f"/registry/imports/{run.pk}/")
    assert page.status_code == 200
    shown = _begin(desk, run, "", django_capture_on_commit_callbacks)
    assert "鲁Q12345" in shown.content.decode()
    assert _begin(desk, run, "check", django_capture_on_commit_callbacks).status_code == 302
    run.refresh_from_db()
    assert (run.status, run.inserted, run.refused) == (ImportStatus.CHECKED, 2, 1)
    assert not Vehicle.objects.exists()
    _begin(desk, run, "import", django_capture_on_commit_callbacks, save_as="支队导出")
    run.refresh_from_db()
    assert (run.status, run.inserted, run.refused_by_reason) == (ImportStatus.DONE, 2, {"plate_letters": 1})
    assert Vehicle.objects.count() == 2
    assert list((tmp_path / "imports").iterdir()) == []
    assert desk.get(f"/registry/imports/{run.pk}/").status_code == 200
    assert desk.get("/registry/imports/").status_code == 200
    errors = b"".join(desk.get(f"/registry/imports/{run.pk}/errors/").streaming_content).decode()  # type: ignore[attr-defined]
    assert "4,牌,plate_letters" in errors


def test_a_saved_mapping_is_offered_for_the_next_file(desk: Client, django_capture_on_commit_callbacks: Commit) -> None:
    _upload(desk)
    first = ImportRun.objects.get()
    assert "plate" not in first.mapping["fields"]
    _begin(desk, first, "", django_capture_on_commit_callbacks, save_as="支队导出")
    assert ImportMapping.objects.get().name == "支队导出"
    _upload(desk)
    assert ImportRun.objects.first().mapping["fields"]["plate"]["column"] == "牌"  # type: ignore[union-attr]


def test_a_needed_field_without_a_column_is_said_beside_it(
    desk: Client, django_capture_on_commit_callbacks: Commit
) -> None:
    _upload(desk)
    answer = _begin(desk, ImportRun.objects.get(), "import", django_capture_on_commit_callbacks, **{"plate-column": ""})
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["plate-column"]
    assert ImportRun.objects.get().status == ImportStatus.UPLOADED


def test_a_run_delivered_twice_changes_nothing(desk: Client, django_capture_on_commit_callbacks: Commit) -> None:
    _upload(desk)
    run = ImportRun.objects.get()
    _begin(desk, run, "import", django_capture_on_commit_callbacks)
    run.refresh_from_db()
    runs.carry_out(run.pk, run.created_at)
    run.refresh_from_db()
    assert (run.inserted, run.unchanged, Vehicle.objects.count()) == (2, 0, 2)


def test_a_running_import_is_polled_without_keeping_the_session_open(desk: Client) -> None:
    _upload(desk)
    run = ImportRun.objects.get()
    ImportRun.objects.update(status=ImportStatus.RUNNING)
    page = desk.get(f"/registry/imports/{run.pk}/").content.decode()
    assert "X-Background" in page
    part = desk.get(f"/registry/imports/{run.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")


@pytest.mark.parametrize("path", ["/registry/imports/", "/registry/imports/1/", "/registry/imports/1/errors/"])
def test_the_import_pages_are_for_administrators_and_supervisors(client: Client, officer: Officer, path: str) -> None:
    assert client.get(path).status_code == 302
    client.force_login(officer)
    assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    ("content", "importer", "name"),
    [
        (b"", "vehicles", "a.csv"),
        (b"\x89PNG\r\n\x1a\n", "vehicles", "a.csv"),
        (b"PK\x03\x04", "vehicles", "a.xlsx"),
        (TABLE, "nothing", "a.csv"),
        (TABLE, "", "a.csv"),
        (b"one\n1\n", "vehicles", "../../etc/passwd"),
    ],
)
def test_a_hostile_upload_is_refused_and_leaves_nothing(
    desk: Client, tmp_path: Path, content: bytes, importer: str, name: str
) -> None:
    answer = _upload(desk, content, importer, name)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not ImportRun.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.skipif(not DATA, reason="needs ACCEPTANCE_DATA")
def test_every_hostile_file_goes_once_through_the_upload_page(desk: Client) -> None:
    odd: list[str] = []
    for archive in sorted((Path(str(DATA)) / "hostile").glob("*.tgz")):
        with tarfile.open(archive) as bundle:
            for member in bundle.getmembers():
                stream = bundle.extractfile(member) if member.isfile() else None
                if stream is None:
                    continue
                answer = _upload(desk, stream.read(), name=Path(member.name).name)
                page = desk.get(answer["Location"]) if answer.status_code == 302 else answer
                if page.status_code != 200:
                    odd.append(member.name)
    assert odd == []


def test_the_card_of_a_vehicle_is_given_by_the_api_masked(client: Client, officer: Officer) -> None:
    client.force_login(officer)
    for typed in ("鲁Q·12345", "鲁Q12345", "鲁q12345"):
        answer = client.get(f"/api/v1/vehicles/02/{typed}/")
        assert answer.status_code == 200
        assert (answer.json()["printed"], answer.json()["known"]) == ("鲁Q·12345", False)


@pytest.mark.parametrize(
    ("kind", "plate", "field"), [("02", "鲁QO2345", "plate"), ("98", "鲁Q12345", "plate_kind"), ("02", "%00", "plate")]
)
def test_a_plate_that_cannot_be_is_refused_by_field(
    client: Client, officer: Officer, kind: str, plate: str, field: str
) -> None:
    client.force_login(officer)
    answer = client.get(f"/api/v1/vehicles/{kind}/{plate}/")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


def test_the_card_is_not_for_strangers(client: Client, db: None) -> None:
    assert client.get("/api/v1/vehicles/02/鲁Q12345/").status_code == 401
