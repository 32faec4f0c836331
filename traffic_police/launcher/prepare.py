"""Schema, reference tables, static files and the demo brigade, in one process; each step only when it changed.

Runs inside the environment: `python -m traffic_police.launcher.prepare [--demo]`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands

from traffic_police.launcher import catalogues, fingerprint
from traffic_police.launcher.folder import DataFolder, write_private


def main(arguments: list[str]) -> None:
    """Bring database and files up to what the code expects."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "traffic_police.settings")
    catalogues.compile_all()
    django.setup()
    if not settings.EMBEDDED:
        refuse_insecure()
    data = DataFolder(settings.DATA)
    steps(data if settings.EMBEDDED else None)
    if "--demo" in arguments:
        load_demo(data)


def refuse_insecure() -> None:
    try:
        call_command("check", deploy=True, fail_level="ERROR")
    except CommandError as error:
        sys.exit(str(error))


def steps(data: DataFolder | None) -> None:
    """Run what changed since the stamps; without a data folder of ours everything runs."""
    actions: dict[str, Callable[[], None]] = {
        "translations": lambda: None,  # compiled above, before Django reads them
        "schema": migrate,
        "reference": sync_reference,
        "static": collect_static,
    }
    wanted = fingerprint.now()
    found = fingerprint.stored(data) if data else {}
    for step, action in actions.items():
        if found.get(step) != wanted[step]:
            print(f"{step} ...", flush=True)
            action()
            if data:
                fingerprint.store(data, step, wanted[step])


def migrate() -> None:
    call_command("migrate", interactive=False, verbosity=1)


def sync_reference() -> None:
    """Code tables, transition tables and calendars from the files of the apps; idempotent."""
    if "sync_reference" in get_commands():
        call_command("sync_reference")


def collect_static() -> None:
    call_command("collectstatic", interactive=False, clear=False, verbosity=0)


def load_demo(data: DataFolder) -> None:
    """The demo brigade, on the first start of an embedded database only.

    The intention is recorded first: a start that was interrupted is completed by the next one, because
    the launcher notes the demo as loaded only after this returned, and the command can be repeated.
    """
    if not settings.EMBEDDED:
        sys.exit("Demo data belongs only into an embedded database.")
    data.mark(demo_begun=True)
    if "demo" in get_commands():
        call_command("demo")
    write_private(data.demo_accounts, json.dumps(accounts_by_role(), ensure_ascii=False))


def accounts_by_role() -> list[dict[str, str]]:
    """One account for each role that somebody holds, the one with the lowest number."""
    from django.utils import translation

    from traffic_police.accounts.models import Officer, Role

    rows: list[dict[str, str]] = []
    with translation.override("en"):
        for role in Role:
            holder = Officer.objects.filter(is_active=True, roles__contains=[role]).select_related("unit").first()
            if holder:
                rows.append(
                    {
                        "role": str(role.label),
                        "number": holder.police_number,
                        "name": holder.name,
                        "unit": holder.unit.short_name,
                    }
                )
    return rows


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    main(sys.argv[1:])
