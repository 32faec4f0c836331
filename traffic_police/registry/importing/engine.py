"""Check and apply: batches, counts by outcome and by named reason, and a dry run that leaves nothing behind."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import DataError, transaction
from django.utils.translation import gettext_lazy as _

from traffic_police.registry.importing.limits import DEFAULT, Limits
from traffic_police.registry.importing.mapping import Mapping, TargetField, check_mapping, extract
from traffic_police.registry.importing.reading import Sheet, SourceRow, open_sheet
from traffic_police.registry.importing.refusals import ImportRefused, RowRefused
from traffic_police.registry.refusals import RecordRefused
from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.services import Outcome

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from traffic_police.accounts.models import Officer
    from traffic_police.registry.models import ImportRun

BATCH = 500
KEPT_ERRORS = 500
PREVIEWED = 20
KEPT_REMARKS = 300
REMARK_CHARS = 120


@dataclass(frozen=True)
class Ready:
    """A row that could be read, with its values by target field."""

    row: SourceRow
    values: dict[str, Any]


@dataclass(frozen=True)
class Context:
    """Who imports, when, and the run whose rows these are (None where no run is kept).

    `seen` counts the digests of the file so far. `remarks` counts what was noted without refusing: code → text → rows.
    """

    at: dt.datetime
    actor: Officer | None = None
    run: ImportRun | None = None
    mapping: Mapping | None = None
    seen: Counter[str] = field(default_factory=Counter)
    remarks: dict[str, Counter[str]] = field(default_factory=dict)

    def remark(self, code: str, text: str = "") -> None:
        """Note something about a row that does not keep it out; texts beyond the first few hundred are only counted."""
        texts = self.remarks.setdefault(code, Counter())
        texts[text[:REMARK_CHARS] if text[:REMARK_CHARS] in texts or len(texts) < KEPT_REMARKS else "…"] += 1


Result = Outcome | RowRefused


class Importer(ABC):
    """Takes readable rows in. Subclass it, name its fields, and register an instance with `register`."""

    name: str
    label: _StrOrPromise
    fields: Sequence[TargetField]
    prepared: MappingType[str, Mapping] = {}  # mappings for shapes of files that are known, by name
    by_hand: MappingType[str, _StrOrPromise] = {}  # subjects whose texts people may explain, with a label
    remark_labels: MappingType[str, _StrOrPromise] = {}

    def explain(self, subject: str, ours: str) -> Problem | None:
        """Whether people may say that a text of the source means this."""
        return None

    @abstractmethod
    def apply_batch(self, batch: Sequence[Ready], context: Context) -> list[Result]:
        """One result per row, in order; must give `unchanged` for a row that is already in."""


class RowByRow(Importer):
    """For importers that store one row at a time; a refused row leaves nothing half-saved."""

    @abstractmethod
    def apply(self, ready: Ready, context: Context) -> Outcome:
        """Raises RowRefused or RecordRefused."""

    def apply_batch(self, batch: Sequence[Ready], context: Context) -> list[Result]:
        return [self._one(ready, context) for ready in batch]

    def _one(self, ready: Ready, context: Context) -> Result:
        try:
            with transaction.atomic():
                return self.apply(ready, context)
        except RowRefused as refused:
            return refused
        except RecordRefused as refused:
            return RowRefused(refused.problems)
        except DataError:
            # The checks foresee what columns hold; what they miss costs its row, never the file.
            return RowRefused({"": Problem("unstorable", _("A value of this row cannot be stored."))})


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    _importers[importer.name] = importer


def importers() -> dict[str, Importer]:
    return dict(_importers)


@dataclass(frozen=True)
class RowError:
    row: int
    column: str
    code: str
    sentence: str

    def to_json(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column, "code": self.code, "sentence": self.sentence}


@dataclass
class Tally:
    """What became of the rows so far."""

    rows: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    remarks: dict[str, Counter[str]] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> None:
        self.rows += 1
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)

    def refuse(self, row: SourceRow, refused: RowRefused, mapping: Mapping) -> None:
        self.rows += 1
        self.refused += 1
        self.by_reason[refused.reason] += 1
        if len(self.errors) < KEPT_ERRORS:
            self.errors.extend(errors_of(row, refused, mapping))


def errors_of(row: SourceRow, refused: RowRefused, mapping: Mapping) -> list[RowError]:
    """The problems of a row beside the columns of the file they come from."""
    found = []
    for name, problem in refused.problems.items():
        source = mapping.sources.get(name)
        found.append(RowError(row.number, source.column if source else "", problem.code, str(problem.sentence)))
    return found


@dataclass(frozen=True)
class PreviewRow:
    row: SourceRow
    values: dict[str, Any]
    errors: list[RowError]


def preview(path: Path, mapping: Mapping, importer: Importer, most: int = PREVIEWED) -> list[PreviewRow]:
    """The first rows as they would be read; nothing is stored."""
    sheet = _open(path, mapping, importer, DEFAULT)
    return [_previewed(row, mapping, importer) for row in islice(sheet.rows, most)]


def _previewed(row: SourceRow, mapping: Mapping, importer: Importer) -> PreviewRow:
    try:
        return PreviewRow(row, extract(row, mapping, importer.fields), [])
    except RowRefused as refused:
        return PreviewRow(row, {}, errors_of(row, refused, mapping))


def _open(path: Path, mapping: Mapping, importer: Importer, limits: Limits) -> Sheet:
    sheet = open_sheet(path, limits)
    problems = check_mapping(mapping, sheet.header, importer.fields)
    if problems:
        name, problem = next(iter(problems.items()))
        labels = {target.name: str(target.label) for target in importer.fields}
        raise ImportRefused("mapping_unfit", f"{labels.get(name, name)}: {problem.sentence}")
    return sheet


def run(
    path: Path,
    mapping: Mapping,
    importer: Importer,
    context: Context,
    *,
    dry_run: bool = False,
    progress: Callable[[Tally], None] = lambda tally: None,
    limits: Limits = DEFAULT,
    clock: Callable[[], dt.datetime] | None = None,
) -> Tally:
    """Applies a file in batches, each in its own transaction, and tells after each. Raises ImportRefused.

    A dry run does everything in one transaction and takes it back, so its counts are those of the real run.
    With a clock each batch is recorded when it is recorded, however long the file.
    """
    sheet = _open(path, mapping, importer, limits)
    context = replace(context, mapping=mapping)
    tally = Tally(remarks=context.remarks)
    if not dry_run:
        _apply_all(sheet, mapping, importer, context, tally, progress, clock)
        return tally
    with transaction.atomic():
        _apply_all(sheet, mapping, importer, context, tally, lambda so_far: None, None)
        transaction.set_rollback(True)
    progress(tally)
    return tally


def _apply_all(
    sheet: Sheet,
    mapping: Mapping,
    importer: Importer,
    context: Context,
    tally: Tally,
    progress: Callable[[Tally], None],
    clock: Callable[[], dt.datetime] | None,
) -> None:
    for rows in _batches(sheet.rows):
        batch = _readable(rows, mapping, importer, tally)
        context = replace(context, at=clock()) if clock else context
        with transaction.atomic():
            results = importer.apply_batch(batch, context)
        for ready, result in zip(batch, results, strict=True):
            if isinstance(result, RowRefused):
                tally.refuse(ready.row, result, mapping)
            else:
                tally.count(result)
        progress(tally)


def _batches(rows: Iterator[SourceRow]) -> Iterator[list[SourceRow]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _readable(rows: list[SourceRow], mapping: Mapping, importer: Importer, tally: Tally) -> list[Ready]:
    batch = []
    for row in rows:
        try:
            batch.append(Ready(row, extract(row, mapping, importer.fields)))
        except RowRefused as refused:
            tally.refuse(row, refused, mapping)
    return batch
