"""Celery tasks of the kernel."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task
def render_document(document_id: int) -> None:
    """Make the PDF of a signed document; safe to run again."""
    from traffic_police.cases.documenting import ensure_pdf

    ensure_pdf(document_id)


@shared_task
def verify_evidence() -> int:
    """Nightly: hash every stored original again; returns how many differ."""
    from traffic_police.cases.evidencing import verify_all

    return verify_all(at=timezone.now())
