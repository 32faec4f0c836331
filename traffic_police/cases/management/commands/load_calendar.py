"""Load a year's calendar of working days from a CSV (year,day,works,name,source)."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from traffic_police.cases.syncing import load_calendar_year, read_calendar


class Command(BaseCommand):
    help = "Load the State Council's notice of one or more years: CSV with year,day,works,name,source."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            years = read_calendar(options["file"])
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"{options['file']} cannot be read as year,day,works,name,source: {error}") from error
        for year, (source, days) in sorted(years.items()):
            settled = load_calendar_year(year, source, days)
            self.stdout.write(f"{year}: {len(days)} days, {settled} waiting deadlines settled")
