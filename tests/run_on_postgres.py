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

import psycopg

# PostgreSQL refuses to run as root; the first of these who exists runs it then
ORDINARY_USERS = ("postgres", "nobody")
PATIENCE = 60  # seconds to start
INITDB = ["-U", "astreinte", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
# it holds nothing worth keeping: speed instead of safety
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "50",
    "timezone": "UTC",
}


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


@contextmanager
def postgres() -> Iterator[str]:
    """A running server; gives its DATABASE_URL."""
    programs, user, port = folder_of_programs(), ordinary_user(), free_port()
    folder = tempfile.mkdtemp(prefix="astreinte-postgres-")
    if user:
        shutil.chown(folder, user)
    # not the tests' own folder: that user may not look into it
    as_user = {"user": user, "extra_groups": [] if user else None, "cwd": folder}
    try:
        subprocess.run(
            [programs / "initdb", "-D", f"{folder}/data", *INITDB],
            check=True,
            stdout=subprocess.DEVNULL,
            **as_user,
        )
        with Path(f"{folder}/log").open("w") as log:
            server = subprocess.Popen(
                [
                    *(programs / "postgres", "-D", f"{folder}/data", "-p", str(port)),
                    *("-h", "127.0.0.1", "-k", folder),
                    *(f"--{name}={value}" for name, value in SETTINGS.items()),
                ],
                stdout=log,
                stderr=log,
                **as_user,
            )
        try:
            url = f"postgresql://astreinte@127.0.0.1:{port}/postgres"
            wait_for(url, server, Path(f"{folder}/log"))
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # “fast”: does not wait for clients
            server.wait(timeout=PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(url: str, server: subprocess.Popen, log: Path) -> None:
    """Returns once the server answers; ends the program with its log if not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    sys.exit(f"PostgreSQL does not start:\n{log.read_text()}")


def main() -> None:
    """Ends with pytest's own exit code."""
    with postgres() as url:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *sys.argv[1:]],
            env=os.environ | {"DATABASE_URL": url},
        )
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
