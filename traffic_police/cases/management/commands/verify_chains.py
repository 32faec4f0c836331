"""Verify the hash chain of every case; exit code 1 when one is broken."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from traffic_police.cases.chains import heads_digest, verify
from traffic_police.cases.models import CaseEvent


class Command(BaseCommand):
    help = "Recompute every event's hash and report breaks."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for found in verify():
            broken += 1
            self.stderr.write(f"case {found.case_id} event {found.sequence}: {found.why}")
        self.stdout.write(f"{CaseEvent.objects.count()} events, {broken} breaks, heads {heads_digest()}")
        if broken:
            sys.exit(1)
