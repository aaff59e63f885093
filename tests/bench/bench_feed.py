"""Calendars, asked for by hundreds of programs every hour, beside the cheapest thing
there is: a static file of the same size, from the same web server, in one run."""

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles

import pytest
from measuring import say
from running import Program

YEARS = (1, 10)
READERS, ROUNDS, EACH = 4, 6, 50  # at once; in turns; requests of each reader a turn
SEED = """
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from rota.actions.feeds import make_feed
from rota.feeds import address_of
from rota.models import FeedKind, Membership, Period, Person, Seat, Shift, Team
from rota.tasks import publish_feeds
at = timezone.now()
people = list(Person.objects.all()[:8])
for years in {years}:
    team = Team.objects.create(name=f"Équipe de {{years}} ans", slug=f"bench-{{years}}")
    members = [
        Membership.objects.create(team=team, person=one, from_on=at.date())
        for one in people
    ]
    for week in range(52 * years):
        starts_at = at + timedelta(weeks=week)
        ends_at = starts_at + timedelta(hours=62)
        window = {{"starts_at": starts_at, "ends_at": ends_at}}
        period = Period.objects.create(
            team=team, kind="weekend", published_at=at, **window
        )
        for turn, seat in enumerate(Seat):
            Shift.objects.create(
                period=period, seat=seat, membership=members[(week + turn) % 8],
                uid=uuid4(), changed_at=at, **window,
            )
    feed = make_feed(
        team=team, owner=None, kind=FeedKind.TEAM, name="bench", by=None, at=at
    )
    publish_feeds(team.pk)
    print(address_of(feed))
"""


@dataclass
class Load:
    """One address, asked for by READERS programs at once, turn after turn."""

    name: str
    port: int
    path: str
    status: int = 200
    headers: str = ""

    def __post_init__(self) -> None:
        self.times: list[float] = []
        self.seconds = 0.0

    def take_a_turn(self) -> None:
        """Its requests; fails on any other status."""
        started = time.perf_counter()
        with ThreadPoolExecutor(READERS) as pool:
            turns = [pool.submit(self.read) for _ in range(READERS)]
            for turn in turns:
                self.times += turn.result()
        self.seconds += time.perf_counter() - started

    def read(self) -> list[float]:
        """EACH requests on one connection; milliseconds of each."""
        head = f"GET {self.path} HTTP/1.1\r\nHost: localhost\r\n{self.headers}\r\n"
        found = []
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            answers = line.makefile("rb")
            for _ in range(EACH):
                started = time.perf_counter()
                line.sendall(head.encode())
                status, _headers, _body = read_answer(answers)
                found.append((time.perf_counter() - started) * 1000)
                assert status == self.status
        return found

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds

    @property
    def middle(self) -> float:
        """Milliseconds."""
        return median(self.times)

    @property
    def slow(self) -> float:
        """Milliseconds of the 99th percentile."""
        return quantiles(self.times, n=100)[-1]

    def beside(self, other: "Load") -> str:
        """The line of the table, with what it is beside the other."""
        return (
            f"{self.name:<34} {self.rate:6.0f}/s   p50 {self.middle:6.2f} ms   "
            f"p99 {self.slow:6.2f} ms   x{self.rate / other.rate:.2f} of its rate, "
            f"x{self.middle / other.middle:.2f} of its p50, "
            f"x{self.slow / other.slow:.2f} of its p99"
        )


def read_answer(answers) -> tuple[int, dict[str, str], bytes]:
    """One answer of a connection that is kept open."""
    status = int(answers.readline().split()[1])
    headers = {}
    while (line := answers.readline().decode().strip()) != "":
        name, _, value = line.partition(": ")
        headers[name.lower()] = value
    return status, headers, answers.read(int(headers.get("content-length", 0)))


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[Program, dict[int, str]]]:
    """The program, with calendars of so many years, and files of their sizes."""
    program = Program(tmp_path_factory.mktemp("feeds"), "--demo-if-empty").start()
    try:
        program.wait_until_healthy()
        done = program.manage("shell", "-v0", "-c", SEED.format(years=YEARS))
        assert done.returncode == 0, done.stderr
        addresses = done.stdout.split()
        paths = [re.sub(r"^https?://[^/]+", "", address) for address in addresses]
        for years, path in zip(YEARS, paths, strict=True):
            body = program.get(path)[1].encode()
            (program.folder / "static" / f"bench-{years}.ics").write_bytes(body)
        program.stop()  # static files are looked for once, at the start
        program.wait_until_gone()
        program.start().wait_until_healthy()
        yield program, dict(zip(YEARS, paths, strict=True))
    finally:
        program.close()


@pytest.mark.parametrize("years", YEARS)
def test_calendar_is_served_nearly_as_fast_as_a_file(served, years):
    program, paths = served
    feed, file = paths[years], f"/static/bench-{years}.ics"
    etag, size = look_at(program.port, feed)
    file_etag, file_size = look_at(program.port, file)
    assert size == file_size
    known, file_known = (f"If-None-Match: {e}\r\n" for e in (etag, file_etag))
    loads = [
        Load("file, whole", program.port, file),
        Load("calendar, whole", program.port, feed),
        Load("file, not modified (304)", program.port, file, 304, file_known),
        Load("calendar, not modified (304)", program.port, feed, 304, known),
    ]

    for load in loads * ROUNDS:
        load.take_a_turn()

    whole, ours, file_304, ours_304 = loads
    say(
        f"{years} years of shifts, {size} bytes, {READERS} readers at once",
        whole.beside(whole),
        ours.beside(whole),
        file_304.beside(whole),
        ours_304.beside(whole),
        f"calendar 304 / file 304: x{ours_304.rate / file_304.rate:.2f} of its rate",
    )


def look_at(port: int, path: str) -> tuple[str, int]:
    """The entity tag and the size of what is served there."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        status, headers, body = read_answer(line.makefile("rb"))
    assert status == 200
    return headers["etag"], len(body)
