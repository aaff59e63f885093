"""How each request to Twilio can end, and what is then said of the text."""

import contextlib
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from twilio_double import TwilioDouble
from twilio_wire import (
    KEY,
    SECRET,
    answer_lost,
    answers,
    drip,
    hang,
    problem,
    refuse,
    reset,
    truncated,
)

from escalation.core.delivery import Accepted, Rejected, Scope, Unknown
from escalation.sms import get_provider
from escalation.sms.transport import Limits
from escalation.sms.twilio import Twilio

AT = datetime(2026, 11, 28, 13, 2, tzinfo=UTC)
TO = "+33639980101"
REFERENCE = "0f8fad5b-d9cb-469f-a165-70867728950e"
QUICK = Limits(connect=0.4, read=0.3, total=0.6)
TEXT = "CRISE K7Q2M sam 14h02: Fumées. https://astreinte.example/p/aB3_dE6-hI9kLmNo"


@pytest.fixture
def twilio(settings):
    """The double, to which the settings point."""
    with TwilioDouble() as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        yield double
        assert double.violations == []


def send(limits: Limits = QUICK, **changes):
    """One text, with what the test is about changed."""
    asked = {"to": TO, "text": TEXT, "reference": REFERENCE, "validity": 300, "at": AT}
    return Twilio(limits).send(**asked | changes)


def test_an_accepted_text_has_its_id(twilio):
    result = send()

    assert result == Accepted(twilio.sent[0].sid)


def test_a_key_of_its_own_sends_in_place_of_the_token(twilio, settings):
    settings.TWILIO_API_KEY_SID, settings.TWILIO_API_KEY_SECRET = KEY, SECRET
    settings.TWILIO_AUTH_TOKEN = "only for webhooks"

    assert send() == Accepted(twilio.sent[0].sid)


def test_the_provider_is_chosen_by_its_setting(twilio):
    provider = get_provider()

    assert provider.name == "twilio"
    assert provider.limits == Limits(connect=3, read=10, total=15)


def test_what_is_asked_for(twilio, settings):
    settings.SITE_URL = "https://astreinte.example"

    send(validity=300)

    assert twilio.sent[0].fields == {
        "To": TO,
        "From": "38123",
        "Body": TEXT,
        "ValidityPeriod": "300",
        "SmartEncoded": "false",
        "StatusCallback": "https://astreinte.example/webhooks/twilio/status/"
        + REFERENCE,
    }


@pytest.mark.parametrize(
    ("asked", "sent"), [(-5, "30"), (30, "30"), (899, "899"), (36000, "900")]
)
def test_no_text_waits_for_hours(twilio, asked, sent):
    send(validity=asked)

    assert twilio.sent[0].fields["ValidityPeriod"] == sent


def test_a_messaging_service_chooses_the_sender(twilio, settings):
    settings.TWILIO_FROM = ""
    settings.TWILIO_MESSAGING_SERVICE_SID = "MG" + "0" * 32

    result = send()

    assert result == Accepted(twilio.sent[0].sid)
    assert "From" not in twilio.sent[0].fields


