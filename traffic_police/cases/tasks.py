"""Celery tasks of the kernel."""

from __future__ import annotations

import datetime as dt

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


@shared_task
def heartbeat() -> None:
    """Sent by the scheduler, run by a worker: one sign of life of both."""
    from traffic_police.cases import health

    health.heartbeat(timezone.now())


@shared_task
def forget_old_answers() -> int:
    """Answers kept for safe retries are of no use after two days."""
    from traffic_police.cases.idempotency import forget_before

    return forget_before(timezone.now() - dt.timedelta(days=2))


@shared_task
def render_missing() -> int:
    """Make the PDFs whose task was lost, oldest first."""
    from traffic_police.cases.documenting import render_missing as make

    return make(limit=100)
