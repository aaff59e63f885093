"""A real `manage.py up` in a folder of its own, seen only from outside: its
address, its output, its processes and its database file."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.error import HTTPError
from urllib.request import urlopen

import psycopg
from sources import ROOT

T = TypeVar("T")
PATIENCE = 60  # seconds: a shared machine with two cores is slow at times
COMMANDS = {"web": b"gunicorn", "queue": b"qcluster", "dispatcher": b"dispatch"}


def eventually(look: Callable[[], T], what: str, patience: float = PATIENCE) -> T:
    """The first true answer of `look`; fails when none comes in time."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {patience} s: {what}")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_rows(url: str, query: str) -> list[tuple]:
    """Straight from a database."""
    if url.startswith("sqlite"):
        database = sqlite3.connect(url.removeprefix("sqlite:///"))
    else:
        database = psycopg.connect(url, connect_timeout=2)
    with closing(database):
        return database.execute(query).fetchall()


class Program:
    """One run after another of the program on the same data."""

    def __init__(
        self, folder: Path, *arguments: str, port: int = 0, **settings: str
    ) -> None:
        self.folder = folder
        self.arguments = arguments
        self.port = port or free_port()
        self.settings = settings
        self.log = folder / "output"
        self.supervisor: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The folder's name in it is also how its processes are known."""
        return {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
            "DATABASE_URL": f"sqlite:///{self.folder}/astreinte.sqlite3",
            "LANGUAGE_CODE": "en",
            **self.settings,
        }

    def start(self) -> "Program":
        """Starts it; returns before it is ready."""
        with self.log.open("ab") as log:
            self.supervisor = subprocess.Popen(
                [sys.executable, "manage.py", "up", *self.arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another command on the same data."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )

    @property
    def output(self) -> str:
        """What it has said so far."""
        return self.log.read_text()

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; 0 while nothing answers."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    @property
    def callers_pages(self) -> list[str]:
        """The paths of the callers' links, as its greeting shows them."""
        eventually(lambda: "Ctrl-C" in self.output, "the greeting")
        return re.findall(r"http://localhost:\d+(/call/\S+)", self.output)

    def is_healthy(self) -> bool:
        """True when every role gives signs of life."""
        return self.get("/healthz")[0] == 200

    def wait_until_healthy(self) -> None:
        """Fails with what the program said when it does not come up."""
        try:
            eventually(self.is_healthy, "healthy")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.output}") from error

    def processes(self) -> set[int]:
        """All that live, orphans too: they have our folder in their environment."""
        mark = f"DATA_DIR={self.folder}".encode()
        found = set()
        for path in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if mark in path.read_bytes().split(b"\0"):
                    found.add(int(path.parent.name))
        return found

    def orphans(self) -> set[int]:
        """Those whom no supervisor of ours looks after any more."""
        ours = self.processes()
        known = ours | {os.getpid()}
        return {pid for pid in ours if parent_of(pid) not in known}

    def children_of(self, pid: int) -> list[int]:
        """In order of their birth."""
        return sorted(one for one in self.processes() if parent_of(one) == pid)

    def leader(self, role: str) -> int:
        """The process of that role which the supervisor started; 0 for none."""
        for pid in self.children_of(self.supervisor.pid):
            with suppress(OSError):
                if COMMANDS[role] in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        return 0

    def wait_for_another(self, role: str, than: int) -> int:
        """The leader that took the dead one's place."""

        def look() -> int:
            pid = self.leader(role)
            return pid if pid != than else 0

        return eventually(look, f"another {role}")

    def pool(self) -> tuple[int, list[int]]:
        """The queue's guard, and its two workers, monitor and pusher, as born."""

        def look() -> tuple[int, list[int]] | None:
            for guard in self.children_of(self.leader("queue") or -1):
                pool = self.children_of(guard)
                if len(pool) == 4:
                    return guard, pool
            return None

        return eventually(look, "a complete queue")

    def wait_until_works(self, role: str) -> None:
        """Returns once the role did something that was asked of it just now."""
        if role == "web":
            eventually(lambda: self.get("/accounts/login/")[0] == 200, "a page")
        if role == "dispatcher":
            since = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            beats = "SELECT 1 FROM escalation_heartbeat WHERE role='dispatcher'"
            query = f"{beats} AND at > '{since}'"
            eventually(lambda: self.rows(query), "a beat")
        if role == "queue":
            row, _due = self.ask_queue(delay=0)
            eventually(lambda: not self.is_waiting(row), "a task that ran")

    def ask_queue(self, delay: float) -> tuple[int, float]:
        """A task due in so many seconds: its row, and when it is due (Unix time)."""
        code = (
            "from datetime import timedelta; from django.utils import timezone;"
            "from rota.queue import wake_at;"
            f"due = timezone.now() + timedelta(seconds={delay});"
            "row = wake_at('escalation.tasks.canary', due); print(row, due.timestamp())"
        )
        row, due = self.manage("shell", "-v0", "-c", code).stdout.split()
        return int(row), float(due)

    def is_waiting(self, row: int) -> bool:
        """True until that task ran and the queue forgot it."""
        return bool(self.rows(f"SELECT 1 FROM django_q_ormq WHERE id={row}"))

    def rows(self, query: str) -> list[tuple]:
        """Straight from the database."""
        return read_rows(self.environment["DATABASE_URL"], query)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Its exit code, once it has ended."""
        self.supervisor.send_signal(number)
        return self.supervisor.wait(PATIENCE)

    def wait_until_gone(self) -> None:
        """Fails when a process is left."""
        eventually(lambda: not self.processes(), f"gone: {self.processes()}")

    @classmethod
    @contextmanager
    def running(
        cls, folder: Path, *arguments: str, **settings: str
    ) -> Iterator["Program"]:
        """A healthy program, and nothing of it afterwards."""
        program = cls(folder, *arguments, **settings).start()
        try:
            program.wait_until_healthy()
            yield program
        finally:
            program.close()

    def close(self) -> None:
        """Leaves nothing behind, whatever the test did."""
        while self.processes():
            for pid in self.processes():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if self.supervisor:
                self.supervisor.wait()
        if self.supervisor:
            self.supervisor.wait()


def parent_of(pid: int) -> int:
    """The parent's id; 0 when the process is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    return int(stat.rpartition(")")[2].split()[1])
