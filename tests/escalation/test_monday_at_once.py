"""Two people at the same instant on a Monday morning, from real threads: one closes,
one takes, one sends; the other is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from escalation import actions
from escalation.actions.handing_over import OvertakenError, send_handover, write_note
from escalation.actions.reminders import remind
from escalation.models import Deferred, HandoverNote
from rota.models import Notice

MONDAY = datetime(2026, 11, 23, 8, 30)
# who is first is chance: each race is run some times
again = pytest.mark.parametrize("race", range(4))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept(world, clock) -> Deferred:
    clock.set(MONDAY)
    return actions.defer(
        team=world.team,
        title="Un post",
        request_key=uuid4(),
        by=None,
        at=clock.now,
    )


@pytest.fixture
def period(world, clock):
    period = world.on_duty("camille")
    clock.set(MONDAY)
    return period


def at_once(act, *people) -> list[str]:
    """“done” or the name of the refusal, for each; all start at the same instant."""
    start = Barrier(len(people))

    def run(person) -> str:
        start.wait()
        try:
            act(person)
        except (actions.MovedError, OvertakenError) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(people)) as pool:
        return sorted(pool.map(run, people))


@pytest.fixture
def both(world):
    return world.person("odile"), world.person("yann")


@again
def test_one_closes(kept, both, clock, race):
    found = at_once(
        lambda by: actions.handle_deferred(deferred_id=kept.pk, by=by, at=clock.now),
        *both,
    )

    assert found == ["MovedError", "done"]
    assert kept.entries.count() == 1


@again
def test_one_answers(kept, both, clock, race):
    found = at_once(
        lambda by: actions.answer_deferred(
            deferred_id=kept.pk,
            text="Publié.",
            closes=True,
            seen=0,
            by=by,
            at=clock.now,
        ),
        *both,
    )

    assert found == ["MovedError", "done"]
    assert kept.entries.filter(step="answered").count() == 1


@again
def test_one_takes_it(kept, both, clock, race):
    found = at_once(
        lambda by: actions.assign_deferred(
            deferred_id=kept.pk, person=by, expected=None, by=by, at=clock.now
        ),
        *both,
    )

    assert found == ["MovedError", "done"]


@again
def test_one_sends(period, both, clock, race):
    found = at_once(
        lambda by: send_handover(period=period, seen=0, by=by, at=clock.now), *both
    )

    assert found == ["OvertakenError", "done"]
    assert Notice.objects.filter(kind="handover").count() == 8


@again
def test_one_writes_first(period, both, clock, race):
    found = at_once(
        lambda by: write_note(
            period=period, text=by.name, comments="", seen=0, by=by, at=clock.now
        ),
        *both,
    )

    assert found == ["OvertakenError", "done"]
    assert HandoverNote.objects.count() == 1


@again
def test_two_clusters_remind_once(world, period, clock, race):
    at_once(lambda _who: remind(team=world.team, at=clock.now), 1, 2, 3)

    assert Notice.objects.filter(kind="handover_due").count() == 1
