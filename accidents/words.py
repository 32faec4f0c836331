"""Chinese words of the accident code tables (`reference/codes.csv`), read once."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

CODES = Path(__file__).parent / "reference" / "codes.csv"


@cache
def tables() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    with CODES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["table"], {})[row["code"]] = row["label"]
    return found


def choices(table: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, label) for code, label in tables()[table].items())


def label(table: str, code: str) -> str:
    """The Chinese label; an unknown code stands for itself."""
    return tables()[table].get(code, code)
