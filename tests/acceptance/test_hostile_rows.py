"""Naughty strings in every column of an import: each row comes in as words, and none stops the file."""

from __future__ import annotations

import csv
import tarfile
from pathlib import Path

import pytest
from django.utils import timezone

from tests import factories
from traffic_police.cases.models import Case
from traffic_police.registry.importing import engine
from traffic_police.registry.importing.mapping import Mapping, Source
from violations.importing.importer import Violations

COLUMNS = [field.name for field in Violations.fields if field.name != "occurred"]
pytestmark = pytest.mark.django_db


def strings(folder: Path) -> list[str]:
    with tarfile.open(folder / "hostile" / "blns_csvinj.tgz") as archive:
        files = [archive.extractfile(member) for member in archive.getmembers() if member.isfile()]
        lines = {line for file in files if file for line in file.read().decode("utf-8", "replace").splitlines()}
    return sorted(line for line in lines if line.strip() and "\x00" not in line)


def test_naughty_strings_in_every_column_stop_nothing(acceptance_data: Path, tmp_path: Path) -> None:
    naughty, path = strings(acceptance_data), tmp_path / "naughty.csv"
    assert naughty
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["occurred", *COLUMNS])
        writer.writerows(["2014-01-26", *[text] * len(COLUMNS)] for text in naughty)
    fixed = {"datum": Source(constant="WGS84"), "repeated": Source(constant="each")}
    mapping = Mapping({name: Source(column=name) for name in ["occurred", *COLUMNS]} | fixed)
    actor = factories.officer(factories.brigade(), "administrator", kind="civilian")
    tally = engine.run(path, mapping, Violations(), engine.Context(timezone.now(), actor))
    assert tally.inserted == tally.rows == len(naughty) == Case.objects.count()
