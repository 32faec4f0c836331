"""Postgres and Valkey of one data folder, started together, and the environment that leads to them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from traffic_police.launcher.binaries import Binaries, clean_environment
from traffic_police.launcher.postgres import Postgres
from traffic_police.launcher.say import Refusal
from traffic_police.launcher.supervisor import Kept, Supervisor
from traffic_police.launcher.valkey import Valkey

START_SECONDS = 60.0  # recovery after a crash may take a while


def external(environment: Mapping[str, str] | None = None) -> bool:
    """Whether DATABASE_URL and REDIS_URL name servers of somebody else; both or neither."""
    env = os.environ if environment is None else environment
    named = [name for name in ("DATABASE_URL", "REDIS_URL") if env.get(name) or env.get(f"{name}_FILE")]
    if len(named) == 1:
        other = "REDIS_URL" if named == ["DATABASE_URL"] else "DATABASE_URL"
        raise Refusal(f"{named[0]} is set but {other} is not: set both for your own servers, or neither.")
    return len(named) == 2


@dataclass(frozen=True)
class Embedded:
    """The two servers under one folder."""

    postgres: Postgres
    valkey: Valkey

    @classmethod
    def under(cls, root: Path, sockets: Path, log: Path, binaries: Binaries, *, throw_away: bool = False) -> Embedded:
        return cls(
            Postgres(binaries, root / "postgres", sockets, log / "postgres.log", throw_away),
            Valkey(binaries, root / "valkey", sockets, log / "valkey.log", throw_away),
        )

    def start(self, supervisor: Supervisor) -> None:
        """Start both and wait until they answer; makes the cluster and the database the first time."""
        if not (self.postgres.folder / "PG_VERSION").exists():
            self.postgres.create()
        valkey = Kept(self.valkey.program(), self.valkey.answers)
        postgres = Kept(self.postgres.program(), self.postgres.answers, self.postgres.clear_stale)
        supervisor.add(postgres)
        supervisor.add(valkey)
        supervisor.wait_ready(postgres, START_SECONDS, tries=4)
        supervisor.wait_ready(valkey, START_SECONDS, tries=2)
        if not supervisor.stop_asked and not (self.postgres.folder / "database_made").exists():
            self.postgres.ensure_database()
            (self.postgres.folder / "database_made").touch()

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.postgres.url, "REDIS_URL": self.valkey.url}


def child_environment(data: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """The environment of our own Python programs."""
    return {
        "DJANGO_SETTINGS_MODULE": "traffic_police.settings",
        **clean_environment(),
        "TRAFFIC_POLICE_READY": "1",
        "TRAFFIC_POLICE_DATA": str(data),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",  # glibc keeps an arena for every thread otherwise
        **extra,
    }


def rotate(log: Path, keep: int = 10 * 2**20) -> None:
    """Move a log that has grown large aside, once."""
    if log.exists() and log.stat().st_size > keep:
        shutil.move(log, log.with_suffix(".log.1"))
