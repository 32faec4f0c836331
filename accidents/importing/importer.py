"""The importer of accidents: readable rows become closed cases of their own origin, through `record_many` alone."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.db import DataError, connection, transaction
from django.utils.translation import gettext_lazy as _

from accidents.models import Accident
from traffic_police.cases.recording import Record, record_many
from traffic_police.registry.importing import converters as read
from traffic_police.registry.importing.converters import CHINA
from traffic_police.registry.importing.engine import Context, Importer, Ready, Result
from traffic_police.registry.importing.mapping import Mapping, TargetField
from traffic_police.registry.importing.refusals import RowRefused
from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.services import Outcome
from violations.importing.fields import NO_DATE, clock_or_text, datum, with_clock

LOCK = 7_310_302  # two imports of the same file: the second waits and finds the rows in
PREPARED = Path(__file__).parent / "prepared"
UNSTORABLE = Problem("unstorable", _("A value of this row cannot be stored."))
FUTURE = Problem("date_in_future", _("The date lies in the future."))
COUNT = Problem("count_unreadable", _("Killed and injured are whole numbers."))
_SIX_PLACES = Decimal("0.000001")

FIELDS = (
    TargetField("occurred", _("Occurred: date, or date and time"),
                {"as_written": with_clock(read.date), "month_first": with_clock(read.date_month_first)}, required=True,
                missing=NO_DATE, aliases=("发生时间", "發生時間")),
    TargetField("time", _("Occurred: time of day"), {"clock": clock_or_text}, aliases=("时间", "時間")),
    TargetField("place", _("Place"), aliases=("发生地点", "發生地點")),
    TargetField("county", _("County"), aliases=("县市", "縣市", "區縣")),
    TargetField("latitude", _("Latitude"), aliases=("纬度", "緯度")),
    TargetField("longitude", _("Longitude"), aliases=("经度", "經度")),
    TargetField("datum", _("Datum of the coordinates"), {"datum": datum}),
    TargetField("dead", _("Persons killed"), aliases=("死亡",)),
    TargetField("injured", _("Persons injured"), aliases=("受伤", "受傷")),
    TargetField("form", _("Form in the source"), aliases=("事故类型及型态子类别名称", "事故類型及型態子類別名稱")),
    TargetField("cause", _("Cause in the source"), aliases=("肇因研判子類別名稱-主要",)),
    TargetField("source", _("Name of the source"), required=True, aliases=("来源名称",)),
)  # fmt: skip

REMARKS = {
    "time_missing": _("No time of day: kept at 00:00"),
    "time_unreadable": _("Unreadable time of day: kept at 00:00"),
    "coordinates_unusable": _("Coordinates that no place can have: left empty"),
    "text_shortened": _("Long texts: shortened in lists, whole in the original"),
}


def prepared() -> dict[str, Mapping]:
    """Mappings for known shapes of files: names of columns, nothing else."""
    files = sorted(PREPARED.glob("*.json"))
    return {path.stem: Mapping.from_json(json.loads(path.read_text("utf-8"))) for path in files}


class Accidents(Importer):
    name = "accidents"
    label = _("Accidents kept elsewhere")
    fields = FIELDS
    prepared = prepared()
    remark_labels = REMARKS

    def apply_batch(self, batch: Sequence[Ready], context: Context) -> list[Result]:
        if context.actor is None:
            raise ValueError("somebody imports")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        digests = [ready.row.digest for ready in batch]
        known = set(Accident.objects.filter(row_hash__in=digests).values_list("row_hash", flat=True))
        results: list[Result] = []
        fresh: list[tuple[int, Record]] = []
        for ready in batch:
            if ready.row.digest in known:
                results.append(Outcome.UNCHANGED)
                continue
            known.add(ready.row.digest)
            try:
                fresh.append((len(results), _record(ready, context)))
                results.append(Outcome.INSERTED)
            except RowRefused as refused:
                results.append(refused)
        for position in _store(fresh, context):
            results[position] = RowRefused({"": UNSTORABLE})
        return results


def _store(fresh: Sequence[tuple[int, Record]], context: Context) -> list[int]:
    """Stores all at once; the positions of those that the database cannot hold."""
    assert context.actor is not None
    try:
        with transaction.atomic():
            record_many(context.actor, "accident", "import", [record for _at, record in fresh], at=context.at)
    except DataError:
        if len(fresh) == 1:
            return [fresh[0][0]]
        half = len(fresh) // 2
        return [*_store(fresh[:half], context), *_store(fresh[half:], context)]
    return []


def _record(ready: Ready, context: Context) -> Record:
    values = {name: _storable(value) for name, value in ready.values.items()}
    assert context.actor is not None
    occurred = _occurred(values, context)
    longitude, latitude = _coordinates(values, context)
    details = Accident(
        channel=Accident.Channel.IMPORTED, occurred_at=occurred, reported_at=occurred, dead=_count(values, "dead"),
        injured=_count(values, "injured"), source_name=_short(values, "source", 60, context),
        county=_short(values, "county", 40, context), row_hash=ready.row.digest,
        original={_storable(name): _storable(text) for name, text in ready.row.values.items() if text},
    )  # fmt: skip
    run = {"run": context.run.pk, "file": context.run.file_name} if context.run else {}
    words = " ".join(str(values.get(name, "")) for name in ("form", "cause")).strip()
    return Record(
        details=details, unit=context.actor.unit, title=words or _short(values, "place", 200, context) or "—",
        occurred_at=occurred, place=_short(values, "place", 200, context), longitude=longitude, latitude=latitude,
        datum=str(values.get("datum") or "GCJ02"),
        body={"source": details.source_name, "row": ready.row.number, "row_hash": details.row_hash, **run},
    )  # fmt: skip


def _storable(value: Any) -> Any:
    return value.replace("\x00", "\ufffd") if isinstance(value, str) else value


def _short(values: MappingType[str, Any], name: str, most: int, context: Context) -> str:
    text = str(values.get(name, ""))
    if len(text) > most:
        context.remark("text_shortened")
    return text[:most]


def _occurred(values: MappingType[str, Any], context: Context) -> dt.datetime:
    day, clock = values["occurred"], values.get("time")
    if isinstance(day, dt.datetime) and "time" not in values:
        found = day
    else:
        if not isinstance(clock, dt.time):
            context.remark("time_unreadable" if clock else "time_missing", str(clock or ""))
        plain = day.date() if isinstance(day, dt.datetime) else day
        found = dt.datetime.combine(plain, clock if isinstance(clock, dt.time) else dt.time(0), tzinfo=CHINA)
    if found > context.at:
        raise RowRefused({"occurred": FUTURE})
    return found


def _coordinates(values: MappingType[str, Any], context: Context) -> tuple[Decimal | None, Decimal | None]:
    texts = [str(values.get(name, "")).strip() for name in ("longitude", "latitude")]
    if not any(texts):
        return None, None
    try:
        longitude, latitude = (Decimal(text).quantize(_SIX_PLACES) for text in texts)
        if abs(longitude) <= 180 and abs(latitude) <= 90 and (longitude or latitude):
            return longitude, latitude
    except InvalidOperation:
        pass
    context.remark("coordinates_unusable", ", ".join(texts))
    return None, None


def _count(values: MappingType[str, Any], name: str) -> int:
    text = str(values.get(name, "")).strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise RowRefused({name: COUNT})
    return int(text)
