"""The Celery application under the launcher: the production one, its pool ending with its launcher."""

from typing import Any

from celery.signals import beat_init, worker_init, worker_process_init

from traffic_police.celery import app
from traffic_police.launcher import lifeline

__all__ = ["app"]


@worker_init.connect
@worker_process_init.connect
@beat_init.connect
def hold(**_: Any) -> None:
    lifeline.hold()
