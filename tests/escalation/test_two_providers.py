"""Two providers in order, Twilio then OVHcloud: a text moves to the second one when
the first certainly does not send it, or when nobody can say whether it did."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from ovhcloud_double import OvhcloudDouble
from people import phone_of
from twilio_double import TwilioDouble
from twilio_wire import Fault, answer_lost, answers, refuse
from wire import use

from escalation.actions.policies import save_ladder
from escalation.models import Page, PageEvent, PageState
from escalation.policies import Rung
from escalation.sending import claim, deliver
from escalation.sending.claims import LEASE
from escalation.sms.ovhcloud import RECEIPTS_PATH
from escalation.sms.seals import sealed_url
from rota.models import Notice

CAMILLE, MALIK = phone_of("camille"), phone_of("malik")
FOR_EVER = 20


@pytest.fixture
def night(world, clock) -> None:
    """Saturday, 02:10; a ladder of texts."""
    steps = [Rung(0, "on_call", "sms"), Rung(10, "backup", "sms")]
    save_ladder(
        team=world.team,
        case="crisis",
        steps=steps,
        again_after=10,
        by=None,
        at=clock.now,
    )
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))


@pytest.fixture
def both(night, clock, settings):
    """Both stand-ins, on the test's clock."""
    with (
        TwilioDouble(now=lambda: clock.now) as twilio,
        OvhcloudDouble(now=lambda: clock.now) as ovh,
    ):
        use(settings, twilio.settings() | ovh.settings())
        settings.SMS_PROVIDER = "twilio,ovhcloud"
        yield twilio, ovh
        assert not twilio.violations
        assert not ovh.violations


def carried(both) -> tuple[list[str], list[str]]:
    """To whom each of the two sent a text."""
    twilio, ovh = both
    return [text.to for text in twilio.sent], [text.to for text in ovh.sent]


def test_the_first_one_carries_what_it_takes(world, clock, both):
    world.trigger()
    clock.forward(minutes=1)

    assert carried(both) == ([CAMILLE], [])


@pytest.mark.parametrize(
    "fault",
    [
        refuse(20003, 401),
        refuse(21606),
        refuse(21612),
        answers("Busy", 503),
        refuse(20429, 429),
    ],
    ids=["account", "sender", "content", "busy", "too many"],
)
def test_what_it_refuses_is_given_to_the_second_one(world, clock, both, fault: Fault):
    both[0].next(*[fault] * FOR_EVER)

    at = clock.now
    incident = world.trigger()
    clock.forward(minutes=1)

    assert carried(both) == ([], [CAMILLE])
    assert both[1].sent[0].created - at < timedelta(seconds=10)
    assert incident.log.filter(kind="other_provider").count() == 1
    assert not incident.log.filter(kind="failed").exists()


def test_the_leads_hear_of_a_first_one_that_does_not_know_us(world, clock, both):
    both[0].next(*[refuse(20003, 401)] * FOR_EVER)

    world.trigger()
    clock.forward(minutes=1)

    told = Notice.objects.filter(kind="alarm_config")
    assert [notice.data["provider"] for notice in told] == ["twilio"]


@pytest.mark.parametrize("code", [21211, 21614, 21610])
def test_a_number_that_takes_no_texts_takes_none_from_the_second_one(
    world, clock, both, code
):
    both[0].next(refuse(code))

    world.trigger()
    clock.forward(minutes=1)

    assert carried(both) == ([MALIK], [])


def test_a_text_that_left_though_its_answer_was_lost_leaves_once(world, clock, both):
    both[0].next(answer_lost())

    world.trigger()
    clock.forward(minutes=2)

    assert carried(both) == ([CAMILLE], [])


def test_a_text_that_certainly_did_not_leave_is_resent_by_the_second_one(
    world, clock, both
):
    both[0].next(answers("Oops", 500))

    world.trigger()
    clock.forward(minutes=2)

    assert carried(both) == ([], [CAMILLE])


def test_when_nobody_can_say_it_is_sent_by_the_second_one_once(world, clock, both):
    both[0].next(answer_lost())
    both[0].next(*[answers("Oops", 500)] * FOR_EVER, on="list")

    world.trigger()
    clock.forward(minutes=2)

    # the first one took it as well, and could not be asked: one copy too many
    assert carried(both) == ([CAMILLE], [CAMILLE])


def test_each_ones_receipts_come_to_its_own_address(world, clock, both):
    twilio, ovh = both
    ovh.service["callBack"] = sealed_url(RECEIPTS_PATH)
    twilio.next(answer_lost())
    twilio.next(*[answers("Oops", 500)] * FOR_EVER, on="list")
    page = world.trigger().pages.get(channel="sms")
    clock.forward(minutes=1)

    # the copy that nobody could find is lost: the other one counts
    lost = twilio.receipt(Client(), twilio.sent[0], "undelivered", 30003)
    page.refresh_from_db()
    assert (lost.status_code, page.state) == (204, "sent")

    ovh.ends(ovh.sent[0], 1)
    ovh.rings(Client(), ovh.sent[0])
    clock.tick()
    page.refresh_from_db()
    assert page.state == "delivered"


def test_with_both_away_the_next_person_is_called_at_once(world, clock, both):
    twilio, ovh = both
    twilio.next(*[answers("Busy", 503)] * 4)
    ovh.next(*[answers("Busy", 503)] * 4)

    at = clock.now
    world.trigger()
    clock.forward(minutes=2)

    assert carried(both) == ([MALIK], [])
    assert both[0].sent[0].created - at < timedelta(seconds=30)
    assert world.mail("camille", "Crise")


def test_each_ones_answer_is_kept(world, clock, both):
    both[0].next(*[refuse(21606)] * FOR_EVER)

    world.trigger()
    clock.forward(minutes=1)

    page = Page.objects.get(channel="sms")
    heard = list(PageEvent.objects.filter(page=page).values_list("provider", "code"))
    assert heard[0] == ("twilio", "21606")
    assert {provider for provider, _ in heard[1:]} == {"ovhcloud"}
    assert (page.provider, page.provider_id) == ("ovhcloud", str(both[1].sent[0].id))


def test_whoever_died_while_the_second_one_had_it_is_not_sent_after(world, clock, both):
    both[0].next(refuse(21606))
    world.raise_only()
    for _ in range(2):
        for claimed in claim(clock.now, 1):
            deliver(claimed, clock.now)
    assert carried(both) == ([], [CAMILLE])
    # the process died before writing the outcome
    Page.objects.filter(channel="sms").update(
        state=PageState.SENDING, lease_until=clock.now + LEASE, provider_id=""
    )

    for claimed in claim(clock.now + LEASE, 1):
        deliver(claimed, clock.now + LEASE)

    assert carried(both) == ([], [CAMILLE])
    assert Page.objects.get(channel="sms").provider_id == str(both[1].sent[0].id)
