"""Reckon the roll-ups anew from the case rows, or only compare them."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from traffic_police.reports.rolling import rebuild, rolled, scan


class Command(BaseCommand):
    help = "Rebuild the figures per day and unit from the case rows, then compare them with a full scan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="start", type=dt.date.fromisoformat, default=dt.date(2000, 1, 1))
        parser.add_argument("--to", dest="end", type=dt.date.fromisoformat, default=dt.date(2100, 1, 1))
        parser.add_argument("--check", action="store_true", help="only compare; change nothing")

    def handle(self, *args: Any, start: dt.date, end: dt.date, check: bool, **options: Any) -> None:
        if not check:
            self.stdout.write(f"{rebuild()} cases contribute.")
        wanted, there = scan(start, end), rolled(start, end)
        wrong = sorted(key for key in wanted.keys() | there.keys() if wanted.get(key) != there.get(key))
        for figure, day, unit, _bucket in wrong[:20]:
            self.stderr.write(f"{figure} on {day} in unit {unit} differs.")
        if wrong:
            raise CommandError(f"{len(wrong)} figures differ from the case rows; run rebuild_figures.")
        self.stdout.write(f"{len(wanted)} figures of {start} to {end} equal the case rows.")
