"""The embedded Postgres: made, started and repaired from its own binaries, reachable by a private socket only."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from traffic_police.launcher.binaries import Binaries, clean_environment
from traffic_police.launcher.folder import nobody
from traffic_police.launcher.processes import LINUX, Program, own_user_namespace, started_at
from traffic_police.launcher.say import Refusal

OWNER = "traffic_police"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
}
# A throw-away cluster may lose everything when the machine stops, so nothing needs to reach the disk.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "checkpoint_timeout": "30min",
    "autovacuum_naptime": "10min",
}


@dataclass(frozen=True)
class Postgres:
    """One cluster: its folder, its socket's folder, and the programs that serve it."""

    binaries: Binaries
    folder: Path
    sockets: Path
    log: Path
    throw_away: bool = False

    @property
    def url(self) -> str:
        return f"postgresql://{OWNER}@/{OWNER}?host={self.sockets}"

    @property
    def socket(self) -> Path:
        return self.sockets / ".s.PGSQL.5432"

    @cached_property
    def identity(self) -> Callable[[], None] | None:
        """What a child does before exec so that Postgres, which refuses root, agrees to run."""
        if os.getuid() != 0:
            return None
        return own_user_namespace if namespaces_allowed() else become_nobody

    @cached_property
    def bin(self) -> Path:
        if self.identity is become_nobody:
            return copied_for_nobody(self.binaries)
        return self.binaries.postgres_bin

    def program(self) -> Program:
        if self.identity is become_nobody:
            os.chown(self.sockets, nobody(), nobody())
        options = {**SETTINGS, **(THROW_AWAY if self.throw_away else {}), "unix_socket_directories": str(self.sockets)}
        flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return Program(
            name="Postgres",
            command=[str(self.bin / "postgres"), "-D", str(self.folder), *flags],
            environment=clean_environment(),
            log=self.log,
            stop_signal=signal.SIGINT,  # its fast shutdown
            patience=30,
            folder=Path("/"),
            before=self.identity,
        )

    def create(self) -> None:
        """initdb into a folder beside, then one rename: an interrupted one leaves nothing half-made."""
        part = self.folder.with_name(self.folder.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        if self.identity is become_nobody:
            os.chown(part, nobody(), nobody())
            part.parent.chmod(0o711)
        command = [
            str(self.bin / "initdb"), "-D", str(part), "-U", OWNER, "-A", "trust", "-E", "UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8",
        ]  # fmt: skip
        if self.throw_away:
            command.append("--no-sync")
        made = self.initdb(command)
        if made.returncode != 0 and "locale" in made.stderr:  # a machine without C.UTF-8 in its C library
            shutil.rmtree(part, ignore_errors=True)
            made = self.initdb([*command[:-1], "--locale=C"])
        if made.returncode != 0:
            shutil.rmtree(part, ignore_errors=True)
            raise Refusal(explain(made.stderr or made.stdout))
        part.rename(self.folder)

    def initdb(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            env=clean_environment(),
            cwd="/",
            preexec_fn=self.identity,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def clear_stale(self) -> None:
        """Remove what a killed one left; end a living orphan first. Call with the folder's lock held.

        Postgres itself takes any process with the old number, even a zombie, for the old server.
        """
        for left in (self.folder / "postmaster.pid", self.socket.with_name(f"{self.socket.name}.lock")):
            try:
                pid = int(left.read_text(encoding="utf-8").split("\n", 1)[0])
            except (OSError, ValueError):
                continue
            if serves(pid, self.folder):
                end(pid)
            left.unlink(missing_ok=True)

    def answers(self) -> bool:
        """Whether it takes connections: a start-up packet is answered by authentication, not by an error."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                words = b"user\0" + OWNER.encode() + b"\0database\0postgres\0\0"
                line.sendall(struct.pack("!ii", len(words) + 8, 196608) + words)
                return line.recv(1) == b"R"
        except OSError:
            return False

    def psql(self, statement: str, database: str = "postgres") -> str:
        """Run one statement as the owner; for the launcher's few needs before Django runs."""
        command = [str(self.binaries.postgres_bin / "psql"), "-XAtq", "-h", str(self.sockets), "-U", OWNER,
                   "-d", database, "-v", "ON_ERROR_STOP=1", "-c", statement]  # fmt: skip
        done = subprocess.run(command, env=clean_environment(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Refusal(explain(done.stderr))
        return done.stdout.strip()

    def ensure_database(self) -> None:
        if not self.psql(f"SELECT 1 FROM pg_database WHERE datname = '{OWNER}'"):  # noqa: S608 - a constant
            self.psql(f"CREATE DATABASE {OWNER}")


def explain(output: str) -> str:
    if "No space left" in output:
        return "The disk is full: free some space and repeat the command."
    lines = [line for line in output.splitlines() if line.strip()]
    return f"The embedded Postgres refused: {lines[-1] if lines else 'without a word'} (see log/postgres.log)."


def serves(pid: int, folder: Path) -> bool:
    """Whether that process is a Postgres of this very folder."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder and "postgres" in Path(f"/proc/{pid}/exe").readlink().name
    except OSError:
        return False


def end(pid: int) -> None:
    began = started_at(pid)
    for number, seconds in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 3.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if started_at(pid) != began:
                return
            time.sleep(0.05)


def namespaces_allowed() -> bool:
    if not LINUX:
        return False
    try:
        tried = subprocess.run([sys.executable, "-c", ""], preexec_fn=own_user_namespace, check=False)
    except (subprocess.SubprocessError, OSError):
        return False
    return tried.returncode == 0


def become_nobody() -> None:
    """Runs in the child."""
    os.setgroups([])
    os.setgid(nobody())
    os.setuid(nobody())


def copied_for_nobody(binaries: Binaries) -> Path:
    """A copy that `nobody` may read, with the libraries that lie beside the package."""
    source = binaries.postgres_package
    stamp = int(source.stat().st_mtime)
    place = Path(f"/var/tmp/traffic-police-postgres-{stamp}")  # noqa: S108 - root's, checked below
    if place.exists() and (place.stat().st_uid != 0 or place.is_symlink()):
        raise Refusal(f"{place} belongs to somebody else: remove it and repeat the command.")
    if not (place / "whole").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o755)
        shutil.copytree(source, place / source.name)
        shutil.copytree(source.with_name(source.name + ".libs"), place / (source.name + ".libs"))
        (place / "whole").touch()
    return place / source.name / "pginstall" / "bin"
