"""Ends a process when the launcher is gone, however it went.

The kernel tells only the launcher's own children. Their children (web workers, the task pool) watch
the launcher themselves through this thread.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time

from traffic_police.launcher.processes import LAUNCHER_MARK, started_at

GRACE = 5.0  # seconds between asking oneself to end and ending


def hold() -> None:
    """Start watching, once per process; without a launcher (production, tests) do nothing."""
    mark = os.environ.get(LAUNCHER_MARK, "")
    if not mark:
        return
    pid, _, began = mark.partition(":")
    threading.Thread(target=_watch, args=(int(pid), began), name="lifeline", daemon=True).start()


def _watch(pid: int, began: str) -> None:
    _wait_for_end(pid, began)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def _wait_for_end(pid: int, began: str) -> None:
    try:
        handle = os.pidfd_open(pid)
    except (AttributeError, OSError):
        handle = -1
    if started_at(pid) != began:
        return
    if handle >= 0:
        select.select([handle], [], [])
        return
    while started_at(pid) == began:
        time.sleep(1)
