"""The data folder: what lies where, whose it is, and that only one launcher uses it at a time."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from traffic_police.launcher.processes import Ledger, started_at
from traffic_police.launcher.say import Refusal

MARKER = "traffic-police.json"
POSTGRES_MAJOR = "18"
# What commands other than `up` may have left in the folder before its first start.
HARMLESS = {"media", "static", "log", "run", "beat", "evidence", "documents", "exports", "imports"}
# A Unix socket's path has 108 bytes with its closing zero; `/.s.PGSQL.5432.lock` is the longest name we need.
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
NEEDED_BYTES = 300 * 2**20


@dataclass(frozen=True)
class DataFolder:
    """Paths below the data folder."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def beat(self) -> Path:
        return self.root / "beat"

    @property
    def secret_key(self) -> Path:
        return self.root / "secret_key"

    @property
    def demo_accounts(self) -> Path:
        return self.root / "demo_accounts.json"

    @property
    def state(self) -> Path:
        """What runs now: address and environment for other commands."""
        return self.run / "state.json"

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.run / "processes.json")

    @property
    def embedded(self) -> bool:
        return (self.postgres / "PG_VERSION").exists()

    def marker(self) -> dict[str, Any]:
        try:
            content = json.loads((self.root / MARKER).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise Refusal(f"{self.root / MARKER} cannot be read: restore it or choose another --data.") from error
        return content if isinstance(content, dict) else {}

    def mark(self, **facts: object) -> None:
        """Add facts to the marker file, whole or not at all."""
        part = self.root / f"{MARKER}.part"
        part.write_text(json.dumps({**self.marker(), **facts}, indent=1), encoding="utf-8")
        part.replace(self.root / MARKER)


def opened(path: Path) -> DataFolder:
    """The folder, made if need be; refuses one that is not ours, or of another Postgres."""
    data = DataFolder(path.expanduser().absolute())
    check_owner(data)
    for folder in (data.root, data.log, data.run, data.beat):
        folder.mkdir(parents=True, exist_ok=True)
    data.run.chmod(0o700)
    check_room(data)
    if not data.marker():
        data.mark(layout=1)
    if not data.secret_key.exists():
        write_private(data.secret_key, secrets.token_urlsafe(50))
    return data


def check_owner(data: DataFolder) -> None:
    if data.root.exists() and not data.root.is_dir():
        raise Refusal(f"{data.root} is a file: choose a folder with --data.")
    if not data.root.exists():
        return
    names = {entry.name for entry in data.root.iterdir()} - HARMLESS
    if names and MARKER not in names and not names <= {"secret_key"}:
        raise Refusal(f"{data.root} holds something else: choose an empty or a new folder with --data.")
    version = data.postgres / "PG_VERSION"
    if version.exists() and version.read_text(encoding="ascii").strip() != POSTGRES_MAJOR:
        found = version.read_text(encoding="ascii").strip()
        raise Refusal(
            f"{data.postgres} belongs to Postgres {found} and this is {POSTGRES_MAJOR}: "
            "dump it with its own version and load it here, or choose another folder with --data."
        )
    if version.exists() and version.stat().st_uid not in {os.getuid(), nobody()} and os.getuid() != 0:
        raise Refusal(f"{data.root} belongs to another user: run this as that user or choose another --data.")
    if version.exists() and os.getuid() == 0 and version.stat().st_uid not in {0, nobody()}:
        raise Refusal(f"{data.root} belongs to an ordinary user: run this as that user or choose another --data.")


def nobody() -> int:
    return 65534


def check_room(data: DataFolder) -> None:
    free = shutil.disk_usage(data.root).free
    if free < NEEDED_BYTES:
        raise Refusal(
            f"The disk of {data.root} has {free // 2**20} MB left and {NEEDED_BYTES // 2**20} MB are needed: "
            "free some space or choose another folder with --data."
        )


def write_private(path: Path, text: str) -> None:
    """Write a secret so that it is never readable by others, not even for a moment."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    part.replace(path)


def locked(data: DataFolder) -> IO[str]:
    """Hold the folder's lock until the file is closed or the process dies; refuses if another one holds it."""
    file = (data.run / "lock").open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        if error.errno not in {errno.EWOULDBLOCK, errno.EACCES}:
            raise
        now = running(data)
        where = f" at {now['address']}" if now and now.get("address") else ""
        raise Refusal(
            f"The data folder {data.root} is in use{where}: stop what runs there or choose another with --data."
        ) from error
    return file


def running(data: DataFolder) -> dict[str, Any] | None:
    """The state that a living launcher wrote, or None."""
    try:
        state = json.loads(data.state.read_text(encoding="utf-8"))
        alive = str(started_at(int(state["pid"]))) == state["started"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return state if alive and isinstance(state, dict) else None


def socket_folder(data: DataFolder) -> Path:
    """A folder for sockets whose path is short enough; ours alone."""
    if len(os.fsencode(data.run)) <= LONGEST_SOCKET_FOLDER:
        return data.run
    link = data.run / "sockets"
    if link.is_symlink():
        shutil.rmtree(link.readlink(), ignore_errors=True)
        link.unlink()
    short = Path(tempfile.mkdtemp(prefix="tp-", dir="/tmp"))
    link.symlink_to(short)
    return short
