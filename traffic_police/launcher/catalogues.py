"""Write the compiled translations (.mo) from the .po files with the standard library alone.

Compiled catalogues are never committed: every start makes those that are missing or older.
"""

from __future__ import annotations

import ast
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from traffic_police.launcher.environment import ROOT

LOCALE = ROOT / "templates" / "locale"
CONTEXT = "\x04"
MAGIC = 0x950412DE


@dataclass
class Entry:
    """One message of a catalogue."""

    context: str | None = None
    msgid: str = ""
    plural: str | None = None
    forms: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        head = f"{self.context}{CONTEXT}" if self.context is not None else ""
        return head + self.msgid + (f"\0{self.plural}" if self.plural is not None else "")

    @property
    def translated(self) -> bool:
        return bool(self.forms) and all(self.forms.values()) and not self.fuzzy


def parse(text: str) -> Iterator[Entry]:
    """The entries of a .po file, obsolete ones left out."""
    entry, target = Entry(), ""
    begun = False
    for line in [*text.splitlines(), ""]:
        line = line.strip()
        if line.startswith("#,") and "fuzzy" in line:
            if begun:
                yield entry
                entry, begun = Entry(), False
            entry.fuzzy = True
        elif line.startswith('"'):
            append(entry, target, ast.literal_eval(line))
        elif line and not line.startswith("#"):
            keyword, _, rest = line.partition(" ")
            if begun and keyword in {"msgctxt", "msgid"} and target.startswith("msgstr"):
                yield entry
                entry = Entry()
            begun, target = True, keyword
            append(entry, target, ast.literal_eval(rest))
        elif not line and begun:
            yield entry
            entry, begun = Entry(), False


def append(entry: Entry, target: str, text: str) -> None:
    if target == "msgctxt":
        entry.context = (entry.context or "") + text
    elif target == "msgid":
        entry.msgid += text
    elif target == "msgid_plural":
        entry.plural = (entry.plural or "") + text
    else:
        index = int(target[7:-1]) if target.startswith("msgstr[") else 0
        entry.forms[index] = entry.forms.get(index, "") + text


def compiled(entries: list[Entry]) -> bytes:
    """The bytes of a .mo file: two sorted tables of offsets, then the strings."""
    pairs = sorted(
        (entry.key.encode(), "\0".join(entry.forms[index] for index in sorted(entry.forms)).encode())
        for entry in entries
        if entry.translated
    )
    count = len(pairs)
    offset = 28 + 16 * count
    tables: list[bytes] = []
    blob = bytearray()
    for column in (0, 1):
        for pair in pairs:
            tables.append(struct.pack("<II", len(pair[column]), offset + len(blob)))
            blob += pair[column] + b"\0"
    header = struct.pack("<7I", MAGIC, 0, count, 28, 28 + 8 * count, 0, 28 + 16 * count)
    return header + b"".join(tables) + bytes(blob)


def compile_all(locale: Path = LOCALE) -> int:
    """Compile every catalogue whose .mo is missing or older; returns how many."""
    done = 0
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        part = target.with_suffix(f".mo.{os.getpid()}.tmp")
        part.write_bytes(compiled(list(parse(source.read_text(encoding="utf-8")))))
        part.replace(target)
        done += 1
    return done
