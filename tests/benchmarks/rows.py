"""Rows for COPY: the columns come from the model, constants are rendered once, a row fills in only what varies."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models


def rendered(value: Any) -> str:
    """A value in COPY's text format. The seeder makes no text with tabs, line ends or backslashes."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, list):
        return "{" + ",".join(str(one) for one in value) + "}"
    return json.dumps(value) if isinstance(value, dict) else str(value)


class Table:
    """One table that is filled by COPY: `add` appends a row, `write` sends what was gathered."""

    def __init__(self, model: type[models.Model], varying: Iterable[str], **constants: Any) -> None:
        names = {field.attname: field for field in model._meta.concrete_fields}
        self.varying = tuple(varying)
        self.model = model
        without = set() if "id" in self.varying else {"id"}
        columns = [name for name in names if name not in without]
        unknown = {*self.varying, *constants} - set(columns)
        if unknown:
            raise ValueError(f"{model.__name__} has no columns {unknown}")
        slots = {name: f"%({name})s" for name in self.varying}
        fixed = {
            name: rendered(constants.get(name, names[name].get_default())).replace("%", "%%")
            for name in columns
            if name not in slots
        }
        self.line = "\t".join(slots.get(name, fixed.get(name, "")) for name in columns) + "\n"
        quoted = ", ".join(f'"{names[name].column}"' for name in columns)
        self.copy = f'COPY "{model._meta.db_table}" ({quoted}) FROM STDIN'
        self.lines: list[str] = []

    def add(self, **values: Any) -> None:
        self.lines.append(self.line % values)

    def write(self, cursor: Any) -> None:
        cursor.copy_expert(self.copy, io.StringIO("".join(self.lines)))
        self.lines.clear()


def chunks(count: int, size: int) -> Iterator[range]:
    for first in range(1, count + 1, size):
        yield range(first, min(first + size, count + 1))
