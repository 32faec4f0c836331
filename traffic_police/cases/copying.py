"""Unsaved rows into their table by COPY: the same triggers and constraints as an INSERT, a fraction of the work."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from psycopg2.sql import SQL, Identifier

_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_NULL = "\\N"
Encoder = Callable[[Any], str]


def copy_in(rows: Sequence[models.Model]) -> None:
    """Store rows of one model. Keys that the database gives are not read back. Raises Django's database errors."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not (field.primary_key and rows[0].pk is None)]
    encoders = [(field.attname, _encoder(field)) for field in fields]
    lines = ("\t".join([encode(getattr(row, name)) for name, encode in encoders]) for row in rows)
    text = io.StringIO("\n".join(lines) + "\n")
    columns = SQL(", ").join(Identifier(str(field.column)) for field in fields)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(SQL("COPY {} ({}) FROM STDIN").format(Identifier(meta.db_table), columns), text)


def _encoder(field: models.Field[Any, Any]) -> Encoder:
    """Most columns say the same thing in most rows: what was encoded once is looked up."""
    if isinstance(field, ArrayField):
        return lambda value: _NULL if value is None else _escaped(_array(value))
    if isinstance(field, models.JSONField):
        return lambda value: _NULL if value is None else _escaped(json.dumps(value, ensure_ascii=False))
    known: dict[Any, str] = {}

    def encode(value: Any) -> str:
        key = (value.__class__, value)
        if key not in known:
            if len(known) > 10_000:
                known.clear()
            known[key] = _escaped(_plain(value))
        return known[key]

    return encode


def _plain(value: Any) -> str | None:
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return None if value is None else str(value)


def _array(values: Sequence[Any]) -> str:
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _escaped(text: str | None) -> str:
    return _NULL if text is None else text.translate(_ESCAPES)
