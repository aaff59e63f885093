"""Is the queue alive? A canary that comes back says so."""

import threading

import pytest
from django_q.models import OrmQ
from harness import run_queue

from escalation import dispatcher, health
from escalation.dispatcher import CANARY_PATIENCE, Dispatcher


@pytest.fixture
def loop(team, monkeypatch) -> Dispatcher:
    """A dispatcher whose seconds pass when the test says so."""
    seconds = [1000.0]
    monkeypatch.setattr(dispatcher.time, "monotonic", lambda: seconds[0])
    loop = Dispatcher(threading.Event())
    loop.seconds = seconds
    return loop


def later(loop: Dispatcher, clock, seconds: float) -> None:
    loop.seconds[0] += seconds
    loop.beat(clock.now)


def test_a_canary_that_came_through_says_that_the_queue_lives(loop, clock):
    later(loop, clock, 0)
    assert not health.is_alive("queue", clock.now)

    run_queue(clock.now)
    later(loop, clock, 5)

    assert health.is_alive("queue", clock.now)


def test_a_dead_queue_does_not_fill_with_canaries(loop, clock):
    for _ in range(20):
        later(loop, clock, 5)

    assert OrmQ.objects.count() == 1
    assert not health.is_alive("queue", clock.now)


def test_a_canary_lost_with_its_cluster_is_followed_by_another(loop, clock):
    later(loop, clock, 0)
    lost = loop.canary

    later(loop, clock, CANARY_PATIENCE)
    run_queue(clock.now)
    later(loop, clock, 5)

    assert loop.canary != lost
    assert health.is_alive("queue", clock.now)
