"""Two calls are to ring one telephone at the same moment, and a sender dies: which call
is whose? A call holds nothing to know it by but the two numbers, so one is placed after
the other, and what has to be placed all the same is told apart later."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import Q
from people import phone_of
from twilio_double import TwilioDouble
from twilio_wire import Fault

from escalation import actions
from escalation.models import Channel, Page, PageEvent, PageState
from escalation.sending import claim, deliver
from escalation.sending.claims import LEASE, TURN
from escalation.sweep import sweep

pytestmark = pytest.mark.django_db(transaction=True)


class SlowTwilio(TwilioDouble):
    """Has a call, and has not said so yet, when `meanwhile` happens, once."""

    meanwhile: Callable[[], object] | None = None

    def answer(self, operation: str, path: str, fields: dict[str, str]) -> Fault:
        answer = super().answer(operation, path, fields)
        if operation == "ring" and self.meanwhile:
            happens, self.meanwhile = self.meanwhile, None
            happens()
            connection.close()
        return answer


@pytest.fixture
def twilio(world, clock, settings) -> Iterator[SlowTwilio]:
    """On Saturday, 14:02; Camille is on call."""
    clock.set(datetime(2026, 11, 21, 14, 2))
    world.on_duty("camille", backup="malik")
    with SlowTwilio(now=lambda: clock.now) as double:
        for name, value in double.settings(TWILIO_VOICE_FROM="+33937980000").items():
            setattr(settings, name, value)
        yield double
        assert double.violations == []


@pytest.fixture
def pages(twilio, world, clock) -> list[Page]:
    """Two crises: her telephone is to ring for each."""
    for title in ("Une", "Deux"):
        actions.trigger(
            team=world.team,
            case="crisis",
            title=title,
            request_key=uuid4(),
            by=None,
            at=clock.now,
        )
    Page.objects.exclude(channel=Channel.VOICE).update(state=PageState.CANCELLED)
    return list(Page.objects.filter(channel=Channel.VOICE).order_by("pk"))


def rung(twilio: SlowTwilio) -> list[str]:
    """For which pages her telephone rang."""
    assert {call.to for call in twilio.phones.rung} <= {phone_of("camille")}
    return [call.fields["Url"].rpartition("/")[2] for call in twilio.phones.rung]


def die(page: Page, lease_until: datetime) -> None:
    """As if its sender had died before it wrote down the provider's answer."""
    Page.objects.filter(pk=page.pk).update(
        state=PageState.SENDING,
        lease_until=lease_until,
        provider_id="",
        accepted_at=None,
        poll_at=None,
    )
    PageEvent.objects.filter(page=page)._raw_delete("default")


def test_two_calls_to_one_telephone_are_placed_one_after_the_other(
    twilio, pages, clock
):
    [first] = claim(clock.now, 2)
    assert claim(clock.now, 2) == []

    deliver(first, clock.now)

    [second] = claim(clock.now, 2)
    assert [first.pk, second.pk] == [page.pk for page in pages]


def test_a_call_in_doubt_is_found_before_the_next_is_placed(twilio, pages, clock):
    [first] = claim(clock.now, 2)
    deliver(first, clock.now)
    die(pages[0], lease_until=clock.now + timedelta(seconds=2))
    clock.now += timedelta(seconds=1)
    sweep(clock.now)
    assert rung(twilio) == [str(pages[0].uuid)]

    for _ in range(2):
        clock.now += timedelta(seconds=1)
        sweep(clock.now)

    assert rung(twilio) == [str(page.uuid) for page in pages]
    pages[0].refresh_from_db()
    assert pages[0].provider_id == twilio.phones.rung[0].sid


def test_a_telephone_is_waited_for_half_a_minute_at_most(twilio, pages, clock):
    [first] = claim(clock.now, 2)
    Page.objects.filter(pk=first.pk).update(lease_until=clock.now + 2 * TURN)

    clock.now += TURN - timedelta(seconds=1)
    assert claim(clock.now, 2) == []
    clock.now += timedelta(seconds=1)

    assert [one.pk for one in claim(clock.now, 2)] == [pages[1].pk]


def test_another_telephone_does_not_wait(twilio, pages, clock):
    claim(clock.now, 1)
    Page.objects.filter(pk=pages[1].pk).update(to=phone_of("malik"))

    assert [one.pk for one in claim(clock.now, 2)] == [pages[1].pk]


def test_a_call_that_is_being_placed_is_nobody_elses(twilio, pages, clock):
    claim(clock.now, 1)  # whoever took the first died
    clock.now += TURN
    _, second = claim(clock.now, 2)
    Page.objects.filter(pk=pages[0].pk).update(lease_until=clock.now)
    twilio.meanwhile = lambda: sweep(clock.now)

    deliver(second, clock.now)
    for _ in range(2):
        clock.now += LEASE
        sweep(clock.now)

    assert sorted(rung(twilio)) == sorted(str(page.uuid) for page in pages)
    sids = {str(page.uuid): page.provider_id for page in Page.objects.all()}
    assert [sids[one] for one in rung(twilio)] == [c.sid for c in twilio.phones.rung]


def test_its_own_call_is_found_once_the_other_is_placed(twilio, pages, clock):
    clock.now += TURN
    first, second = claim(clock.now, 2)
    deliver(first, clock.now)
    die(pages[0], lease_until=clock.now)
    twilio.meanwhile = lambda: sweep(clock.now)

    deliver(second, clock.now)
    for _ in range(2):
        clock.now += LEASE
        sweep(clock.now)

    assert rung(twilio) == [str(page.uuid) for page in pages]
    for page, call in zip(pages, twilio.phones.rung, strict=True):
        page.refresh_from_db()
        assert page.provider_id == call.sid


def test_a_call_of_somebody_who_died_is_nobody_elses(twilio, world, pages, clock):
    claim(clock.now, 1)
    clock.now += TURN
    [second] = claim(clock.now, 1, Q(pk=pages[1].pk))
    deliver(second, clock.now)
    die(pages[1], lease_until=clock.now)
    actions.take(
        incident_id=pages[1].incident_id,
        by=world.person("camille"),
        via="link",
        at=clock.now,
    )

    for _ in range(3):
        clock.now += LEASE
        sweep(clock.now)

    assert rung(twilio) == [str(page.uuid) for page in reversed(pages)]


def test_a_call_is_known_by_its_callback_alone(twilio, poster, pages, clock):
    claim(clock.now, 1)
    clock.now += TURN
    [second] = claim(clock.now, 1, Q(pk=pages[1].pk))
    deliver(second, clock.now)
    die(pages[1], lease_until=clock.now)
    Page.objects.filter(pk=pages[1].pk).update(state=PageState.CANCELLED)
    twilio.phones.tell(poster, twilio.phones.rung[0], "ringing")

    clock.now += LEASE
    sweep(clock.now)

    assert rung(twilio) == [str(page.uuid) for page in reversed(pages)]


def test_call_whose_senders_die_is_placed_whoever_elses_calls_are_in_doubt(
    twilio, pages, clock
):
    """Found by `make kill`: an unexplained call to her telephone, and each sender of
    the second one died before it asked for it."""
    [first] = claim(clock.now, 1)
    deliver(first, clock.now)
    Page.objects.filter(pk=first.pk).update(attempt=2, provider_id="")
    PageEvent.objects.filter(page=first.pk)._raw_delete("default")
    for _ in range(5):
        claim(clock.now, 1, Q(pk=pages[1].pk))
        clock.now += LEASE

    sweep(clock.now)

    assert rung(twilio) == [str(page.uuid) for page in pages]
