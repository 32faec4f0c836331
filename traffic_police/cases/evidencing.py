"""Evidence: taken in, shown, checked. The original is kept by its SHA-256 and never rewritten (处罚法 46)."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from traffic_police.accounts.models import Officer
from traffic_police.cases import vault
from traffic_police.cases.evidence_types import FileType, check_type, refused
from traffic_police.cases.inputs import parsed
from traffic_police.cases.kinds import Input
from traffic_police.cases.models import Case, Evidence, EvidenceAccess
from traffic_police.cases.performing import perform
from traffic_police.cases.pictures import PictureFacts, read_picture, thumbnail
from traffic_police.cases.queries import visible_cases

log = logging.getLogger(__name__)
AREA = "evidence"
KIND = Input("kind", "kind", "choice", choices=tuple(Evidence.Kind.choices))
TITLE = Input("title", "title", required=False, max_length=100)


def original(evidence: Evidence) -> Path:
    return vault.path_of(AREA, evidence.sha256)


def add_evidence(
    actor: Officer,
    case: Case,
    file: UploadedFile[Any],
    *,
    at: dt.datetime,
    kind: str = Evidence.Kind.AUDIOVISUAL,
    title: str = "",
    expected_version: int | None = None,
) -> Evidence:
    """Take FILE in as evidence of CASE. Raises InputRefused naming the field, ActRefused when the case takes none."""
    kind = parsed(KIND, kind)
    name = safe_name(file.name or "")
    title = parsed(TITLE, title) or name[:100]
    found, facts = examine(name, file)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    _refuse_twin(case, digest.hexdigest())
    with transaction.atomic():
        row = _row(actor, case, file, found, facts, at)
        row.sha256, row.kind, row.title, row.original_name = digest.hexdigest(), kind, title, name
        data = {"title": title, "sha256": row.sha256, "kind": kind}
        perform(actor, "add_evidence", case, data, at=at, expected_version=expected_version)
        row.save(force_insert=True)
        record(row, actor, "added", at)
        # The file comes last: an orphan file does no harm, a row without its file does.
        _path, kept, _size = vault.keep(AREA, file.chunks())
        if kept != row.sha256:
            raise refused("changed", _("The file changed while it was read; upload it again."))
    return row


def safe_name(name: str) -> str:
    """The last part of the name, without characters that hide or steer; at most 200 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(char for char in last if char.isprintable()).strip()
    stem, dot, extension = clean.rpartition(".")
    return f"{stem[:180]}{dot}{extension[:10]}" if dot else clean[:200]


def examine(name: str, file: UploadedFile[Any]) -> tuple[FileType, PictureFacts | None]:
    """Size, type by content, and for pictures a whole decoding."""
    size = file.size or 0
    if size == 0:
        raise refused("empty", _("The file is empty."))
    if size > settings.EVIDENCE_MAX_BYTES:
        limit = settings.EVIDENCE_MAX_BYTES // 2**20
        raise refused("too_large", _("The file is larger than %(limit)s MB.") % {"limit": limit})
    stream = cast("BinaryIO", file.file)
    found = check_type(name, file.content_type or "", stream, size)
    facts = read_picture(stream) if found.is_image else None
    stream.seek(0)
    return found, facts


def _refuse_twin(case: Case, sha256: str) -> None:
    if Evidence.objects.filter(case=case, sha256=sha256).exists():
        raise refused("twice", _("This file is already among the evidence of the case."))


def _row(
    actor: Officer, case: Case, file: UploadedFile[Any], found: FileType, facts: PictureFacts | None, at: dt.datetime
) -> Evidence:
    row = Evidence(
        case=case, content_type=found.content_type, size=file.size or 0, added_by=actor, added_at=at,
    )  # fmt: skip
    if facts is not None:
        row.captured_at, row.longitude, row.latitude = facts.taken_at, facts.longitude, facts.latitude
        row.derived = facts.derived
    return row


def record(evidence: Evidence, officer: Officer | None, what: str, at: dt.datetime) -> None:
    """Write into the chain of custody: added, viewed, downloaded, verified or mismatch."""
    EvidenceAccess.objects.create(evidence=evidence, officer=officer, at=at, what=what)


def evidence_for(actor: Officer, evidence_id: int) -> Evidence:
    """A piece of evidence of a case the officer sees; Http404 otherwise."""
    rows = Evidence.objects.select_related("case").filter(case__in=visible_cases(actor).order_by())
    row = rows.filter(pk=evidence_id).first() if evidence_id < 2**63 else None
    if row is None:
        raise Http404
    return row


def small_picture(evidence: Evidence) -> Path | None:
    """The thumbnail, made when first asked for; None where there can be none."""
    if evidence.content_type not in {"image/jpeg", "image/png", "image/webp"}:
        return None
    target = vault.path_of("thumbs", evidence.sha256, ".jpg")
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_suffix(f".{id(evidence)}.new")
        temporary.write_bytes(thumbnail(original(evidence)))
        temporary.replace(target)
    return target


def verify(evidence: Evidence, officer: Officer | None, at: dt.datetime) -> bool:
    """Hash the original again and write down the outcome."""
    path = original(evidence)
    good = path.is_file() and vault.digest_of(path) == evidence.sha256
    record(evidence, officer, "verified" if good else "mismatch", at)
    if not good:
        log.error("evidence %s does not match its hash", evidence.pk)
    return good


def verify_all(at: dt.datetime) -> int:
    """Nightly: hash every original again; returns how many differ."""
    return sum(not verify(row, None, at) for row in Evidence.objects.order_by("pk").iterator(chunk_size=500))
