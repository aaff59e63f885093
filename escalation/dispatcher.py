"""The loop that meets deadlines: sleeps until the next one, or until something may be
due, then claims and sends. Any number may run; claims keep them apart.

A slow provider holds one courier, never the next person's page; a slow mail server
none of those that carry texts.
"""

import logging
import math
import socket
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Case, F, Min, Q, When
from django.utils import timezone

from escalation import health
from escalation.bell import Bell
from escalation.chores import CHORES, keep_doing
from escalation.couriers import Couriers
from escalation.models import Channel, Incident, Purpose
from escalation.sending import (
    LEASE,
    Claimed,
    Taken,
    accept,
    claim,
    unheld_pages,
)
from escalation.sms import load
from escalation.sweep import climb, send
from rota.queue import enqueue, is_waiting, withdraw

log = logging.getLogger("astreinte.dispatcher")

COURIERS, MAIL_COURIERS, CALLER_COURIERS = 32, 4, 2
STEPS = 8  # climbed before their pages leave
LONGEST_SLEEP = 0.5  # seconds
BEAT_EVERY = 5.0  # seconds
# longer than `up` takes to see that a cluster hangs: to its watch, a canary that
# leaves the queue is a task that ended
CANARY_PATIENCE = 60.0  # seconds
IS_MAIL, IS_TO_CALLER = Q(channel=Channel.EMAIL), Q(purpose=Purpose.CALLER)


@dataclass(frozen=True, slots=True)
class Due:
    """What is due at one moment: incidents, earliest first, and the channels of
    pages; those to callers are one of their own. `then`: when something else will be,
    if it is soon."""

    incidents: list[int]
    channels: set[str]
    then: datetime


class Dispatcher:
    """One process's loop; `run()` returns when `stop` is set."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.bell = Bell()
        self.starved = False  # pages wait until a courier is back
        self.taken: deque[Taken] = deque()  # by providers; to be written down
        self.texts = Couriers("text", COURIERS, self.send, self.welcome)
        self.mails = Couriers("mail", MAIL_COURIERS, self.send, self.welcome)
        # so few that they never keep a page from leaving
        self.asides = Couriers("caller", CALLER_COURIERS, self.send, self.welcome)
        self.canary: int | None = None  # the queue's row of the one on its way
        self.chores: dict[str, threading.Thread] = {}
        # when it was done last; not by a clock that somebody may set back
        self.beaten_at = self.rung_at = -math.inf

    def run(self) -> None:
        """Works until told to stop, whatever breaks: most often the database is
        away, and comes back."""
        load()  # now, not with the first text
        while not self.stop.is_set():
            try:
                self.bell.wait(self.turn(timezone.now()))
            except Exception:
                log.exception("A turn failed; trying again.")
                connection.close()
                self.stop.wait(LONGEST_SLEEP)
        self.close()

    def close(self) -> None:
        """Stops; returns when what was begun is done."""
        self.stop.set()
        self.texts.close()
        self.mails.close()
        self.asides.close()
        self.write_down(wait=True)
        for thread in self.chores.values():
            thread.join()
        self.bell.close()

    def turn(self, at: datetime) -> float:
        """Does what is due now; returns the seconds until the next deadline."""
        due = look(at)
        moved = self.work(due, at) if due.incidents or due.channels else 0
        self.beat(at)
        self.start_chores()
        # while others climb, what left waits to be written down
        if not moved or len(self.taken) >= COURIERS:
            moved += self.write_down()
        if moved:
            return 0.0
        return max((due.then - timezone.now()).total_seconds(), 0.0)

    def work(self, due: Due, at: datetime) -> int:
        """Climbs a few steps, for of many deadlines at once the first text leaves
        while the others wait; claims as many pages as couriers are free, in the same
        transaction. Returns how many climbed."""
        with transaction.atomic():
            moved = climb(due.incidents, at, STEPS)
            texts = due.channels - {Channel.EMAIL, Purpose.CALLER} or moved
            now = timezone.now()
            bags = [
                (couriers, claim(now, couriers.free, which))
                for couriers, which, wanted in (
                    (self.texts, ~IS_MAIL & ~IS_TO_CALLER, texts),
                    (self.mails, IS_MAIL, Channel.EMAIL in due.channels),
                    (self.asides, IS_TO_CALLER, Purpose.CALLER in due.channels),
                )
                if wanted and couriers.free
            ]
        for couriers, claims in bags:
            for claimed in claims:
                couriers.give(claimed)
        everybody = (self.texts, self.mails, self.asides)
        self.starved = not all(couriers.free for couriers in everybody)
        return moved

    def write_down(self, *, wait: bool = False) -> int:
        """What couriers brought back since: together, and never beside this loop's
        own writing. A row that somebody holds must not hold the loop; what cannot be
        written in time is found at the provider by whoever takes the page next.

        Returns how many telephones ring: the next call to each may be placed.
        """
        taken = [self.taken.popleft() for _ in range(len(self.taken))]
        since = timezone.now() - LEASE
        rest: Sequence[Taken] = [one for one in taken if one.at > since]
        if rest:
            try:
                rest = accept(rest, wait=wait)
            finally:
                self.taken.extend(rest)
        written = [one for one in taken if one not in rest]
        return sum(one.claimed.page.channel == Channel.VOICE for one in written)

    def send(self, claimed: Claimed) -> None:
        """Runs in a courier's thread."""
        send(claimed, timezone.now(), timezone.now, self.note)

    def note(self, taken: Taken) -> None:
        """Runs in a courier's thread."""
        self.taken.append(taken)
        self.bell.ring()

    def welcome(self) -> None:
        """A courier is back; the loop need not know, unless pages wait for him."""
        if self.starved:
            self.bell.ring()

    def start_chores(self) -> None:
        """In threads of their own, for some wait on servers."""
        for name, chores in CHORES.items():
            if name not in self.chores or not self.chores[name].is_alive():
                thread = threading.Thread(
                    target=keep_doing, args=(chores, self.stop), name=name, daemon=True
                )
                thread.start()
                self.chores[name] = thread

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


def look(at: datetime) -> Due:
    """Two small questions about what is due, or will be before the longest sleep
    ends: asked at every turn, so not whether a call must wait its turn for a telephone,
    which makes the question three times as long. `claim` asks that.

    What could not be done stays due; it is no reason to hurry.
    """
    soon = at + timedelta(seconds=LONGEST_SLEEP)
    steps = list(
        Incident.objects.filter(due_at__lt=soon)
        .order_by("due_at")
        .values_list("pk", "due_at")
    )
    pages = list(
        unheld_pages(at)
        .filter(due_at__lt=soon)
        .annotate(bag=Case(When(IS_TO_CALLER, then=F("purpose")), default=F("channel")))
        .values_list("bag")
        .annotate(first=Min("due_at"), then=Min("due_at", filter=Q(due_at__gt=at)))
    )
    later = [then for _, _, then in pages if then]
    later += [due_at for _, due_at in steps if due_at and due_at > at][:1]
    return Due(
        [pk for pk, due_at in steps if due_at and due_at <= at],
        {channel for channel, first, _ in pages if first <= at},
        min(later, default=soon),
    )


def run(stop: threading.Event) -> None:
    """Runs a dispatcher in the calling thread until `stop` is set."""
    Dispatcher(stop).run()
