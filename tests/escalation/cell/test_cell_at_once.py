"""A crisis cell while several do something about it at the very same instant: from real
threads with connections of their own."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from convening import calls, name, quiet, seat_of, stands
from django.db import connection
from running import eventually

from escalation.actions.cell import seats_due
from escalation.actions.convening import join_cell, open_cell, stay_out
from escalation.dispatcher import Dispatcher
from escalation.models import Cell, PageState

# who is first is chance: each race is run some times
again = pytest.mark.parametrize("race", range(3))
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list:
    """What each returns, all having started at the same instant."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def does(world, incident, action, key: str, **more) -> Callable[[], object]:
    said = {"incident_id": incident.pk, "by": world.person(key), "at": world.clock.now}
    return lambda: action(**said, **more)


@again
def test_of_two_who_open_it_one_does(world, incident, clock, race):
    opening = (does(world, incident, open_cell, key) for key in ("camille", "odile"))

    at_once(*opening)

    assert Cell.objects.count() == 1
    assert incident.log.filter(kind="cell_opened").count() == 1
    called = Counter(calls().values_list("person__email", "channel"))
    assert set(called.values()) == {1}


@again
def test_of_two_engines_one_calls_the_substitute(world, incident, clock, race):
    name(world, press=("sofia", "lena", "yann"))
    does(world, incident, open_cell, "camille")()
    at = seat_of(incident, "press").due_at

    at_once(*[lambda: seats_due(at=at)] * 4)

    assert stands(incident)["press"] == ("calling", "lena")
    assert incident.log.filter(kind="cell_substitute").count() == 1
    assert calls(person=world.person("lena")).count() == 2


@again
def test_late_yes_and_the_substitutes_leave_one_in_it(world, incident, clock, race):
    name(world, press=("sofia", "lena"))
    does(world, incident, open_cell, "camille")()
    seats_due(at=seat_of(incident, "press").due_at)

    answers = at_once(
        does(world, incident, join_cell, "sofia"),
        does(world, incident, join_cell, "lena"),
    )

    said = sorted(answer.result for answer in answers)
    assert said == ["joined", "seat_taken"]
    assert incident.log.filter(kind="cell_joined").count() == 1


@again
def test_no_at_the_deadline_calls_one_substitute(world, incident, clock, race):
    name(world, press=("sofia", "lena", "yann"))
    does(world, incident, open_cell, "camille")()
    at = seat_of(incident, "press").due_at
    clock.set(at)

    at_once(does(world, incident, stay_out, "sofia"), lambda: seats_due(at=at))

    assert stands(incident)["press"] == ("calling", "lena")
    assert calls(person=world.person("lena")).count() == 2


def test_two_dispatchers_call_each_person_once(world, incident, clock):
    name(world, press=("sofia", "lena"))
    does(world, incident, open_cell, "camille")()
    stop = threading.Event()

    def loop() -> None:
        Dispatcher(stop).run()
        connection.close()

    engines = [threading.Thread(target=loop) for _ in range(2)]
    for engine in engines:
        engine.start()
    sent = calls(state=PageState.DELIVERED, channel="sms")
    eventually(sent.filter(person=world.person("sofia")).exists, "the first text")
    clock.set(clock.now + timedelta(minutes=5))
    eventually(sent.filter(person=world.person("lena")).exists, "the substitute's text")
    stop.set()
    for engine in engines:
        engine.join()

    quiet(world, "sofia", "lena")
    called = Counter(calls().values_list("person__email", "channel"))
    assert set(called.values()) == {1}
    assert incident.log.filter(kind="cell_substitute").count() == 1
