"""Evidence: taken in by content, kept once, watched."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.cases.trial import People
from traffic_police.cases import evidencing
from traffic_police.cases.models import Case, CaseEvent, Evidence, EvidenceAccess


def picture(kind: str = "JPEG", **save: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (120, 30, 30)).save(out, kind, **save)
    return out.getvalue()


def located() -> bytes:
    exif = Image.Exif()
    exif[0x0132] = "2026:11:20 09:12:00"
    exif[0x010F] = "Cam"
    exif.get_ifd(0x8825).update({1: "N", 2: (35.0, 10.0, 30.0), 3: "E", 4: (118.0, 49.0, 0.0)})
    return picture(exif=exif)


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 × 60,000."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")

    size = (60_000).to_bytes(4, "big")
    head = size + size + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x" * 100)
    return out.getvalue()


def upload(api: Any, officer: Any, case: Case, content: bytes, name: str, declared: str = "", **more: Any) -> Any:
    file = SimpleUploadedFile(name, content, content_type=declared or "application/octet-stream")
    return api(officer).post(f"/api/v1/cases/{case.number}/evidence/", {"file": file, **more}, format="multipart")


def test_a_photo_is_kept_by_its_hash_with_an_event(people: People, case: Case, api: Any) -> None:
    content = picture()
    answer = upload(api, people.owner, case, content, "现场.jpg", "image/jpeg", title="载货状态", kind="audiovisual")
    assert answer.status_code == 201, answer.content
    digest = hashlib.sha256(content).hexdigest()
    assert answer.json()["sha256"] == digest
    row = Evidence.objects.get()
    assert evidencing.original(row).read_bytes() == content
    assert digest in CaseEvent.objects.get(case=case, act="add_evidence").body
    assert [access.what for access in row.accesses.all()] == ["added"]


def test_time_and_place_are_read_beside_the_original(people: People, case: Case, api: Any) -> None:
    row = upload(api, people.owner, case, located(), "a.jpg", "image/jpeg").json()
    assert row["captured_at"] == "2026-11-20T09:12:00+08:00"
    assert (row["latitude"], row["longitude"]) == ("35.175000", "118.816667")
    assert row["derived"]["camera"] == "Cam"


@pytest.mark.parametrize(
    ("content", "name"),
    [(picture("PNG"), "a.png"), (picture("WEBP"), "a.webp"), (b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n", "a.pdf"),
     (b"\0\0\0\x18ftypmp42" + b"\0" * 40, "a.mp4"), (b"\0\0\0\x14ftypqt  " + b"\0" * 40, "a.mov"),
     (b"\0\0\0\x18ftypheic" + b"\0" * 40, "a.heic"), (b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 28, "a.wav"),
     (b"ID3\x04" + b"\0" * 60, "a.mp3")],
)  # fmt: skip
def test_other_recordings_are_kept(people: People, case: Case, api: Any, content: bytes, name: str) -> None:
    assert upload(api, people.owner, case, content, name).status_code == 201


REFUSED: list[tuple[str, Callable[[], bytes], str, str, str]] = [
    ("an empty file", lambda: b"", "a.jpg", "", "empty"),
    ("a text that says photo", lambda: b"hello" * 99, "a.jpg", "image/jpeg", "type"),
    ("a script", lambda: b"#!/bin/sh\nrm -rf /", "a.sh", "", "type"),
    ("a page", lambda: b"<html><script>alert(1)</script>", "a.html", "text/html", "type"),
    (
        "a drawing with a script",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "a.svg",
        "",
        "type",
    ),
    ("an archive", zipped, "a.zip", "application/zip", "type"),
    ("an archive that says photo", zipped, "a.jpg", "image/jpeg", "type"),
    ("a program", lambda: b"MZ" + b"\0" * 200, "a.exe", "", "type"),
    ("a photo that says drawing", picture, "a.svg", "image/svg+xml", "mismatch"),
    ("a photo that says page", picture, "a.jpg", "text/html", "mismatch"),
    ("a photo with two extensions", picture, "a.jpg.html", "", "mismatch"),
    ("a photo without extension", picture, "photo", "image/jpeg", "mismatch"),
    ("a photo and an archive", lambda: picture() + zipped(), "a.jpg", "image/jpeg", "polyglot"),
    ("a photo and a page", lambda: picture() + b"<script>alert(1)</script>", "a.jpg", "image/jpeg", "polyglot"),
    ("a photo whose comment is a page", lambda: picture(comment=b"<html><body>"), "a.jpg", "image/jpeg", "polyglot"),
    ("a picture with a tail", lambda: picture("PNG") + b"more", "a.png", "image/png", "damaged"),
    ("half a photo", lambda: picture(quality=95)[:400], "a.jpg", "image/jpeg", "damaged"),
    ("half a picture", lambda: picture("PNG")[:-20], "a.png", "image/png", "damaged"),
    ("a decompression bomb", bomb, "a.png", "image/png", "too_many_pixels"),
    (
        "a document with a script",
        lambda: b"%PDF-1.4\n<< /S /JavaScript /JS (app.alert(1)) >>\n%%EOF\n",
        "a.pdf",
        "",
        "active",
    ),
    ("a document with a tail", lambda: b"%PDF-1.4\n%%EOF\n" + b"x" * 5000, "a.pdf", "", "damaged"),
]


@pytest.mark.parametrize(
    ("make", "name", "declared", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_is_no_plain_recording_is_refused(
    people: People, case: Case, api: Any, make: Callable[[], bytes], name: str, declared: str, code: str
) -> None:
    answer = upload(api, people.owner, case, make(), name, declared)
    assert answer.status_code == 422, answer.content
    assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == ("file", code)
    assert not Evidence.objects.exists()
    assert Case.objects.get(pk=case.pk).version == 1


def test_a_file_over_the_limit_is_refused(people: People, case: Case, api: Any, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 100
    assert upload(api, people.owner, case, picture(), "a.jpg").json()["errors"][0]["code"] == "too_large"


def test_the_same_file_twice_is_refused_and_the_original_untouched(people: People, case: Case, api: Any) -> None:
    content = picture()
    upload(api, people.owner, case, content, "a.jpg")
    before = evidencing.original(Evidence.objects.get()).stat()
    answer = upload(api, people.owner, case, content, "b.jpg")
    assert answer.json()["errors"][0]["code"] == "twice"
    assert evidencing.original(Evidence.objects.get()).stat().st_ino == before.st_ino


def test_a_name_cannot_leave_its_folder(people: People, case: Case, api: Any) -> None:
    row = upload(api, people.owner, case, picture(), "..\\..\\etc\\\u202epasswd.jpg").json()
    assert row["original_name"] == "passwd.jpg"


@pytest.mark.parametrize(("body", "field"), [({}, "file"), ({"file": "text"}, "file"), ({"colour": "red"}, "colour")])
def test_an_upload_names_what_is_wrong(people: People, case: Case, api: Any, body: dict[str, str], field: str) -> None:
    answer = api(people.owner).post(f"/api/v1/cases/{case.number}/evidence/", body, format="multipart")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(("more", "field"), [({"kind": "rumour"}, "kind"), ({"title": "x" * 101}, "title"),
                                            ({"title": "a\x00b"}, "title"), ({"version": "x"}, "version")])  # fmt: skip
def test_hostile_texts_of_an_upload_are_refused(
    people: People, case: Case, api: Any, more: dict[str, str], field: str
) -> None:
    answer = upload(api, people.owner, case, picture(), "a.jpg", **more)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"][0]["field"] == field


def signed_in(officer: Any) -> Client:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_looking_and_taking_are_logged(people: People, case: Case, api: Any) -> None:
    upload(api, people.owner, case, picture(), "现场.jpg")
    row = Evidence.objects.get()
    client = signed_in(people.colleague)
    seen = client.get(f"/evidence/{row.pk}/")
    taken = client.get(f"/evidence/{row.pk}/?download=1")
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/jpeg")
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert seen["Content-Security-Policy"].startswith("sandbox")
    assert seen["Content-Disposition"].startswith("inline")
    assert taken["Content-Disposition"].startswith("attachment")
    log = EvidenceAccess.objects.filter(officer=people.colleague).order_by("pk")
    assert [access.what for access in log] == ["viewed", "downloaded"]


def test_a_document_of_the_party_is_never_opened_inline(people: People, case: Case, api: Any) -> None:
    upload(api, people.owner, case, b"%PDF-1.4\n%%EOF\n", "a.pdf")
    answer = signed_in(people.owner).get(f"/evidence/{Evidence.objects.get().pk}/")
    assert answer["Content-Disposition"].startswith("attachment")


def test_a_stranger_and_nobody_see_no_file(people: People, case: Case, api: Any) -> None:
    upload(api, people.owner, case, picture(), "a.jpg")
    pk = Evidence.objects.get().pk
    assert signed_in(people.stranger).get(f"/evidence/{pk}/").status_code == 404
    assert Client().get(f"/evidence/{pk}/").status_code == 302
    assert signed_in(people.owner).get(f"/evidence/{10**25}/").status_code == 404


def test_a_thumbnail_is_small_and_carries_no_metadata(people: People, case: Case, api: Any) -> None:
    upload(api, people.owner, case, located(), "a.jpg")
    answer = signed_in(people.owner).get(f"/evidence/{Evidence.objects.get().pk}/small/")
    content = b"".join(answer.streaming_content)
    assert not Image.open(io.BytesIO(content)).getexif()


def test_the_nightly_check_finds_a_changed_original(people: People, case: Case, api: Any, at: Any) -> None:
    upload(api, people.owner, case, picture(), "a.jpg")
    row = Evidence.objects.get()
    assert evidencing.verify_all(at) == 0
    path = evidencing.original(row)
    path.chmod(0o600)
    path.write_bytes(b"other")
    assert evidencing.verify_all(at) == 1
    assert [access.what for access in row.accesses.order_by("pk")] == ["added", "verified", "mismatch"]


def test_an_imported_or_closed_case_takes_no_evidence(people: People, case: Case, api: Any, at: Any) -> None:
    from traffic_police.cases.performing import perform

    perform(people.owner, "drop", case, at=at)
    answer = upload(api, people.owner, case, picture(), "a.jpg")
    assert (answer.status_code, answer.json()["code"]) == (403, "status")


@pytest.fixture(scope="module")
def hostile(acceptance_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("hostile")
    for archive in sorted((acceptance_data / "hostile").glob("*.tgz")):
        with tarfile.open(archive) as tar:
            for number, member in enumerate(tar.getmembers()):
                stream = tar.extractfile(member) if member.isfile() else None
                if stream is not None:  # under a name of our own: nothing in an archive chooses where it lands
                    place = folder / archive.stem / str(number)
                    place.mkdir(parents=True)
                    (place / Path(member.name).name).write_bytes(stream.read())
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_every_hostile_file_is_kept_or_refused_by_name(
    people: People, case: Case, api: Any, hostile: list[Path]
) -> None:
    outcomes: dict[int, int] = {}
    for path in hostile:
        answer = upload(api, people.owner, case, path.read_bytes(), path.name)
        assert answer.status_code in {201, 422}, (path, answer.content)
        if answer.status_code == 422:
            assert answer.json()["errors"][0]["field"] == "file", path
        outcomes[answer.status_code] = outcomes.get(answer.status_code, 0) + 1
    assert outcomes[201] > 20
    assert outcomes[422] > 20
