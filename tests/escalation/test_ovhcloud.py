"""How each text for OVHcloud can end, and how requests are signed."""

import time
from datetime import UTC, datetime

import pytest
from ovhcloud_double import OvhcloudDouble, refusal
from wire import answer_lost, answers, as_json, drip, hang, reset, truncated, use

from escalation.core.delivery import Accepted, Rejected, Scope, Unknown
from escalation.sms.ovhcloud import Ovhcloud, signature
from escalation.sms.transport import Limits

AT = datetime(2026, 11, 28, 13, 2, 11, tzinfo=UTC)
TO = "+33639980101"
REFERENCE = "0f8fad5b-d9cb-469f-a165-70867728950e"
TEXT = "CRISE K7Q2M sam 14h02: Fumées. https://astreinte.example/p/aB3_dE6-hI9kLmNo"
PATIENT = Limits()
QUICK = Limits(connect=0.4, read=0.3, total=0.6)


@pytest.fixture
def ovh(settings):
    """The double, to which the settings point, at the time of the test."""
    with OvhcloudDouble(now=lambda: AT) as double:
        use(settings, double.settings())
        yield double
        assert double.violations == []


def send(limits: Limits = PATIENT, **changes):
    """One text, with what the test is about changed."""
    asked = {"to": TO, "text": TEXT, "reference": REFERENCE, "validity": 300, "at": AT}
    return Ovhcloud(limits).send(**asked | changes)


def posts(double) -> int:
    return [method for method, _, _ in double.requests].count("POST")


# --- sending ------------------------------------------------------------------------
def test_accepted_text_has_its_id(ovh):
    assert send() == Accepted(str(ovh.sent[0].id))


def test_page_is_never_held_at_night_nor_ended_by_a_stop(ovh):
    send(validity=300)

    assert ovh.sent[0].job == {
        "charset": "UTF-8",
        "message": TEXT,
        "noStopClause": True,
        "priority": "high",
        "receivers": [TO],
        "sender": "NantesMetro",
        "tag": "0f8fad5b-d9cb-469f-a",
        "validityPeriod": 5,
    }


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(-5, 1), (30, 1), (60, 1), (61, 2), (900, 15), (9999, 15)]
)
def test_validity_is_in_whole_minutes_never_shorter(ovh, seconds, minutes):
    send(validity=seconds)

    assert ovh.sent[0].job["validityPeriod"] == minutes


def test_number_that_ovhcloud_does_not_take_is_the_contacts(ovh):
    ovh.invalid.add(TO)

    result = send()

    assert isinstance(result, Rejected)
    assert (result.scope, result.code) == (Scope.CONTACT, "invalidReceivers")


REFUSALS = [
    (refusal(403, "This application key is invalid", "INVALID_KEY"), Scope.CONFIG),
    (refusal(403, "This credential is not valid", "INVALID_CREDENTIAL"), Scope.CONFIG),
    (refusal(403, "This call has not been granted", "NOT_GRANTED_CALL"), Scope.CONFIG),
    (refusal(403, "Sms sender X does not exists"), Scope.CONFIG),
    (refusal(401, "Who?"), Scope.CONFIG),
    (refusal(402, "Not enough credits"), Scope.CONFIG),
    (refusal(404, "This service does not exist"), Scope.CONFIG),
    (refusal(460, "This service is expired"), Scope.CONFIG),
    (refusal(400, "Invalid signature", "INVALID_SIGNATURE"), Scope.CONFIG),
    (refusal(400, "Invalid tag"), Scope.BUG),
    (refusal(409, "Conflict"), Scope.BUG),
    (refusal(429, "Too many requests"), Scope.PASSING),
    (answers("<h1>Busy</h1>", 503), Scope.PASSING),
    (answers("[]", 400), Scope.BUG),
]


@pytest.mark.parametrize(
    ("fault", "scope"), REFUSALS, ids=[f"{r[0].status} {r[1]}" for r in REFUSALS]
)
def test_refusal_says_whom_it_concerns(ovh, fault, scope):
    ovh.next(fault)

    result = send()

    assert isinstance(result, Rejected)
    assert result.scope == scope
    assert posts(ovh) == 1
    assert ovh.sent == []


@pytest.mark.parametrize(
    ("setting", "code", "scope"),
    [
        ("OVHCLOUD_APPLICATION_KEY", "INVALID_KEY", Scope.CONFIG),
        ("OVHCLOUD_CONSUMER_KEY", "NOT_CREDENTIAL", Scope.CONFIG),
        ("OVHCLOUD_APPLICATION_SECRET", "INVALID_SIGNATURE", Scope.CONFIG),
        ("OVHCLOUD_SERVICE", "404", Scope.CONFIG),
    ],
)
def test_wrong_key_is_a_fault_of_the_installation(ovh, settings, setting, code, scope):
    setattr(settings, setting, "another")

    result = send()

    assert (result.scope, result.code) == (scope, code)


