"""What wakes a dispatcher: its own threads, and what others commit."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from escalation.bell import Bell, announce
from rota.models import Team

pytestmark = pytest.mark.django_db(transaction=True)

LONG = 30.0  # seconds: nobody waits as long when it rings


@pytest.fixture
def bell(db) -> Iterator[Bell]:
    """One that has been listened to before."""
    bell = Bell()
    bell.wait(0.05)
    yield bell
    bell.close()


def seconds_until_it_rings(bell: Bell, most: float = LONG) -> float:
    began = time.monotonic()
    bell.wait(most)
    return time.monotonic() - began


def by_somebody_else(act) -> None:
    """In another thread, whose connection is its own."""

    def run() -> None:
        act()
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def commit() -> None:
    """Something that is due now."""
    with transaction.atomic():
        Team.objects.create(name="Presse", slug="presse")
        announce()


def test_it_is_silent_while_nothing_happens(bell):
    assert seconds_until_it_rings(bell, most=0.1) >= 0.1


def test_ring_of_a_thread_is_heard(bell):
    threading.Timer(0.05, bell.ring).start()

    assert seconds_until_it_rings(bell) < LONG / 2


def test_ring_before_the_wait_is_heard(bell):
    for _ in range(100_000):  # more than a pipe holds
        bell.ring()

    assert seconds_until_it_rings(bell) < LONG / 2


def test_one_ring_is_heard_once(bell):
    bell.ring()
    bell.wait(LONG)

    assert seconds_until_it_rings(bell, most=0.1) >= 0.1


def test_what_another_commits_meanwhile_is_heard(bell):
    timer = threading.Timer(0.05, lambda: by_somebody_else(commit))
    timer.start()

    assert seconds_until_it_rings(bell) < LONG / 2
    timer.join()


def test_what_another_committed_before_the_wait_is_heard(bell):
    by_somebody_else(commit)
    Team.objects.exists()  # whatever is asked in between

    assert seconds_until_it_rings(bell) < LONG / 2


def test_what_is_rolled_back_is_not_heard(bell):
    def change_ones_mind() -> None:
        with transaction.atomic():
            commit()
            transaction.set_rollback(True)

    by_somebody_else(change_ones_mind)

    assert seconds_until_it_rings(bell, most=0.1) >= 0.1


def test_it_is_heard_on_a_new_connection_too(bell):
    connection.close()
    bell.wait(0.05)
    by_somebody_else(commit)

    assert seconds_until_it_rings(bell) < LONG / 2
