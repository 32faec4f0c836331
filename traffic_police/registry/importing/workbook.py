"""XLSX: the archive is looked through before a parser sees it, because a few kilobytes can unpack to gigabytes."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine
from django.utils.translation import gettext_lazy as _

from traffic_police.registry.importing.limits import Limits
from traffic_police.registry.importing.refusals import ImportRefused

_MOST_PARTS = 2000
_CHUNK = 2**20
_OVERLAP = 64
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]{0,4})\$?([0-9]{1,10})["']""")
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_BROKEN = _("The workbook is damaged. Open it, save it again as XLSX, and choose it once more.")


def lines(path: Path, limits: Limits) -> Iterator[list[str]]:
    """Rows of texts of the first visible sheet. Raises ImportRefused."""
    _look_through(path, limits)
    return _stream(path)


def _look_through(path: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_parts(parts, limits)
            total = 0
            for part in parts:
                total = _check_part(archive, part, total, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise ImportRefused("workbook_damaged", _BROKEN) from error


def _check_parts(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise ImportRefused("not_a_workbook", _("This archive is no XLSX workbook. Choose a CSV or XLSX file."))
    if any(part.flag_bits & 1 for part in parts):
        raise ImportRefused("workbook_protected", _("The workbook is protected. Save it without a password."))
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise _bomb()


def _bomb() -> ImportRefused:
    return ImportRefused(
        "workbook_too_large", _("The workbook unpacks to far more than a table needs. Save it as CSV.")
    )


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, total: int, limits: Limits) -> int:
    """Counts what really unpacks (headers may lie) and looks for entity declarations and far cells."""
    is_xml = part.filename.endswith((".xml", ".rels"))
    is_sheet = is_xml and part.filename.startswith("xl/worksheets/")
    last_row = last_column = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            total += len(chunk)
            if total > limits.unpacked_bytes:
                raise _bomb()
            window = tail + chunk
            if is_xml:
                _refuse_declarations(window)
            if is_sheet:
                row, column = _farthest(window)
                last_row, last_column = max(last_row, row), max(last_column, column)
                if last_row * max(last_column, 1) > limits.cells:
                    raise _bomb()
            tail = window[-_OVERLAP:]
    return total


def _refuse_declarations(window: bytes) -> None:
    if _DECLARATION.search(window) or window.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ImportRefused(
            "workbook_entities", _("The workbook contains declarations that no table needs. Save it as CSV.")
        )


def _farthest(window: bytes) -> tuple[int, int]:
    row = column = 0
    for letters, digits in _REFERENCE.findall(window):
        row = max(row, int(digits))
        column = max(column, _column_number(letters))
    return row, column


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _stream(path: Path) -> Iterator[list[str]]:
    try:
        book = python_calamine.load_workbook(str(path))
        sheet = _first_visible(book)
        for cells in sheet.iter_rows():
            yield [_text(cell) for cell in cells]
    except (python_calamine.CalamineError, ValueError, OSError, IndexError) as error:
        raise ImportRefused("workbook_damaged", _BROKEN) from error
    except BaseException as error:
        # The parser is native code: a panic in it is no Exception, and must not end the worker.
        if type(error).__name__ != "PanicException":
            raise
        raise ImportRefused("workbook_damaged", _BROKEN) from error


def _first_visible(book: Any) -> Any:
    for meta in book.sheets_metadata:
        if (
            meta.visible == python_calamine.SheetVisibleEnum.Visible
            and meta.typ == python_calamine.SheetTypeEnum.WorkSheet
        ):
            return book.get_sheet_by_name(meta.name)
    raise ImportRefused("no_sheet", _("The workbook has no visible sheet. Save the table as CSV."))


def _text(cell: Any) -> str:
    """What the cell shows, without the tricks of floats: 5.0 is 5, a day without a time is a day."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time.min else cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)
