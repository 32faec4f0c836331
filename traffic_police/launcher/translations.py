"""Is every sentence that people see translated? Reads code and templates itself, needs no gettext.

`python -m traffic_police.launcher.translations` inside the environment; exit code 1 names what is missing.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

from traffic_police.launcher import catalogues
from traffic_police.launcher.environment import ROOT
from traffic_police.launcher.fingerprint import PRODUCT

CATALOGUE = catalogues.LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
# Position of (context, msgid, plural) among the arguments; None where the function has no such argument.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "ugettext"), (None, 0, None)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, None)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (0, 1, 2)),
}
# templatize() keeps the calls and turns the rest of a template into X; a call never spans lines after it.
CALL = re.compile(
    r"\b(?:gettext|_|ngettext|pgettext|npgettext)\((?:[^()'\"]|u?'(?:\\.|[^'\\])*'|u?\"(?:\\.|[^\"\\])*\")*\)"
)


class Message(NamedTuple):
    """One sentence and where it stands."""

    key: str
    place: str


def messages() -> Iterator[Message]:
    """Every message of the product's code and templates."""
    for name in PRODUCT:
        for path in sorted((ROOT / name).rglob("*")):
            if "launcher" in path.parts or "migrations" in path.parts:
                continue
            if path.suffix == ".py":
                yield from in_python(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
            elif path.suffix in {".html", ".txt", ".xml"} and "templates" in path.parts:
                yield from in_template(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))


def in_python(source: str, place: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            key = called(node)
            if key is not None:
                yield Message(key, f"{place}:{node.lineno}")


def called(node: ast.Call) -> str | None:
    """The catalogue key of a call of gettext with constant arguments, or None."""
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    positions = FUNCTIONS.get(name)
    if positions is None:
        return None
    context, msgid, plural = (constant(node, position) for position in positions)
    if not msgid:
        return None
    return catalogues.Entry(context, msgid, plural).key


def constant(node: ast.Call, position: int | None) -> str | None:
    if position is None or position >= len(node.args):
        return None
    argument = node.args[position]
    return argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None


def in_template(source: str, place: str) -> Iterator[Message]:
    for call in CALL.finditer(templatize(source, origin=place)):
        try:
            tree = ast.parse(call.group(), mode="eval")
        except SyntaxError:
            continue
        key = called(tree.body) if isinstance(tree.body, ast.Call) else None
        if key is not None:
            yield Message(key, place)


def untranslated(catalogue: Path = CATALOGUE) -> list[Message]:
    """Messages without a translation that is whole and not marked fuzzy; each once, with its first place."""
    entries = catalogues.parse(catalogue.read_text(encoding="utf-8")) if catalogue.exists() else iter(())
    # gettext finds a plural message by its singular too.
    known = {key for entry in entries if entry.translated for key in (entry.key, entry.key.split("\0")[0])}
    missing: dict[str, Message] = {}
    for message in messages():
        if message.key not in known and message.key.split("\0")[0] not in known:
            missing.setdefault(message.key, message)
    return list(missing.values())


def main() -> int:
    missing = untranslated()
    for message in missing:
        print(f"{message.place}: {message.key!r} has no Chinese translation")
    print(f"{len(missing)} messages without a Chinese translation.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
