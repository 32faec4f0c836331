"""`manage.py test`: the environment, throw-away servers, and pytest with everything it needs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from traffic_police.launcher import binaries, catalogues
from traffic_police.launcher.embedded import Embedded
from traffic_police.launcher.environment import ROOT, Environment, ready
from traffic_police.launcher.folder import LONGEST_SOCKET_FOLDER
from traffic_police.launcher.processes import Ledger, dies_with, started_at
from traffic_police.launcher.say import complain, say
from traffic_police.launcher.supervisor import Supervisor

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PREFIX = "tp-test-"
# What the settings read: tests must not depend on the shell they are started from.
STRIPPED = (
    *("PG", "DATABASE_", "REDIS_", "TRAFFIC_POLICE_", "DJANGO_", "SECRET_KEY", "ALLOWED_HOSTS", "BRIGADE_", "CSRF_"),
    *("SECURE_", "SESSION_", "DAILY_REPORT_AT", "BEHIND_TLS_PROXY", "CELERY_", "EVIDENCE_MAX_MB", "LOG_LEVEL"),
)
HURRY_AFTER = 5.0  # seconds that pytest has for its own end after Ctrl-C


def main(argv: list[str]) -> int:
    """Run pytest with the arguments given; its exit code."""
    arguments = [argument for argument in argv if argument != "--install-browser"]
    environment = ready(dev=True)
    if len(arguments) < len(argv):
        install_browser()
    catalogues.compile_all()
    remove_stale()
    with scratch() as root:
        supervisor = Supervisor(Ledger(root / "processes.json"))
        embedded = Embedded.under(root, root, root, binaries.find(environment), throw_away=True)
        try:
            embedded.start(supervisor)
            return run_pytest(environment, arguments, test_environment(root, embedded), supervisor)
        finally:
            supervisor.stop()


def test_environment(root: Path, embedded: Embedded) -> dict[str, str]:
    """The shell's environment without anything of ours, and with the throw-away servers."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(STRIPPED)}
    return {
        **kept,
        **embedded.environment(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TRAFFIC_POLICE_EMBEDDED": "1",
        "TRAFFIC_POLICE_DATA": str(root / "data"),
        "SECRET_KEY": "only-for-tests",
    }


def run_pytest(environment: Environment, arguments: list[str], env: dict[str, str], supervisor: Supervisor) -> int:
    """pytest shares our terminal, so Ctrl-C reaches it directly; other signals are passed on as Ctrl-C."""
    env = {**env, **supervisor.marks()}
    command = [str(environment.python), "-m", "pytest", *arguments]
    process = subprocess.Popen(command, env=env, cwd=ROOT, preexec_fn=dies_with(os.getpid(), signal.SIGTERM))
    due: list[float] = []

    def asked(number: int, _frame: FrameType | None) -> None:
        due.append(time.monotonic() + (HURRY_AFTER if number == signal.SIGINT else 0))

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked)
    while True:
        try:
            return process.wait(0.1)
        except subprocess.TimeoutExpired:
            if due and time.monotonic() >= min(due):
                process.send_signal(signal.SIGINT)
                due[:] = [time.monotonic() + HURRY_AFTER]


@contextmanager
def scratch() -> Iterator[Path]:
    """A private folder with a short path that says whose it is, removed at the end."""
    base = tempfile.gettempdir()
    if len(base) + len(PREFIX) + 10 > LONGEST_SOCKET_FOLDER:
        base = "/tmp"  # noqa: S108 - mkdtemp makes it private
    root = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base))
    owner = {"pid": os.getpid(), "started": str(started_at(os.getpid()))}
    (root / "owner.json").write_text(json.dumps(owner), encoding="utf-8")
    try:
        yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


def remove_stale() -> None:
    """Folders and processes of runs that were killed."""
    for base in {tempfile.gettempdir(), "/tmp"}:  # noqa: S108 - only our own folders are touched
        for root in Path(base).glob(f"{PREFIX}*"):
            if root.stat().st_uid == os.getuid() and not owner_lives(root):
                Ledger(root / "processes.json").reap()
                shutil.rmtree(root, ignore_errors=True)


def owner_lives(root: Path) -> bool:
    try:
        owner = json.loads((root / "owner.json").read_text(encoding="utf-8"))
        return str(started_at(int(owner["pid"]))) == str(owner["started"])
    except FileNotFoundError:
        return time.time() - root.stat().st_mtime < 60  # perhaps just being made
    except (OSError, ValueError, KeyError, TypeError):
        return False


def browser() -> str | None:
    """The path of a Chromium, or None."""
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def install_browser() -> None:
    """Debian's Chromium by apt-get; without root or apt-get the browser tests are skipped, by name."""
    if browser():
        return
    apt = shutil.which("apt-get")
    if apt is None or os.getuid() != 0:
        complain("Chromium is missing and only root can install it: run `apt-get install chromium` as root.")
        return
    say("Installing Chromium ...")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            [apt, *words], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        complain(f"Chromium could not be installed ({lines[-1]}): the browser tests are skipped.")
