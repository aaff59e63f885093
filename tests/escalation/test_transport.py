"""One request to a provider's server: bounded in time and size, and to no other."""

import time

import pytest
from gateway_double import KEY, GatewayDouble
from wire import answers

from escalation.sms.transport import (
    LARGEST,
    Limits,
    RefusedServerError,
    ask,
    within,
)

QUICK = Limits(connect=0.4, read=0.3, total=0.6)


@pytest.fixture
def server():
    """Anything that answers."""
    with GatewayDouble() as double:
        yield double


def get(url: str):
    return ask("GET", url, headers={"X-Api-Key": KEY}, limits=QUICK)


def test_answer_without_end_is_not_read_to_the_end(server):
    server.next(answers("x" * 5 * LARGEST, 200))

    assert LARGEST < len(get(server.url).body) < 2 * LARGEST


def test_redirection_is_not_followed(server):
    moved = answers("", 307)
    moved.headers["Location"] = f"{server.url}/elsewhere"
    server.next(moved)

    assert get(server.url).status == 307
    assert len(server.requests) == 1


@pytest.mark.parametrize("url", ["http://sms.example/", "ftp://localhost/", "nowhere"])
def test_server_that_may_not_have_our_keys_is_not_asked(settings, url):
    settings.DEBUG = False

    with pytest.raises(RefusedServerError):
        get(url)


def test_time_is_kept_whatever_the_request_does():
    started = time.monotonic()

    with pytest.raises(TimeoutError):
        within(0.1, lambda: time.sleep(2))

    assert time.monotonic() - started < 1


def test_what_a_request_raises_is_raised():
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)
