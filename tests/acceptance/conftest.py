"""Real input from outside: the whole way through the service, with a real commit after each batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests import factories
from traffic_police.accounts.models import Officer
from traffic_police.registry.importing import runs
from traffic_police.registry.models import ImportRun
from violations.models import Violation

Taken = Callable[[Path, str], ImportRun]


@pytest.fixture
def administrator(committed_db: str) -> Officer:
    return factories.officer(factories.brigade(), "administrator", kind="civilian")


@pytest.fixture
def take(administrator: Officer, settings: Any, tmp_path: Path) -> Taken:
    """Takes a file in with a mapping by its name, as the worker does."""
    settings.MEDIA_ROOT = tmp_path

    def taken(path: Path, mapping: str) -> ImportRun:
        run = runs.receive(administrator, "violations", path.name, iter([path.read_bytes()]), timezone.now())
        runs.choose_mapping(administrator, run, runs.mapping_named("violations", mapping), "", timezone.now())
        runs.begin(administrator, run, dry_run=False)
        runs.carry_out(run.pk, timezone.now(), timezone.now)
        run.refresh_from_db()
        return run

    return taken


def months() -> Counter[str]:
    """Imported violations by month of the occurrence, in the brigade's own time."""
    return Counter(
        f"{timezone.localtime(when):%Y-%m}" for when in Violation.objects.values_list("occurred_at", flat=True)
    )


def by(field: str) -> Counter[str]:
    return Counter(Violation.objects.values_list(field, flat=True))
