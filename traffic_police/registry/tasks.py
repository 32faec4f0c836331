"""Celery tasks of the register."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone


@shared_task
def carry_out_import(run_id: int) -> None:
    """Reads and applies an uploaded table; may be delivered twice."""
    from traffic_police.registry.importing import runs

    runs.carry_out(run_id, timezone.now(), timezone.now)
