"""Runs pytest on a PostgreSQL of its own, made for this run and thrown away:
`python tests/run_on_postgres.py tests/rota -q`."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

# PostgreSQL refuses to run as root; the first of these who exists runs it then
ORDINARY_USERS = ("postgres", "nobody")
PATIENCE = 60  # seconds to start
INITDB = ["-U", "astreinte", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
SETTINGS = {"max_connections": "50", "timezone": "UTC"}
# it holds nothing worth keeping: speed instead of safety
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def folder_of_programs() -> Path:
    """Where initdb and postgres are; Debian keeps them out of the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    in_path = shutil.which("initdb")
    if in_path:
        return Path(in_path).resolve().parent
    if found:
        return found[-1].parent
    sys.exit("PostgreSQL is missing: apt-get install postgresql")


def ordinary_user() -> str | None:
    """Who runs the server; None: whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    known = Path("/etc/passwd").read_text()
    return next(name for name in ORDINARY_USERS if f"\n{name}:" in known)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """A server in a folder of its own."""

    def __init__(self, folder: str, settings: dict[str, str]) -> None:
        self.settings = SETTINGS | settings
        self.folder, self.port = folder, free_port()
        self.url = f"postgresql://astreinte@127.0.0.1:{self.port}/postgres"
        self.programs, self.user = folder_of_programs(), ordinary_user()
        self.log = Path(folder) / "log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def _as_user(self) -> dict[str, Any]:
        # not the tests' own folder: that user may not look into it
        groups = [] if self.user else None
        return {"user": self.user, "extra_groups": groups, "cwd": self.folder}

    def make(self) -> None:
        """An empty cluster."""
        if self.user:
            shutil.chown(self.folder, self.user)
        subprocess.run(
            [self.programs / "initdb", "-D", f"{self.folder}/data", *INITDB],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_user,
        )

    def start(self) -> None:
        """Returns once it answers; ends the program with its log if it does not.

        After a kill, it may have to wait for what is left of the one before.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            self._launch()
            while time.monotonic() < until and self.process.poll() is None:
                try:
                    psycopg.connect(self.url, connect_timeout=2).close()
                    return
                except psycopg.OperationalError:
                    time.sleep(0.1)
            time.sleep(0.1)
        sys.exit(f"PostgreSQL does not start:\n{self.log.read_text()}")

    def _launch(self) -> None:
        with self.log.open("a") as output:
            self.process = subprocess.Popen(
                [
                    *(self.programs / "postgres", "-D", f"{self.folder}/data"),
                    *("-p", str(self.port), "-h", "127.0.0.1", "-k", self.folder),
                    *(f"--{name}={value}" for name, value in self.settings.items()),
                ],
                stdout=output,
                stderr=output,
                **self._as_user,
            )

    def stop(self) -> None:
        """“Fast”: does not wait for those who are connected."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=PATIENCE)


@contextmanager
def postgres(*, safe: bool = False) -> Iterator[Postgres]:
    """A running server, and nothing of it afterwards. `safe`: as it is installed,
    for those who measure."""
    folder = tempfile.mkdtemp(prefix="astreinte-postgres-")
    server = Postgres(folder, {} if safe else UNSAFE)
    try:
        server.make()
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Ends with pytest's own exit code."""
    with postgres() as server:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *sys.argv[1:]],
            env=os.environ | {"DATABASE_URL": server.url},
        )
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
