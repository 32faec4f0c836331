"""The brigade's policy: `reference/policy.json`, read once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load_policy() -> dict[str, Any]:
    path = Path(__file__).parent / "reference" / "policy.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
