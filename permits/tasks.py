"""Background work of permits."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from permits import services


@shared_task
def expire_permits() -> int:
    """Nightly: permits whose last day has passed. Safe to run twice."""
    return services.expire_due(at=timezone.now())
