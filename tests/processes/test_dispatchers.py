"""Two dispatchers, a hundred calls at once, and kill -9: one text for each page.

Run with -s to see how late the texts were.
"""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
from fleet import Fleet, fleet
from measuring import spread
from run_on_postgres import postgres

pytestmark = pytest.mark.processes

CALLS = 100
KILLS = 5


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ships(request, tmp_path_factory) -> Iterator[Fleet]:
    """Two dispatchers at work, and a hundred teams."""
    folder = tmp_path_factory.mktemp(request.param)
    server = postgres() if request.param == "postgresql" else nullcontext()
    with server as running:
        url = running.url if running else f"sqlite:///{folder}/astreinte.sqlite3"
        with fleet(folder, url) as ships:
            ships.ask(f"crowd.make_crowd({CALLS}, now)")
            ships.start_together(2)
            yield ships


def test_deadlines_at_the_same_instant_are_one_text_each(ships):
    ships.ask("crowd.plan_calls(now + timedelta(seconds=2))")

    ships.wait_until_accepted(CALLS)

    assert ships.copies() == dict.fromkeys(ships.pages(), 1)
    print("\n late:", spread(ships.late().values()))


def test_killed_dispatchers_lose_nothing_and_send_nothing_twice(ships):
    earlier = len(ships.texts())
    last = earlier + CALLS

    with ThreadPoolExecutor(1) as pool:
        raised = pool.submit(ships.ask, "crowd.raise_calls(now)")
        for _ in range(KILLS):
            some_more = len(ships.texts()) + random.randint(1, CALLS // KILLS)
            ships.wait_for_texts(min(some_more, last))
            ships.kill_one()
        raised.result()

    ships.wait_until_accepted(last)
    assert ships.copies() == dict.fromkeys(ships.pages(), 1)
    again = ships.pages("attempt > 1")
    print(f"\n {KILLS} kills, {len(again)} pages were in somebody's hands")
