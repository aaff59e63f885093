"""Calls through Twilio: how each request can end, what becomes of a call, and what is
said in it."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from twilio_callbacks import new_sid
from twilio_double import TwilioDouble
from twilio_phones import read
from twilio_spec import SPEC
from twilio_wire import (
    answer_lost,
    answers,
    drip,
    hang,
    problem,
    refuse,
    reset,
    truncated,
)

from escalation.core.delivery import Accepted, Rejected, Scope, StatusUpdate, Unknown
from escalation.sms import get_provider, get_voice
from escalation.sms.transport import Limits
from escalation.sms.twilio import TwilioVoice

AT = datetime(2026, 11, 28, 13, 2, 11, tzinfo=UTC)
TO = "+33639980101"
NUMBER = "+33937980000"
REFERENCE = "0f8fad5b-d9cb-469f-a165-70867728950e"
SITE = "https://astreinte.example"
KEY_URL = f"{SITE}/webhooks/twilio/voice/{REFERENCE}/key"
QUICK = Limits(connect=0.4, read=0.3, total=0.6)


@pytest.fixture
def twilio(settings):
    """The double, to which the settings point, at the time of the test."""
    with TwilioDouble(now=lambda: AT) as double:
        for name, value in double.settings(TWILIO_VOICE_FROM=NUMBER).items():
            setattr(settings, name, value)
        settings.SITE_URL = SITE
        yield double
        assert double.violations == []


def ring(to: str = TO):
    return TwilioVoice(QUICK).place_call(to=to, reference=REFERENCE, at=AT)


def find(since: datetime = AT, known: frozenset[str] = frozenset()):
    return TwilioVoice(QUICK).find_call(to=TO, since=since, known=known)


def status(sid: str):
    return TwilioVoice(QUICK).call_status(sid, AT)


# --- placing a call -----------------------------------------------------------
def test_an_accepted_call_has_its_id(twilio):
    assert ring() == Accepted(twilio.phones.rung[0].sid)


def test_what_is_asked_for(twilio):
    ring()

    assert twilio.phones.rung[0].fields == {
        "To": TO,
        "From": NUMBER,
        "Url": f"{SITE}/webhooks/twilio/voice/{REFERENCE}",
        "FallbackUrl": f"{SITE}/webhooks/twilio/voice/{REFERENCE}",
        "Timeout": "20",
        "TimeLimit": "180",
        "StatusCallback": f"{SITE}/webhooks/twilio/status/{REFERENCE}",
        "StatusCallbackEvent": "initiated ringing answered completed",
    }


@pytest.mark.parametrize(
    ("own", "of_texts", "rings_from"),
    [
        (NUMBER, "NantesMetro", NUMBER),
        (NUMBER, "+33939000000", NUMBER),
        ("", "+33939000000", "+33939000000"),
    ],
)
def test_the_number_is_its_own_setting_or_that_of_texts(
    twilio, settings, own, of_texts, rings_from
):
    settings.TWILIO_VOICE_FROM, settings.TWILIO_FROM = own, of_texts

    ring()

    assert twilio.phones.rung[0].sender == rings_from
    assert get_provider().capabilities.voice
    assert get_voice().name == "twilio"


@pytest.mark.parametrize("of_texts", ["NantesMetro", "38123", "", "+33612345678"])
def test_without_a_number_that_may_ring_there_is_no_voice(twilio, settings, of_texts):
    settings.TWILIO_VOICE_FROM, settings.TWILIO_FROM = "", of_texts

    assert not get_provider().capabilities.voice
    assert get_voice() is None


REFUSALS = [
    (refuse(20429, 429), Scope.PASSING, "20429"),
    (refuse(10004, 429), Scope.PASSING, "10004"),
    (refuse(20503, 503), Scope.PASSING, "20503"),
    (answers("<h1>Busy</h1>", 503), Scope.PASSING, "503"),
    (refuse(10001), Scope.CONFIG, "10001"),
    (refuse(10005), Scope.CONFIG, "10005"),
    (refuse(20003, 401), Scope.CONFIG, "20003"),
    (refuse(20404, 404), Scope.CONFIG, "20404"),
    (refuse(21205), Scope.CONFIG, "21205"),
    (refuse(21210), Scope.CONFIG, "21210"),
    (refuse(21212), Scope.CONFIG, "21212"),
    (refuse(21215), Scope.CONFIG, "21215"),
    (refuse(21216), Scope.CONFIG, "21216"),
    (refuse(21219), Scope.CONFIG, "21219"),
    (refuse(21211), Scope.CONTACT, "21211"),
    (refuse(21214), Scope.CONTACT, "21214"),
    (refuse(21217), Scope.CONTACT, "21217"),
    (refuse(21626), Scope.BUG, "21626"),
    (refuse(99999), Scope.BUG, "99999"),
    (problem(21217), Scope.CONTACT, "21217"),
]


@pytest.mark.parametrize(
    ("fault", "scope", "code"), REFUSALS, ids=[f"{r[1]} {r[2]}" for r in REFUSALS]
)
def test_a_refusal_says_whom_it_concerns(twilio, fault, scope, code):
    twilio.next(fault, on="ring")

    result = ring()

    assert isinstance(result, Rejected)
    assert (result.scope, result.code) == (scope, code)
    assert len(twilio.requests) == 1
    assert twilio.phones.rung == []


DOUBTS = {
    "500": (refuse(20500, 500), 0),
    "504 of a proxy": (answers("<h1>Too late</h1>", 504), 0),
    "silence": (hang(), 0),
    "silence after it was accepted": (hang(accepts=True), 1),
    "headers that drip": (drip(0.05, headers=True), 1),
    "reset": (reset(), 0),
    "answer lost": (answer_lost(), 1),
    "answer cut": (truncated(), 1),
    "no id": (answers("{}"), 0),
    "a text's id": (answers('{"sid": "SM' + "0" * 32 + '"}'), 0),
}


@pytest.mark.parametrize(("fault", "accepted"), DOUBTS.values(), ids=DOUBTS)
def test_doubt_is_said_and_nobody_is_rung_twice(twilio, fault, accepted):
    twilio.next(fault, on="ring")

    started = time.monotonic()
    result = ring()

    assert isinstance(result, Unknown)
    assert time.monotonic() - started < QUICK.total + 1
    assert len(twilio.requests) == 1
    assert len(twilio.phones.rung) == accepted


def test_a_refused_callback_address_costs_the_callbacks_not_the_call(twilio):
    twilio.next(refuse(21609), on="ring")

    result = ring()

    assert result == Accepted(twilio.phones.rung[0].sid, "accepted", "21609")
    assert not [f for f in twilio.phones.rung[0].fields if f.startswith("Status")]


# --- was it placed? -----------------------------------------------------------
def test_a_call_whose_answer_was_lost_is_found(twilio):
    twilio.next(answer_lost(), on="ring")

    assert isinstance(ring(), Unknown)
    assert find() == Accepted(twilio.phones.rung[0].sid)


def test_a_call_that_was_never_placed_is_not_found(twilio):
    ring(to="+33639980102")

    assert find() is None


def test_the_question_has_both_numbers_a_size_and_no_date(twilio):
    find()

    method, _, fields = twilio.requests[0]
    assert method == "GET"
    assert fields == {"To": TO, "From": NUMBER, "PageSize": "50"}


def test_a_call_that_is_known_is_another(twilio):
    first, second = ring(), ring()

    assert find(known=frozenset({second.provider_id})) == first
    assert find(known=frozenset({first.provider_id, second.provider_id})) is None


@pytest.mark.parametrize(("age", "is_found"), [(0, True), (59, True), (90, False)])
def test_an_old_call_is_another(twilio, age, is_found):
    ring()

    assert (find(since=AT + timedelta(seconds=age)) is not None) == is_found


def test_what_people_ring_is_not_what_we_rang(twilio):
    ring()
    twilio.phones.rung[0].direction = "inbound"

    assert find() is None


def test_a_call_that_is_over_already_is_found_as_it_ended(twilio):
    ring()
    twilio.phones.rung[0].status = "no-answer"

    sid = twilio.phones.rung[0].sid
    assert find() == Accepted(sid, "undelivered", "no-answer")


@pytest.mark.parametrize(
    "fault",
    [
        *(refuse(20500, 500), refuse(20003, 401), hang(), drip(0.05, headers=True)),
        *(answers("<h1>Sign in</h1>", 200), answers("{}", 200), answer_lost()),
    ],
    ids=range(7),
)
def test_a_question_without_an_answer_is_no_answer(twilio, fault):
    ring()
    twilio.next(fault, on="calls")

    assert isinstance(find(), Unknown)


# --- what became of it? -------------------------------------------------------
STATES = {
    "queued": ("accepted", ""),
    "initiated": ("accepted", ""),
    "ringing": ("sent", ""),
    "in-progress": ("answered", ""),
    "completed": ("undelivered", "no-key"),
    "busy": ("undelivered", "busy"),
    "no-answer": ("undelivered", "no-answer"),
    "failed": ("failed", "failed"),
    "canceled": ("cancelled", ""),
}


@pytest.mark.parametrize(("theirs", "ours"), STATES.items(), ids=STATES)
def test_every_state_of_a_call_has_a_place_in_ours(twilio, theirs, ours):
    sid = ring().provider_id
    twilio.phones.rung[0].status = theirs

    assert status(sid) == StatusUpdate(*ours, sid)


def test_every_state_in_the_description_is_known():
    described = SPEC["resources"]["call"]["status"]["enum"]

    assert {*described, "initiated"} == set(STATES)


@pytest.mark.parametrize(
    "fault", [refuse(20404, 404), hang(), answers("{}", 200), answers("[", 200)]
)
def test_a_state_that_cannot_be_asked_is_none(twilio, fault):
    sid = ring().provider_id
    twilio.next(fault, on="call")

    assert status(sid) is None


def test_the_double_speaks_as_the_description_says(twilio):
    ring()

    assert set(twilio.phones.rung[0].document()) == set(SPEC["resources"]["call"])


# --- what it tells us ---------------------------------------------------------
def form(**fields: str):
    return RequestFactory().post("/webhooks/twilio/voice/x", fields)


@pytest.mark.parametrize(("theirs", "ours"), STATES.items(), ids=STATES)
def test_every_callback_is_understood(theirs, ours):
    sid = new_sid("CA")

    update = TwilioVoice().parse_call_status(form(CallSid=sid, CallStatus=theirs))

    assert update == StatusUpdate(*ours, sid)


def test_a_failed_call_says_why_where_twilio_does():
    sid = new_sid("CA")
    request = form(CallSid=sid, CallStatus="failed", ErrorCode="13224")

    assert TwilioVoice().parse_call_status(request).code == "13224"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"CallStatus": "ringing"},
        {"CallSid": "CA1", "CallStatus": "ringing"},
        {"CallSid": "SM" + "0" * 32, "CallStatus": "ringing"},
        {"CallSid": "CA" + "0" * 32, "CallStatus": "dreaming"},
        {"CallSid": "CA" + "0" * 32},
    ],
    ids=range(6),
)
def test_a_callback_that_says_nothing(fields):
    assert TwilioVoice().parse_call_status(form(**fields)) is None


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"Digits": "1"}, "1"),
        ({"Digits": "#"}, "#"),
        ({"Digits": "12"}, "1"),
        ({"Digits": ""}, ""),
        ({}, ""),
    ],
)
def test_a_key(fields, key):
    assert TwilioVoice().parse_key(form(**fields)) == key


# --- what is said ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "voice", "invitation", "end"),
    [
        ("fr", "fr-FR", "Appuyez sur 1", "Au revoir."),
        ("en", "en-GB", "Press 1", "Goodbye."),
        ("br", "fr-FR", "Appuyez sur 1", "Au revoir."),
    ],
)
def test_a_question_is_said_twice_then_the_call_ends(language, voice, invitation, end):
    answer = TwilioVoice().say("Crue.", language=language, key_url=KEY_URL)

    *asked, goodbye, hangup = read(answer.content)
    assert len(asked) == 2
    for gather in asked:
        assert gather.attrib["action"] == KEY_URL
        assert gather.attrib["timeout"] == "8"
        (say,) = gather
        assert say.attrib == {"language": voice}
        assert say.text.startswith(f"Crue. {invitation}")
    assert goodbye.text.endswith(end)
    assert hangup.tag == "Hangup"
    assert answer.headers["Content-Type"] == "text/xml"


def test_an_answer_is_said_once_and_asks_nothing():
    say, hangup = read(TwilioVoice().say("C'est noté.", language="fr").content)

    assert say.text == "C'est noté."
    assert hangup.tag == "Hangup"


@pytest.mark.parametrize(
    "words",
    ["Crue & vent", "Quai <b>nord</b>", "« Œuvre » “ici”", "]]> &amp;", '"l\'été" 🌊'],
)
def test_whatever_is_said_stays_words(words):
    gather, *_ = read(
        TwilioVoice().say(words, language="fr", key_url="https://x/?a=1&b=2").content
    )

    assert gather[0].text.startswith(f"{words} Appuyez")
    assert gather.attrib["action"] == "https://x/?a=1&b=2"
