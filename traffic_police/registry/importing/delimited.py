"""CSV as it comes: byte-order mark or not, UTF-8, UTF-16 or GB18030, comma, semicolon, tab or bar."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.importing.limits import Limits
from traffic_police.registry.importing.refusals import ImportRefused

_CHUNK = 2**20
_DELIMITERS = ",\t;|"


def lines(path: Path, limits: Limits) -> Iterator[list[str]]:
    """Rows of texts. Raises ImportRefused when the bytes are no text or the quotes never close."""
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        delimiter = _delimiter(file.readline(limits.cell_chars))
    return _stream(path, encoding, delimiter, limits)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif start.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "gb18030"]
    for candidate in candidates:
        if _decodes(path, candidate):
            return candidate
    raise ImportRefused("not_text", _("The file is no text that can be read. Save the table as CSV (UTF-8) or XLSX."))


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                if "\x00" in decoder.decode(chunk):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _delimiter(first_line: str) -> str:
    """The mark that cuts the first line into most columns, outside quotes."""
    return max(_DELIMITERS, key=lambda mark: len(next(csv.reader(io.StringIO(first_line), delimiter=mark), [])))


def _stream(path: Path, encoding: str, delimiter: str, limits: Limits) -> Iterator[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                if len(cells) > limits.columns * 2:
                    raise ImportRefused(
                        "too_many_columns", _("The table has too many columns. Keep those that are needed.")
                    )
                yield cells
        except csv.Error as error:
            raise ImportRefused(
                "csv_broken",
                _("The table breaks off or a cell is too long. Check its quotation marks and save it again."),
            ) from error