REFUSALS = [
    (refuse(20429, 429), Scope.PASSING, "20429"),
    (refuse(20503, 503), Scope.PASSING, "20503"),
    (answers("<h1>Busy</h1>", 503), Scope.PASSING, "503"),
    (answers("<h1>Too many</h1>", 429), Scope.PASSING, "429"),
    (refuse(21611), Scope.PASSING, "21611"),
    (refuse(20003, 401), Scope.CONFIG, "20003"),
    (refuse(20404, 404), Scope.CONFIG, "20404"),
    (refuse(21606), Scope.CONFIG, "21606"),
    (refuse(21603), Scope.CONFIG, "21603"),
    (refuse(21701), Scope.CONFIG, "21701"),
    (refuse(30002), Scope.CONFIG, "30002"),
    (refuse(21408), Scope.CONFIG, "21408"),
    (refuse(21215), Scope.CONFIG, "21215"),
    (answers("<h1>Not from here</h1>", 403), Scope.CONFIG, "403"),
    (refuse(21211), Scope.CONTACT, "21211"),
    (refuse(21217), Scope.CONTACT, "21217"),
    (refuse(21614), Scope.CONTACT, "21614"),
    (refuse(21635), Scope.CONTACT, "21635"),
    (refuse(21610), Scope.BLOCKED, "21610"),
    (refuse(21612), Scope.CONTENT, "21612"),
    (refuse(30007), Scope.CONTENT, "30007"),
    (refuse(21624), Scope.BUG, "21624"),
    (refuse(21617), Scope.BUG, "21617"),
    (refuse(21602), Scope.BUG, "21602"),
    (refuse(99999), Scope.BUG, "99999"),
    (answers('{"code": null}', 400, "application/json"), Scope.BUG, "400"),
    (problem(21610), Scope.BLOCKED, "21610"),
    (problem(20429, 429), Scope.PASSING, "20429"),
    (problem(21211, errors=[{"detail": "To"}]), Scope.CONTACT, "21211"),
    # the body may say what it likes: the status line decides
    (answers('{"type":1,"title":2,"status":"x","code":3}', 400), Scope.BUG, "3"),
]


@pytest.mark.parametrize(
    ("fault", "scope", "code"), REFUSALS, ids=[f"{r[1]} {r[2]}" for r in REFUSALS]
)
def test_a_refusal_says_whom_it_concerns(twilio, fault, scope, code):
    twilio.next(fault)

    result = send()

    assert isinstance(result, Rejected)
    assert (result.scope, result.code) == (scope, code)
    assert len(twilio.requests) == 1
    assert twilio.sent == []


DOUBTS = {
    "500": (refuse(20500, 500), 0),
    "502 of a proxy": (answers("<h1>Bad gateway</h1>", 502), 0),
    "504 of a proxy": (answers("<h1>Too late</h1>", 504), 0),
    "408": (answers("", 408), 0),
    "500 in the newer form": (problem(20500, 500), 0),
    "silence": (hang(), 0),
    "silence after it was accepted": (hang(accepts=True), 1),
    "a body that drips": (drip(0.05), 1),
    "headers that drip": (drip(0.05, headers=True), 1),
    "reset": (reset(), 0),
    "answer lost": (answer_lost(), 1),
    "answer cut": (truncated(), 1),
    "a portal's page": (answers("<h1>Please sign in</h1>", 200), 0),
    "a redirection": (answers("", 302), 0),
    "no body": (answers("", 201), 0),
    "another program's JSON": (answers('{"hello": "world"}'), 0),
    "a list": (answers("[]"), 0),
    "null": (answers("null"), 0),
    "a call's id": (answers('{"sid": "CA' + "0" * 32 + '"}'), 0),
    "an id that is none": (answers('{"sid": 12}'), 0),
    "not text": (answers(b"\xff\xfe\x00"), 0),
}


@pytest.mark.parametrize(("fault", "accepted"), DOUBTS.values(), ids=DOUBTS)
def test_doubt_is_said_and_nothing_is_sent_twice(twilio, fault, accepted):
    twilio.next(fault)

    started = time.monotonic()
    result = send()

    assert isinstance(result, Unknown)
    assert time.monotonic() - started < QUICK.total + 0.3
    assert len(twilio.requests) == 1
    assert len(twilio.sent) == accepted


def test_a_silent_server_is_left_after_the_read_time(twilio):
    twilio.next(hang())

    started = time.monotonic()
    result = send(Limits(connect=5, read=0.2, total=5))

    assert result == Unknown("ReadTimeout")
    assert 0.2 <= time.monotonic() - started < 1


def test_a_dripping_server_is_left_after_the_whole_time(twilio):
    twilio.next(drip(0.1, headers=True))

    started = time.monotonic()
    result = send(Limits(connect=5, read=5, total=0.5))

    assert result == Unknown("TimeoutError")
    assert 0.5 <= time.monotonic() - started < 1.3


