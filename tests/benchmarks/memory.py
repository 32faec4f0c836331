"""Proportional memory (PSS) of web and worker after work, each started as `manage.py up` starts it."""

from __future__ import annotations

import datetime as dt
import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
from django.conf import settings
from django.test import Client

from tests.benchmarks.measuring import Line
from tests.benchmarks.operations import Operations
from traffic_police.accounts.models import Officer
from traffic_police.cases.models import Case, Document

MEGABYTES = 250
PAGES = ("/", "/board/", "/cases/", "/cases/?q=%E9%B2%81Q", "/cases/?status=closed", "/me/")
REQUESTS, DOCUMENTS = 400, 30
PATIENCE = 120.0


def pss(process: psutil.Process) -> float:
    """MB of the process itself: shared pages count by the number of those who share them."""
    text = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def memory(cases: int, at: dt.datetime) -> Iterator[Line]:
    """The web server and the worker with their children."""
    yield from web()
    yield from worker(cases)


@contextmanager
def _started(*command: str) -> Iterator[psutil.Process]:
    tool = str(Path(sys.executable).with_name(command[0]))
    log = settings.DATA / f"{command[0]}.log"
    with log.open("wb") as out, subprocess.Popen([tool, *command[1:]], stdout=out, stderr=out) as process:
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(30)


def _line(name: str, megabytes: float, processes: int) -> Line:
    return Line(
        name, f"{megabytes:,.0f} MB", f"{MEGABYTES} MB", megabytes / MEGABYTES, 1, note=f"{processes} processes"
    )


def web() -> Iterator[Line]:
    """Two workers of four threads, after some hundred pages each."""
    client = Client()
    client.force_login(Officer.objects.get(police_number="137001"))
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    number = Case.objects.order_by("-pk").values_list("number", flat=True)[0]
    addresses = [*PAGES, f"/cases/{number}/"]

    def get(index: int) -> int:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.request("GET", addresses[index % len(addresses)], headers={"Cookie": cookie})
        return line.getresponse().status

    command = ("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "2",
               "--blocking-threads", "4", "--no-ws", "traffic_police.launcher.web:application")  # fmt: skip
    with _started(*command) as server:
        _until(lambda: _answers(port))
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(get, range(REQUESTS)))
        if set(answers) != {200}:
            raise RuntimeError(f"The pages answered {sorted(set(answers))}")
        family = [server, *server.children(recursive=True)]
        yield _line("memory of the web server", sum(map(pss, family)), len(family))


def worker(cases: int) -> Iterator[Line]:
    """The worker's own process, and the largest of its pool after setting documents: children that grow are renewed."""
    operations = Operations(cases)
    made = [operations.log().pk for _one in range(DOCUMENTS)]
    with _started("celery", "-A", "traffic_police.launcher.worker:app", "worker", "--concurrency", "2", "--loglevel",
                  "WARNING", "--without-gossip", "--without-mingle") as main:  # fmt: skip
        _until(lambda: not Document.objects.filter(case__in=made, pdf="").exists())
        children = main.children(recursive=True)
        yield _line("memory of the worker", pss(main), 1)
        yield _line("memory of its largest child", max(map(pss, children)), len(children))


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def _until(done: object) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise RuntimeError(f"Nothing came within {PATIENCE:.0f} s; see the logs in {settings.DATA}")
        time.sleep(0.2)
