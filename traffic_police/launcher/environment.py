"""The Python environment: made once from a hashed lock, skipped when its stamp says nothing changed."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from traffic_police.launcher.say import Refusal, say

ROOT = Path(__file__).resolve().parents[2]
RUN_LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"
UV_LOCK = ROOT / "requirements-uv.txt"
STAMP = "traffic-police.json"


@dataclass(frozen=True)
class Environment:
    """A folder with a Python and the locked libraries."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def tool(self, name: str) -> Path:
        return self.folder / "bin" / name


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def ready(*, dev: bool = False) -> Environment:
    """The environment with everything of the lock; installs what is missing.

    TRAFFIC_POLICE_VENV names an environment that somebody else keeps: nothing is installed into it.
    """
    own = os.environ.get("TRAFFIC_POLICE_VENV")
    if own:
        environment = Environment(Path(own).absolute())
        if not os.access(environment.python, os.X_OK):
            raise Refusal(f"TRAFFIC_POLICE_VENV names {own}, which has no bin/python: correct it or unset it.")
        return environment
    environment = Environment(ROOT / ".venv")
    with (ROOT / "manage.py").open() as door:
        fcntl.flock(door, fcntl.LOCK_EX)  # `up` and `test` may start in the same moment
        if not is_current(environment, dev=dev):
            build(environment, dev=dev)
    return environment


def is_current(environment: Environment, *, dev: bool) -> bool:
    """Whether the stamp holds the hash of the lock that is asked for, and the Python still starts."""
    try:
        stamp = json.loads((environment.folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return environment.python.exists() and digest(DEV_LOCK if dev else RUN_LOCK) in stamp.get("locks", [])


def build(environment: Environment, *, dev: bool) -> None:
    say("Installing the locked libraries into .venv (once; some seconds to a minute) ...")
    began = time.monotonic()
    uv = find_uv()
    if not environment.python.exists():
        create(environment, uv)
    (environment.folder / STAMP).unlink(missing_ok=True)
    install(environment, DEV_LOCK if dev else RUN_LOCK, uv)
    # The development lock is made on top of the run-time lock, so it satisfies both.
    held = [digest(RUN_LOCK), digest(DEV_LOCK)] if dev else [digest(RUN_LOCK)]
    (environment.folder / STAMP).write_text(json.dumps({"locks": held}), encoding="utf-8")
    say(f"Installed in {time.monotonic() - began:.0f} s.")


def find_uv() -> str | None:
    """uv on PATH, if it really starts (a folder of another user may be on PATH)."""
    uv = shutil.which("uv")
    if uv and run([uv, "--version"]).returncode == 0:
        return uv
    return None


def create(environment: Environment, uv: str | None) -> None:
    if uv:
        command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(environment.folder)]
        if run(command).returncode == 0:
            return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Refusal(
            "This Python cannot make an environment because its ensurepip module is missing: "
            f"run `apt-get install python{version}-venv` as root (or install uv), then repeat the command."
        )
    made = run([sys.executable, "-m", "venv", "--clear", str(environment.folder)])
    if made.returncode != 0:
        raise Refusal(explain(made, "The environment .venv could not be made"))


def install(environment: Environment, lock: Path, uv: str | None) -> None:
    """Install by the fastest installer there is: uv on PATH, uv from its own hashed lock, plain pip."""
    python = str(environment.python)
    if uv is None and run(pip(python, UV_LOCK)).returncode == 0:
        uv = str(environment.tool("uv"))
    if uv:
        quick = [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", str(lock)]
        if run(quick).returncode == 0:
            return
        run([python, "-m", "ensurepip"])  # uv makes environments without pip
    done = run(pip(python, lock))
    if done.returncode != 0:
        raise Refusal(explain(done, "The libraries could not be installed"))


def pip(python: str, lock: Path) -> list[str]:
    return [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input",
            "--require-hashes", "-r", str(lock)]  # fmt: skip


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """Run to the end without input; a program that cannot be started counts as failed."""
    try:
        return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


NETWORK = (
    "connection",
    "network",
    "resolve",
    "timed out",
    "temporary failure",
    "dns error",
    "no matching distribution",
)


def explain(done: subprocess.CompletedProcess[str], what: str) -> str:
    """One sentence from an installer's output."""
    output = f"{done.stdout}\n{done.stderr}".lower()
    if "no space left" in output or "disk quota" in output:
        return f"{what} because the disk is full: free about 1 GB and repeat the command."
    if "permission denied" in output or "read-only file system" in output:
        return f"{what} because this user may not write to {ROOT}: copy the project to a folder of your own."
    if "hashes" in output and "do not match" in output:
        return f"{what} because a package differs from the lock's hash: check the registry you install from."
    if any(word in output for word in NETWORK):
        return (
            f"{what} because the package registry cannot be reached: connect this machine to it and repeat the command."
        )
    lines = [line for line in f"{done.stdout}\n{done.stderr}".splitlines() if line.strip()]
    return f"{what}: {lines[-1].strip() if lines else 'the installer ended without a word'}."
