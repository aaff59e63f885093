"""Test phones: as unforgiving as a real provider."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory

from escalation.core.delivery import (
    Accepted,
    Inbound,
    Rejected,
    Scope,
    StatusUpdate,
)
from escalation.models import Handset, HandsetMessage, HandsetMode
from escalation.sms import get_provider
from escalation.sms.simulator import Simulator, set_mode, webhook_form, write_text

AT = datetime(2026, 11, 28, 13, 2, tzinfo=UTC)
PHONE = "+33639980101"

pytestmark = pytest.mark.django_db


def send(text: str = "Crue", at: datetime = AT):
    return Simulator().send(to=PHONE, text=text, reference="r", validity=300, at=at)


def test_it_is_the_provider_of_a_new_installation():
    assert get_provider().name == "simulator"
    assert get_provider().capabilities.two_way


def test_a_text_arrives_at_once():
    result = send()

    message = HandsetMessage.objects.get()
    assert result == Accepted(message.provider_id, "delivered")
    assert (message.handset.phone, message.body, message.at) == (PHONE, "Crue", AT)
    assert message.outbound
    assert message.reference == "r"


def test_a_phone_that_is_off_gets_nothing_and_says_so():
    set_mode(phone=PHONE, mode=HandsetMode.UNREACHABLE)

    result = send()

    assert result == Accepted(result.provider_id, "undelivered", "30003")
    assert HandsetMessage.objects.get().state == "undelivered"


@pytest.mark.parametrize(
    ("mode", "scope", "code"),
    [
        (HandsetMode.WRONG, Scope.CONTACT, "21211"),
        (HandsetMode.BLOCKED, Scope.BLOCKED, "21610"),
    ],
)
def test_a_phone_that_takes_nothing_refuses(mode, scope, code):
    set_mode(phone=PHONE, mode=mode)

    result = send()

    assert isinstance(result, Rejected)
    assert (result.scope, result.code) == (scope, code)
    assert not HandsetMessage.objects.exists()


def test_the_same_text_sent_twice_arrives_twice():
    first, second = send(), send()

    assert first.provider_id != second.provider_id
    assert HandsetMessage.objects.count() == 2


def test_what_was_accepted_is_found():
    send(at=AT - timedelta(minutes=5))
    newest = send()
    send("Autre chose")

    found = Simulator().find(to=PHONE, text="Crue", since=AT)

    assert found == newest


def test_what_was_not_accepted_is_not_found():
    send(at=AT - timedelta(minutes=5))
    write_text(phone=PHONE, body="Crue", at=AT)

    assert Simulator().find(to=PHONE, text="Crue", since=AT) is None
    assert Simulator().find(to="+33639980102", text="Crue", since=AT) is None


def test_the_state_of_a_text_can_be_asked():
    delivered = send().provider_id
    set_mode(phone=PHONE, mode=HandsetMode.UNREACHABLE)
    lost = send().provider_id
    written = write_text(phone=PHONE, body="OUI", at=AT).provider_id

    ask = Simulator().status
    assert ask(delivered) == StatusUpdate("delivered", "", delivered)
    assert ask(lost) == StatusUpdate("undelivered", "30003", lost)
    assert ask(written) is None
    assert ask("SIM0") is None


def test_an_answer_is_kept_on_the_phone_that_wrote_it():
    inbound = write_text(phone=PHONE, body="OUI", at=AT)

    message = HandsetMessage.objects.get()
    assert inbound == Inbound(message.provider_id, PHONE, "OUI")
    assert not message.outbound
    assert message.handset.phone == PHONE


def test_stop_blocks_and_start_unblocks_as_a_provider_does():
    stopped = write_text(phone=PHONE, body="Stop.", at=AT)

    assert stopped.opt_out == "STOP"
    assert Handset.objects.get().mode == HandsetMode.BLOCKED

    started = write_text(phone=PHONE, body="START", at=AT)

    assert started.opt_out == "START"
    assert Handset.objects.get().mode == HandsetMode.NORMAL


def test_start_does_not_switch_a_phone_on():
    set_mode(phone=PHONE, mode=HandsetMode.UNREACHABLE)

    write_text(phone=PHONE, body="START", at=AT)

    assert Handset.objects.get().mode == HandsetMode.UNREACHABLE


def post(**fields: str):
    return RequestFactory().post("/webhooks/simulator/sms", fields)


def test_a_form_made_here_is_genuine():
    inbound = Inbound("SIM1", PHONE, "OUI é", "STOP")

    request = post(**webhook_form(inbound))

    assert Simulator().is_genuine(request)
    assert Simulator().parse_inbound(request) == inbound
    assert Simulator().parse_status(request) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"Body": "NON"},
        {"From": "+33639980102"},
        {"MessageSid": "SIM2"},
        {"OptOutType": "STOP"},
        {"Signature": ""},
        {"Signature": "é"},
    ],
)
def test_a_form_that_was_altered_is_not(changes):
    form = webhook_form(Inbound("SIM1", PHONE, "OUI"))

    assert not Simulator().is_genuine(post(**form | changes))


def test_an_empty_form_is_nothing():
    assert not Simulator().is_genuine(post())
    assert Simulator().parse_inbound(post()) is None
