"""Start, stop and find processes so that none outlives its launcher."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
RUN_MARK = "TRAFFIC_POLICE_RUN"
LAUNCHER_MARK = "TRAFFIC_POLICE_LAUNCHER"
LINUX = sys.platform == "linux"
LIBC = ctypes.CDLL(None, use_errno=True) if LINUX else None


@dataclass(frozen=True)
class Program:
    """What is started, and how it is asked to end."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15.0  # seconds before it is killed
    folder: Path | None = None
    before: Callable[[], None] | None = field(default=None, compare=False)  # runs in the child, before exec


def started_at(pid: int) -> str | None:
    """The kernel's start time of a process, in clock ticks since boot; None if it is gone or unknown."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    rest = stat[stat.rindex(")") + 2 :].split()
    return None if rest[0] == "Z" else rest[19]


def dies_with(launcher: int, number: signal.Signals) -> Callable[[], None]:
    """What a child of the launcher does before exec so that the kernel sends it that signal at the launcher's death."""

    def in_child() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
            if os.getppid() != launcher:  # it died between fork and prctl
                os._exit(1)

    return in_child


def start(program: Program) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, told by the kernel when the launcher dies."""
    tied = dies_with(os.getpid(), program.stop_signal)

    def in_child() -> None:
        if program.before:
            program.before()
        tied()

    with program.log.open("ab") as log:
        return subprocess.Popen(
            program.command,
            env=dict(program.environment),
            cwd=program.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=in_child,
        )


def stop(process: subprocess.Popen[bytes], program: Program) -> None:
    """Ask, wait, then kill the whole group."""
    ask(process, program)
    finish(process, program)


def ask(process: subprocess.Popen[bytes], program: Program) -> None:
    if process.poll() is None:
        process.send_signal(program.stop_signal)


def finish(process: subprocess.Popen[bytes], program: Program) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(program.patience)
    kill_group(process.pid)
    process.wait()


def kill_group(leader: int) -> None:
    """Kill what is left of a session that we started; its number cannot be reused while a member lives."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def own_user_namespace() -> None:
    """Become user 1000 of a namespace of one's own: Postgres refuses root. Runs in the child."""
    uid, gid = os.getuid(), os.getgid()
    assert LIBC is not None
    if LIBC.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "user namespaces are barred")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"1000 {uid} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"1000 {gid} 1", encoding="ascii")


class Ledger:
    """The processes of the last launcher, by pid and start time, so that the next one can reap them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, run: str, pids: Iterable[int]) -> None:
        rows = [{"pid": pid, "started": started_at(pid)} for pid in pids]
        part = self.path.with_suffix(".part")
        part.write_text(json.dumps({"run": run, "processes": rows}), encoding="utf-8")
        part.replace(self.path)

    def read(self) -> tuple[str, list[tuple[int, str]]]:
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
            rows = [(int(row["pid"]), str(row["started"])) for row in content["processes"]]
            return str(content["run"]), rows
        except (OSError, ValueError, KeyError, TypeError):
            return "", []

    def reap(self, patience: float = 8.0) -> int:
        """End what the last launcher left behind, if anything; returns how many processes there were."""
        run, rows = self.read()
        left = survivors(run, rows)
        for pid in left:
            send(pid, signal.SIGTERM)
        deadline = time.monotonic() + patience
        while survivors(run, rows) and time.monotonic() < deadline:
            time.sleep(0.05)
        for pid in survivors(run, rows):
            send(pid, signal.SIGKILL)
        self.path.unlink(missing_ok=True)
        return len(left)


def survivors(run: str, rows: list[tuple[int, str]]) -> set[int]:
    """Recorded processes that still are the same ones, and their descendants that carry the run's mark."""
    alive = {pid for pid, began in rows if began != "None" and started_at(pid) == began}
    return alive | (marked(run) if run else set())


def marked(run: str) -> set[int]:
    """Processes whose environment carries the mark of that run; ours only, others cannot be read."""
    mark = f"{RUN_MARK}={run}".encode()
    found: set[int] = set()
    for entry in Path("/proc").iterdir() if LINUX else ():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0") and started_at(int(entry.name)):
                    found.add(int(entry.name))
    return found


def send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
