"""The eyes of `manage.py up`: nothing closes them, and the leads hear what they see."""

import time
from datetime import datetime, timedelta
from socket import gethostname

import pytest
from django.db import DatabaseError, connection
from outages import postgres_away, sqlite_held

from escalation import health
from escalation.health import STALE
from oncall.watch import PATIENCE, Watch
from rota.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("error", [DatabaseError("away"), RuntimeError("no threads")])
def test_whatever_breaks_a_look_the_next_one_is_taken(error):
    watch, looks = Watch(), []

    def look() -> float:
        looks.append(error)
        raise error

    assert watch.look(look) == 0
    assert watch.look(lambda: 7.0) == 7
    assert looks == [error]


def test_silence_of_the_dispatcher_is_seen_while_the_queue_cannot_be_asked(
    clock, monkeypatch
):
    clock.set(datetime(2026, 11, 21, 2, 10))
    host = "here"
    monkeypatch.setattr("socket.gethostname", lambda: host)
    health.beat("dispatcher", host, clock.now - timedelta(seconds=PATIENCE + 1))
    watch = Watch()
    monkeypatch.setattr(watch, "silence_of_queue", lambda: 1 / 0)
    monkeypatch.setattr("time.sleep", end_the_loop)

    with pytest.raises(SystemExit):
        watch.run()

    assert watch.is_hung("dispatcher", lived=1000)
    assert not watch.is_hung("queue", lived=1000)


def end_the_loop(seconds: float) -> None:
    """It has no end of its own."""
    raise SystemExit


class Watched(Watch):
    """Looks when it is told to, at the time of the test; everybody lives since long."""

    def __init__(self, clock, monkeypatch) -> None:
        super().__init__()
        self.clock, self.seconds = clock, 1000.0
        monkeypatch.setattr(time, "monotonic", lambda: self.seconds)
        monkeypatch.setattr(time, "sleep", end_the_loop)

    def looks(self, after: float = 0) -> set[str]:
        """Once, after so many seconds: who hangs."""
        self.seconds += after
        self.clock.now += timedelta(seconds=after)
        with pytest.raises(SystemExit):
            self.run()
        return {role for role in STALE if self.is_hung(role, lived=1000)}


@pytest.fixture
def watch(clock, monkeypatch) -> Watched:
    """The dispatcher has just given a sign of life."""
    health.beat("dispatcher", gethostname(), clock.now)
    return Watched(clock, monkeypatch)


def test_file_that_one_of_ours_holds_for_long_is_freed(watch):
    """On SQLite whoever hangs in a transaction holds all the others; PostgreSQL goes
    away for reasons of its own."""
    is_sqlite = connection.vendor == "sqlite"
    watch.looks()
    watch.bell = None  # it was answered

    with sqlite_held() if is_sqlite else postgres_away():
        assert watch.looks(after=PATIENCE - 1) == set()
        assert watch.looks(after=2) == ({"queue", "dispatcher"} if is_sqlite else set())


def test_leads_on_duty_are_told_of_silence_once_an_hour(watch, world, clock):
    world.on_duty("camille")
    clock.set(world.weekend().starts_at)
    health.beat("dispatcher", gethostname(), clock.now)
    watch.looks()

    for _ in range(5):
        watch.looks(after=STALE["dispatcher"].seconds + 1)

    told = Notice.objects.filter(kind="alarm_engine", data__name="dispatcher")
    assert told.get().person == world.person("odile")
    watch.looks(after=3600)
    assert told.count() == 2
