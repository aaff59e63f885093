"""Four engines wake at the same instant: one text leaves, however slow it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection
from twilio_wire import drip

from escalation.sweep import sweep

ENGINES = 4
NIGHT = datetime(2026, 11, 21, 2, 10)


@pytest.fixture
def engines(transactional_db, clock):
    """Lets them all sweep at once."""
    start = Barrier(ENGINES)

    def engine() -> None:
        start.wait()
        try:
            sweep(clock.now)
        finally:
            connection.close()

    def run() -> None:
        with ThreadPoolExecutor(ENGINES) as pool:
            for done in [pool.submit(engine) for _ in range(ENGINES)]:
                done.result()

    return run


def test_one_step_one_text(engines, world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    clock.set(NIGHT)
    world.desk(cabinet).calls("crisis", "Fumées visibles")
    world.phone("camille").expect("CRISE")
    clock.set(NIGHT.replace(minute=15))

    engines()

    world.phone("camille").expect("CRISE")
    assert world.incident().log.filter(kind="no_answer").count() == 1


def test_slow_provider_gets_one_request(engines, world, clock, twilio):
    world.on_duty("camille", backup="malik")
    clock.set(NIGHT)
    incident = world.raise_only()
    twilio.next(drip(0.001))  # the answer takes a second, byte by byte

    engines()

    assert [text.to for text in twilio.sent] == [world.phone("camille").number]
    assert incident.pages.get().state == "accepted"