DOUBTS = {
    "500": (answers("Oops", 500), 0),
    "502 of a proxy": (answers("<h1>Bad gateway</h1>", 502), 0),
    "504 of a proxy": (answers("<h1>Too late</h1>", 504), 0),
    "408": (answers("", 408), 0),
    "silence": (hang(), 0),
    "silence after it was accepted": (hang(accepts=True), 1),
    "a body that drips": (drip(0.05), 1),
    "headers that drip": (drip(0.05, headers=True), 1),
    "reset": (reset(), 0),
    "answer lost": (answer_lost(), 1),
    "answer cut": (truncated(), 1),
    "a portal's page": (answers("<h1>Please sign in</h1>", 200), 0),
    "a redirection": (answers("", 302), 0),
    "no body": (answers("", 200), 0),
    "another program's JSON": (as_json({"hello": "world"}), 0),
    "a list": (as_json([]), 0),
    "null": (as_json(None), 0),
    "no ids": (as_json({"ids": [], "invalidReceivers": []}), 0),
    "an id that is none": (as_json({"ids": ["x"]}), 0),
    "ids that are none": (as_json({"ids": True}), 0),
    "not text": (answers(b"\xff\xfe\x00", 200), 0),
    "JSON without end": (answers("[" * 90_000, 200), 0),
}


@pytest.mark.parametrize(("fault", "accepted"), DOUBTS.values(), ids=DOUBTS)
def test_doubt_is_said_and_nothing_is_sent_twice(ovh, fault, accepted):
    ovh.next(fault)

    started = time.monotonic()
    result = send(QUICK)

    assert isinstance(result, Unknown)
    assert time.monotonic() - started < QUICK.total + 1
    assert posts(ovh) == 1
    assert len(ovh.sent) == accepted


def test_time_that_ovhcloud_asks_for_is_kept(ovh):
    busy = answers("{}", 429)
    busy.headers["Retry-After"] = "7"
    ovh.next(busy)

    assert send().retry_after == 7


def test_no_number_is_in_what_we_keep_of_a_refusal(ovh):
    ovh.next(refusal(403, f"{TO} (+33 6 39 98 01 01) may not"))

    reason = send().reason

    assert "may not" in reason
    assert "98" not in reason


def test_signature_is_that_of_ovhclouds_guide(settings):
    settings.OVHCLOUD_APPLICATION_SECRET = "EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF"
    settings.OVHCLOUD_CONSUMER_KEY = "MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1"

    made = signature("GET", "https://eu.api.ovh.com/1.0/domains/", "", 1366560945)

    assert made == "$1$d3705e8afb27a0d2970a322b96550abfc67bb798"


# --- whose clock? -------------------------------------------------------------------
def test_requests_carry_ovhclouds_time_not_ours(ovh):
    ovh.ahead = 5000

    assert isinstance(send(), Accepted)


def test_clock_is_asked_once(ovh):
    ovh.next(*[answers("Oops", 500)] * 9, on="time")
    assert send() == Rejected(Scope.PASSING, "connection", "LookupError")
    ovh._faults["time"].clear()
    send()
    ovh.next(*[answers("Oops", 500)] * 9, on="time")

    assert isinstance(send(), Accepted)
    assert posts(ovh) == 2


def test_clock_that_moved_is_asked_again(ovh):
    send()
    ovh.ahead = 5000

    refused, sent = send(), send()

    assert (refused.scope, refused.code) == (Scope.PASSING, "QUERY_TIME_OUT")
    assert isinstance(sent, Accepted)


@pytest.mark.parametrize("fault", [answers("soon", 200), hang(), reset()])
def test_without_the_time_nothing_was_sent(ovh, fault):
    ovh.next(fault, on="time")

    result = send(QUICK)

    assert (result.scope, result.code) == (Scope.PASSING, "connection")
    assert ovh.requests == []


def test_server_that_is_away_is_certain(settings, ovh):
    settings.OVHCLOUD_API_BASE_URL = "http://127.0.0.1:1"

    assert (send().scope, send().code) == (Scope.PASSING, "connection")


def test_keys_do_not_travel_in_clear(settings, ovh):
    settings.OVHCLOUD_API_BASE_URL = "http://sms.example"
    settings.DEBUG = False

    result = send()

    assert (result.scope, result.code) == (Scope.CONFIG, "server")


def test_without_a_stand_in_it_is_ovhcloud(settings, ovh):
    settings.OVHCLOUD_API_BASE_URL = ""

    assert Ovhcloud().server == "https://eu.api.ovh.com/1.0"
