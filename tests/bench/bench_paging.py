"""From the caller's click to the provider's door, beside the least that could do it:
a loop of one committed insert and one HTTP POST.

The provider answers in 100 ms, as a process of its own. One call alone goes through
the real form and the real web server; five hundred at once are handed over by one
process, as its threads do it, with a dispatcher beside.
"""

import http.client
import re
import sqlite3
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, nullcontext
from threading import local
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from desk import Desk
from fleet import ANSWERS_AFTER, fleet
from measuring import Times, rank, say, spread
from run_on_postgres import postgres
from running import Program
from sources import ROOT
from twilio_process import Door, door
from twilio_wire import ACCOUNT, FORM, MESSAGES, TOKEN

CLICKS, PAUSE = 150, 0.1  # seconds from one call's end to the next
CROWD, THREADS = 500, 16  # as many as two web processes have
LINK = (
    "import crowd; from django.utils import timezone; crowd.make_crowd(1, "
    "timezone.now()); print(crowd.link_of_a_caller())"
)
LOGIN = b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


class Bare(ExitStack):
    """One committed insert and one HTTP POST: nothing is checked, nothing is known
    afterwards. Each thread keeps its connections until the end."""

    def __init__(self, database_url: str, provider: Door) -> None:
        super().__init__()
        self.database_url = database_url
        self.address = urlsplit(provider.url).netloc
        self.own = local()
        self.store("DROP TABLE IF EXISTS bare")
        self.store("CREATE TABLE bare (id integer PRIMARY KEY, words text)")

    def call(self, number: int) -> None:
        """Returns when the provider has answered."""
        words = f"BARE{number:04} " + "x" * 120
        self.store(f"INSERT INTO bare VALUES ({number}, '{words}')")
        fields = {"To": "+33639980000", "From": "38123", "Body": words}
        login = {"Authorization": f"Basic {LOGIN}", "Content-Type": FORM}
        self.server.request("POST", f"{MESSAGES}.json", urlencode(fields), login)
        assert self.server.getresponse().read()

    def store(self, statement: str) -> None:
        """Committed when it returns."""
        if not hasattr(self.own, "database"):
            database = self.enter_context(closing(connect(self.database_url)))
            self.own.database = database
        self.own.database.execute(statement)

    @property
    def server(self) -> http.client.HTTPConnection:
        if not hasattr(self.own, "server"):
            server = http.client.HTTPConnection(self.address)
            self.own.server = self.enter_context(closing(server))
        return self.own.server


def connect(url: str) -> sqlite3.Connection | psycopg.Connection:
    """As safe as the program's own: a commit survives a power cut."""
    if not url.startswith("sqlite"):
        return psycopg.connect(url, autocommit=True)
    database = sqlite3.connect(
        url.removeprefix("sqlite:///"),
        timeout=20,
        isolation_level=None,
        check_same_thread=False,
    )
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    return database


def arrivals(provider: Door, word: str) -> dict[str, float]:
    """When each text came whose words hold this pattern, by what matched."""
    found = ((re.search(word, words), at) for at, words in provider.texts())
    return {match[0]: at for match, at in found if match}


def test_click_reaches_the_provider_at_once(tmp_path):
    calling, least = Times("calling"), Times("bare loop")
    clicked, called = {}, {}
    with (
        door(tmp_path / "texts", ANSWERS_AFTER) as provider,
        Program.running(
            tmp_path,
            PYTHONPATH=str(ROOT / "tests"),
            TEXTS_PER_HOUR="100000",
            **provider.environment,
        ) as program,
        Bare(f"sqlite:///{tmp_path}/bare.sqlite3", provider) as bare,
        Desk(f"http://127.0.0.1:{program.port}{callers_page(program)}") as desk,
    ):
        for number in range(CLICKS):
            form = desk.look()
            time.sleep(PAUSE)
            title = f"Essai {number:04}"
            clicked[title] = time.time()
            calling.of(lambda f=form, t=title: desk.call(f, t))
            called[f"BARE{number:04}"] = time.time()
            least.of(lambda row=number: bare.call(row))
        ours = since(clicked, arrivals(provider, r"Essai \d{4}"))
        bares = since(called, arrivals(provider, r"BARE\d{4}"))

    say(
        "one call alone, sqlite, through the web server",
        f"click to door        {spread(ours)}",
        f"bare loop to door    {spread(bares)}",
        f"click to next page   {spread(calling.all)}",
        f"bare loop, all of it {spread(least.all)}",
        f"ratio to the bare loop: to the door {ratio(ours, bares)}, "
        f"all of it {ratio(calling.all, least.all)}",
    )


def callers_page(program: Program) -> str:
    """Its path, for a team of one."""
    return program.manage("shell", "-v0", "-c", LINK).stdout.strip()


def since(asked: dict[str, float], came: dict[str, float]) -> list[float]:
    """Milliseconds; fails when something did not come."""
    return [1000 * (came[word] - at) for word, at in asked.items()]


def ratio(ours: list[float], least: list[float]) -> str:
    return f"{rank(ours, 0.5) / rank(least, 0.5):.2f}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> Iterator[str]:
    """Its address."""
    server = postgres(safe=True) if request.param == "postgresql" else nullcontext()
    with server as running:
        yield running.url if running else f"sqlite:///{tmp_path}/astreinte.sqlite3"


def test_five_hundred_calls_at_once(database, tmp_path):
    with fleet(tmp_path, database) as ships:
        began = time.time()
        with (
            Bare(database, ships.provider) as bare,
            ThreadPoolExecutor(THREADS) as pool,
        ):
            list(pool.map(bare.call, range(CROWD)))
        least = [1000 * (at - began) for at, _words in ships.provider.texts()]
        ships.provider.log.write_text("")
        ships.ask(f"crowd.make_crowd({CROWD}, now)")
        ships.start_together(1)

        began = float(ships.ask(f"crowd.call_out({THREADS})"))
        ships.wait_until_accepted(CROWD + THREADS)

        ours = [1000 * (at - began) for at, _token in ships.texts() if at > began]
        assert set(ships.copies().values()) == {1}
        assert len(ours) == CROWD
        say(
            f"{CROWD} calls wanted at one instant, {database.partition(':')[0]}, "
            f"{THREADS} threads of one process and a dispatcher",
            f"to the door        {spread(ours)}",
            f"bare loop          {spread(least)}",
            f"ratio to the bare loop: {ratio(ours, least)}, "
            f"of the last {max(ours) / max(least):.2f}",
        )
