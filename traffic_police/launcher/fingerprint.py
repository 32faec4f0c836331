"""Hashes of what the preparation depends on, so that a start that changes nothing does nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from traffic_police.launcher.environment import ROOT, RUN_LOCK
from traffic_police.launcher.folder import DataFolder

PRODUCT = ("traffic_police", "permits", "accidents", "violations", "templates", "static")
# The steps of the preparation, in order, and which files each depends on.
STEPS = ("translations", "schema", "reference", "static")


def files(step: str) -> list[Path]:
    """The files below the product's folders on which that step depends."""
    everything = [path for name in PRODUCT for path in sorted((ROOT / name).rglob("*")) if path.is_file()]
    everything = [path for path in everything if "__pycache__" not in path.parts and path.suffix != ".mo"]
    if step == "translations":
        return [path for path in everything if path.suffix == ".po"]
    if step == "schema":
        return [path for path in everything if "migrations" in path.parts] + [RUN_LOCK]
    if step == "static":
        return [path for path in everything if "static" in path.relative_to(ROOT).parts] + [RUN_LOCK]
    return [path for path in everything if path.suffix in {".py", ".csv", ".json"} and "launcher" not in path.parts]


def digest(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def now() -> dict[str, str]:
    return {step: digest(files(step)) for step in STEPS}


def stamp_file(data: DataFolder, step: str) -> Path:
    """What a step made carries its stamp, so that deleting the one deletes the other."""
    return (data.root / "static" if step == "static" else data.postgres) / "traffic-police-prepared.json"


def stored(data: DataFolder) -> dict[str, str]:
    found: dict[str, str] = {}
    for step in STEPS:
        try:
            found[step] = json.loads(stamp_file(data, step).read_text(encoding="utf-8"))[step]
        except (OSError, ValueError, KeyError, TypeError):
            found[step] = ""
    return found


def store(data: DataFolder, step: str, value: str) -> None:
    path = stamp_file(data, step)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = {}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**content, step: value}), encoding="utf-8")


def is_current(data: DataFolder) -> bool:
    return stored(data) == now() and not missing_translations()


def missing_translations() -> list[Path]:
    """Catalogues whose compiled form is not there: it is never committed."""
    return [path for path in files("translations") if not path.with_suffix(".mo").exists()]
