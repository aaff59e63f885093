"""Claim, send, record: a page leaves once, or is known to have failed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Q
from twilio_double import TwilioDouble
from twilio_wire import answer_lost, answers, refuse

from escalation import actions
from escalation.models import Page, PageState
from escalation.sending import FRESH, LEASE, claim, deliver, poll
from escalation.sweep import sweep
from rota.models import Notice, PhoneProblem


@pytest.fixture
def twilio(clock, settings):
    """The real client against a strict stand-in, on the test's clock."""
    with TwilioDouble(now=lambda: clock.now) as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        yield double
        assert not double.violations, double.violations


@pytest.fixture
def page(world, twilio, clock) -> Page:
    """A crisis was raised; its first page is committed and nobody has sent it."""
    period = world.on_duty("camille", backup="malik")
    clock.set(period.starts_at + timedelta(hours=8))
    raise_call(world)
    return Page.objects.get()


def raise_call(world, title: str = "Fumées visibles") -> None:
    """Commits an incident and its first page, and sends nothing."""
    actions.trigger(
        team=world.team,
        case="crisis",
        title=title,
        request_key=uuid4(),
        by=None,
        at=world.clock.now,
    )


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def attempt(at) -> None:
    for claimed in claim(at, 1):
        deliver(claimed, at)


def test_a_page_is_claimed_once(page, clock):
    first, second = claim(clock.now, 5), claim(clock.now, 5)

    assert [c.pk for c in first] == [page.pk]
    assert second == []


def test_a_page_is_not_claimed_before_it_is_due(page, clock):
    assert claim(clock.now - seconds(1), 5) == []


def test_only_the_pages_asked_for_are_claimed(page, clock):
    assert claim(clock.now, 5, Q(incident_id=page.incident_id + 1)) == []


def test_the_oldest_are_claimed_first(page, clock, world):
    clock.set(clock.now + seconds(2))
    raise_call(world, "Une autre")

    assert [c.pk for c in claim(clock.now, 1)] == [page.pk]


def test_a_claim_that_dies_is_given_back_when_its_lease_ends(page, clock):
    claim(clock.now, 1)

    assert claim(clock.now + LEASE - seconds(1), 1) == []
    again = claim(clock.now + LEASE, 1)

    assert again[0].attempt == 2
    assert again[0].died


def test_what_left_before_its_sender_died_is_found_and_not_sent_again(
    page, clock, twilio
):
    claimed = claim(clock.now, 1)[0]
    deliver(claimed, clock.now)
    # the process died before writing the outcome
    Page.objects.update(
        state=PageState.SENDING,
        lease_until=clock.now + LEASE,
        provider_id="",
        poll_at=None,
    )

    attempt(clock.now + LEASE)

    page.refresh_from_db()
    assert len(twilio.sent) == 1
    assert page.provider_id == twilio.sent[0].sid
    assert page.state == PageState.ACCEPTED


def test_what_had_not_left_when_its_sender_died_is_sent(page, clock, twilio):
    claim(clock.now, 1)

    attempt(clock.now + LEASE)

    assert len(twilio.sent) == 1


def test_a_late_sender_does_not_overwrite_its_successor(page, clock, twilio):
    slow = claim(clock.now, 1)[0]
    attempt(clock.now + LEASE)

    deliver(slow, clock.now + LEASE)

    page.refresh_from_db()
    assert len(twilio.sent) == 1
    assert page.attempt == 2


def test_a_lost_answer_is_looked_for_twice_before_one_resend(page, clock, twilio):
    twilio.next(answers("Oops", 500))  # nothing was accepted
    attempt(clock.now)
    page.refresh_from_db()
    assert page.state == PageState.UNKNOWN

    attempt(clock.now + seconds(3))
    assert twilio.sent == []
    attempt(clock.now + seconds(10))

    assert len(twilio.sent) == 1


def test_a_lost_answer_whose_text_left_is_adopted(page, clock, twilio):
    twilio.next(answer_lost())
    attempt(clock.now)

    attempt(clock.now + seconds(3))

    page.refresh_from_db()
    assert page.provider_id == twilio.sent[0].sid
    assert len(twilio.sent) == 1


def test_a_busy_provider_is_tried_again_then_given_up(page, clock, twilio):
    twilio.next(*[refuse(20429, 429, "Too many requests")] * 4)
    at = clock.now

    for wait in (0, 1, 2, 4):
        at += seconds(wait)
        attempt(at)

    page.refresh_from_db()
    assert page.state == PageState.FAILED
    assert page.attempt == 4


def test_a_provider_that_asks_for_an_hour_is_not_waited_for(page, clock, twilio):
    twilio.next(refuse(20429, 429, "Too many requests", Retry_After="3600"))

    attempt(clock.now)

    page.refresh_from_db()
    page.incident.refresh_from_db()
    assert page.state == PageState.FAILED
    assert page.incident.due_at == clock.now


def test_a_provider_that_asks_for_a_minute_gets_it(page, clock, twilio):
    twilio.next(refuse(20429, 429, "Too many requests", Retry_After="60"))

    attempt(clock.now)
    attempt(clock.now + seconds(59))
    assert twilio.sent == []
    attempt(clock.now + seconds(60))

    assert len(twilio.sent) == 1


