"""Load the invented brigade: only into the embedded database of a first start."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from traffic_police.demo import loading


class Command(BaseCommand):
    help = "Load the demo brigade into an embedded database; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError("Demo data belongs only into the embedded database that `manage.py up` runs itself.")
        password = os.environ.get("TRAFFIC_POLICE_DEMO_PASSWORD") or ""
        if not password:
            raise CommandError("TRAFFIC_POLICE_DEMO_PASSWORD is not set; start the demo with `manage.py up`.")
        for line in loading.load(password, at=timezone.now()):
            self.stdout.write(line)