def test_a_slow_but_whole_answer_is_taken(twilio):
    twilio.next(drip(0.0001))

    assert isinstance(send(Limits(connect=5, read=5, total=5)), Accepted)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("-3", 0),
        ("Sat, 28 Nov 2026 13:02:30 GMT", 30),
        ("Sat, 28 Nov 2026 13:00:00 GMT", 0),
        ("Sat, 28 Nov 2026 13:02:30 -0000", None),
        ("soon", None),
    ],
)
def test_the_time_that_twilio_asks_for_is_kept(twilio, header, seconds):
    twilio.next(refuse(20429, 429, Retry_After=header))

    assert send().retry_after == seconds


def test_only_a_passing_refusal_is_worth_waiting_for(twilio):
    twilio.next(refuse(21610, 400, Retry_After="7"))

    assert send().retry_after is None


def test_a_refused_callback_address_costs_the_receipts_not_the_page(twilio):
    twilio.next(refuse(21609))

    result = send()

    assert result == Accepted(twilio.sent[0].sid, "accepted", "21609")
    assert len(twilio.requests) == 2
    assert "StatusCallback" not in twilio.sent[0].fields


def test_a_refused_callback_address_is_dropped_once(twilio):
    twilio.next(refuse(21609), refuse(21609))

    assert send().scope == Scope.CALLBACK
    assert len(twilio.requests) == 2


def test_the_second_try_lives_in_the_same_time(twilio):
    twilio.next(replace(refuse(21609), drip=0.006), drip(0.05, headers=True))

    started = time.monotonic()
    result = send(Limits(connect=5, read=5, total=1))

    assert isinstance(result, Unknown)
    assert len(twilio.requests) == 2
    assert time.monotonic() - started < 1.3


def test_a_refused_connection_is_certain(settings, twilio):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    settings.TWILIO_API_BASE_URL = f"http://127.0.0.1:{port}"

    result = send()

    assert (result.scope, result.code) == (Scope.PASSING, "connection")


def test_a_connection_that_nobody_answers_is_certain(settings, twilio):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        settings.TWILIO_API_BASE_URL = f"http://127.0.0.1:{server.getsockname()[1]}"
        with contextlib.ExitStack() as crowd:
            for _ in range(3):  # the queue of the listening socket is full
                sock = crowd.enter_context(socket.socket())
                sock.setblocking(False)
                sock.connect_ex(server.getsockname())
            result = send(Limits(connect=0.3, read=5, total=5))

    assert (result.scope, result.code) == (Scope.PASSING, "connection")


def test_a_server_that_speaks_no_tls_leaves_a_doubt(settings, twilio):
    settings.TWILIO_API_BASE_URL = twilio.url.replace("http:", "https:")

    assert isinstance(send(), Unknown)


def test_the_citys_proxy_is_used(settings, twilio, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    settings.TWILIO_API_BASE_URL = "https://sms.example"

    result = send()

    assert result == Rejected(Scope.PASSING, "connection", "ProxyError")


def test_no_number_is_in_what_we_keep_of_a_refusal(twilio):
    message = f"The number {TO} (+33 6 39 98 01 01) is unsubscribed"
    twilio.next(refuse(21610, 400, message), problem(21610, title=message))

    for result in (send(), send()):
        assert "unsubscribed" in result.reason
        assert "98" not in result.reason


def test_many_threads_send_at_once(twilio):
    texts = [f"{TEXT} {n}" for n in range(40)]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda text: send(Limits(), text=text), texts))

    sids = {message.body: message.sid for message in twilio.sent}
    assert [result.provider_id for result in results] == [sids[text] for text in texts]


@pytest.fixture
def untrusted(tmp_path):
    """A TLS server on this machine whose certificate nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(AT - timedelta(days=365))
        .not_valid_after(AT + timedelta(days=3650))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_shake_hands_once, args=(server, context))
        thread.start()
        yield f"https://localhost:{server.getsockname()[1]}"
        thread.join(5)


def _shake_hands_once(server: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = server.accept()
    with connection, contextlib.suppress(OSError):
        context.wrap_socket(connection, server_side=True).close()


def test_an_untrusted_certificate_is_a_fault_of_the_installation(
    settings, twilio, untrusted
):
    settings.TWILIO_API_BASE_URL = untrusted

    result = send(Limits(connect=5, read=5, total=5))

    assert (result.scope, result.code) == (Scope.CONFIG, "certificate")
