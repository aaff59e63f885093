"""The door to django-q2. Tasks get ids only; losing every one loses nothing,
because what is due is a row (PAGING.md §8).

The queue lives in the same database as the rest, so a task that is enqueued
inside a transaction exists if and only if that transaction is committed. A
database error is therefore never swallowed here: the caller's own rows would
not be saved either.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.tasks import async_task

PAUSE = 0.3  # seconds between two tries while the database is away
TRIES = 20  # 6 s: longer than a restart, shorter than the retry of a task


class SafeORM(ORM):
    """The ORM broker, made to survive a restart of the database.

    django-q2's own stops taking tasks for 10 s after one database error
    (QUEUE.md §4); this one tries again after 0.3 s.
    """

    due: datetime | None = None  # nobody takes the row before; None: at once
    row = 0  # the id of the row that was added last

    def enqueue(self, task: str) -> int:
        """Adds a row; returns its id."""
        # `lock` is compared with the clock on taking: in the future, it is a delay
        row = OrmQ.objects.create(
            key=self.list_key or Conf.CLUSTER_NAME,
            payload=task,
            lock=self.due or timezone.now(),
        )
        self.row = row.pk
        return self.row

    def dequeue(self) -> list[tuple[int, str]] | None:
        """The next tasks, or None when there are none or the database is away."""
        return patiently(super().dequeue, tries=1)

    def acknowledge(self, task_id: int) -> None:
        """Forgets a finished task. When the database stays away, the task runs
        again after `retry`: every task of ours may run twice."""
        patiently(super().acknowledge, task_id, tries=TRIES)


def enqueue(task: str, *ids: int | str, timeout: int | None = None) -> int:
    """Asks the cluster to run `task`, a dotted path, with `ids` as soon as it can.

    `timeout`: seconds after which it is ended, when not the usual 60. A task that may
    last longer than `retry` (settings.Q_CLUSTER) is handed out again meanwhile, and
    has to find that out by itself. Returns the id of the queue's row, for
    `is_waiting`. Raises DatabaseError, like any other write of the transaction.
    """
    return _put(task, ids, due=None, timeout=timeout)


def wake_at(task: str, at: datetime, *ids: int | str) -> int:
    """Asks the cluster to run `task` with `ids` at the instant `at` (aware).

    At most `poll` (0.2 s) late while a cluster lives, never early.
    """
    return _put(task, ids, due=at)


def is_waiting(row: int) -> bool:
    """False once the task of that row was run with success and this was recorded.

    A row that leaves proves that pusher, a worker and the monitor of a cluster
    all work: one whose monitor died runs its tasks but never forgets them, and
    so runs them again and again (QUEUE.md §0.6).
    """
    return OrmQ.objects.filter(pk=row).exists()


def waiting_rows() -> set[int]:
    """Ids of all tasks for which `is_waiting` holds, delayed ones included."""
    return set(OrmQ.objects.values_list("pk", flat=True))


def _put(
    task: str,
    ids: tuple[int | str, ...],
    due: datetime | None,
    timeout: int | None = None,
) -> int:
    broker = SafeORM()
    broker.due = due
    # results of successes are noise; failures are always kept
    options: dict[str, Any] = {"broker": broker, "save": False}
    if timeout is not None:
        options["timeout"] = timeout
    async_task(task, *ids, q_options=options)
    return broker.row


def withdraw(row: int) -> None:
    """Forgets a task that was asked for, unless it is running already."""
    OrmQ.objects.filter(pk=row).delete()


def patiently(call: Callable[..., Any], *args: int, tries: int) -> Any:
    """What `call` returns; None when the database was away at each try.

    Other errors pass. Sleeps after a failed try, so only a cluster may use it.
    """
    for _attempt in range(tries):
        try:
            return call(*args)
        except (OperationalError, InterfaceError):
            connections.close_all()
            time.sleep(PAUSE)
    return None
