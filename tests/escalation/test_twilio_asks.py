"""What we ask Twilio about texts, which server we speak to, and what we believe of
what it tells us."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import RequestFactory
from twilio.request_validator import RequestValidator
from twilio_callbacks import new_sid, sign
from twilio_double import TwilioDouble
from twilio_spec import SPEC
from twilio_wire import TOKEN, answer_lost, answers, drip, hang, refuse

from escalation.core.delivery import (
    Accepted,
    Inbound,
    Rejected,
    Scope,
    StatusUpdate,
    Unknown,
)
from escalation.sms.transport import Limits, RefusedServerError
from escalation.sms.twilio import BoundHttpClient, Twilio

AT = datetime(2026, 11, 28, 13, 2, 11, tzinfo=UTC)
TO = "+33639980101"
TEXT = "CRISE K7Q2M sam 14h02: Fumées. https://astreinte.example/p/aB3_dE6-hI9kLmNo"
QUICK = Limits(connect=0.4, read=0.3, total=0.6)
SITE = "https://astreinte.example"


@pytest.fixture
def twilio(settings):
    """The double, to which the settings point, at the time of the test."""
    with TwilioDouble(now=lambda: AT) as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        settings.SITE_URL = SITE
        yield double
        assert double.violations == []


def send(text: str = TEXT, to: str = TO):
    return Twilio(QUICK).send(to=to, text=text, reference="r", validity=300, at=AT)


def find(text: str = TEXT, since: datetime = AT):
    return Twilio(QUICK).find(to=TO, text=text, since=since)


# --- was it sent? -------------------------------------------------------------
def test_a_text_whose_answer_was_lost_is_found(twilio):
    twilio.next(answer_lost())

    assert isinstance(send(), Unknown)
    assert find() == Accepted(twilio.sent[0].sid)


def test_a_text_that_never_left_is_not_found(twilio):
    send(text=TEXT + " another")
    send(to="+33639980102")

    assert find() is None


def test_the_question_has_a_number_a_size_and_no_date(twilio):
    find()

    method, _, fields = twilio.requests[0]
    assert (method, fields) == ("GET", {"To": TO, "PageSize": "50"})


def test_a_text_is_found_under_all_that_left_after_it(twilio):
    send()
    for n in range(120):
        send(text=f"Rappel {n}")

    assert find() == Accepted(twilio.sent[0].sid)


def test_texts_of_earlier_nights_are_not_read_through(twilio):
    for n in range(120):
        send(text=f"Rappel {n}")
    sent = len(twilio.requests)

    assert find(since=AT + timedelta(hours=1)) is None
    assert len(twilio.requests) == sent + 1


def test_the_newest_of_two_is_taken(twilio):
    send()
    send()

    assert find() == Accepted(twilio.sent[1].sid)


@pytest.mark.parametrize(("age", "is_found"), [(0, True), (59, True), (90, False)])
def test_an_old_text_in_the_same_words_is_another(twilio, age, is_found):
    send()

    found = find(since=AT + timedelta(seconds=age))

    assert (found is not None) == is_found


def test_what_people_write_to_us_is_not_what_we_sent(twilio):
    send()
    twilio.sent[0].direction = "inbound"

    assert find() is None


def test_a_trial_accounts_sentence_does_not_hide_the_text(twilio):
    send()
    twilio.sent[0].body = f"Sent from your Twilio trial account - {TEXT}"

    assert find() == Accepted(twilio.sent[0].sid)


def test_a_text_that_failed_already_is_found_as_failed(twilio):
    send()
    twilio.sent[0].status, twilio.sent[0].error_code = "undelivered", 30003

    assert find() == Accepted(twilio.sent[0].sid, "undelivered", "30003")


@pytest.mark.parametrize(
    "fault",
    [
        *(refuse(20500, 500), refuse(20003, 401), hang(), drip(0.05, headers=True)),
        *(answers("<h1>Bad gateway</h1>", 502), answers("<h1>Sign in</h1>", 200)),
        *(answers("{}", 200), answers("null", 200), answer_lost()),
    ],
    ids=range(9),
)
def test_a_question_without_an_answer_is_no_answer(twilio, fault):
    send()
    twilio.next(fault, on="list")

    assert isinstance(find(), Unknown)


def test_records_of_another_shape_are_passed_over(twilio):
    twilio.next(answers('{"messages": [{}, {"sid": 3}]}', 200), on="list")

    assert find() is None


# --- what became of it? -------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "code", "state"),
    [
        ("accepted", None, "accepted"),
        ("scheduled", None, "accepted"),
        ("queued", None, "accepted"),
        ("sending", None, "accepted"),
        ("sent", None, "sent"),
        ("partially_delivered", None, "sent"),
        ("delivered", None, "delivered"),
        ("read", None, "delivered"),
        ("undelivered", 30003, "undelivered"),
        ("failed", 30008, "failed"),
        ("failed", 30036, "expired"),
        ("canceled", None, "cancelled"),
    ],
)
def test_every_state_of_a_text_has_a_place_in_ours(twilio, status, code, state):
    sid = send().provider_id
    twilio.sent[0].status, twilio.sent[0].error_code = status, code

    update = Twilio(QUICK).status(sid)

    assert update == StatusUpdate(state, str(code or ""), sid)


def test_every_state_in_the_description_is_known():
    states = SPEC["resources"]["message"]["status"]["enum"]
    sid = new_sid()

    known = {s for s in states if Twilio().parse_status(form(sid, s)) is not None}

    assert set(states) - known == {"receiving", "received"}


@pytest.mark.parametrize(
    "fault", [refuse(20404, 404), hang(), answers("{}", 200), answers("[", 200)]
)
def test_a_state_that_cannot_be_asked_is_none(twilio, fault):
    sid = send().provider_id
    twilio.next(fault, on="fetch")

    assert Twilio(QUICK).status(sid) is None


def test_the_double_speaks_as_the_description_says(twilio):
    send()

    assert set(twilio.sent[0].document()) == set(SPEC["resources"]["message"])


# --- which server? ------------------------------------------------------------
@pytest.mark.parametrize(
    "url",
    [
        "https://lookups.twilio.com/v1/PhoneNumbers",
        "https://api.twilio.com.evil.example/2010-04-01",
        "https://evil.example/api.twilio.com",
        "http://api.twilio.com/2010-04-01",
        "https://api.twilio.com:8443/2010-04-01",
        "https://user@api.twilio.com/2010-04-01",
    ],
)
@pytest.mark.parametrize("overridden", [False, True])
def test_no_other_host_gets_our_keys(twilio, url, overridden):
    http = BoundHttpClient(twilio.url if overridden else "", QUICK)

    with pytest.raises(RefusedServerError):
        http.request("POST", url, data={}, auth=("AC", "secret"))

    assert twilio.requests == []


def test_region_and_edge_are_left_to_the_library(twilio, monkeypatch):
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")

    assert isinstance(send(), Accepted)


def test_a_path_before_the_api_is_kept(twilio, settings):
    settings.TWILIO_API_BASE_URL = f"{twilio.url}/sms/"

    send()

    assert twilio.requests[0][1].startswith("/sms/2010-04-01/Accounts/AC")


def test_keys_do_not_travel_in_clear(settings, twilio):
    settings.TWILIO_API_BASE_URL = "http://sms.example"
    settings.DEBUG = False

    result = send()

    assert isinstance(result, Rejected)
    assert (result.scope, result.code) == (Scope.CONFIG, "server")


@pytest.mark.parametrize(
    ("sender", "service", "two_way"),
    [
        ("NantesMetro", "", False),
        ("38123", "", True),
        ("+33939000000", "", True),
        ("", "MG" + "0" * 32, False),
        ("38123", "MG" + "0" * 32, True),
    ],
)
def test_who_can_be_answered(settings, sender, service, two_way):
    settings.TWILIO_FROM, settings.TWILIO_MESSAGING_SERVICE_SID = sender, service

    capabilities = Twilio().capabilities

    assert capabilities.two_way is two_way
    assert capabilities.receipts
    assert capabilities.listing


# --- what it tells us ---------------------------------------------------------
def form(sid: str, status: str = "", **fields: str):
    """A callback as the view gets it; the proxy in front has another address."""
    data = {"MessageSid": sid, "MessageStatus": status, **fields}
    return RequestFactory().post("/webhooks/twilio/sms?x=1", data)


def signed(url: str, *, token: str = TOKEN, algorithm: str = "", **fields: str):
    data = {"MessageSid": new_sid(), "Body": "Oui é & +"} | fields
    header = RequestValidator(token).compute_signature(url, data, algorithm or None)
    headers = {"X-Twilio-Signature": header}
    if algorithm:
        headers["X-Twilio-Webhooks-Signature-Settings"] = (
            f"key=webhooks_sharedkey_1,algorithm={algorithm}"
        )
    return RequestFactory().post("/webhooks/twilio/sms?x=1", data, headers=headers)


PUBLIC = f"{SITE}/webhooks/twilio/sms?x=1"


def test_the_signature_is_over_the_public_address(twilio):
    assert Twilio().is_genuine(signed(PUBLIC))
    assert not Twilio().is_genuine(signed("http://testserver/webhooks/twilio/sms?x=1"))
    assert not Twilio().is_genuine(signed(f"{SITE}/webhooks/twilio/sms"))


def test_the_token_being_replaced_still_counts(twilio, settings):
    settings.TWILIO_AUTH_TOKEN_SECONDARY = "the-next-token"

    assert Twilio().is_genuine(signed(PUBLIC))
    assert Twilio().is_genuine(signed(PUBLIC, token="the-next-token"))
    assert not Twilio().is_genuine(signed(PUBLIC, token="another"))


@pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
def test_both_algorithms_are_understood(twilio, algorithm):
    assert Twilio().is_genuine(signed(PUBLIC, algorithm=algorithm))


def test_an_altered_request_is_not_genuine(twilio):
    request = signed(PUBLIC)
    request.POST = request.POST.copy()
    request.POST["Body"] = "NON"

    assert not Twilio().is_genuine(request)


def test_nothing_is_genuine_without_a_signature_or_a_token(twilio, settings):
    data = {"MessageSid": new_sid()}
    bare = RequestFactory().post("/webhooks/twilio/sms?x=1", data)
    empty = RequestFactory().post(
        "/webhooks/twilio/sms?x=1", data, headers=sign(PUBLIC, data, token="")
    )

    assert not Twilio().is_genuine(bare)
    settings.TWILIO_AUTH_TOKEN = ""
    assert not Twilio().is_genuine(empty)


def test_a_receipt(twilio):
    sid = new_sid()

    update = Twilio().parse_status(form(sid, "undelivered", ErrorCode="30003"))

    assert update == StatusUpdate("undelivered", "30003", sid)


def test_a_receipt_in_the_old_fields(twilio):
    sid = new_sid()
    request = RequestFactory().post("/x", {"SmsSid": sid, "SmsStatus": "sent"})

    assert Twilio().parse_status(request) == StatusUpdate("sent", "", sid)


@pytest.mark.parametrize(
    ("sid", "status"),
    [("", "delivered"), ("SM12", "delivered"), ("SM" + "0" * 32, "dreaming")],
)
def test_a_receipt_that_says_nothing(sid, status):
    assert Twilio().parse_status(form(sid, status)) is None


def test_a_text_from_a_phone():
    sid = new_sid()
    request = form(sid, From=TO, Body="Oui\0 !", OptOutType="Stop")

    assert Twilio().parse_inbound(request) == Inbound(sid, TO, "Oui !", "STOP")


def test_a_long_text_is_kept_to_what_a_text_can_hold():
    inbound = Twilio().parse_inbound(form(new_sid(), From=TO, Body="x" * 9000))

    assert len(inbound.body) == 1600
    assert inbound.opt_out == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"From": "NantesMetro", "Body": "OUI"},
        {"From": "whatsapp:+33639980101", "Body": "OUI"},
        {"From": "", "Body": "OUI"},
        {"Body": "OUI"},
        {"From": "+" + "3" * 40, "Body": "OUI"},
    ],
)
def test_a_text_from_no_phone_is_none(fields):
    assert Twilio().parse_inbound(form(new_sid(), **fields)) is None
    assert Twilio().parse_inbound(form("", From=TO, Body="OUI")) is None