def test_a_page_given_up_moves_on_and_writes_an_e_mail(page, clock, twilio):
    twilio.next(refuse(21211, 400, "Invalid 'To'"))

    attempt(clock.now)

    page.refresh_from_db()
    page.person.refresh_from_db()
    page.incident.refresh_from_db()
    assert page.state == PageState.FAILED
    assert page.person.phone_problem == PhoneProblem.WRONG
    assert page.incident.due_at == clock.now
    assert Page.objects.filter(channel="email", person=page.person).exists()


def test_a_refused_account_is_told_to_the_lead_once_an_hour(page, clock, twilio, world):
    twilio.next(*[refuse(20003, 401, "Authenticate")] * 20)

    sweep(clock.now)
    raise_call(world, "Une autre")
    sweep(clock.now)

    assert Notice.objects.filter(kind="alarm_config").count() == 1


def test_a_page_too_old_to_be_useful_is_not_sent(page, clock, twilio):
    attempt(clock.now + timedelta(minutes=20))

    page.refresh_from_db()
    assert page.state == PageState.EXPIRED
    assert twilio.sent == []


def test_after_an_outage_the_next_step_is_called_at_once(page, clock, twilio):
    sweep(clock.now + timedelta(minutes=20))

    assert len(twilio.sent) >= 1


def test_a_page_nobody_needs_any_more_is_called_back(page, clock, twilio):
    actions.take(incident_id=page.incident_id, by=page.person, via="link", at=clock.now)

    attempt(clock.now)

    page.refresh_from_db()
    assert page.state == PageState.CANCELLED
    assert twilio.sent == []


def test_a_page_taken_while_it_was_claimed_is_not_sent(page, clock, twilio):
    claimed = claim(clock.now, 1)[0]
    actions.take(incident_id=page.incident_id, by=page.person, via="link", at=clock.now)

    deliver(claimed, clock.now + FRESH)

    page.refresh_from_db()
    assert page.state == PageState.CANCELLED
    assert twilio.sent == []


def test_a_text_is_valid_until_the_next_step(page, clock, twilio):
    attempt(clock.now + seconds(20))

    assert twilio.sent[0].fields["ValidityPeriod"] == "280"


def test_a_provider_that_lies_and_cannot_be_asked_gets_a_text_twice(
    page, clock, twilio
):
    twilio.next(*[answer_lost()] * 9)
    twilio.next(*[answers("Oops", 500)] * 9, on="list")

    for after in range(0, 60):
        attempt(clock.now + seconds(after))

    page.refresh_from_db()
    page.incident.refresh_from_db()
    assert len(twilio.sent) == 2
    assert page.state == PageState.FAILED
    assert page.incident.due_at < clock.now + seconds(60)


def test_a_provider_that_took_nothing_gets_the_text_until_it_takes_it(
    page, clock, twilio
):
    twilio.next(*[answers("Oops", 500)] * 3)

    for after in range(0, 60):
        attempt(clock.now + seconds(after))

    page.refresh_from_db()
    assert page.state == PageState.ACCEPTED
    assert len(twilio.sent) == 1


def test_a_receipt_that_comes_before_the_answer_stays(page, clock, twilio, client):
    claimed = claim(clock.now, 1)[0]
    page.refresh_from_db()
    twilio.next(answer_lost())
    deliver(claimed, clock.now)

    twilio.receipt(client, twilio.sent[0], "delivered")
    attempt(clock.now + seconds(30))

    page.refresh_from_db()
    assert page.state == PageState.DELIVERED
    assert page.provider_id == twilio.sent[0].sid
    assert len(twilio.sent) == 1


def test_a_receipt_that_does_not_come_is_asked_for(page, clock, twilio):
    attempt(clock.now)
    twilio.sent[0].status = "delivered"

    poll(clock.now + seconds(29))
    page.refresh_from_db()
    assert page.state == PageState.ACCEPTED
    poll(clock.now + seconds(30))

    page.refresh_from_db()
    assert page.state == PageState.DELIVERED
    assert page.poll_at is None


def test_a_receipt_is_asked_for_later_and_later(page, clock, twilio):
    attempt(clock.now)
    asked = []

    for after in range(0, 1200, 5):
        poll(clock.now + seconds(after))
        page.refresh_from_db()
        if not asked or page.poll_at != asked[-1]:
            asked.append(page.poll_at)

    waits = [(at - clock.now).total_seconds() for at in asked if at]
    assert waits == [30, 90, 300, 900]
    assert asked[-1] is None


def test_receipts_are_not_asked_for_while_the_provider_does_not_answer(
    page, clock, twilio, world
):
    raise_call(world, "Une autre")
    sweep(clock.now)
    asked = len(twilio.requests)
    twilio.next(*[answers("Oops", 500)] * 2, on="fetch")

    poll(clock.now + seconds(30))
    assert len(twilio.requests) == asked + 1
    poll(clock.now + seconds(30))

    assert len(twilio.requests) == asked + 2
