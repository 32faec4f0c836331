"""PDF and XLSX of a frozen report, kept by their hash under MEDIA_ROOT/reports; made again when missing."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import transaction

from traffic_police.cases.models import Job
from traffic_police.cases.typesetting import render
from traffic_police.reports.models import Report
from traffic_police.reports.paper import paper
from traffic_police.reports.spreadsheets import workbook

TEMPLATE = "traffic_police/reports/documents/daily.typ"
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def path_of(sha256: str, suffix: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "reports" / sha256[:2] / f"{sha256}.{suffix}"


def file_of(report: Report, suffix: str) -> Path:
    """The stored file, made on demand where it is missing or damaged."""
    known = report.pdf_sha256 if suffix == "pdf" else report.xlsx_sha256
    if known:
        path = path_of(known, suffix)
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == known:
            return path
    return _make(report, suffix)


def _make(report: Report, suffix: str) -> Path:
    shown = paper(report)
    content = (
        render(TEMPLATE, shown, as_of=report.as_of).pdf if suffix == "pdf" else workbook(shown, as_of=report.as_of)
    )
    sha256 = hashlib.sha256(content).hexdigest()
    path = _store(content, path_of(sha256, suffix))
    setattr(report, f"{suffix}_sha256", sha256)
    report.save(update_fields=[f"{suffix}_sha256"])
    return path


def _store(content: bytes, path: Path) -> Path:
    """Write beside and rename: a killed worker leaves no half file under the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def render_with_job(report_id: int, job_id: int, *, at: dt.datetime) -> None:
    """Make both files and say so in the job's row; run again after a crash it makes what is missing."""
    report = Report.objects.get(pk=report_id)
    Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING, started_at=at)
    try:
        for done, suffix in enumerate(TYPES, start=1):
            file_of(report, suffix)
            Job.objects.filter(pk=job_id).update(done=done)
    except Exception as error:
        Job.objects.filter(pk=job_id).update(state=Job.State.FAILED, error=str(error)[:2000], finished_at=at)
        raise
    with transaction.atomic():
        result = {"pdf": report.pdf_sha256, "xlsx": report.xlsx_sha256}
        Job.objects.filter(pk=job_id).update(state=Job.State.DONE, finished_at=at, result=result)
