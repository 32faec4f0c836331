"""Announcements, zones and rules of the database, brought up to `reference/notices.json`: safe to run again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from permits.models import Notice, Zone, ZoneRule
from permits.notices import load_notices
from permits.rules import Rule, rule_from

NOTICE_FIELDS = ("division", "authority", "title", "reported_on", "source", "note")


def finding(rule: Rule) -> dict[str, Any]:
    """What finds a rule: the names of its roads and areas, and the box around what is drawn of it."""
    names = {name for one in rule.stretches for name in (one.road, one.name)}
    for area in rule.areas:
        names |= {area.name, *area.inside, *(edge.road for edge in area.edges)}
    drawn = (*(one.line for one in rule.stretches), *(area.polygon for area in rule.areas))
    points = [point for line in drawn for point in line]
    box: dict[str, float | None] = dict.fromkeys(("west", "south", "east", "north"))
    if points:
        slack = 0.0005  # some 50 m: a point beside a drawn road still finds it
        box = {
            "west": min(x for x, _y in points) - slack, "east": max(x for x, _y in points) + slack,
            "south": min(y for _x, y in points) - slack, "north": max(y for _x, y in points) + slack,
        }  # fmt: skip
    return {"names": sorted(names), **box}


def keep_rule(zone: Zone, definition: Mapping[str, Any]) -> ZoneRule:
    """Store one rule under its code. Raises NoticeError when the definition cannot be read."""
    rule = rule_from(definition, zone=zone.code)
    values = {"zone": zone, "definition": dict(definition), "valid_from": rule.valid_from, "valid_to": rule.valid_to}
    row, _new = ZoneRule.objects.update_or_create(code=rule.code, defaults=values | finding(rule))
    return row


@transaction.atomic
def sync_notices() -> str:
    """Insert and renew; a notice that the brigade switched off stays off; nothing is deleted."""
    wanted = [one for one in load_notices()["notices"] if not _is_kept(one)]
    for data in wanted:
        values = {name: data.get(name) or (None if name == "reported_on" else "") for name in NOTICE_FIELDS}
        # An announcement binds in its own district only; those of others stand as examples until somebody applies them.
        applied = settings.PERMIT_NOTICES == "all" or data.get("division") == settings.BRIGADE["division"]
        notice, _new = Notice.objects.update_or_create(
            key=data["key"], defaults=values, create_defaults=values | {"key": data["key"], "applied": applied}
        )
        for zone_data in data["zones"]:
            told = {"name": zone_data["name"], "notice": notice}
            zone, _new = Zone.objects.update_or_create(code=zone_data["code"], defaults=told)
            for definition in zone_data["rules"]:
                keep_rule(zone, definition)
    return f"{len(wanted)} announcements" if wanted else "unchanged"


def _is_kept(data: Mapping[str, Any]) -> bool:
    """Whether everything of an announcement stands already as the file has it."""
    codes = {rule["code"]: rule for zone in data["zones"] for rule in zone["rules"]}
    stored = dict(ZoneRule.objects.filter(code__in=codes).values_list("code", "definition"))
    return stored == codes and Notice.objects.filter(key=data["key"], note=data.get("note", "")).exists()
