"""Hostile files through every door that takes files: each is kept as what it is or refused by name, never 500."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories
from tests.hostile.files import FILES
from tests.hostile.saving import rows
from tests.rights.setting import undone
from tests.rights.world import World
from traffic_police.cases.models import Evidence
from traffic_police.registry.importing import engine
from traffic_police.registry.models import ImportRun

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("hostile-files")]
ACTIVE = {"text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/javascript"}


def sent(name: str, content: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    file = SimpleUploadedFile("a", content, kind)
    file._name = name  # type: ignore[attr-defined]  # with whatever a client may write there
    return file


def by_api(world: World, name: str, content: bytes) -> Any:
    return world.client("owner").post(
        f"/api/v1/cases/{world.case.number}/evidence/", {"file": sent(name, content), "kind": "audiovisual"}
    )


def by_page(world: World, name: str, content: bytes) -> Any:
    return world.client("owner").post(
        f"/cases/{world.case.number}/evidence/", {"files": sent(name, content), "kind": "audiovisual"}
    )


def through_evidence(world: World, name: str, content: bytes) -> int:
    """Both doors say the same; what is kept is served as no program. Returns the API's status."""
    with undone():
        before = rows()
        answer = by_api(world, name, content)
        assert answer.status_code in {201, 400, 422}, (name, answer.content[:300])
        if answer.status_code == 422:
            assert {error["field"] for error in answer.json()["errors"]} == {"file"}, name
        if answer.status_code == 201:
            assert served_harmlessly(world, Evidence.objects.get(pk=answer.json()["id"]))
        else:
            assert rows() == before, name
    with undone():
        page = by_page(world, name, content)
        assert page.status_code == {201: 302, 422: 422, 400: 422}[answer.status_code], name
    return int(answer.status_code)


def served_harmlessly(world: World, row: Evidence) -> bool:
    client = world.client("owner")
    file = client.get(f"/evidence/{row.pk}/")
    body = b"".join(getattr(file, "streaming_content", (file.content,) if not file.streaming else ()))
    assert len(body) == row.size
    assert file["Content-Type"].split(";")[0] not in ACTIVE
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file["Content-Security-Policy"] or file["Content-Disposition"].startswith("attachment")
    assert "\n" not in file["Content-Disposition"]
    assert "/" not in row.original_name
    assert row.original_name.isprintable()
    assert client.get(f"/evidence/{row.pk}/small/").status_code in {200, 404}
    return True


def through_import(world: World, importer: str, name: str, content: bytes) -> int:
    """The upload, and the mapping with its preview where the file was taken."""
    client = world.client("administrator")
    with undone():
        before = ImportRun.objects.count()
        answer = client.post("/registry/imports/", {"importer": importer, "file": sent(name, content, "text/csv")})
        assert answer.status_code in {200, 302}, name
        if answer.status_code == 302:
            page = client.get(answer["Location"])
            assert page.status_code == 200, name
            assert b"<script>alert" not in page.content
        else:
            assert answer.context["form"].errors, name
            assert ImportRun.objects.count() == before, name
    return int(answer.status_code)


@pytest.mark.parametrize("name", FILES, ids=lambda name: ascii(name)[:40])
def test_our_own_hostile_files_are_kept_harmlessly_or_refused_by_name(world: World, name: str) -> None:
    through_evidence(world, name, FILES[name])


@pytest.mark.parametrize("name", FILES, ids=lambda name: ascii(name)[:40])
def test_our_own_hostile_files_do_no_harm_in_an_import(world: World, name: str) -> None:
    for importer in engine.importers():
        through_import(world, importer, name, FILES[name])


@pytest.mark.parametrize(
    "name", ["script.svg", "svg-named.jpg", "polyglot.html", "bomb.zip", "pixels.png", "program.jpg"]
)
def test_what_is_no_plain_recording_is_refused(world: World, name: str) -> None:
    assert through_evidence(world, name, FILES[name]) == 422


def test_hostile_files_beside_an_operation_undo_nothing(world: World) -> None:
    from tests.hostile.test_forms import flat

    data: dict[str, Any] = dict(flat(factories.on_site()))
    data["evidence"] = [sent(name, content) for name, content in FILES.items()]
    with undone():
        assert world.client("owner").post("/violations/log/", data).status_code == 302


def test_an_exported_list_starts_no_formula(world: World) -> None:
    formulas = ("=1+1", "@SUM(A1)", "+1", "-1")
    with undone():
        for text in formulas:
            plate = f"鲁Q{factories.now():%f}"[:7]
            answer = world.client("owner").post(
                "/api/v1/violations/",
                factories.on_site(place=f"{text} 路口", plate=plate),
                content_type="application/json",
            )
            assert answer.status_code == 201, answer.content
        answer = world.client("owner").get("/cases/export/")
        lines = b"".join(getattr(answer, "streaming_content", ())).decode("utf-8-sig")
    for cell in lines.replace("\r\n", ",").split(","):
        assert not cell.strip('"').startswith(("=", "@", "+", "-", "\t")), cell


ARCHIVES = (
    "blns_csvinj",
    "defusedxml_xmlbombs",
    "evidence_samples_filetype",
    "exif_gps_orientation",
    "fuzz_jpeg_png",
    "small_files",
)


def members(folder: Path, archive: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(folder / "hostile" / f"{archive}.tgz") as bundle:
        for member in bundle.getmembers():
            stream = bundle.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream.read()


def test_the_collection_has_no_other_archives(acceptance_data: Path) -> None:
    assert {path.stem for path in (acceptance_data / "hostile").glob("*.tgz")} == set(ARCHIVES)


@pytest.mark.parametrize("archive", ARCHIVES)
def test_every_file_of_the_collection_goes_through_the_doors_of_evidence(
    world: World, acceptance_data: Path, archive: str
) -> None:
    files = members(acceptance_data, archive)
    outcomes = {through_evidence(world, Path(name).name, content) for name, content in files}
    assert outcomes
    assert outcomes <= {201, 422}


@pytest.mark.parametrize("archive", ARCHIVES)
def test_every_file_of_the_collection_goes_through_the_doors_of_imports(
    world: World, acceptance_data: Path, archive: str
) -> None:
    importers = sorted(engine.importers())
    found = set()
    for number, (name, content) in enumerate(members(acceptance_data, archive)):
        found.add(through_import(world, importers[number % len(importers)], Path(name).name, content))
    assert found
    assert found <= {200, 302}
