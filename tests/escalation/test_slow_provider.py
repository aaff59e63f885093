"""A provider that takes twelve seconds for each answer, while a second engine looks
for work: no text leaves twice, and nobody waits for all the others."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from twilio_double import TwilioDouble
from twilio_wire import Fault, answers

from escalation import actions
from escalation.models import Page
from escalation.sending import claim, deliver, poll
from escalation.sending.claims import LEASE
from escalation.sending.outcomes import LOOK_AFTER
from escalation.sending.polling import POLL_AFTER
from escalation.sweep import sweep

pytestmark = pytest.mark.django_db(transaction=True)

TAKES = timedelta(seconds=12)
QUEUE_ENDS_A_TASK = timedelta(seconds=60)


class SlowTwilio(TwilioDouble):
    """Time passes before it has taken a text, or has found one; then the other
    engine claims and sends what it finds."""

    def __init__(self, clock) -> None:
        super().__init__(now=lambda: clock.now)
        self.clock = clock
        self.slow = {"create"}
        self.other_is_busy = False
        self.taken_by_other = 0

    def fault(self, operation: str) -> Fault | None:
        if operation in self.slow and not self.other_is_busy:
            self.clock.now += TAKES
            self.other_is_busy = True
            self.other_engine()
            self.other_is_busy = False
        return super().fault(operation)

    def other_engine(self) -> None:
        for claimed in claim(self.clock.now, 5):
            self.taken_by_other += 1
            deliver(claimed, self.clock.now)
        poll(self.clock.now)
        connection.close()


@pytest.fixture
def twilio(world, clock, settings) -> Iterator[SlowTwilio]:
    """On Saturday, 02:10."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    with SlowTwilio(clock) as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        yield double


def raise_calls(world, number: int) -> None:
    """Commits calls with their first pages, and sends nothing."""
    for title in range(number):
        actions.trigger(
            team=world.team,
            case="crisis",
            title=f"Appel {title}",
            request_key=uuid4(),
            by=None,
            at=world.clock.now,
        )


def copies(twilio: SlowTwilio) -> list[int]:
    """How often each text left."""
    return list(Counter(text.body for text in twilio.sent).values())


def test_text_that_is_being_sent_is_nobody_elses(world, clock, twilio):
    raise_calls(world, 3)

    sweep(clock.now, timezone.now)

    assert copies(twilio) == [1, 1, 1]


def test_what_a_sweep_does_not_send_yet_is_for_others_to_take(world, clock, twilio):
    raise_calls(world, 3)

    sweep(clock.now, timezone.now)

    assert twilio.taken_by_other == 2


def test_time_spent_looking_does_not_shorten_the_lease(world, clock, twilio):
    raise_calls(world, 1)
    claim(clock.now, 1)
    clock.now += LEASE  # whoever held it died
    twilio.slow.add("list")

    sweep(clock.now, timezone.now)

    assert copies(twilio) == [1]


def test_page_that_passed_to_another_engine_while_looking_is_left_to_it(
    world, clock, twilio
):
    raise_calls(world, 1)
    claim(clock.now, 1)
    clock.now += LEASE
    twilio.slow = {"list"}
    [claimed] = claim(clock.now, 1)
    clock.now += TAKES  # nothing was done with it for as long

    deliver(claimed, clock.now, timezone.now)

    assert twilio.taken_by_other == 1
    assert copies(twilio) == [1]


def test_sweep_ends_before_the_queue_would_end_it(world, clock, twilio):
    twilio.other_engine = lambda: None  # nobody helps
    raise_calls(world, 20)
    began = clock.now

    sweep(clock.now, timezone.now)

    assert timedelta() < clock.now - began < QUEUE_ENDS_A_TASK - TAKES


def test_outcome_is_of_the_moment_of_the_answer(world, clock, twilio):
    raise_calls(world, 1)
    began = clock.now

    sweep(clock.now, timezone.now)

    assert Page.objects.get().accepted_at == began + TAKES


def test_wait_before_looking_begins_with_the_answer(world, clock, twilio):
    raise_calls(world, 1)
    twilio.next(answers("Oops", 500))
    began = clock.now

    sweep(clock.now, timezone.now)

    assert Page.objects.get().due_at == began + TAKES + timedelta(seconds=LOOK_AFTER[0])


def test_receipt_is_asked_for_by_one_engine(world, clock, twilio):
    raise_calls(world, 1)
    sweep(clock.now, timezone.now)
    asked = len(twilio.requests)
    twilio.slow = {"fetch"}
    clock.now += timedelta(seconds=POLL_AFTER[0])

    poll(clock.now)

    assert len(twilio.requests) == asked + 1
