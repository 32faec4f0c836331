"""Take violations kept elsewhere in from a CSV or XLSX file: the same service as the import pages, without a worker."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from traffic_police.accounts.models import Officer
from traffic_police.registry.importing import runs
from traffic_police.registry.importing.refusals import ImportRefused
from traffic_police.registry.models import ImportRun, ImportStatus
from violations.importing.importer import Violations

CHUNK = 2**20


class Command(BaseCommand):
    help = "Import violations kept elsewhere. A second run of the same file adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", required=True, help="name of a saved or a prepared mapping")
        parser.add_argument("--by", default="", help="police number of who imports (default: the only administrator)")
        parser.add_argument("--dry-run", action="store_true", help="check every row and store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = self._run(options["file"], options["mapping"], self._actor(options["by"]), options["dry_run"])
        except (ImportRefused, PermissionDenied) as refused:
            raise CommandError(str(refused)) from refused
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}. Check the path.") from error
        self._tell(run)
        if run.status == ImportStatus.REFUSED:
            raise CommandError(run.refusal)

    def _actor(self, number: str) -> Officer:
        people = Officer.objects.filter(is_active=True, roles__overlap=list(runs.ROLES))
        people = people.filter(police_number=number) if number else people.filter(roles__contains=["administrator"])
        found = list(people.select_related("unit")[:2])
        if len(found) != 1:
            raise CommandError("Say with --by and a police number who imports: an administrator or a supervisor.")
        return found[0]

    def _run(self, path: Path, name: str, actor: Officer, dry_run: bool) -> ImportRun:
        mapping = runs.mapping_named(Violations.name, name)
        with path.open("rb") as file:
            run = runs.receive(actor, Violations.name, path.name, iter(lambda: file.read(CHUNK), b""), timezone.now())
        runs.choose_mapping(actor, run, mapping, "", timezone.now())
        runs.begin(actor, run, dry_run=dry_run)
        runs.carry_out(run.pk, timezone.now(), timezone.now)
        run.refresh_from_db()
        return run

    def _tell(self, run: ImportRun) -> None:
        self.stdout.write(
            f"{run.rows_read} rows: {run.inserted} added, {run.unchanged} already in, {run.refused} refused"
            + (" (dry run: nothing is stored)" if run.dry_run else "")
        )
        for reason, count in sorted(run.refused_by_reason.items()):
            self.stdout.write(f"  refused, {reason}: {count}")
        for code, texts in sorted(run.remarks.items()):
            most = sorted((text for text in texts if text), key=lambda text: -texts[text])[:10]
            named = ", ".join(f"{text} ({texts[text]})" for text in most)
            self.stdout.write(f"  noted, {code}: {sum(texts.values())}{': ' + named if named else ''}")
