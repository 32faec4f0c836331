"""What a column of the source may fill, and the ways to read it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from traffic_police.registry.importing import converters as read
from traffic_police.registry.importing.converters import Unreadable
from traffic_police.registry.importing.mapping import TargetField
from traffic_police.registry.rules.problem import Problem
from traffic_police.registry.rules.text import half_width

NO_DATE = Problem("no_readable_date", _("The date is missing."))
ONCE, EACH = "once", "each"
DATUMS = {"GCJ02": "GCJ02", "GCJ-02": "GCJ02", "WGS84": "WGS84", "WGS-84": "WGS84"}
_SHORT_CLOCK = re.compile(r"([0-9]{1,2})([0-9]{2})")
_HALF_DAY = re.compile(r"([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)\s*([AP])\.?M\.?", re.IGNORECASE)


def with_clock(day: Callable[[str], dt.date]) -> Callable[[str], dt.datetime | dt.date]:
    """A day, and the time that stands behind it if there is one: both as written, whatever offset is named."""

    def convert(value: str) -> dt.datetime | dt.date:
        found = day(value)
        clock = clock_of(value) if ":" in half_width(value) or "时" in value else None
        return dt.datetime.combine(found, clock, tzinfo=read.CHINA) if clock is not None else found

    return convert


def clock_of(value: str) -> dt.time | None:
    """A time of day out of a text or a whole timestamp (Excel's 1899-12-31 14:37 too); None where there is none."""
    bare = half_width(value).strip()
    half = _HALF_DAY.search(bare)
    if half:
        return _half_day(half[1], half[2].upper())
    short = _SHORT_CLOCK.fullmatch(bare)
    try:
        return read.time_of_day(f"{short[1]}:{short[2]}" if short else bare)
    except Unreadable:
        return None


def _half_day(clock: str, half: str) -> dt.time | None:
    try:
        found = read.time_of_day(clock)
    except Unreadable:
        return None
    if not 1 <= found.hour <= 12:
        return None
    return found.replace(hour=found.hour % 12 + (12 if half == "P" else 0))


def clock_or_text(value: str) -> dt.time | str:
    """An unreadable time does not keep a row out: it stays as text and is noted."""
    found = clock_of(value)
    return value.strip() if found is None else found


def as_written(value: str) -> str:
    """Not one character changed: what is counted by it must equal what the source counts."""
    return value


WORDS = {"words": str.strip}
VERBATIM = {"as_written": as_written}


def datum(value: str) -> str:
    found = DATUMS.get(half_width(value).strip().upper())
    if found is None:
        raise Unreadable(Problem("datum_unknown", _("Write GCJ02 or WGS84.")))
    return found


def repeats(value: str) -> str:
    found = {"一条": ONCE, "各一条": EACH}.get(value.strip(), value.strip().lower())
    if found not in (ONCE, EACH):
        raise Unreadable(Problem("repeats_unknown", _("Write once or each.")))
    return found


FIELDS = (
    TargetField(
        "occurred", _("Occurred: date, or date and time"),
        {
            "as_written": with_clock(read.date),
            "day_first": with_clock(read.date_day_first),
            "month_first": with_clock(read.date_month_first),
            "with_offset": read.moment,
        },
        required=True, missing=NO_DATE, aliases=("违法时间", "违法日期", "日期", "Date", "WFSJ"),
    ),
    TargetField("time", _("Occurred: time of day"), {"clock": clock_or_text}, aliases=("时间", "Time")),
    TargetField("place", _("Place"), WORDS, aliases=("违法地点", "违法地址", "地点", "Location", "WFDZ")),
    TargetField("latitude", _("Latitude"), aliases=("纬度",)),
    TargetField("longitude", _("Longitude"), aliases=("经度",)),
    TargetField("datum", _("Datum of the coordinates"), {"datum": datum}),
    TargetField("offence_code", _("Offence code in the source"), WORDS, aliases=("违法代码", "违法行为代码", "WFXW")),
    TargetField("offence_text", _("Offence in words"), WORDS, aliases=("违法行为", "违法内容", "Description")),
    TargetField("source_unit", _("Unit in the source"), VERBATIM, aliases=("处理机关", "采集机关", "CJJGMC")),
    TargetField("source_type", _("Kind in the source"), VERBATIM, aliases=("违法类型", "处理标记", "Type")),
    TargetField("unit", _("Unit of ours that keeps it (code)"), aliases=("管理部门代码",)),
    TargetField("plate", _("Plate"), WORDS, aliases=("号牌号码", "车牌号", "HPHM")),
    TargetField("plate_kind", _("Plate kind"), aliases=("号牌种类", "HPZL")),
    TargetField("party_name", _("Name of the party"), aliases=("当事人", "驾驶人", "DSR")),
    TargetField("party_id", _("Identity number of the party"), aliases=("身份证号", "驾驶证号", "JSZH")),
    TargetField("source", _("Name of the source"), required=True, aliases=("来源名称",)),
    TargetField("repeated", _("A row that stands several times (once, each)"), {"repeats": repeats}),
)  # fmt: skip

REMARKS = {
    "time_missing": _("No time of day: kept at 00:00"),
    "time_unreadable": _("Unreadable time of day: kept at 00:00"),
    "coordinates_missing": _("No coordinates"),
    "coordinates_unusable": _("Coordinates that no place can have: left empty"),
    "kilometre_ambiguous": _("Kilometre mark that can be read in several ways"),
    "offence_unknown": _("Offence codes that the table does not know"),
    "offence_uncoded": _("Offences in words only"),
    "offence_other_version": _("Codes that were not in force on that day"),
    "plate_unreadable": _("Plates of no known form: kept as written"),
    "party_id_unreadable": _("Identity numbers that cannot be right: kept as written"),
    "unit_unknown": _("Units that we do not have: kept at the importer's own"),
    "text_shortened": _("Long texts: shortened in lists, whole in the original"),
}
