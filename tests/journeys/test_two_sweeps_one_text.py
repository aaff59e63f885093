"""Four engines wake at the same instant: one text leaves."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection

from escalation.sweep import sweep

ENGINES = 4


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_one_text(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    world.desk(cabinet).calls("crisis", "Fumées visibles")
    world.phone("camille").expect("CRISE")
    clock.set(datetime(2026, 11, 21, 2, 15))
    start = Barrier(ENGINES)

    def engine() -> None:
        start.wait()
        sweep(clock.now)
        connection.close()

    with ThreadPoolExecutor(ENGINES) as pool:
        for done in [pool.submit(engine) for _ in range(ENGINES)]:
            done.result()

    world.phone("camille").expect("CRISE")
