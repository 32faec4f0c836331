"""Start the real `manage.py up` in a folder of its own and look at its processes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg2

from traffic_police.launcher.environment import ROOT
from traffic_police.launcher.processes import dies_with
from traffic_police.launcher.testing import STRIPPED

READY_SECONDS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**extra: str) -> dict[str, str]:
    """A newcomer's shell, but with the environment that runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(STRIPPED)}
    return {**kept, "TRAFFIC_POLICE_VENV": sys.prefix, "PYTHONUNBUFFERED": "1", **extra}


def manage(*words: str, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment(**extra), capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=READY_SECONDS, check=False,
    )  # fmt: skip


@dataclass
class Up:
    """One `manage.py up`."""

    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None

    @property
    def output(self) -> Path:
        return self.data.with_name(f"{self.data.name}.out")

    def start(self, *words: str) -> Up:
        command = [sys.executable, "manage.py", "up", "--data", str(self.data), "--port", str(self.port), *words]
        with self.output.open("w", encoding="utf-8") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment(), stdout=output, stderr=subprocess.STDOUT, text=True,
                stdin=subprocess.DEVNULL, preexec_fn=dies_with(os.getpid(), signal.SIGTERM),
            )  # fmt: skip
        self.wait(lambda: "Ready in" in self.printed() or self.ended(), "it is ready")
        assert "Ready in" in self.printed(), self.printed()
        self.wait(lambda: len(self.children()) >= 5, "worker and clock have started")
        return self

    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @staticmethod
    def wait(condition: object, what: str, seconds: float = READY_SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not condition():  # type: ignore[operator]
            if time.monotonic() > deadline:
                raise AssertionError(f"waited {seconds:g} s in vain until {what}")
            time.sleep(0.05)

    def children(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children()

    def family(self) -> list[psutil.Process]:
        """Every descendant that lives now."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word: str) -> psutil.Process:
        return next(one for one in self.children() if word in " ".join(one.cmdline()))

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(60)

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """Run and commit one statement on a new connection."""
        line = psycopg2.connect(dbname="traffic_police", user="traffic_police", host=str(self.data / "run"))
        try:
            with line, line.cursor() as cursor:
                cursor.execute(statement)
                return cursor.fetchall() if cursor.description else []
        finally:
            line.close()

    def takes_connections(self) -> bool:
        try:
            return self.sql("SELECT 1") == [(1,)]
        except psycopg2.OperationalError:
            return False

    def state(self) -> dict[str, object]:
        content: dict[str, object] = json.loads((self.data / "run" / "state.json").read_text(encoding="utf-8"))
        return content


def gone(processes: list[psutil.Process]) -> bool:
    """Whether none of them lives; a number that was given to another process does not count."""
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in processes)
