"""Connections that are kept from one text to the next: what they save, and that none
of them ever makes two texts of one."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from running import eventually
from twilio_double import TwilioDouble
from wire import Fault, answer_lost, reset

from escalation.core.delivery import Accepted, Unknown
from escalation.sms import lines
from escalation.sms.twilio import Twilio

AT = datetime(2026, 11, 28, 13, 2, tzinfo=UTC)
TO = "+33639980101"
REFERENCE = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
def twilio(settings):
    """The double, to which the settings point; no line to it yet."""
    with TwilioDouble() as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        yield double
        assert double.violations == []


def send(text: str = "CRISE K7Q2M"):
    return Twilio().send(to=TO, text=text, reference=REFERENCE, validity=300, at=AT)


def test_texts_of_one_burst_share_a_connection(twilio):
    for _ in range(3):
        assert isinstance(send(), Accepted)

    assert twilio.connections == 1


def test_texts_at_the_same_time_have_a_connection_each(twilio):
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(send, [f"CRISE {n}" for n in range(40)]))

    sids = {message.body: message.sid for message in twilio.sent}
    assert [r.provider_id for r in results] == [sids[f"CRISE {n}"] for n in range(40)]
    assert twilio.connections <= 8


def test_connection_that_rested_is_not_trusted(twilio, monkeypatch):
    send()

    monkeypatch.setattr(lines, "KEPT", 0)
    send()

    assert twilio.connections == 2


def test_connection_that_the_server_has_closed_is_not_used(twilio):
    twilio.next(Fault(accepts=True, closes=True))
    send()
    eventually(lambda: twilio.ended == 1, "the end of the connection")

    assert isinstance(send("CRISE again"), Accepted)
    assert len(twilio.sent) == 2


@pytest.mark.parametrize(("fault", "taken"), [(reset(), 0), (answer_lost(), 1)])
def test_connection_that_breaks_under_a_text_leaves_a_doubt(twilio, fault, taken):
    send()
    twilio.next(fault)

    result = send("CRISE again")

    assert isinstance(result, Unknown)
    assert len(twilio.requests) == 2
    assert len(twilio.sent) == 1 + taken


def test_line_on_which_something_went_wrong_is_not_used_again(twilio):
    twilio.next(reset())
    send()

    send("CRISE again")

    assert twilio.connections == 2


def test_no_line_passes_to_another_process(twilio):
    send()

    fork = multiprocessing.get_context("fork")
    with fork.Pool(1) as pool:
        rests = pool.apply(count)

    assert rests == 0
    assert count() > 0


def count() -> int:
    return len(lines._resting)


def test_trusted_certificates_are_read_once():
    lines._trusted.cache_clear()
    with lines.line() as session:
        adapter = session.get_adapter("https://api.twilio.com")
        request = lines.requests.Request("GET", "https://api.twilio.com").prepare()

    for _ in range(3):
        _host, tls = adapter.build_connection_pool_key_attributes(request, True)
        assert tls["cert_reqs"] == "CERT_REQUIRED"
        assert tls["ssl_context"].check_hostname

    assert lines._trusted.cache_info().misses == 1


def test_no_cookie_of_a_server_is_kept(twilio):
    twilio.next(Fault(accepts=True, headers={"Set-Cookie": "who=1; Path=/"}))
    send()

    with lines.line() as session:
        assert not list(session.cookies)
