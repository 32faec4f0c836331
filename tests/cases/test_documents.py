"""PDFs of signed documents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.cases.test_evidence import signed_in
from tests.cases.trial import LETTER, People
from traffic_police.cases import documenting
from traffic_police.cases.kinds import kind_of
from traffic_police.cases.models import Case, Document
from traffic_police.cases.performing import perform


@pytest.fixture
def document(people: People, case: Case, at: Any) -> Document:
    perform(people.owner, "handle", case, at=at)
    perform(people.owner, "measure", case, at=at, second=people.colleague)
    return Document.objects.get(case=case)


def test_a_pdf_is_made_once_and_kept_by_its_hash(document: Document) -> None:
    path = documenting.ensure_pdf(document.pk)
    document.refresh_from_db()
    assert path.read_bytes().startswith(b"%PDF")
    assert path.stem == document.pdf_sha256
    assert document.template_version
    made = path.stat().st_mtime_ns
    assert documenting.ensure_pdf(document.pk).stat().st_mtime_ns == made


def test_a_lost_pdf_is_made_again_with_the_same_bytes(document: Document) -> None:
    path = documenting.ensure_pdf(document.pk)
    content = path.read_bytes()
    path.unlink()
    assert documenting.ensure_pdf(document.pk).read_bytes() == content


def test_a_damaged_pdf_is_replaced(document: Document) -> None:
    path = documenting.ensure_pdf(document.pk)
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(b"%PDF-forged")
    assert documenting.ensure_pdf(document.pk).read_bytes() == content


def test_a_lost_pdf_of_another_template_is_not_guessed(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    documenting.ensure_pdf(document.pk).unlink()
    monkeypatch.setattr(documenting.typesetting, "template_version", lambda _template: "other")
    with pytest.raises(documenting.PdfDamaged):
        documenting.ensure_pdf(document.pk)


def test_what_the_worker_missed_is_made_later(document: Document) -> None:
    assert documenting.render_missing(limit=10) == 1
    assert documenting.render_missing(limit=10) == 0


def test_the_pdf_is_served_to_who_sees_the_case(document: Document, people: People) -> None:
    answer = signed_in(people.owner).get(f"/documents/{document.pk}/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert signed_in(people.stranger).get(f"/documents/{document.pk}/").status_code == 404
    assert Client().get(f"/documents/{document.pk}/").status_code == 302


def test_anybody_can_check_a_document_and_learns_no_more_than_it_says(document: Document) -> None:
    answer = Client().get(f"/v/{document.verification}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert document.number in text
    assert "测试大队" in text
    assert "庄*明" in text
    assert "庄小明" not in text
    assert "371327" not in text


@pytest.mark.parametrize("code", ["unknown", "x" * 500, "%00", "<script>"])
def test_a_code_that_is_not_ours_is_said_to_be_none(db: None, code: str) -> None:
    assert Client().get(f"/v/{code}/").status_code == 404


def test_a_preview_stores_nothing(trial: Any, at: Any, settings: Any) -> None:
    pdf = documenting.preview_pdf(kind_of("trial").document("letter"), LETTER, at=at)
    assert pdf.startswith(b"%PDF")
    assert not Document.objects.exists()
    assert not Path(settings.MEDIA_ROOT).exists()
