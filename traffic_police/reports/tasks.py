"""Celery tasks of reports: fetch by id, call a service."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.conf import settings
from django.utils import timezone


@shared_task
def make_due_reports() -> int:
    """Every minute: make the reports that are missing now, the oldest first."""
    from traffic_police.reports.freezing import make_due

    return make_due(at=timezone.now(), minute=dt.time.fromisoformat(settings.DAILY_REPORT_AT))


@shared_task
def settle_stale_days() -> int:
    """Bring the roll-ups up to date with the acts since the last time; count the stocks of a day that ended."""
    from traffic_police.reports.settling import settle

    return settle(at=timezone.now())


@shared_task
def render_report(report_id: int, job_id: int) -> None:
    """Make PDF and XLSX of a frozen report; safe to run again."""
    from traffic_police.reports.files import render_with_job

    render_with_job(report_id, job_id, at=timezone.now())
