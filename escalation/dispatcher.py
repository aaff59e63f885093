"""The loop that meets deadlines: sleeps until the next one, half a second at
most, then claims and sends. Any number may run; claims keep them apart.

A slow provider holds one thread of a small pool, never the next person's page.
"""

import logging
import math
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import close_old_connections, connection
from django.db.models import Min
from django.utils import timezone

from escalation import health, notices
from escalation.actions.brake import alarm_brake
from escalation.models import Incident, Page
from escalation.rehearsals import rehearse
from escalation.sending import OPEN, Claimed, claim, poll
from escalation.sweep import advance, send
from rota.queue import enqueue, is_waiting, withdraw

log = logging.getLogger("astreinte.dispatcher")

THREADS = 8
LONGEST_SLEEP = 0.5  # seconds
BEAT_EVERY = 5.0  # seconds
# longer than `up` takes to see that a cluster hangs: to its watch, a canary that
# leaves the queue is a task that ended
CANARY_PATIENCE = 60.0  # seconds
RECEIPTS_AT_ONCE = 5  # asked for before notices have their turn again


class Dispatcher:
    """One process's loop; `run()` returns when `stop` is set."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.wake = threading.Event()
        self.texts: set[Future[None]] = set()  # those being sent
        self.canary: int | None = None  # the queue's row of the one on its way
        self.chores: threading.Thread | None = None
        # when it was done last; not by a clock that somebody may set back
        self.beaten_at = self.chores_at = self.rung_at = -math.inf

    def run(self) -> None:
        """Works until told to stop, whatever breaks: most often the database is
        away, and comes back."""
        with ThreadPoolExecutor(THREADS, thread_name_prefix="send") as pool:
            while not self.stop.is_set():
                self.wake.clear()
                try:
                    close_old_connections()
                    wait = self.turn(timezone.now(), pool)
                except Exception:
                    log.exception("A turn failed; trying again.")
                    connection.close()
                    wait = LONGEST_SLEEP
                self.wake.wait(wait)

    def turn(self, at: datetime, pool: ThreadPoolExecutor) -> float:
        """Does what is due now; returns the seconds until the next deadline."""
        # few at a time: of many deadlines at once, the first text leaves while the
        # others climb
        moved = advance(at, limit=THREADS)
        self.hand_out(timezone.now(), pool)
        self.beat(at)
        self.start_chores()
        return 0.0 if moved else seconds_to_next(at)

    def hand_out(self, at: datetime, pool: ThreadPoolExecutor) -> None:
        """Claims as many pages as threads are free; the loop hears when one ends,
        because its outcome may be due at once."""
        self.texts = {text for text in self.texts if not text.done()}
        if len(self.texts) == THREADS:
            return
        for claimed in claim(at, THREADS - len(self.texts)):
            text = pool.submit(self.send, claimed)
            self.texts.add(text)
            text.add_done_callback(lambda _: self.wake.set())

    def send(self, claimed: Claimed) -> None:
        """Runs in the pool."""
        try:
            send(claimed, timezone.now(), timezone.now)
        finally:
            connection.close()

    def start_chores(self) -> None:
        """In a thread of their own, for they wait on servers."""
        now = time.monotonic()
        busy = self.chores is not None and self.chores.is_alive()
        if busy or now - self.chores_at < LONGEST_SLEEP:
            return
        self.chores_at = now
        self.chores = threading.Thread(target=self.do_chores, name="chores")
        self.chores.start()

    def do_chores(self) -> None:
        """Drills to hold, notices to mail, receipts to ask for."""
        try:
            rehearse(timezone.now())
            alarm_brake(at=timezone.now())
            notices.deliver_due(timezone.now())
            poll(timezone.now(), RECEIPTS_AT_ONCE)
        except Exception:
            log.exception("Receipts and notices are late; trying again.")
        finally:
            connection.close()

    def beat(self, at: datetime) -> None:
        """Says that this loop lives, and asks whether the queue does."""
        if time.monotonic() - self.beaten_at < BEAT_EVERY:
            return
        self.beaten_at = time.monotonic()
        health.beat("dispatcher", socket.gethostname(), at)
        self.ring(at)

    def ring(self, at: datetime) -> None:
        """Sends a canary through the queue, one at a time: a dead queue must not
        fill with them. The queue lives when it came through."""
        if self.canary is not None and not is_waiting(self.canary):
            health.beat("queue", socket.gethostname(), at)
        elif self.canary is not None:
            if time.monotonic() - self.rung_at < CANARY_PATIENCE:
                return
            # the cluster that took it may have died, and the queue gives it to
            # another only after `retry`, as long again later
            withdraw(self.canary)
        self.canary, self.rung_at = enqueue("escalation.tasks.canary"), time.monotonic()


def seconds_to_next(at: datetime) -> float:
    """Seconds until something is due, from 0 to LONGEST_SLEEP.

    What was due before `at` and is not done waits for a thread, whose end wakes the
    loop, or cannot be done: it is no reason to hurry.
    """
    soon = at + timedelta(seconds=LONGEST_SLEEP)
    incident_due = Incident.objects.filter(due_at__gt=at, due_at__lt=soon).aggregate(
        due=Min("due_at")
    )["due"]
    page_due = Page.objects.filter(
        state__in=OPEN, due_at__gt=at, due_at__lt=soon, lease_until=None
    ).aggregate(due=Min("due_at"))["due"]
    due = min((d for d in (incident_due, page_due) if d), default=soon)
    return max((due - timezone.now()).total_seconds(), 0.0)


def run(stop: threading.Event) -> None:
    """Runs a dispatcher in the calling thread until `stop` is set."""
    Dispatcher(stop).run()
