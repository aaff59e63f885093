"""The loop that meets deadlines: sleeps until the next one, half a second at
most, then claims and sends. Any number may run; claims keep them apart.

A slow provider holds one thread of a small pool, never the next person's page.
"""

import logging
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.db.models import Min
from django.utils import timezone

from escalation import health, notices
from escalation.models import Incident, IncidentState, Page
from escalation.sending import OPEN, Claimed, claim, poll
from escalation.sweep import advance, send
from rota.queue import enqueue, is_waiting

log = logging.getLogger("astreinte.dispatcher")

THREADS = 8
LONGEST_SLEEP = 0.5  # seconds
BEAT_EVERY = timedelta(seconds=5)


class Dispatcher:
    """One process's loop; `run()` returns when `stop` is set."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.free = threading.Semaphore(THREADS)
        self.wake = threading.Event()
        self.beaten_at: datetime | None = None
        self.canary: int | None = None  # the queue's row of the one on its way
        self.chores: threading.Thread | None = None

    def run(self) -> None:
        """Works until told to stop; survives the database going away."""
        with ThreadPoolExecutor(THREADS, thread_name_prefix="send") as pool:
            while not self.stop.is_set():
                self.wake.clear()
                try:
                    close_old_connections()
                    wait = self.turn(timezone.now(), pool)
                except DatabaseError:
                    log.exception("The database is away; trying again.")
                    connection.close()
                    wait = LONGEST_SLEEP
                self.wake.wait(wait)

    def turn(self, at: datetime, pool: ThreadPoolExecutor) -> float:
        """Does what is due now; returns the seconds until the next deadline."""
        advance(at)
        for _ in range(THREADS):
            if not self.free.acquire(blocking=False):
                break
            claimed = claim(at, 1)
            if not claimed:
                self.free.release()
                break
            pool.submit(self.send, claimed[0])
        self.beat(at)
        if self.chores is None or not self.chores.is_alive():
            self.chores = threading.Thread(target=self.do_chores, args=(at,))
            self.chores.start()
        return seconds_to_next(at)

    def send(self, claimed: Claimed) -> None:
        """Runs in the pool; the loop hears when the outcome may be due at once."""
        try:
            send(claimed, timezone.now())
        finally:
            connection.close()
            self.free.release()
            self.wake.set()

    def do_chores(self, at: datetime) -> None:
        """What may wait on a server: receipts to ask for, notices to mail."""
        try:
            poll(at)
            notices.deliver_due(at)
        except Exception:
            log.exception("Receipts and notices are late; trying again.")
        finally:
            connection.close()

    def beat(self, at: datetime) -> None:
        """Says that this loop lives, and, when a canary came through, the queue."""
        if self.beaten_at and at - self.beaten_at < BEAT_EVERY:
            return
        self.beaten_at = at
        health.beat("dispatcher", socket.gethostname(), at)
        # one canary at a time: a dead queue must not fill with them
        if self.canary is None or not is_waiting(self.canary):
            if self.canary is not None:
                health.beat("queue", socket.gethostname(), at)
            self.canary = enqueue("escalation.tasks.canary")


def seconds_to_next(at: datetime) -> float:
    """Seconds until something is due, from 0 to LONGEST_SLEEP."""
    soon = at + timedelta(seconds=LONGEST_SLEEP)
    incident_due = Incident.objects.filter(
        state=IncidentState.TRIGGERED, due_at__lt=soon
    ).aggregate(due=Min("due_at"))["due"]
    page_due = Page.objects.filter(
        state__in=OPEN, due_at__lt=soon, lease_until=None
    ).aggregate(due=Min("due_at"))["due"]
    due = min((d for d in (incident_due, page_due) if d), default=soon)
    # never a busy loop, even when all threads are taken
    return max((due - timezone.now()).total_seconds(), 0.01)


def run(stop: threading.Event) -> None:
    """Runs a dispatcher in the calling thread until `stop` is set."""
    Dispatcher(stop).run()
