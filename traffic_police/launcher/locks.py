"""`manage.py lock`: the short list of pyproject.toml, resolved into hashed locks for every machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

from traffic_police.launcher.environment import DEV_LOCK, ROOT, RUN_LOCK, UV_LOCK, explain, find_uv, ready
from traffic_police.launcher.say import Refusal, say

HEAD = "# Made by `python3 manage.py lock` from pyproject.toml; do not edit.\n"
OLDEST_PYTHON = "3.11"


def main(argv: list[str]) -> int:
    """Write the locks; `--upgrade` takes the newest versions instead of keeping those that still fit."""
    if set(argv) - {"--upgrade"}:
        raise Refusal("manage.py lock knows only --upgrade: leave the rest out.")
    uv = find_uv() or str(ready(dev=True).tool("uv"))
    newest = list(argv)
    if not Path(uv).exists():
        raise Refusal("The lock is made by uv, which is not here: install uv and repeat the command.")
    resolve(uv, RUN_LOCK, ["pyproject.toml", *newest])
    # On top of the run-time lock, so that the development environment satisfies both.
    resolve(uv, DEV_LOCK, ["pyproject.toml", "--extra", "dev", "--constraint", str(RUN_LOCK), *newest])
    resolve(uv, UV_LOCK, ["-", *newest], "uv")
    say("Wrote " + ", ".join(path.name for path in (RUN_LOCK, DEV_LOCK, UV_LOCK)) + ".")
    return 0


def resolve(uv: str, target: Path, words: list[str], given: str = "") -> None:
    command = [
        uv, "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes",
        "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--output-file", str(target),
        *words,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, input=given, check=False)
    if done.returncode != 0:
        raise Refusal(explain(done, f"{target.name} could not be resolved"))
    text = target.read_text(encoding="utf-8")
    target.write_text(HEAD + "".join(line for line in text.splitlines(keepends=True) if machine_free(line)))


def machine_free(line: str) -> bool:
    """Comments and options name the machine that made the lock; the pins and hashes do not."""
    return not line.lstrip().startswith(("#", "--index-url", "--extra-index-url", "--find-links"))
