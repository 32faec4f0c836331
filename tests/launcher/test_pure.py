"""The parts of the launcher that need no process."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from traffic_police.launcher import door, embedded, environment, folder, processes, supervisor, up
from traffic_police.launcher.say import Refusal, sentence_for


def test_a_folder_with_foreign_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(Refusal, match="something else"):
        folder.opened(tmp_path)


def test_a_folder_that_only_has_uploads_and_static_files_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    assert folder.opened(tmp_path).run.is_dir()


def test_a_cluster_of_another_postgres_is_refused_with_its_version(tmp_path: Path) -> None:
    (tmp_path / folder.MARKER).write_text("{}")
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(Refusal, match="Postgres 15"):
        folder.opened(tmp_path)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(Refusal, match="is a file"):
        folder.opened(tmp_path / "data")


def test_a_nearly_full_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "NEEDED_BYTES", 2**62)
    with pytest.raises(Refusal, match="free some space"):
        folder.opened(tmp_path)


def test_the_secret_key_is_random_private_and_kept(tmp_path: Path) -> None:
    data = folder.opened(tmp_path / "a")
    first = data.secret_key.read_text()
    assert data.secret_key.stat().st_mode & 0o777 == 0o600
    assert folder.opened(tmp_path / "a").secret_key.read_text() == first
    assert folder.opened(tmp_path / "b").secret_key.read_text() != first


def test_two_commands_cannot_hold_one_data_folder(tmp_path: Path) -> None:
    data = folder.opened(tmp_path)
    with folder.locked(data), pytest.raises(Refusal, match="is in use"):
        folder.locked(data)


def test_a_long_data_folder_gets_its_sockets_elsewhere(tmp_path: Path) -> None:
    data = folder.opened(tmp_path / ("x" * 100))
    sockets = folder.socket_folder(data)
    assert len(os.fsencode(sockets)) <= folder.LONGEST_SOCKET_FOLDER
    assert sockets.stat().st_mode & 0o077 == 0
    again = folder.socket_folder(data)
    assert not sockets.exists()  # the former one does not pile up
    again.rmdir()


def test_one_server_url_without_the_other_is_refused() -> None:
    with pytest.raises(Refusal, match="REDIS_URL is not"):
        embedded.external({"DATABASE_URL": "postgresql://x/y"})
    assert not embedded.external({})
    assert embedded.external({"DATABASE_URL_FILE": "/a", "REDIS_URL": "redis://x/0"})


def test_a_taken_port_is_refused_with_the_next_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        with pytest.raises(Refusal, match=f"Port {port} on 127.0.0.1 is taken"):
            up.check_port(up.parse(["--port", str(port)]))


@pytest.mark.parametrize("arguments", [["--host", "203.0.113.7"], ["--host", "no.such.name.invalid"]])
def test_an_address_that_is_not_of_this_machine_is_refused(arguments: list[str]) -> None:
    with pytest.raises(Refusal, match="not an address of this machine"):
        up.check_port(up.parse(arguments))


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_outside_the_range_is_refused(port: str) -> None:
    with pytest.raises(Refusal, match="from 1 to 65535"):
        up.parse(["--port", port])


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("::", False)],  # noqa: S104
)
def test_only_loopback_addresses_count_as_loopback(host: str, *, loopback: bool) -> None:
    assert up.parse(["--host", host]).loopback is loopback


def test_restarts_wait_longer_each_time_up_to_half_a_minute() -> None:
    pauses = [supervisor.pause_before_restart(deaths) for deaths in range(1, 10)]
    assert pauses[:4] == [0.5, 1, 2, 4]
    assert pauses[-1] == 30


def test_endings_are_named() -> None:
    assert supervisor.ending(3) == "exit code 3"
    assert supervisor.ending(-signal.SIGKILL) == "signal SIGKILL"


def test_the_ledger_knows_a_process_by_pid_and_start_time(tmp_path: Path) -> None:
    sleeper = subprocess.Popen(["sleep", "60"])
    try:
        began = processes.started_at(sleeper.pid)
        assert began is not None
        assert processes.survivors("", [(sleeper.pid, began)]) == {sleeper.pid}
        assert processes.survivors("", [(sleeper.pid, str(int(began) - 1))]) == set()
    finally:
        sleeper.kill()
        sleeper.wait()


def test_the_ledger_reaps_descendants_by_their_mark(tmp_path: Path) -> None:
    ledger = processes.Ledger(tmp_path / "processes.json")
    child = subprocess.Popen(["sleep", "60"], env={processes.RUN_MARK: "abc123", "PATH": os.environ["PATH"]})
    ledger.write("abc123", [])
    assert ledger.reap() == 1
    assert child.wait(5) == -signal.SIGTERM
    assert not ledger.path.exists()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: No space left on device", "disk is full"),
        ("Permission denied: '/x'", "may not write"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES: hashes do not match", "differs from the lock's hash"),
        ("Temporary failure in name resolution", "registry cannot be reached"),
        ("something odd", "something odd"),
    ],
)
def test_an_installers_failure_becomes_one_sentence(output: str, sentence: str) -> None:
    done = subprocess.CompletedProcess([], 1, "", output)
    explained = environment.explain(done, "It could not be installed")
    assert sentence in explained
    assert "\n" not in explained


def test_a_missing_ensurepip_names_the_line_that_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(Refusal, match=r"apt-get install python3\.\d+-venv"):
        environment.create(environment.Environment(tmp_path / "venv"), None)


def test_errors_of_the_operating_system_become_sentences() -> None:
    assert "disk is full" in sentence_for(OSError(errno.ENOSPC, "No space left on device"))
    assert "may not write" in sentence_for(OSError(errno.EACCES, "Permission denied", "/x"))


def test_a_refusal_is_one_line_and_exit_code_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert door.main(["up", "--port", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
