"""The table of offences: facts read once from the reference file, never from a database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from importlib import resources

from violations.rules.facts import Refusal, refuse


@dataclass(frozen=True, slots=True)
class Offence:
    """One row of the table. `key` is the national code, or `O163-…` where that code is not known."""

    key: str
    code: str
    code4: str
    code5: str
    short_name: str
    description: str
    name_en: str
    category: str
    roads: frozenset[str]
    legal_basis: str
    penalty_basis: tuple[str, ...]
    points_basis: str
    fine_min: Decimal | None
    fine_max: Decimal | None
    fine_default: Decimal | None
    points: int
    warning_allowed: bool
    measures: tuple[str, ...]
    optional_measures: tuple[str, ...]
    measures_text: str
    procedure: str
    first_violation_exempt: bool
    valid_from: date | None
    valid_to: date | None
    replaced_by: tuple[str, ...]
    replaced_by_status: str
    confidence: str
    source: str

    def valid_on(self, day: date) -> bool:
        """Whether the row may be used for an act of that day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)

    @property
    def number(self) -> str:
        """What is written on papers: the national code once it is known, else the key."""
        return self.code or self.key

    @property
    def superseded_on(self) -> date | None:
        """The first day on which the row is no longer valid."""
        return None if self.valid_to is None else self.valid_to + timedelta(days=1)


class OffenceTable:
    """All rows, found by key. A code of four digits and the same with subclass 0 are one."""

    def __init__(self, offences: Iterable[Offence]) -> None:
        self._rows = {offence.key: offence for offence in offences}
        # An administrator may have filled in the national code of an `O163-…` row.
        self._codes = {offence.number: offence for offence in self._rows.values()} | self._rows

    def __iter__(self) -> Iterator[Offence]:
        return iter(self._rows.values())

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, code: str) -> Offence | None:
        """The row of a code as written, or None."""
        if code in self._codes:
            return self._codes[code]
        if len(code) == 5 and code.endswith("0"):
            return self._codes.get(code[:4])
        return self._codes.get(code + "0") if len(code) == 4 else None

    def require(self, code: str, day: date) -> Offence:
        """The row that applies on a day.

        Raises Refusal (field offence_code) for an unknown code, or one not valid on that day.
        """
        offence = self.find(code)
        if offence is None:
            raise refuse("offence_code", "unknown_offence", offence=code)
        if offence.valid_on(day):
            return offence
        raise _not_valid(offence, day)

    def first_valid(self, keys: Iterable[str], day: date) -> Offence | None:
        """The first of several candidates that is valid on a day."""
        found = (self._rows.get(key) for key in keys)
        return next((offence for offence in found if offence is not None and offence.valid_on(day)), None)


def _not_valid(offence: Offence, day: date) -> Refusal:
    if offence.valid_from is not None and day < offence.valid_from:
        return refuse(
            "offence_code", "offence_not_yet_valid", offence=offence.key, since=offence.valid_from.isoformat()
        )
    superseded = offence.superseded_on
    since = "" if superseded is None else superseded.isoformat()
    if offence.replaced_by:
        named = ", ".join(offence.replaced_by)
        return refuse("offence_code", "offence_superseded", offence=offence.key, since=since, replacement=named)
    return refuse("offence_code", "offence_superseded_unnamed", offence=offence.key, since=since)


def read_reference(name: str) -> list[dict[str, str]]:
    """The rows of one of our reference files."""
    text = resources.files("violations").joinpath("reference", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def _money(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _offence(row: dict[str, str]) -> Offence:
    names = row["measures"].split()
    return Offence(
        key=row["key"],
        code=row["code"],
        code4=row["code4"],
        code5=row["code5"],
        short_name=row["short_name"],
        description=row["description"],
        name_en=row["name_en"],
        category=row["category"],
        roads=frozenset(row["roads"].split()),
        legal_basis=row["legal_basis"],
        penalty_basis=tuple(row["penalty_basis"].split("; ")),
        points_basis=row["points_basis"],
        fine_min=_money(row["fine_min"]),
        fine_max=_money(row["fine_max"]),
        fine_default=_money(row["fine_default"]),
        points=int(row["points"]),
        warning_allowed=row["warning_allowed"] == "1",
        measures=tuple(name for name in names if not name.endswith("?")),
        optional_measures=tuple(name.rstrip("?") for name in names if name.endswith("?")),
        measures_text=row["measures_text"],
        procedure=row["procedure"],
        first_violation_exempt=row["first_violation_exempt"] == "1",
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        replaced_by=tuple(row["replaced_by"].split()),
        replaced_by_status=row["replaced_by_status"],
        confidence=row["confidence"],
        source=row["source"],
    )


@cache
def load_offences() -> tuple[Offence, ...]:
    """Every row of `reference/offences.csv`, in the order of the file."""
    return tuple(_offence(row) for row in read_reference("offences.csv"))


@cache
def load_table() -> OffenceTable:
    """The table as delivered. A service may build its own from rows an administrator has changed."""
    return OffenceTable(load_offences())
