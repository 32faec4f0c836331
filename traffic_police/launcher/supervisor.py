"""Keeps programs running: starts them again when they die, ends them in order."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from traffic_police.launcher.processes import (
    LAUNCHER_MARK,
    LINUX,
    RUN_MARK,
    Ledger,
    Program,
    ask,
    finish,
    kill_group,
    start,
    started_at,
)
from traffic_police.launcher.say import Refusal, say

LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0  # seconds of life after which a death counts as the first one again
BEAT = 0.1


def pause_before_restart(deaths: int) -> float:
    """Seconds to wait before the next start after so many deaths in a row: 0.5, 1, 2, 4 ... 30."""
    return min(LONGEST_PAUSE, 0.5 * 2.0 ** max(0, deaths - 1))


@dataclass
class Kept:
    """A program that is to run until it is ended on purpose."""

    program: Program
    answers: Callable[[], bool] | None = None
    before_start: Callable[[], None] | None = None
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    deaths: int = 0
    due: float = 0.0

    def start(self) -> None:
        if self.before_start:
            self.before_start()
        self.process = start(self.program)
        self.began = time.monotonic()


@dataclass
class Supervisor:
    """Owns the children of one launcher."""

    ledger: Ledger
    run: str = field(default_factory=lambda: secrets.token_hex(8))
    kept: list[Kept] = field(default_factory=list)
    stop_asked: int = 0

    def marks(self) -> dict[str, str]:
        """What every descendant carries, so that it can be found and can watch the launcher."""
        marks = {RUN_MARK: self.run}
        if LINUX:
            marks[LAUNCHER_MARK] = f"{os.getpid()}:{started_at(os.getpid())}"
        return marks

    def listen(self) -> None:
        """Ctrl-C, SIGTERM and a closed terminal ask for an orderly end; a second one hurries."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        self.stop_asked += 1

    def add(self, kept: Kept) -> None:
        kept.start()
        self.kept.append(kept)
        self.record()

    def record(self) -> None:
        self.ledger.write(self.run, [one.process.pid for one in self.kept if one.process])

    def wait_ready(self, kept: Kept, seconds: float, tries: int = 1) -> None:
        """Until it answers; refuses when it ended that often before, or takes too long."""
        deadline = time.monotonic() + seconds
        while not self.stop_asked:
            if kept.answers is None or kept.answers():
                return
            ended = kept.process is None or kept.process.poll() is not None
            tries -= ended
            if (ended and tries <= 0) or time.monotonic() > deadline:
                raise Refusal(f"{kept.program.name} does not start; {last_words(kept.program)}")
            if ended:  # what a killed one left in memory goes away within a second or two
                time.sleep(1)
                self._start_again(kept)
            time.sleep(0.03)

    def watch(self) -> None:
        """Until somebody asks to stop."""
        while not self.stop_asked:
            for one in self.kept:
                self._look_after(one)
            time.sleep(BEAT)

    def _look_after(self, one: Kept) -> None:
        now = time.monotonic()
        if one.process is None:
            if now >= one.due:
                self._start_again(one)
            return
        code = one.process.poll()
        if code is None:
            return
        kill_group(one.process.pid)  # its own children must not outlive it
        one.process = None
        one.deaths = 1 if now - one.began > STEADY_AFTER else one.deaths + 1
        pause = pause_before_restart(one.deaths)
        one.due = now + pause
        say(f"{one.program.name} ended ({ending(code)}); starting it again in {pause:g} s. Log: {one.program.log}")

    def _start_again(self, one: Kept) -> None:
        try:
            one.start()
        except OSError as error:
            one.deaths += 1
            one.due = time.monotonic() + pause_before_restart(one.deaths)
            say(f"{one.program.name} cannot be started ({error}); trying again.")
        self.record()

    def stop(self) -> None:
        """End everything: the newest together first, the servers they need after them, one by one."""
        servers = [one for one in self.kept if one.program.name in {"Postgres", "Valkey"}]
        users = [one for one in self.kept if one not in servers]
        for group in (users, *([one] for one in reversed(servers))):
            for one in group:
                if one.process:
                    ask(one.process, one.program)
            for one in group:
                self._finish(one)
        self.kept.clear()
        self.ledger.path.unlink(missing_ok=True)

    def _finish(self, one: Kept) -> None:
        if one.process is None:
            return
        deadline = time.monotonic() + one.program.patience
        calls = self.stop_asked
        while one.process.poll() is None and time.monotonic() < deadline and self.stop_asked <= max(calls, 1):
            time.sleep(0.03)
        if one.process.poll() is None and one.program.name == "Postgres":
            finish(one.process, one.program)  # its fast shutdown is never hurried
        kill_group(one.process.pid)
        one.process.wait()
        one.process = None


def ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def last_words(program: Program) -> str:
    """The last line of its log, as an explanation."""
    try:
        lines = program.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    if any("No space left" in line for line in lines[-20:]):
        return "the disk is full: free some space and repeat the command."
    errors = [line for line in lines[-60:] if re.match(r"(\w+\.)*\w*(Error|Refused|Exception|FATAL)\b.*:", line)]
    last = (errors or lines or ["(its log is empty)"])[-1].strip()
    return f"its last words: {last} (whole log: {program.log})."
