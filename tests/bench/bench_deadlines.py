"""How late a step is, from its deadline to the provider's door, with a thousand
open calls in the database and a provider that answers in 100 ms.

Alone, and a hundred at the same instant; on SQLite and PostgreSQL, both as safe as
they are installed; with one dispatcher, with two, and with queue clusters beside,
whose wake-ups come at the same instants.
"""

import time
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import chain

import pytest
from fleet import Fleet, fleet
from measuring import rank, say, spread
from run_on_postgres import postgres

OPEN = 1000
CROWD = 100
ROUNDS = 5
SOON, EVERY = 3, 0.23  # seconds; the second is no multiple of how often anybody looks


@pytest.fixture(params=["sqlite", "postgresql"])
def ships(request, tmp_path) -> Iterator[Fleet]:
    """A hundred teams, a thousand open calls, nobody at work yet."""
    server = postgres(safe=True) if request.param == "postgresql" else nullcontext()
    with server as running:
        url = running.url if running else f"sqlite:///{tmp_path}/astreinte.sqlite3"
        with fleet(tmp_path, url) as ships:
            ships.ask(
                f"crowd.make_crowd({CROWD}, now);"
                f"crowd.plan_calls(now + timedelta(days=1), size={OPEN})"
            )
            yield ships


@pytest.mark.parametrize(("dispatchers", "clusters"), [(1, 0), (2, 0), (1, 1), (2, 2)])
def test_deadlines_are_met(ships, request, dispatchers, clusters):
    ships.start_together(dispatchers)
    for _ in range(clusters):
        ships.start("qcluster")
    apart = measure(ships, every=EVERY)
    together = [measure(ships, every=0) for _ in range(ROUNDS)]

    assert set(ships.copies().values()) == {1}
    database = request.node.callspec.params["ships"]
    say(
        f"{database}, {dispatchers} dispatchers, {clusters} clusters",
        f"one after another  {spread(apart)}",
        f"{CROWD} at one instant {spread(chain(*together))}",
        f"  p99 of each round {[round(rank(one, 0.99)) for one in together]}",
    )


def measure(ships: Fleet, every: float) -> list[float]:
    """Milliseconds late of a hundred calls, due so many seconds one after another."""
    earlier = ships.late()
    when = f"now + timedelta(seconds={SOON}), timedelta(seconds={every})"
    ships.ask(f"crowd.plan_calls({when})")
    time.sleep(SOON + CROWD * every)  # whoever looked would be in the way
    ships.wait_until_accepted(len(earlier) + CROWD)
    return [late for token, late in ships.late().items() if token not in earlier]
