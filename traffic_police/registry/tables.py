"""Code tables of the register: read once from reference/*.csv, typed, with their source."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

_FOLDER = Path(__file__).parent / "reference"

Table = Literal[
    "plate_kinds",
    "vehicle_types",
    "use_natures",
    "vehicle_colours",
    "vehicle_statuses",
    "licence_statuses",
    "licence_classes",
    "divisions",
]


@dataclass(frozen=True)
class Entry:
    """One code, its Chinese label, and where it was read."""

    code: str
    label: str
    source: str


@cache
def table(name: Table) -> Mapping[str, Entry]:
    """The entries of a table by code, in the order of the file."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [Entry(row["code"], row["label"], row["source"]) for row in csv.DictReader(file)]
    return {row.code: row for row in rows}


def label(name: Table, code: str) -> str:
    """The Chinese label; an unknown code stands for itself."""
    entry = table(name).get(code)
    return entry.label if entry else code


def choices(name: Table) -> list[tuple[str, str]]:
    return [(entry.code, f"{entry.code} {entry.label}") for entry in table(name).values()]


def code_of(name: Table, text: str) -> str | None:
    """The code for a code or a label as files carry it: 'K33', '小型轿车' and 'K33小型轿车' are one."""
    entries = table(name)
    bare = text.strip()
    if bare.upper() in entries:
        return bare.upper()
    for entry in entries.values():
        if bare in {entry.label, f"{entry.code}{entry.label}", f"{entry.code} {entry.label}"}:
            return entry.code
    return None


def status_labels(name: Table, letters: str) -> list[str]:
    """A status is a row of letters: 'GK' is 违法未处理 and 查封."""
    return [label(name, letter) for letter in letters]
