"""Rows out of a CSV or XLSX file, by its content and within limits; nothing of the file is trusted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.importing import delimited, workbook
from traffic_police.registry.importing.limits import DEFAULT, Limits
from traffic_police.registry.importing.refusals import ImportRefused

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_NEVER_TABLES = (
    b"%PDF",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"RIFF",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BM",
    b"{\\rtf",
)


@dataclass(frozen=True)
class SourceRow:
    """One row as the file has it. `number` counts from the header, which is row 1."""

    number: int
    values: dict[str, str]
    digest: str = field(compare=False)


@dataclass(frozen=True)
class Sheet:
    header: list[str]
    rows: Iterator[SourceRow]


def open_sheet(path: Path, limits: Limits = DEFAULT) -> Sheet:
    """Header and a stream of rows. Raises ImportRefused, also while the rows are read."""
    size = path.stat().st_size
    if size == 0:
        raise ImportRefused("file_empty", _("The file is empty. Choose the table once more."))
    if size > limits.file_bytes:
        raise ImportRefused("file_too_large", _("The file is too large. Split it into several."))
    lines = _lines(path, limits)
    header = _header(next(lines, []), limits)
    return Sheet(header, _rows(header, lines, limits))


def _lines(path: Path, limits: Limits) -> Iterator[list[str]]:
    with path.open("rb") as file:
        start = file.read(1024)
    if start.startswith(_ZIP):
        return workbook.lines(path, limits)
    if start.startswith(_OLD_OFFICE):
        raise ImportRefused(
            "old_office", _("This is an old or a protected Office file. Save it as XLSX or CSV without a password.")
        )
    if start.startswith(_NEVER_TABLES) or start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"<", b"{"}:
        raise ImportRefused("not_a_table", _("This is not a table. Choose a CSV or XLSX file."))
    return delimited.lines(path, limits)


def _header(cells: list[str], limits: Limits) -> list[str]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len([name for name in names if name]) < 2:
        raise ImportRefused("no_header", _("The first row does not name at least two columns. Put the names there."))
    if len(names) > limits.columns:
        raise ImportRefused("too_many_columns", _("The table has too many columns. Keep those that are needed."))
    if any(not name.isprintable() or len(name) > 200 for name in names):
        raise ImportRefused(
            "header_unreadable", _("The column names cannot be read. Save the table as CSV (UTF-8) or XLSX.")
        )
    return _distinct(names)


def _distinct(names: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for position, name in enumerate(names, start=1):
        base = name or f"#{position}"
        seen[base] = seen.get(base, 0) + 1
        found.append(base if seen[base] == 1 else f"{base} ({seen[base]})")
    return found


def _rows(header: list[str], lines: Iterator[list[str]], limits: Limits) -> Iterator[SourceRow]:
    for number, cells in enumerate(lines, start=2):
        if number - 1 > limits.rows:
            raise ImportRefused("too_many_rows", _("The table has too many rows. Split it into several files."))
        if any(cell.strip() for cell in cells):
            values = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=False))
            yield SourceRow(number, values, row_digest(values))


def row_digest(values: dict[str, str]) -> str:
    """SHA-256 over names and texts: the same row in another file is the same row."""
    text = json.dumps(sorted(values.items()), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
