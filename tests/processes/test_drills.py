"""Two dispatchers, thirty drills due at one instant, and kill -9: each is held once,
and none is lost."""

import random
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from fleet import Fleet, fleet
from run_on_postgres import postgres
from running import eventually

pytestmark = pytest.mark.processes

DRILLS = 30
KILLS = 4


@pytest.fixture(params=["sqlite", "postgresql"])
def ships(request, tmp_path) -> Iterator[Fleet]:
    """Two dispatchers at work, and thirty teams."""
    server = postgres() if request.param == "postgresql" else nullcontext()
    with server as running:
        url = running.url if running else f"sqlite:///{tmp_path}/astreinte.sqlite3"
        with fleet(tmp_path, url) as ships:
            ships.environment["TEXTS_PER_HOUR"] = "1000"
            ships.ask(f"crowd.make_crowd({DRILLS}, now); crowd.queue_lives(now)")
            ships.start_together(2)
            yield ships


def test_killed_dispatchers_hold_each_drill_once(ships):
    ships.ask("crowd.plan_drills(now + timedelta(seconds=3))")

    for _ in range(KILLS):
        some_more = len(ships.texts()) + random.randint(1, DRILLS // KILLS)
        ships.wait_for_texts(min(some_more, DRILLS))
        ships.kill_one()
    ships.wait_until_accepted(DRILLS)

    raised = "FROM escalation_drill WHERE state = 'raised'"
    held = ships.rows(f"SELECT COUNT(DISTINCT incident_id), COUNT(*) {raised}")
    calls = ships.rows("SELECT COUNT(*) FROM escalation_incident WHERE exercise")
    assert held == [(DRILLS, DRILLS)]
    assert calls == [(DRILLS,)]
    eventually(lambda: len(ships.copies()) == DRILLS, "a text for each")
    assert ships.copies() == dict.fromkeys(ships.pages(), 1)
