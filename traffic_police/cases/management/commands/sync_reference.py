"""Bring transitions, calendars and code tables of the database up to the code's."""

from typing import Any

from django.core.management.base import BaseCommand

from traffic_police.cases.syncing import sync_all


class Command(BaseCommand):
    help = "Sync transitions, calendar and reference tables; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        for line in sync_all():
            self.stdout.write(line)
