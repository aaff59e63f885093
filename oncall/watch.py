"""Tells a hung queue or dispatcher from a busy or an idle one, for `manage.py up`,
and tells the leads.

A killed worker or monitor can leave a cluster that says “Idle” for ever
(QUEUE.md §0.5, §0.6). Only a task that came back proves that it works.
"""

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from escalation.actions.alarms import alarm_engine
from escalation.health import STALE
from escalation.models import Heartbeat
from rota import queue

log = logging.getLogger("astreinte.up")

LOOK_EVERY = 1.0  # seconds
RING_EVERY = 5.0  # seconds
# above what a task may take: it waits 10 s for a mail server. /healthz and the
# pages say after 15 s that the queue is late
PATIENCE = 30.0  # seconds


class Watch(threading.Thread):
    """A thread, because a database that is away may hold its caller for long
    while the supervisor must go on hearing signals."""

    def __init__(self) -> None:
        super().__init__(name="watch", daemon=True)
        self.silent: dict[str, float] = {}  # seconds without a sign of life
        self.lived: dict[str, float] = {}  # seconds, as is_hung was told
        self.rows: set[int] = set()  # the queue as it was at the last look
        self.bell: int | None = None  # the row of the bell that was rung last
        self.void = False  # whether that bell is to be forgotten
        self.rung_at = self.moved_at = 0.0

    def is_hung(self, name: str, lived: float) -> bool:
        """True for a child that has lived long enough to answer and did not."""
        self.lived[name] = lived
        silent = self.silent.get(name, 0.0)
        if name == "queue" and silent > lived:
            # rung before this cluster started: the dead one may have taken it
            # along, and it comes back only after the queue's `retry`
            self.void = True
        return min(silent, lived) > PATIENCE

    def run(self) -> None:
        """Looks for ever; judges nobody about whom it cannot learn anything.

        The dispatcher first: where something holds the database, one can read still.
        """
        while True:
            for name, look in (
                ("dispatcher", self.silence_of_dispatcher),
                ("queue", self.silence_of_queue),
            ):
                self.silent[name] = self.look(look)
            self.look(self.tell_leads)
            time.sleep(LOOK_EVERY)

    def look(self, look: Callable[[], float | None]) -> float:
        """What `look` says; 0 when it cannot, whatever the reason: nobody else would
        notice that a child hangs."""
        try:
            close_old_connections()
            return look() or 0.0
        except Exception as error:
            log.warning("A look at the children failed: %s.", type(error).__name__)
            self.bell = None
            with suppress(Exception):
                connection.close()
            return 0.0

    def silence_of_queue(self) -> float:
        """Seconds since an unanswered bell was rung and no other task ended; 0
        when it was answered.

        A row leaves the queue only once its task ran and that was recorded.
        """
        now = time.monotonic()
        if self.void:
            queue.withdraw(self.bell or 0)
            self.bell, self.void = None, False
        rows = queue.waiting_rows()
        if self.rows - rows:
            self.moved_at = now
        self.rows = rows
        if self.bell in rows:
            return now - max(self.rung_at, self.moved_at)
        if self.bell is None or now - self.rung_at >= RING_EVERY:
            try:
                self.bell = queue.enqueue("escalation.tasks.canary")
            except OperationalError:
                if connection.vendor != "sqlite":
                    raise
                # whoever holds the file for long is one of ours, who hangs
                return time.monotonic() - self.rung_at
            self.rung_at = now
        return 0.0

    def tell_leads(self) -> None:
        """As soon as pages and /healthz say so: nobody may be looking at them."""
        for role, limit in STALE.items():
            silent = min(self.silent[role], self.lived.get(role, 0.0))
            if silent > limit.total_seconds():
                alarm_engine(role=role, at=timezone.now())

    def silence_of_dispatcher(self) -> float:
        """Seconds since the dispatcher of this machine wrote its heartbeat."""
        beat = Heartbeat.objects.filter(
            role="dispatcher", host=socket.gethostname()
        ).first()
        if beat is None:
            return 0.0
        return max((timezone.now() - beat.at) / timedelta(seconds=1), 0.0)
