"""Which column, or which constant, fills which field, and how its text is read."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.importing.converters import Converter, Unreadable, as_text
from traffic_police.registry.importing.reading import SourceRow
from traffic_police.registry.importing.refusals import ImportRefused, RowRefused
from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.rules.text import compact

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_LONGEST_CONSTANT = 200


@dataclass(frozen=True)
class TargetField:
    """A field that an importer fills. `converters` are read by name; the first is the default."""

    name: str
    label: _StrOrPromise
    converters: MappingType[str, Converter] = field(default_factory=lambda: {"text": as_text})
    required: bool = False
    aliases: tuple[str, ...] = ()
    missing: Problem | None = None  # what an empty cell of a needed field is called, when it has a name of its own


@dataclass(frozen=True)
class Source:
    """Where a field comes from: a column, or the same constant for every row."""

    column: str = ""
    constant: str = ""
    converter: str = ""


@dataclass(frozen=True)
class Mapping:
    """`values`: what people said a text of the source means, by subject: {"offence": {"1352A": "13521"}}."""

    sources: dict[str, Source]
    values: dict[str, dict[str, str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "fields": {
                name: {"column": source.column, "constant": source.constant, "converter": source.converter}
                for name, source in self.sources.items()
            },
            "values": self.values,
        }

    @classmethod
    def from_json(cls, stored: Any) -> Mapping:
        """Raises ImportRefused when what is stored is no mapping."""
        try:
            fields = {
                str(name): Source(*(str(one.get(key) or "") for key in ("column", "constant", "converter")))
                for name, one in dict(stored["fields"]).items()
            }
            values = {
                str(name): {str(theirs): str(ours) for theirs, ours in dict(pairs).items()}
                for name, pairs in dict(stored.get("values") or {}).items()
            }
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise ImportRefused(
                "mapping_broken", _("The saved mapping cannot be read. Map the columns again.")
            ) from error
        return cls(fields, values)


def suggest(header: Sequence[str], fields: Sequence[TargetField]) -> Mapping:
    """Columns whose name is that of a field, its label or one of its other names."""
    by_name = {compact(column): column for column in reversed(header)}
    sources: dict[str, Source] = {}
    for target in fields:
        known = (by_name.get(compact(str(name))) for name in (target.name, target.label, *target.aliases))
        column = next((one for one in known if one), None)
        if column:
            sources[target.name] = Source(column=column)
    return Mapping(sources)


def check_mapping(mapping: Mapping, header: Sequence[str], fields: Sequence[TargetField]) -> dict[str, Problem]:
    """What is wrong with a mapping for this file, by target field; empty when nothing is."""
    problems: dict[str, Problem] = {}
    known = {target.name: target for target in fields}
    for name, source in mapping.sources.items():
        problem = _problem_of(source, header, known.get(name))
        if problem:
            problems[name] = problem
    for target in fields:
        if target.required and not _is_filled(mapping.sources.get(target.name)):
            problems.setdefault(
                target.name, Problem("field_unmapped", _("Choose the column that holds this. It cannot be left out."))
            )
    return problems


def _is_filled(source: Source | None) -> bool:
    return source is not None and bool(source.column or source.constant)


def _problem_of(source: Source, header: Sequence[str], target: TargetField | None) -> Problem | None:
    if target is None:
        return Problem("field_unknown", _("There is no such field."))
    if source.column and source.column not in header:
        return Problem("column_missing", _("The file has no column of this name."))
    if source.converter and source.converter not in target.converters:
        return Problem("converter_unknown", _("There is no such way to read this field."))
    if len(source.constant) > _LONGEST_CONSTANT or "\x00" in source.constant:
        return Problem("constant_unusable", _("This constant cannot be used."))
    return None


def extract(row: SourceRow, mapping: Mapping, fields: Sequence[TargetField]) -> dict[str, Any]:
    """The values of a row; blank cells are left out. Raises RowRefused with every unreadable field."""
    values: dict[str, Any] = {}
    problems: dict[str, Problem] = {}
    for target in fields:
        source = mapping.sources.get(target.name)
        raw = (row.values.get(source.column, "") if source.column else source.constant) if source else ""
        if not raw.strip():
            if target.required:
                problems[target.name] = target.missing or Problem(
                    "required_missing", _("This cell is empty and cannot be.")
                )
            continue
        try:
            values[target.name] = _read(raw, source, target)
        except Unreadable as error:
            problems[target.name] = error.problem
    if problems:
        raise RowRefused(problems)
    return values


def _read(raw: str, source: Source | None, target: TargetField) -> Any:
    chosen = source.converter if source and source.converter else next(iter(target.converters))
    return target.converters[chosen](raw)
