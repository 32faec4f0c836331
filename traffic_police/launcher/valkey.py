"""The embedded Valkey: queue, cache and locks behind a private socket, kept in an append-only file."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from traffic_police.launcher.binaries import Binaries, clean_environment
from traffic_police.launcher.processes import Program

# Tasks that a killed worker held come back only after Celery's visibility timeout; aged, they come back at once.
AGE_UNACKNOWLEDGED = (
    "local n = 0 for _, m in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do "
    "redis.call('ZADD', KEYS[1], 0, m) n = n + 1 end return n"
)


@dataclass(frozen=True)
class Valkey:
    """One server: its folder, its socket's folder and its program."""

    binaries: Binaries
    folder: Path
    sockets: Path
    log: Path
    throw_away: bool = False

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def program(self) -> Program:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "appendonly": "no" if self.throw_away else "yes",
            "appendfsync": "everysec",
            "save": "",
            "daemonize": "no",
            "loglevel": "warning",
            "maxmemory-policy": "noeviction",
        }
        return Program(
            name="Valkey",
            command=[
                str(self.binaries.valkey),
                *(word for name, value in options.items() for word in (f"--{name}", value)),
            ],
            environment=clean_environment(),
            log=self.log,
            folder=self.folder,
        )

    def answers(self) -> bool:
        try:
            return self.ask("PING").startswith(b"+PONG")
        except OSError:
            return False

    def ask(self, *words: str) -> bytes:
        """Send one command; the first bytes of the answer."""
        parts = [word.encode() for word in words]
        message = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(2)
            line.connect(str(self.socket))
            line.sendall(message)
            return line.recv(4096)

    def release_unacknowledged(self, prefix: str) -> None:
        """Let tasks of a dead worker be delivered again at once; call while no worker runs."""
        self.ask("EVAL", AGE_UNACKNOWLEDGED, "1", f"{prefix}:unacked_index")
