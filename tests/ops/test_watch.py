"""The eyes of `manage.py up`: nothing closes them."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError

from escalation import health
from oncall.watch import PATIENCE, Watch

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
