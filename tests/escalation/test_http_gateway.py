"""Any provider over HTTP: how each request can end, and what is believed of it."""

import time
from datetime import UTC, datetime

import pytest
from django.test import RequestFactory
from gateway_double import KEY, GatewayDouble
from wire import (
    Fault,
    answer_lost,
    answers,
    as_json,
    drip,
    hang,
    reset,
    use,
)

from escalation.core.delivery import (
    Accepted,
    Account,
    Problem,
    Rejected,
    Scope,
    StatusUpdate,
    Unknown,
)
from escalation.sms.http import RECEIPTS_PATH, STATUS_PATH, HttpGateway
from escalation.sms.seals import sealed_url
from escalation.sms.transport import Limits

AT = datetime(2026, 11, 28, 13, 2, 11, tzinfo=UTC)
TO = "+33639980101"
REFERENCE = "0f8fad5b-d9cb-469f-a165-70867728950e"
TEXT = "CRISE K7Q2M sam 14h02: Fumées. https://astreinte.example/p/aB3_dE6-hI9kLmNo"
SITE = "https://astreinte.example"
PATIENT = Limits()
QUICK = Limits(connect=0.4, read=0.3, total=0.6)


@pytest.fixture
def gateway(settings):
    """The double, as its settings describe it."""
    with GatewayDouble() as double:
        use(settings, double.settings())
        settings.SITE_URL = SITE
        yield double
        assert double.violations == []


def send(limits: Limits = PATIENT, **changes):
    """One text, with what the test is about changed."""
    asked = {"to": TO, "text": TEXT, "reference": REFERENCE, "validity": 300, "at": AT}
    return HttpGateway(limits).send(**asked | changes)


# --- sending ------------------------------------------------------------------------
def test_accepted_text_has_its_id(gateway):
    assert send() == Accepted(gateway.sent[0].id)


def test_what_is_asked_for(gateway):
    send()

    assert gateway.sent[0].fields == {
        "to": TO,
        "text": TEXT,
        "from": "NantesMetro",
        "ref": REFERENCE,
        "callback": sealed_url(f"{STATUS_PATH}/{REFERENCE}"),
        "ttl": 300,
    }


@pytest.mark.parametrize(("asked", "sent"), [(-5, 1), (30, 30), (36000, 900)])
def test_no_text_waits_for_hours(gateway, asked, sent):
    send(validity=asked)

    assert gateway.sent[0].fields["ttl"] == sent


def test_form_is_a_form(gateway, settings):
    settings.SMS_HTTP_BODY = "to={number}&text={text}"

    assert send(text="100 % & é+") == Accepted(gateway.sent[0].id)
    assert gateway.sent[0].fields == {"to": "33639980101", "text": "100 % & é+"}


def test_modem_that_reads_the_address(gateway, settings):
    settings.SMS_HTTP_METHOD, settings.SMS_HTTP_BODY = "GET", ""
    settings.SMS_HTTP_URL = f"{gateway.url}/send?to={{to}}&text={{text}}"

    assert send(text="100 % & é+/?#") == Accepted(gateway.sent[0].id)
    assert gateway.sent[0].fields == {"to": TO, "text": "100 % & é+/?#"}


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("OK; ID=297", Accepted("")),
        ("\n OK", Accepted("")),
        ("Invalid login or password", Rejected(Scope.CONFIG, "Invalid", "HTTP 200")),
        ("KO", Unknown("An answer that does not say that the text was taken.")),
        ("", Unknown("An answer that does not say that the text was taken.")),
        ("; OK", Unknown("An answer that does not say that the text was taken.")),
    ],
)
def test_modem_that_answers_in_words(gateway, settings, said, outcome):
    settings.SMS_HTTP_ACCEPTED, settings.SMS_HTTP_ID = "200 text=OK", ""
    settings.SMS_HTTP_REFUSED = "text=Invalid:config"
    gateway.next(answers(said, 200))

    assert send() == outcome


def test_our_own_sender_is_never_texted(gateway, settings):
    settings.SMS_HTTP_FROM = TO

    assert send().scope == Scope.BUG
    assert gateway.requests == []


