"""The announcements as data: `reference/notices.json`, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from permits.rules import Rule, rule_from

REFERENCE = Path(__file__).parent / "reference"


@cache
def load_notices() -> dict[str, Any]:
    """The whole file: `notices` with their zones and rules, and the exemptions of the law itself (`everywhere`)."""
    found: dict[str, Any] = json.loads((REFERENCE / "notices.json").read_text(encoding="utf-8"))
    return found


def rules_of(key: str) -> tuple[Rule, ...]:
    """The rules of one announcement. Raises KeyError for an unknown key."""
    data = load_notices()
    notice = {one["key"]: one for one in data["notices"]}[key]
    return tuple(
        rule_from(rule, zone=zone["code"], announcement=notice["title"], common=data["everywhere"])
        for zone in notice["zones"]
        for rule in zone["rules"]
    )
