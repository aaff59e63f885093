"""The whole program under kill -9 at random moments, while callers call and
colleagues answer over HTTP, and Twilio's stand-in loses and repeats receipts.

Nothing may be lost, nothing may leave twice. `KILLS=200 SEED=7` choose how many
kills on each database, and which; `make kill` makes hundreds and shows the counts.
"""

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
from carrier import VOICE, carrier
from insisting import Crowd
from killing import Killer, kept_up
from measuring import say
from reckoning import Reckoning
from run_on_postgres import Postgres, postgres
from running import Program, eventually, free_port

pytestmark = pytest.mark.processes

DATABASES = ("sqlite", "postgresql")
KILLS = int(os.environ.get("KILLS", "16"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 10**6)
CALLERS = 4
CLIMBS, EVERY = 4, 10.0  # calls nobody takes, and seconds between their rungs
# seconds: a lease, a question about a lost receipt, a hung queue; all of it slowly
TO_MEND = 240
NOW = "import standby; from django.utils import timezone; now = timezone.now();"
BEGIN = f"print(standby.make_watch(now)); standby.plan_climbs({CLIMBS}, {EVERY}, now)"
END = "standby.stop_climbs(now)"


@pytest.fixture(scope="module")
def nights(tmp_path_factory) -> Iterator[dict[str, Future[Reckoning]]]:
    """One on each database, side by side: most of the time both only wait."""
    folders = {name: tmp_path_factory.mktemp(name) for name in DATABASES}
    with ThreadPoolExecutor(len(DATABASES)) as pool:
        yield {name: pool.submit(night, name, folders[name]) for name in DATABASES}


@pytest.mark.parametrize("database", DATABASES)
def test_kills_lose_nothing_and_double_nothing(nights, database):
    known = nights[database].result()

    say(f"{database}, SEED={SEED} KILLS={KILLS}", *known.summary(EVERY))
    assert not known.lost, known.story(known.lost)
    twice = known.doubled - known.rung_in_doubt
    assert not twice, known.story(twice)
    assert not known.calls_not_made()
    assert not known.first_pages_missing()
    assert not known.answers_lost()
    assert not known.owners_wrong()
    assert not known.standing_still()
    assert not known.rungs_twice()


def night(database: str, folder: Path) -> Reckoning:
    """A whole one, on a program of its own."""
    server = postgres(safe=True) if database == "postgresql" else nullcontext()
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    latency = ("--answers-after", "0.02", "0.15")
    receipts = ("--calls-back", site, "--seed", f"{SEED}")
    with (
        server as running,
        carrier(folder / "twilio", *latency, *receipts) as provider,
    ):
        settings = provider.settings | {"TWILIO_VOICE_FROM": VOICE}
        settings |= {
            "SITE_URL": site,
            "PYTHONPATH": "tests",
            "TEXTS_PER_HOUR": "100000",
        }
        if running:
            settings["DATABASE_URL"] = running.url
        with Program.running(folder, port=port, **settings) as program:
            form = program.manage("shell", "-v0", "-c", NOW + BEGIN).stdout.strip()
            return watch(program, running, Crowd(site, form, provider, SEED))


def watch(program: Program, server: Postgres | None, crowd: Crowd) -> Reckoning:
    """Kills until it is enough, then waits until all that was left is made good."""
    killer = Killer(program, server, SEED)
    with kept_up(program), ThreadPoolExecutor(CALLERS + 1) as pool:
        busy = [pool.submit(crowd.keep_calling, n) for n in range(CALLERS)]
        busy.append(pool.submit(crowd.keep_answering))
        try:
            kill(killer, busy)
        finally:
            crowd.stop.set()
        for one in busy:
            one.result()
        program.manage("shell", "-v0", "-c", NOW + END)
        began = time.monotonic()
        wait_until_quiet(program, crowd)
        program.wait_until_works("queue")
    known = Reckoning(program, crowd, killer.kills)
    known.mended_in = time.monotonic() - began
    assert not program.orphans()
    assert program.stop() == 0
    assert not program.processes()
    return known


def kill(killer: Killer, busy: list[Future]) -> None:
    """At random moments, while all the others do what they do."""
    while len(killer.kills) < KILLS:
        time.sleep(killer.chance.choice((0.1, 0.3, 1.0)))
        killer.kill_some()
        for one in busy:
            if one.done():
                one.result()


def wait_until_quiet(program: Program, crowd: Crowd) -> None:
    """Returns once all are at work, nothing waits to leave, every receipt is known."""
    left: list[object] = []

    def is_quiet() -> bool:
        known = Reckoning(program, crowd, [])
        left[:] = [*known.waiting(), *known.misjudged()]
        return program.is_healthy() and not left

    try:
        eventually(is_quiet, "quiet", TO_MEND)
    except AssertionError as error:
        raise AssertionError(f"{error}; left: {left}") from error
