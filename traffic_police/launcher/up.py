"""`manage.py up`: everything on one machine, from one command."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import secrets
import socket
import time
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from traffic_police.launcher import binaries, fingerprint, folder
from traffic_police.launcher.embedded import Embedded, child_environment, external, rotate
from traffic_police.launcher.environment import ROOT, Environment, ready
from traffic_police.launcher.processes import Program, started_at
from traffic_police.launcher.say import Refusal, say
from traffic_police.launcher.supervisor import Kept, Supervisor, last_words

KNOWN_DEMO_PASSWORD = "linyi-traffic-demo"  # noqa: S105 - printed to everybody, valid on the loopback address only


@dataclass(frozen=True)
class Choices:
    """What the command line asked for."""

    host: str
    port: int
    data: Path
    demo: bool

    @property
    def loopback(self) -> bool:
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def reach(self) -> str:
        """An address at which this machine itself reaches the server."""
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound

    @property
    def address(self) -> str:
        return f"http://{f'[{self.reach}]' if ':' in self.reach else self.reach}:{self.port}"


def default_data() -> Path:
    return Path(os.environ.get("TRAFFIC_POLICE_DATA") or ROOT / "var")


def parse(argv: list[str]) -> Choices:
    parser = argparse.ArgumentParser("manage.py up", description="Start the whole system on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="port of the web pages (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--data", type=Path, default=default_data(), help="where everything is kept (var/)")
    parser.add_argument("--no-demo", action="store_true", help="start with an empty brigade")
    given = parser.parse_args(argv)
    if not 1 <= given.port <= 65535:
        raise Refusal(f"--port is {given.port}: choose a number from 1 to 65535.")
    return Choices(given.host, given.port, given.data, not given.no_demo)


def check_port(choices: Choices) -> None:
    """Refuse before anything is started when the address cannot be had."""
    family = socket.AF_INET6 if ":" in choices.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((choices.host, choices.port))
            probe.listen(1)
    except PermissionError as error:
        raise Refusal(f"Port {choices.port} is reserved for root: choose one from 1024 up with --port.") from error
    except socket.gaierror as error:
        raise Refusal(f"{choices.host} is not an address of this machine: choose another with --host.") from error
    except OSError as error:
        if error.errno == 98 or "in use" in str(error):
            raise Refusal(
                f"Port {choices.port} on {choices.host} is taken: stop the program that uses it "
                f"or choose another, for example --port {choices.port % 65535 + 1}."
            ) from error
        raise Refusal(f"{choices.host} is not an address of this machine: choose another with --host.") from error


def main(argv: list[str]) -> int:
    choices = parse(argv)
    began = time.monotonic()
    own_servers = external()
    data = folder.opened(choices.data)
    with folder.locked(data):
        data.ledger.reap()
        check_port(choices)
        environment = ready()
        supervisor = Supervisor(data.ledger)
        supervisor.listen()
        try:
            Launch(choices, data, environment, supervisor, own_servers).run(began)
        finally:
            if supervisor.stop_asked:
                say("Stopping ...")
            supervisor.stop()
            data.state.unlink(missing_ok=True)
    say("Stopped; everything is kept.")
    return 0


@dataclass
class Launch:
    """One run of `up`, from the servers to the last line printed."""

    choices: Choices
    data: folder.DataFolder
    environment: Environment
    supervisor: Supervisor
    own_servers: bool
    fresh_password: str = ""

    def run(self, began: float) -> None:
        for log in self.data.log.glob("*.log"):
            rotate(log)
        extra = self.settings()
        embedded = None if self.own_servers else self.start_servers(extra)
        if self.supervisor.stop_asked:
            return
        shared = child_environment(self.data.root, {**extra, **self.supervisor.marks()})
        self.prepare(shared)
        if self.supervisor.stop_asked:
            return
        self.start_programs(shared, embedded)
        if self.supervisor.stop_asked:
            return
        self.write_state(extra)
        self.greet(time.monotonic() - began)
        self.supervisor.watch()

    def settings(self) -> dict[str, str]:
        """What the settings need to know; with servers of somebody else the environment says it all."""
        if self.own_servers:
            return {}
        names = ["localhost", "127.0.0.1", "[::1]"]
        if not self.choices.loopback:
            names += [socket.gethostname(), socket.getfqdn(), self.choices.host]
        return {
            "TRAFFIC_POLICE_EMBEDDED": "1",
            "TRAFFIC_POLICE_LOOPBACK": "1" if self.choices.loopback else "0",
            "SECRET_KEY_FILE": str(self.data.secret_key),
            "ALLOWED_HOSTS": os.environ.get("ALLOWED_HOSTS") or ",".join(dict.fromkeys(names)),
        }

    def start_servers(self, extra: dict[str, str]) -> Embedded:
        self.data.mark(postgres=folder.POSTGRES_MAJOR)
        sockets = folder.socket_folder(self.data)
        embedded = Embedded.under(self.data.root, sockets, self.data.log, binaries.find(self.environment))
        embedded.start(self.supervisor)
        extra.update(embedded.environment())
        return embedded

    def prepare(self, shared: dict[str, str]) -> None:
        """Schema, tables, files and demo brigade in one process; not even started when nothing changed."""
        demo = self.demo_password()
        if not demo and not self.own_servers and fingerprint.is_current(self.data):
            return
        say("Preparing the database ...")
        env = {**shared, "TRAFFIC_POLICE_DEMO_PASSWORD": demo or ""}
        command = [str(self.environment.python), "-m", "traffic_police.launcher.prepare", *(["--demo"] if demo else [])]
        program = Program("Preparation", command, env, self.data.log / "prepare.log", folder=ROOT)
        program.log.unlink(missing_ok=True)
        once = Kept(program)
        self.supervisor.add(once)
        while once.process and once.process.poll() is None and not self.supervisor.stop_asked:
            time.sleep(0.03)
        if once.process and once.process.poll() not in {None, 0}:
            self.supervisor.kept.remove(once)
            raise Refusal(f"The database could not be prepared; {last_words(program)}")
        if not self.supervisor.stop_asked:
            self.supervisor.kept.remove(once)
            if demo:
                self.data.mark(demo="known" if self.choices.loopback else "random")

    def demo_password(self) -> str | None:
        """The password for the demo brigade on the first start of an embedded database; None without demo."""
        state = self.data.marker().get("demo")
        if self.own_servers:
            return None
        if state == "known" and not self.choices.loopback:
            raise Refusal(
                f"The demo accounts in {self.data.root} have a published password: "
                "use --host 127.0.0.1, or an empty folder with --data for other addresses."
            )
        if not self.choices.demo:
            if state is None:
                self.data.mark(demo="none")
            return None
        if state in {"known", "random", "none"}:
            return None
        if self.choices.loopback:
            return KNOWN_DEMO_PASSWORD
        self.fresh_password = secrets.token_urlsafe(12)
        return self.fresh_password

    def start_programs(self, shared: dict[str, str], embedded: Embedded | None) -> None:
        log, tool = self.data.log, self.environment.tool
        celery = [str(tool("celery")), "-A", "traffic_police.launcher.worker:app"]

        def release() -> None:
            if embedded:
                embedded.valkey.release_unacknowledged(os.environ.get("REDIS_PREFIX", "tp"))

        web = Kept(Program("The web server", self.granian(), shared, log / "web.log", folder=ROOT), self.web_answers)
        worker = Kept(
            Program(
                "The worker",
                [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"],
                shared,
                log / "worker.log",
                folder=ROOT,
                patience=20,
            ),
            before_start=release,
        )
        beat = Kept(
            Program(
                "The clock",
                [*celery, "beat", "--loglevel", "INFO", "-s", str(self.data.beat / "schedule"), "--pidfile="],
                shared,
                log / "beat.log",
                folder=ROOT,
            )
        )
        # The pages first: the others would only slow down what people wait for.
        self.supervisor.add(web)
        self.supervisor.wait_ready(web, 60)
        for one in (worker, beat):
            if not self.supervisor.stop_asked:
                self.supervisor.add(one)

    def granian(self) -> list[str]:
        """One process with threads: half the memory of two, and enough for a desk; deploy/ runs two."""
        return [
            str(self.environment.tool("granian")), "--interface", "wsgi", "--host", self.choices.host,
            "--port", str(self.choices.port), "--workers", "1", "--blocking-threads", "6", "--no-ws",
            "--workers-kill-timeout", "5",
            "traffic_police.launcher.web:application",
        ]  # fmt: skip

    def web_answers(self) -> bool:
        """Any answer but an error of the server will do."""
        line = http.client.HTTPConnection(self.choices.reach, self.choices.port, timeout=5)
        try:
            line.request("HEAD", "/static/favicon.svg")
            return line.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def write_state(self, extra: dict[str, str]) -> None:
        state = {
            "pid": os.getpid(),
            "started": str(started_at(os.getpid())),
            "address": self.choices.address,
            "environment": extra,
        }
        self.data.state.write_text(json.dumps(state), encoding="utf-8")

    def greet(self, seconds: float) -> None:
        say(f"\nReady in {seconds:.1f} s:  {self.choices.address}")
        for line in self.demo_lines():
            say(line)
        say(f"Data: {self.data.root}    Logs: {self.data.log}    Stop: Ctrl-C")
        if not self.choices.loopback and not self.own_servers:
            say("On this address browsers can sign in only through HTTPS: put a proxy before it (deploy/nginx.conf).")

    def demo_lines(self) -> list[str]:
        """The demo accounts by role; the password when it is the published one, or this once when it is new."""
        state = self.data.marker().get("demo")
        if state not in {"known", "random"} or self.own_servers:
            return []
        try:
            accounts: list[dict[str, Any]] = json.loads(self.data.demo_accounts.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        lines = [f"  {one['role']:<16} {one['number']:<8} {one['name']} ({one['unit']})" for one in accounts]
        if not lines:
            return []
        if state == "known":
            password = f"Demo accounts, all with the password {KNOWN_DEMO_PASSWORD}:"
        elif self.fresh_password:
            password = f"Demo accounts, all with the password {self.fresh_password} (shown only now):"
        else:
            password = "Demo accounts (their password was shown at the first start):"  # noqa: S105 - a sentence
        return [password, *lines]
