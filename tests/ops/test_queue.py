"""The door to the queue: part of the transaction, never early, hard to stop."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import OperationalError, transaction
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from outages import database_away

from rota import queue
from rota.queue import PAUSE, SafeORM, enqueue, is_waiting, waiting_rows, wake_at

CANARY = "escalation.tasks.canary"


class UndoneError(Exception):
    """Rolls a transaction back; no error of a database."""


def take() -> list[int]:
    """The rows a cluster would take now."""
    return [row for row, _task in SafeORM().dequeue() or []]


@pytest.mark.django_db(transaction=True)
def test_task_of_a_transaction_that_fails_never_exists():
    with suppress(UndoneError), transaction.atomic():
        enqueue(CANARY)
        raise UndoneError

    assert not waiting_rows()


@pytest.mark.django_db(transaction=True)
def test_task_appears_with_the_rows_of_its_transaction():
    with transaction.atomic():
        row = enqueue(CANARY)

    assert waiting_rows() == {row}


@pytest.mark.django_db
def test_task_carries_its_path_and_ids_only():
    enqueue("rota.tasks.publish_feeds", 7)

    task = OrmQ.objects.get().task

    assert (task["func"], task["args"]) == ("rota.tasks.publish_feeds", (7,))
    assert task["kwargs"] == {}


@pytest.mark.django_db
def test_task_is_taken_at_once(clock):
    row = enqueue(CANARY)
    clock.now += timedelta(milliseconds=1)

    assert take() == [row]


@pytest.mark.django_db
def test_delayed_task_is_not_taken_before_its_instant(clock):
    due = clock.now + timedelta(minutes=5)
    row = wake_at(CANARY, due, 7)

    clock.now = due - timedelta(milliseconds=1)
    early = take()
    clock.now = due + timedelta(milliseconds=1)
    in_time = take()

    assert (early, in_time) == ([], [row])


@pytest.mark.django_db
def test_task_that_was_taken_comes_back_only_after_the_retry(clock, settings):
    row = enqueue(CANARY)
    clock.now += timedelta(milliseconds=1)
    take()

    clock.now += timedelta(seconds=settings.Q_CLUSTER["retry"] - 1)
    held = take()
    clock.now += timedelta(seconds=2)
    again = take()

    assert (held, again) == ([], [row])


@pytest.mark.django_db
def test_task_waits_until_its_success_is_recorded(clock):
    row = enqueue(CANARY)
    clock.now += timedelta(milliseconds=1)
    take()
    assert is_waiting(row)

    SafeORM().acknowledge(row)

    assert not is_waiting(row)


@pytest.mark.django_db(transaction=True)
def test_taking_survives_a_database_that_goes_away(clock):
    row = enqueue(CANARY)
    clock.now += timedelta(milliseconds=1)
    broker = SafeORM()

    with database_away():
        assert broker.dequeue() is None

    assert take() == [row]


@pytest.mark.django_db(transaction=True)
def test_recording_is_tried_until_the_database_is_back():
    answers = [OperationalError("gone"), OperationalError("gone"), None]
    asked = []

    def forget(row: int) -> None:
        asked.append(row)
        answer = answers.pop(0)
        if answer:
            raise answer

    queue.patiently(forget, 7, tries=5)

    assert asked == [7, 7, 7]


@pytest.mark.django_db(transaction=True)
def test_what_is_no_trouble_of_the_database_is_not_hidden():
    def broken() -> None:
        raise UndoneError

    with pytest.raises(UndoneError):
        queue.patiently(broken, tries=3)


def test_settings_name_this_broker(settings):
    assert import_string(settings.Q_CLUSTER["broker_class"]) is SafeORM
    assert PAUSE < 1
