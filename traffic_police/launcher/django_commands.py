"""Every other word: Django's own commands, inside the environment and with the database they need."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from traffic_police.launcher import binaries, catalogues, folder
from traffic_police.launcher.embedded import Embedded, child_environment, external
from traffic_police.launcher.environment import ROOT, Environment, ready
from traffic_police.launcher.say import Refusal
from traffic_police.launcher.supervisor import Supervisor
from traffic_police.launcher.up import default_data

# These never ask the database anything.
WITHOUT_DATABASE = {"help", "--help", "-h", "version", "--version", "diffsettings", "compilemessages", "makemessages",
                    "spectacular", "collectstatic", "findstatic", "startapp", "check"}  # fmt: skip


def main(argv: list[str]) -> int:
    """Run Django's command: against the named servers, those that run already, or our own for its duration."""
    if external():
        return run(argv, {})
    data = folder.DataFolder(default_data().expanduser().absolute())
    now = folder.running(data)
    if now:
        return run(argv, dict(now["environment"]), data)
    if argv[0] in WITHOUT_DATABASE:
        return run(argv, {}, data)
    return with_servers(argv)


def prepare(argv: list[str]) -> int:
    """Schema, reference tables and static files of a production machine; `up` does the same for its own servers."""
    if argv:
        raise Refusal("manage.py prepare takes no arguments: leave them out.")
    if not external():
        raise Refusal(
            "manage.py prepare is for servers of your own: set DATABASE_URL and REDIS_URL, or use `manage.py up`."
        )
    command = [str(chosen().python), "-m", "traffic_police.launcher.prepare"]
    return subprocess.run(command, env=child_environment(default_data(), {}), cwd=ROOT, check=False).returncode


def with_servers(argv: list[str]) -> int:
    environment = ready()
    data = folder.opened(default_data())
    with folder.locked(data):
        data.ledger.reap()
        data.mark(postgres=folder.POSTGRES_MAJOR)
        supervisor = Supervisor(data.ledger)
        sockets = folder.socket_folder(data)
        embedded = Embedded.under(data.root, sockets, data.log, binaries.find(environment))
        try:
            embedded.start(supervisor)
            return run(argv, embedded.environment(), data, environment)
        finally:
            supervisor.stop()


def run(
    argv: list[str],
    extra: dict[str, str],
    data: folder.DataFolder | None = None,
    environment: Environment | None = None,
) -> int:
    """Run manage.py once more, this time with everything ready."""
    environment = environment or chosen()
    catalogues.compile_all()
    if data:
        extra = {"TRAFFIC_POLICE_EMBEDDED": "1", **extra}
        if data.secret_key.exists():
            extra.setdefault("SECRET_KEY_FILE", str(data.secret_key))
    env = child_environment(data.root if data else default_data(), extra)
    command = [str(environment.python), str(ROOT / "manage.py"), *argv]
    with subprocess.Popen(command, env=env) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:  # it got the same Ctrl-C; wait for its own end
                continue


def chosen() -> Environment:
    """The running Python when it has the libraries (a production machine), else ours."""
    if importlib.util.find_spec("django") is not None and sys.prefix != sys.base_prefix:
        return Environment(Path(sys.prefix))
    return ready()
