"""What import-linter cannot see: rules know nothing of Django but how to mark a sentence for translation."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from traffic_police.launcher.environment import ROOT

ALLOWED = ("django.utils.translation", "django.utils.functional")
RULES = sorted(
    path
    for app in ("traffic_police", "violations", "permits", "accidents")
    for path in (ROOT / app).rglob("*.py")
    if path.stem == "rules" or path.parent.name == "rules"
)


@pytest.mark.parametrize("path", RULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_rules_import_nothing_of_django_but_translation(path: Path) -> None:
    names = [
        name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    assert [name for name in names if name.startswith("django") and not name.startswith(ALLOWED)] == []
