"""Whatever is killed: no process is left over and no committed row is lost."""

from __future__ import annotations

import contextlib
import shutil
import signal
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.faults.launching import Up, free_port, gone, manage

pytestmark = pytest.mark.xdist_group("faults")


@pytest.fixture(scope="module")
def prepared() -> Iterator[Path]:
    """A data folder after its first start and an orderly stop."""
    root = Path(tempfile.mkdtemp(prefix="tp-up-", dir="/tmp"))  # a short path, as sockets need
    data = root / "data"
    up = Up(data).start("--no-demo")
    family = up.family()
    assert up.stop() == 0, up.printed()
    assert gone(family)
    yield data
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="module")
def running(prepared: Path) -> Iterator[Up]:
    """One that stays up while its programs are killed, on a copy of the folder."""
    shutil.copytree(prepared, prepared.with_name("running"))
    one = Up(prepared.with_name("running")).start("--no-demo")
    yield one
    assert one.stop() == 0


def test_killing_the_launcher_leaves_no_process_and_the_next_start_has_every_committed_row(prepared: Path) -> None:
    up = Up(prepared).start("--no-demo")
    up.sql("CREATE TABLE IF NOT EXISTS kept (n int)")
    up.sql("INSERT INTO kept VALUES (1)")
    family = up.family()
    assert len(family) >= 8
    up.stop(signal.SIGKILL)
    Up.wait(lambda: gone(family), "every process of the killed launcher has ended", 15)
    again = Up(up.data).start("--no-demo")
    try:
        assert again.sql("SELECT count(*) > 0 FROM kept") == [(True,)]
    finally:
        again.stop()


@pytest.mark.parametrize("word", ["postgres", "valkey", "granian", " worker", " beat"])
def test_a_killed_program_is_started_again_and_said(running: Up, word: str) -> None:
    if word == "postgres":
        running.sql("CREATE TABLE IF NOT EXISTS kept (n int)")
        running.sql("INSERT INTO kept VALUES (2)")
    victim = running.child(word)
    descendants = victim.children(recursive=True)
    victim.kill()
    Up.wait(lambda: gone([victim, *descendants]), "the killed program's own children have ended", 15)
    Up.wait(lambda: any(word in " ".join(cmdline(one)) for one in running.children()), f"{word} runs again", 15)
    assert "ended (signal SIGKILL); starting it again" in running.printed()
    if word == "postgres":
        Up.wait(running.takes_connections, "Postgres takes connections", 15)
        assert running.sql("SELECT count(*) > 0 FROM kept WHERE n = 2") == [(True,)]
    if word == "granian":
        Up.wait(lambda: answers(running.port), "the pages answer", 15)


def test_after_everything_was_killed_at_once_the_next_start_changes_nothing(prepared: Path) -> None:
    up = Up(prepared).start("--no-demo")
    before = picture(up)
    family = up.family()
    up.stop(signal.SIGKILL)
    for one in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    Up.wait(lambda: gone(family), "all are gone", 15)
    again = Up(prepared).start("--no-demo")
    after = picture(again)
    assert again.stop(signal.SIGINT) == 0
    assert "Preparing" not in again.printed()
    assert after == before


def picture(one: Up) -> tuple[object, ...]:
    """Every row of the database and every file made for the pages."""
    tables = [str(row[0]) for row in one.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    contents = [
        one.sql(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{name}\" t")
        for name in sorted(tables)
    ]
    files = sorted((str(path), path.stat().st_mtime_ns) for path in (one.data / "static").rglob("*"))
    return contents, files


def test_refusals_are_one_sentence_with_exit_code_two(running: Up) -> None:
    same_folder = manage("up", "--data", str(running.data), "--port", str(free_port()))
    same_port = manage("up", "--data", str(running.data.with_name("other")), "--port", str(running.port))
    assert (same_folder.returncode, same_port.returncode) == (2, 2)
    assert f"is in use at http://127.0.0.1:{running.port}" in same_folder.stderr
    assert f"Port {running.port} on 127.0.0.1 is taken" in same_port.stderr
    for refused in (same_folder, same_port):
        assert refused.stderr.count("\n") == 1
        assert "Traceback" not in refused.stderr + refused.stdout


def test_other_commands_reach_the_running_database(running: Up) -> None:
    running.sql("CREATE TABLE IF NOT EXISTS reached (n int)")
    code = "from django.db import connection; print('tables', connection.introspection.table_names())"
    asked = manage("shell", "--no-imports", "-c", code, TRAFFIC_POLICE_DATA=str(running.data))
    assert asked.returncode == 0, asked.stderr
    assert "'reached'" in asked.stdout


def test_other_commands_start_the_database_for_their_duration(prepared: Path) -> None:
    asked = manage("migrate", "--check", TRAFFIC_POLICE_DATA=str(prepared))
    assert asked.returncode == 0, asked.stderr
    assert not (prepared / "postgres" / "postmaster.pid").exists()


def cmdline(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/favicon.svg", timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