def test_netrc_does_not_replace_the_key(gateway, settings, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    settings.SMS_HTTP_HEADERS = f"X-Api-Key: {KEY} | Authorization: Bearer ours"

    send()

    assert gateway.requests[0][2]["authorization"] == "Bearer ours"


REFUSALS = [
    (as_json({}, 402), Scope.CONFIG, "402"),
    (as_json({"error": "number"}, 422), Scope.CONTACT, "number"),
    (as_json({"error": "stop"}, 200), Scope.BLOCKED, "stop"),
    (as_json({"error": "other"}, 422), Scope.BUG, "422"),
    (answers("", 401), Scope.CONFIG, "401"),
    (answers("", 403), Scope.CONFIG, "403"),
    (answers("<h1>Busy</h1>", 503), Scope.PASSING, "503"),
    (answers("[" * 90_000, 429), Scope.PASSING, "429"),
]


@pytest.mark.parametrize(
    ("fault", "scope", "code"), REFUSALS, ids=[f"{r[1]} {r[2]}" for r in REFUSALS]
)
def test_refusal_says_whom_it_concerns(gateway, fault, scope, code):
    gateway.next(fault)

    result = send()

    assert isinstance(result, Rejected)
    assert (result.scope, result.code) == (scope, code)
    assert len(gateway.requests) == 1
    assert gateway.sent == []


DOUBTS = {
    "500": (answers("Oops", 500), 0),
    "502 of a proxy": (answers("<h1>Bad gateway</h1>", 502), 0),
    "408": (answers("", 408), 0),
    "silence": (hang(), 0),
    "silence after it was accepted": (hang(accepts=True), 1),
    "a body that drips": (drip(0.05), 1),
    "headers that drip": (drip(0.05, headers=True), 1),
    "reset": (reset(), 0),
    "answer lost": (answer_lost(), 1),
    "answer cut": (Fault(accepts=True, cut=10), 1),
    "a portal's page": (answers("<h1>Please sign in</h1>", 201), 0),
    "a redirection": (answers("", 302), 0),
    "another status": (as_json({"result": [{"id": 1}]}, 200), 0),
    "no body": (answers("", 201), 0),
    "another program's JSON": (as_json({"hello": "world"}, 201), 0),
    "null": (as_json(None, 201), 0),
    "an id that is none": (as_json({"result": [{"id": ["x"]}]}, 201), 0),
    "an id without end": (as_json({"result": [{"id": "x" * 99}]}, 201), 0),
    "not text": (answers(b"\xff\xfe\x00", 201), 0),
    "more than a million bytes": (answers("x" * 1_200_000, 201), 0),
}


@pytest.mark.parametrize(("fault", "accepted"), DOUBTS.values(), ids=DOUBTS)
def test_doubt_is_said_and_nothing_is_sent_twice(gateway, fault, accepted):
    gateway.next(fault)

    started = time.monotonic()
    result = send(QUICK)

    assert isinstance(result, Unknown)
    assert time.monotonic() - started < QUICK.total + 1
    assert len(gateway.requests) == 1
    assert len(gateway.sent) == accepted


def test_time_that_it_asks_for_is_kept(gateway):
    busy = answers("", 503)
    busy.headers["Retry-After"] = "7"
    gateway.next(busy)

    assert send().retry_after == 7


def test_server_that_is_away_is_certain(gateway, settings):
    settings.SMS_HTTP_URL = "http://127.0.0.1:1/messages"

    assert (send().scope, send().code) == (Scope.PASSING, "connection")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"SMS_HTTP_URL": "http://sms.example/messages"}, "server"),
        ({"SMS_HTTP_BODY": '{"to": "{to}"}'}, "settings"),
        ({"SMS_HTTP_REFUSED": "nonsense"}, "settings"),
    ],
)
def test_wrong_settings_are_a_fault_of_the_installation(
    gateway, settings, changes, code
):
    use(settings, changes)

    result = send()

    assert (result.scope, result.code) == (Scope.CONFIG, code)
    assert gateway.requests == []


# --- what can be asked --------------------------------------------------------------
def test_it_is_never_asked_again(gateway):
    provider = HttpGateway(PATIENT)

    found = provider.find(to=TO, text=TEXT, since=AT)

    assert isinstance(found, Unknown)
    assert provider.status("msg-1") == StatusUpdate("accepted", "", "msg-1")
    assert gateway.requests == []


def test_receipts_come_only_when_they_can_be_read(gateway, settings):
    assert HttpGateway().capabilities.receipts

    settings.SMS_HTTP_RECEIPT = settings.SMS_HTTP_STATES = ""

    assert not HttpGateway().capabilities.receipts


def test_only_its_server_is_knocked_at(gateway):
    assert HttpGateway(PATIENT).account() == Account()
    assert gateway.requests == [("HEAD", "/", {})]


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/messages", "nonsense"])
def test_server_that_does_not_open_is_away(gateway, settings, url):
    settings.SMS_HTTP_URL = url

    assert HttpGateway(PATIENT).account().problems == (Problem.AWAY,)


def test_provider_that_is_told_once_must_be_told(gateway, settings):
    settings.SMS_HTTP_BODY = '{"to": "{to}", "text": "{text}"}'

    assert HttpGateway(PATIENT).account().receipts_at == sealed_url(RECEIPTS_PATH)


# --- what it tells us ---------------------------------------------------------------
def test_receipt_in_json(gateway):
    said = {"status": {"value": "STOPPED"}, "id": "msg-1"}
    request = RequestFactory().post("/x", said, content_type="application/json")

    update = HttpGateway().parse_status(request)

    assert update == StatusUpdate("undelivered", "blocked", "msg-1")


@pytest.mark.parametrize("method", ["get", "post"])
def test_receipt_in_a_form_or_a_query(gateway, settings, method):
    settings.SMS_HTTP_RECEIPT = "state ref"
    request = getattr(RequestFactory(), method)("/x", {"state": "OK", "ref": "msg-1"})

    update = HttpGateway().parse_status(request)

    assert update == StatusUpdate("delivered", "", "msg-1")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b"\xff", b"null", b'{"status": 3}', b"[" * 90_000]
)
def test_receipt_that_says_nothing(gateway, body):
    request = RequestFactory().post("/x", body, content_type="application/json")

    assert HttpGateway().parse_status(request) is None


def test_settings_without_receipts_hear_none(gateway, settings):
    settings.SMS_HTTP_RECEIPT = settings.SMS_HTTP_STATES = ""
    request = RequestFactory().post("/x", {"": "OK"})

    assert HttpGateway().parse_status(request) is None
    settings.SMS_HTTP_BODY = "nonsense"
    assert HttpGateway().parse_status(request) is None
