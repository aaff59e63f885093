"""Fetching a calendar from an address somebody gave: where it may lead, how large
and how slow it may be."""

import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest
from calendar_server import LEAVE, Answer, CalendarServer

from rota.core.busy_days import MOST_BYTES
from rota.models import CalendarError
from rota.outside import MOST_HOPS, FetchError, Known, fetch, is_open


@pytest.fixture
def server():
    server = CalendarServer()
    yield server
    server.stop()


def refusal(url: str, **options) -> str:
    """Why nothing is fetched there."""
    with pytest.raises(FetchError) as caught:
        fetch(url, Known(), **options)
    return caught.value.code


def test_a_calendar_is_fetched_with_what_tells_its_version(server):
    server.answers["/leave.ics"].headers = {"ETag": '"7"', "Last-Modified": "Monday"}

    found = fetch(f"{server.url}/leave.ics", Known(), loopback=True)

    assert found.body == LEAVE
    assert found.known == Known('"7"', "Monday")


def test_what_has_not_changed_is_not_sent_again(server):
    server.answers["/leave.ics"].headers = {"ETag": '"7"'}
    known = Known('"7"', "Monday")

    found = fetch(f"{server.url}/leave.ics", known, loopback=True)

    assert (found.body, found.known) == (None, known)
    assert server.asked[0][1]["If-Modified-Since"] == "Monday"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a.ics",
        "ftp://example.org/a.ics",
        "file:///etc/passwd",
        "https:///a.ics",
        "https://user:secret@example.org/a.ics",
        "https://example.org:99999/a.ics",
        "https://[nonsense/a.ics",
        "https://example.org/a b.ics",
        "https://example.org/é.ics",
        "",
    ],
)
def test_an_address_that_is_none_is_refused(url):
    assert refusal(url) == CalendarError.ADDRESS


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "[::1]",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:a00:1::]",
        "2130706433",
        "0x7f.1",
    ],
)
def test_private_networks_are_never_asked(host):
    assert refusal(f"https://{host}/a.ics") == CalendarError.PRIVATE


@pytest.mark.parametrize("address", ["203.0.114.1", "2a01:e0a::1", "8.8.8.8"])
def test_public_addresses_are_open(address):
    assert is_open(address)


def test_the_setting_for_tests_opens_this_machine_only():
    assert is_open("127.0.0.1", loopback=True)
    assert not is_open("10.0.0.1", loopback=True)
    assert refusal("https://10.0.0.1/a.ics", loopback=True) == CalendarError.PRIVATE
    assert refusal("http://8.8.8.8/a.ics", loopback=True) == CalendarError.ADDRESS


def test_a_name_with_one_private_address_is_refused(monkeypatch):
    def both(*args: object, **options: object) -> list:
        return [(0, 0, 0, "", (ip, 443)) for ip in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)

    assert refusal("https://example.org/a.ics") == CalendarError.PRIVATE


def test_the_name_is_asked_once_and_the_address_that_was_checked_is_used(
    server, monkeypatch
):
    asked, lookup = [], socket.getaddrinfo

    def first_public_then_private(host, *args, **options):
        asked.append(host)
        return lookup("127.0.0.1", *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", first_public_then_private)
    url = f"http://calendar.example:{server.server_port}/leave.ics"

    found = fetch(url, Known(), loopback=True)

    assert found.body == LEAVE
    # once by its name; then by the address, which needs no looking up
    assert asked == ["calendar.example", "127.0.0.1"]
    assert server.asked[0][1]["Host"] == f"calendar.example:{server.server_port}"


def test_a_name_nobody_has_is_said(monkeypatch):
    def unknown(*args: object, **options: object) -> list:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert refusal("https://nowhere.example/a.ics") == CalendarError.UNKNOWN


def test_redirects_are_followed(server):
    server.answers["/old"] = Answer(301, b"", {"Location": "/leave.ics"})

    assert fetch(f"{server.url}/old", Known(), loopback=True).body == LEAVE


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("https://192.168.1.1/a.ics", CalendarError.PRIVATE),
        ("file:///etc/passwd", CalendarError.ADDRESS),
        ("http://8.8.8.8/a.ics", CalendarError.ADDRESS),
    ],
)
def test_each_hop_is_checked(server, to, code):
    server.answers["/old"] = Answer(302, b"", {"Location": to})

    assert refusal(f"{server.url}/old", loopback=True) == code


def test_a_circle_ends(server):
    server.answers["/old"] = Answer(302, b"", {"Location": "/old"})

    assert refusal(f"{server.url}/old", loopback=True) == CalendarError.REDIRECTS
    assert len(server.asked) == MOST_HOPS + 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, CalendarError.REFUSED),
        (403, CalendarError.REFUSED),
        (404, CalendarError.REFUSED),
        (410, CalendarError.REFUSED),
        (500, CalendarError.AWAY),
        (503, CalendarError.AWAY),
        (204, CalendarError.AWAY),
    ],
)
def test_what_the_server_says_is_understood(server, status, code):
    server.answers["/leave.ics"] = Answer(status, b"")

    assert refusal(f"{server.url}/leave.ics", loopback=True) == code


def test_a_calendar_without_end_is_not_read_to_its_end(server):
    server.answers["/leave.ics"] = Answer(body=b" " * (MOST_BYTES + 1))

    assert refusal(f"{server.url}/leave.ics", loopback=True) == CalendarError.LARGE


def test_a_body_cut_short_is_no_calendar(server):
    server.answers["/leave.ics"].headers = {"Content-Length": "100000"}

    assert refusal(f"{server.url}/leave.ics", loopback=True) == CalendarError.AWAY


def test_a_server_that_drips_has_its_time_and_no_more(server):
    server.answers["/leave.ics"].drips = True
    began = time.monotonic()

    code = refusal(f"{server.url}/leave.ics", loopback=True, seconds=0.3)

    assert code == CalendarError.AWAY
    assert time.monotonic() - began < 3


def test_a_server_that_is_not_there(server):
    server.stop()

    assert refusal(f"{server.url}/leave.ics", loopback=True) == CalendarError.AWAY


@pytest.fixture
def trusted(tmp_path, monkeypatch):
    """`trusted("name")`: a server over TLS, known under that name to an authority
    that this process trusts."""
    servers = []

    def start(name: str) -> CalendarServer:
        key, paper = tmp_path / "key.pem", tmp_path / "certificate.pem"
        make_certificate(name, key, paper)
        monkeypatch.setenv("SSL_CERT_FILE", str(paper))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(paper, key)
        servers.append(CalendarServer(context))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def make_certificate(name: str, key: Path, paper: Path) -> None:
    """A key, and a paper signed with it that says it is `name`'s."""
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test"
    files = ["-keyout", str(key), "-out", str(paper)]
    subprocess.run(
        [*command.split(), "-addext", f"subjectAltName=DNS:{name}", *files],
        check=True,
        capture_output=True,
    )


@pytest.mark.parametrize(
    ("name", "found"), [("localhost", True), ("elsewhere.example", False)]
)
def test_the_name_of_the_server_is_proven_not_its_address(trusted, name, found):
    url = f"https://localhost:{trusted(name).server_port}/leave.ics"

    if found:
        assert fetch(url, Known(), loopback=True).body == LEAVE
    else:
        assert refusal(url, loopback=True) == CalendarError.UNSAFE


def test_a_server_that_cannot_prove_who_it_is(server):
    url = server.url.replace("http://", "https://")

    assert refusal(f"{url}/leave.ics", loopback=True) == CalendarError.UNSAFE
