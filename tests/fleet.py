"""Several dispatchers side by side on one database, with Twilio's stand-in as a
process; seen from outside: what left, when, and what the rows say."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from running import eventually
from sources import ROOT
from twilio_process import Door, door

ANSWERS_AFTER = 0.1  # seconds
DEADLINES = (
    "SELECT token, raised_at FROM escalation_page"
    " JOIN escalation_incident AS incident ON incident.id = incident_id"
)
LINK = re.compile(r"/p/(\S{16})")


class Fleet:
    """The dispatchers, their provider and their database."""

    def __init__(self, folder: Path, database_url: str, provider: Door) -> None:
        self.folder, self.provider = folder, provider
        self.output = (folder / "output").open("ab")
        self.running: list[subprocess.Popen[bytes]] = []
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "tests"),
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "TEXTS_PER_HOUR": "100000",  # so many at once are meant here
            **provider.environment,
        }

    def manage(self, *arguments: str) -> str:
        """What a command says; fails with what it complained about."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, code: str) -> str:
        """What a few lines of Python print, with crowd.py and the time at hand."""
        head = (
            "import crowd; from datetime import timedelta;"
            "from django.utils import timezone; now = timezone.now();"
        )
        return self.manage("shell", "-v0", "-c", head + code)

    def rows(self, query: str) -> list[tuple]:
        """Straight from the database."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("sqlite"):
            database = sqlite3.connect(url.removeprefix("sqlite:///"))
        else:
            database = psycopg.connect(url)
        with closing(database):
            return database.execute(query).fetchall()

    # --- the dispatchers ----------------------------------------------------------
    def start(self, role: str = "dispatch") -> None:
        """One more dispatcher, or `qcluster`; returns before it works."""
        self.running.append(
            subprocess.Popen(
                [sys.executable, "manage.py", role],
                cwd=ROOT,
                env=self.environment,
                stdout=self.output,
                stderr=self.output,
                start_new_session=True,
            )
        )

    def start_together(self, number: int) -> None:
        """So many, at work."""
        for _ in range(number):
            self.start()
        # each one sends a canary to the queue, which nobody runs here
        canaries = "SELECT id FROM django_q_ormq"
        eventually(lambda: len(self.rows(canaries)) >= number, "dispatchers at work")

    def kill_one(self) -> None:
        """Ends one of them, whatever it is doing, and starts another."""
        victim = self.running.pop(random.randrange(len(self.running)))
        victim.kill()
        victim.wait()
        self.start()

    # --- what became of the calls --------------------------------------------------
    def texts(self) -> list[tuple[float, str]]:
        """What the provider took: when (Unix time), and the page's secret."""
        return [(at, LINK.search(words)[1]) for at, words in self.provider.texts()]

    def late(self) -> dict[str, float]:
        """From each page's deadline to the provider's door, in milliseconds; of those
        that crowd.plan_calls planned."""
        due = {token: _unix_time(at) for token, at in self.rows(DEADLINES)}
        return {token: 1000 * (at - due[token]) for at, token in self.texts()}

    def wait_for_texts(self, number: int) -> None:
        """Returns once the provider has taken so many."""
        eventually(lambda: len(self.texts()) >= number, f"{number} texts")

    def wait_until_accepted(self, number: int) -> None:
        """Returns once we know so of that many pages."""
        query = "SELECT count(*) FROM escalation_page WHERE state = 'accepted'"
        eventually(lambda: self.rows(query)[0][0] >= number, f"{number} accepted")

    def copies(self) -> Counter[str]:
        """How often each page left."""
        return Counter(token for _at, token in self.texts())

    def pages(self, condition: str = "true") -> set[str]:
        """The secrets of the pages that fulfil an SQL condition."""
        found = self.rows(f"SELECT token FROM escalation_page WHERE {condition}")
        return {token for (token,) in found}

    def close(self) -> None:
        """Leaves nothing behind."""
        for process in self.running:
            # a cluster's children would live on
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.output.close()


@contextmanager
def fleet(folder: Path, database_url: str) -> Iterator[Fleet]:
    """An empty database and a provider; no dispatcher yet."""
    with door(folder / "texts", ANSWERS_AFTER) as provider:
        ships = Fleet(folder, database_url, provider)
        try:
            ships.manage("migrate", "-v0")
            yield ships
        finally:
            ships.close()


def _unix_time(moment: datetime | str) -> float:
    """SQLite keeps moments as words, in UTC."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return moment.timestamp()
