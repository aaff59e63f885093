"""Several engines and web requests at work on the same rows: nobody waits for
long, and nobody locks the other out."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime

import pytest
from django.db import connection, transaction
from running import eventually

from escalation import actions
from escalation.actions.ladder import lock
from escalation.core.delivery import Inbound, StatusUpdate
from escalation.models import Incident, Page, PageState
from escalation.sweep import advance


@pytest.fixture
def night(world, clock) -> None:
    """Saturday, 02:10."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))


@contextmanager
def impatience() -> Iterator[None]:
    """To wait for a lock longer than a second is an error."""
    if connection.vendor == "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
        yield
        cursor.execute("RESET lock_timeout")


@contextmanager
def held_by_somebody(incident: Incident) -> Iterator[None]:
    """Another process decides about it. SQLite lets one process write at a time, so
    there nobody can hold a row while others work."""
    if connection.vendor == "sqlite":
        yield
        return
    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            table = Incident._meta.db_table
            cursor.execute(
                f"SELECT 1 FROM {table} WHERE id = %s FOR UPDATE", [incident.pk]
            )
        yield
        other.rollback()


@pytest.mark.django_db(transaction=True)
def test_incident_that_is_held_does_not_hold_the_others(world, clock, night):
    first, second = world.trigger(title="Une"), world.trigger(title="Deux")
    clock.tick()
    world.phone("camille").expect("Une")
    world.phone("camille").expect("Deux")
    clock.set(datetime(2026, 11, 21, 2, 15))

    with held_by_somebody(first), impatience():
        advance(clock.now)

    second.refresh_from_db()
    assert second.due_at > clock.now
    clock.tick()
    # both have moved; of two texts that repeat themselves in a minute one leaves
    world.phone("camille").expect("CRISE")
    texts = Page.objects.filter(step=1, channel="sms")
    assert sorted(page.is_held for page in texts) == [False, True]


def until_somebody_waits() -> None:
    """For a row that this connection holds. On SQLite, whoever writes next waits."""
    if connection.vendor == "postgresql":
        eventually(somebody_waits, "somebody who waits for a lock")


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_stop_and_a_receipt_do_not_lock_each_other_out(world, clock, night):
    incident = world.trigger()
    camille = world.phone("camille")
    camille.expect("CRISE")
    page = incident.pages.get(channel="sms")
    Page.objects.filter(pk=page.pk).update(state=PageState.SENT)

    def stop() -> None:
        inbound = Inbound("SM1", camille.number, "STOP")
        try:
            actions.receive_sms(inbound=inbound, at=clock.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock(incident.pk)
            stopped = pool.submit(stop)
            until_somebody_waits()
            actions.record_status(
                page_uuid=page.uuid,
                update=StatusUpdate("undelivered", "21610"),
                at=clock.now,
            )
        stopped.result()

    clock.forward(minutes=1)
    world.phone("malik").expect("CRISE")
    assert world.person("camille").phone_problem == "blocked"
