"""PDFs of signed documents: typeset once from the stored snapshot, kept by hash, served, and verified by anybody."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils import timezone

from traffic_police.accounts.models import Officer
from traffic_police.cases import typesetting, vault
from traffic_police.cases.kinds import DocumentKind
from traffic_police.cases.models import CaseSubject, Document
from traffic_police.cases.queries import visible_cases
from traffic_police.registry.rules.masks import mask_name

log = logging.getLogger(__name__)
AREA = "documents"


class PdfDamaged(RuntimeError):
    """The stored PDF is lost or damaged, and the template has changed since: it cannot be made again."""


def printed(document: Document) -> dict[str, Any]:
    """The snapshot with the numbers, which were given last, at signing."""
    return {
        **document.data,
        "number": document.number or None,
        "national_number": document.national_number or None,
        "preview": False,
    }


def verification_url(code: str) -> str:
    return f"{settings.PUBLIC_URL}/v/{code}/"


def _pressed(template: str, data: Mapping[str, Any], code: str, as_of: dt.datetime) -> typesetting.Rendered:
    block, images = typesetting.verification(data, verification_url(code))
    return typesetting.render(template, {**data, "verification": block}, as_of=as_of, images=images)


def ensure_pdf(document_id: int) -> Path:
    """The PDF's path; typeset, stored and recorded when it is not there yet. Safe to run twice at once.

    The row takes path, hash and template version once; the same snapshot and template give the same bytes, so a lost
    file is made again and must match its hash. Raises PdfDamaged when it cannot.
    """
    document = Document.objects.get(pk=document_id)
    if document.pdf:
        return _kept(document)
    made = _pressed(document.template, printed(document), document.verification, document.signed_at)
    path, sha256, _size = vault.keep(AREA, [made.pdf], ".pdf")
    name = str(path.relative_to(settings.MEDIA_ROOT))
    Document.objects.filter(pk=document.pk, pdf="").update(
        pdf=name, pdf_sha256=sha256, template_version=made.template_version
    )
    return path


def render_missing(limit: int) -> int:
    """Typeset signed documents that still have no PDF; one that cannot be made does not hold up the others."""
    made = 0
    for pk in Document.objects.filter(pdf="").order_by("pk").values_list("pk", flat=True)[:limit]:
        try:
            ensure_pdf(pk)
            made += 1
        except (typesetting.TypesettingFailed, typesetting.TypesettingRefused, OSError):
            log.exception("document %s has no PDF", pk)
    return made


def _kept(document: Document) -> Path:
    path = Path(settings.MEDIA_ROOT) / document.pdf
    if path.is_file() and vault.digest_of(path) == document.pdf_sha256:
        return path
    if document.template_version != typesetting.template_version(document.template):
        raise PdfDamaged(document.pk)
    made = _pressed(document.template, printed(document), document.verification, document.signed_at)
    if made.sha256 != document.pdf_sha256:
        raise PdfDamaged(document.pk)
    path.unlink(missing_ok=True)
    return vault.keep(AREA, [made.pdf], ".pdf")[0]


def preview_pdf(kind: DocumentKind, data: Mapping[str, Any], *, at: dt.datetime | None = None) -> bytes:
    """A draft with a watermark, without numbers; nothing is stored."""
    draft = {**data, "number": None, "national_number": None, "preview": True}
    draft.pop("verification", None)
    return typesetting.render(kind.template, draft, as_of=at or timezone.now()).pdf


def document_for(actor: Officer, document_id: int) -> Document:
    """A document of a case the officer sees; Http404 otherwise."""
    rows = Document.objects.select_related("case").filter(case__in=visible_cases(actor).order_by())
    row = rows.filter(pk=document_id).first() if document_id < 2**63 else None
    if row is None:
        raise Http404
    return row


@dataclass(frozen=True)
class Verified:
    """What the public page says about a document: nothing more than is printed, the party masked."""

    title: str
    number: str
    day: dt.datetime
    authority: str
    party: str
    state: str  # signed, served or voided


def verified(code: str) -> Verified | None:
    """The document with this code, or None: the page then says that it is not one of ours."""
    if len(code) > 32 or not code.isascii() or not code.isprintable():
        return None
    row = Document.objects.filter(verification=code).first()
    if row is None:
        return None
    return Verified(
        title=row.title, number=row.national_number or row.number, day=row.signed_at,
        authority=str(row.data.get("authority") or settings.BRIGADE["name"]), party=_party(row), state=row.state,
    )  # fmt: skip


def _party(document: Document) -> str:
    party = document.data.get("party")
    name = str(party.get("name") or "") if isinstance(party, dict) else ""
    if name:
        return mask_name(name)
    roles = [CaseSubject.Role.DRIVER, CaseSubject.Role.PARTY]
    subject = CaseSubject.objects.filter(case_id=document.case_id, role__in=roles).exclude(name="").first()
    return mask_name(subject.name) if subject else ""
