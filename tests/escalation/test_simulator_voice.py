"""Test phones that ring: as unforgiving as a real telephone."""

from datetime import UTC, datetime, timedelta

import pytest

from escalation.core.delivery import Accepted, Rejected, Scope, StatusUpdate
from escalation.models import CallState, HandsetCall, HandsetMode
from escalation.sms import get_provider, get_voice
from escalation.sms.simulator import set_mode
from escalation.sms.simulator_voice import SimulatorVoice, about, hang_up, hear

AT = datetime(2026, 11, 28, 13, 2, tzinfo=UTC)
PHONE = "+33639980101"
REFERENCE = "0f8fad5b-d9cb-469f-a165-70867728950e"
PATH = "/webhooks/simulator/voice/x"

pytestmark = pytest.mark.django_db


def ring(at: datetime = AT):
    return SimulatorVoice().place_call(to=PHONE, reference=REFERENCE, at=at)


def status(provider_id: str, seconds: float = 0):
    update = SimulatorVoice().call_status(provider_id, AT + timedelta(seconds=seconds))
    return (update.state, update.code)


def test_a_new_installation_can_ring():
    assert get_provider().capabilities.voice
    assert get_voice().name == "simulator"


def test_a_phone_that_is_on_rings():
    result = ring()

    call = HandsetCall.objects.get()
    assert result == Accepted(call.provider_id, "sent")
    assert (call.handset.phone, call.at, call.reference) == (PHONE, AT, REFERENCE)


def test_it_stops_ringing_after_twenty_five_seconds():
    sid = ring().provider_id

    assert status(sid, 24) == ("sent", "")
    assert status(sid, 25) == ("undelivered", "no-answer")


def test_a_phone_that_is_off_lets_its_voicemail_answer():
    set_mode(phone=PHONE, mode=HandsetMode.UNREACHABLE)

    result = ring()

    assert result == Accepted(result.provider_id, "undelivered", "no-key")
    assert status(result.provider_id, 99) == ("undelivered", "no-key")


def test_a_number_out_of_service_is_refused():
    set_mode(phone=PHONE, mode=HandsetMode.WRONG)

    result = ring()

    assert isinstance(result, Rejected)
    assert (result.scope, result.code) == (Scope.CONTACT, "21211")
    assert not HandsetCall.objects.exists()


def test_a_phone_that_sent_stop_rings():
    set_mode(phone=PHONE, mode=HandsetMode.BLOCKED)

    assert ring().state == "sent"


def test_what_was_placed_is_found_unless_it_is_known():
    ring(at=AT - timedelta(minutes=5))
    first, second = ring(), ring()

    def find(*known: Accepted):
        ids = frozenset(one.provider_id for one in known)
        return SimulatorVoice().find_call(to=PHONE, since=AT, known=ids)

    assert find() == second
    assert find(second) == first
    assert find(first, second) is None


def test_a_call_never_placed_has_no_state():
    assert SimulatorVoice().call_status("SIM0", AT) is None
    assert not HandsetCall.objects.exists()


# --- what its owner does --------------------------------------------------------
@pytest.fixture
def call() -> HandsetCall:
    """A phone is ringing."""
    ring()
    return HandsetCall.objects.get()


def say(words: str, key_url: str = ""):
    return SimulatorVoice().say(words, language="fr", key_url=key_url)


def test_who_picks_up_hears_the_words_and_the_invitation(call):
    hear(call, say("Crue.", key_url="/key"), AT, key="")

    call.refresh_from_db()
    assert call.heard.startswith("Crue. Appuyez sur 1")
    assert (call.state, call.key_url) == (CallState.ANSWERED, "/key")
    assert status(call.provider_id, 89) == ("answered", "")
    assert status(call.provider_id, 90) == ("undelivered", "no-key")


def test_after_the_last_words_the_call_is_over(call):
    hear(call, say("C'est noté."), AT, key="1")

    call.refresh_from_db()
    assert (call.heard, call.key) == ("C'est noté.", "1")
    assert status(call.provider_id) == ("undelivered", "no-key")


def test_who_does_not_pick_up_is_busy(call):
    hang_up(call, CallState.DECLINED)

    assert status(call.provider_id) == ("undelivered", "busy")


def test_what_is_posted_here_is_genuine_and_says_what_happened(call):
    request = about(call, f"{PATH}?again=1", CallState.ANSWERED, key="1")

    voice = SimulatorVoice()
    assert get_provider().is_genuine(request)
    assert voice.parse_key(request) == "1"
    assert voice.parse_call_status(request) == StatusUpdate(
        "answered", "", call.provider_id
    )
    assert (request.path, "again" in request.GET) == (PATH, True)


@pytest.mark.parametrize("name", ["CallSid", "CallStatus", "Digits", "Signature"])
def test_what_was_altered_is_not(call, name):
    request = about(call, PATH, CallState.ANSWERED, key="1")
    request.POST = request.POST.copy()
    request.POST[name] = "2"

    assert not get_provider().is_genuine(request)


def test_a_form_about_no_call_says_nothing(call):
    request = about(call, PATH, CallState.ANSWERED)
    request.POST = request.POST.copy()
    request.POST["CallStatus"] = "dreaming"

    assert SimulatorVoice().parse_call_status(request) is None
