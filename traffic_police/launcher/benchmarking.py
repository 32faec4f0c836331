"""`manage.py benchmark`: the measurements of tests/benchmarks on throw-away servers that work as in production."""

from __future__ import annotations

import subprocess

from traffic_police.launcher import binaries, catalogues
from traffic_police.launcher.embedded import Embedded
from traffic_police.launcher.environment import ROOT, ready
from traffic_police.launcher.processes import Ledger
from traffic_police.launcher.supervisor import Supervisor
from traffic_police.launcher.testing import remove_stale, scratch, test_environment


def main(argv: list[str]) -> int:
    """Run them with the arguments given; their exit code: 1 when a limit was missed."""
    environment = ready(dev=True)
    catalogues.compile_all()
    remove_stale()
    with scratch() as root:
        supervisor = Supervisor(Ledger(root / "processes.json"))
        # Not throw-away for the servers: a commit must reach the disk as it does in production.
        embedded = Embedded.under(root, root, root, binaries.find(environment))
        try:
            embedded.start(supervisor)
            env = {
                **test_environment(root, embedded), **supervisor.marks(),
                "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
                "MALLOC_ARENA_MAX": "2",  # as `manage.py up` sets it for its programs
            }  # fmt: skip
            command = [str(environment.python), "-m", "tests.benchmarks", *argv]
            with subprocess.Popen(command, env=env, cwd=ROOT) as process:
                while True:
                    try:
                        return process.wait()
                    except KeyboardInterrupt:  # it got the same Ctrl-C; wait for its own end
                        continue
        finally:
            supervisor.stop()
