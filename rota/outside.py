"""Fetches a calendar from an address somebody gave: the only connection the rota
opens, and one that may lead anywhere.

So it leads to public addresses only, over https, with bounds on size, time and
redirects. Each hop's name is resolved once, every address it has is checked, and
the connection is made to the address that was checked, not to the name again.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Timer
from typing import NoReturn
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from rota.core.busy_days import MOST_BYTES
from rota.models import CalendarError

SECONDS = 20.0  # for everything: names, redirects, the body
MOST_HOPS = 5
CHUNK = 65_536
REDIRECTS = frozenset({301, 302, 303, 307, 308})
REFUSALS = frozenset({401, 403, 404, 410})
# public by their range, but wrapped around an address that may not be
TUNNELS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "2002::/16")))


class FetchError(Exception):
    """Why there is no calendar; `code` is a CalendarError."""

    def __init__(self, code: CalendarError) -> None:
        super().__init__(code.value)
        self.code = code


@dataclass(frozen=True, slots=True)
class Known:
    """What the server said last time, to ask whether it has changed since."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """`body` is None when nothing has changed since what was `known`."""

    body: bytes | None
    known: Known


class Connection(http.client.HTTPConnection):
    """To addresses that were checked, whatever the name would lead to by now."""

    def __init__(
        self, place: SplitResult, addresses: list[str], context: ssl.SSLContext | None
    ) -> None:
        secure = context is not None
        port = place.port or (443 if secure else 80)
        super().__init__(place.hostname or "", port, timeout=SECONDS / 2)
        self.default_port = 443 if secure else 80
        self.addresses, self.secured_by = addresses, context
        # `sock` is given to the response of a server that closes after it
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        """Opens the connection. Raises OSError."""
        self.sock = self.wire = self._reach(self.addresses)
        if self.secured_by is None:
            return
        # it is known before it speaks, so that `end` can cut it short
        secure = self.secured_by.wrap_socket(
            self.wire, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = self.wire = secure
        secure.do_handshake()

    def _reach(self, addresses: list[str]) -> socket.socket:
        """The first that answers: of two networks one may be missing here."""
        first, *others = addresses
        try:
            return socket.create_connection((first, self.port), self.timeout)
        except OSError:
            if not others:
                raise
        return self._reach(others)

    def end(self) -> None:
        """Wakes whoever waits for this server: it has had its time."""
        if self.wire is not None:
            with suppress(OSError):
                self.wire.shutdown(socket.SHUT_RDWR)


def fetch(
    url: str, known: Known, *, loopback: bool = False, seconds: float = SECONDS
) -> Fetched:
    """The calendar at that address, or the news that it is as `known`.

    `loopback`: for tests, this machine may be asked too, without https.
    Raises FetchError. May last `seconds`, so never in a transaction.
    """
    deadline = time.monotonic() + seconds
    for _hop in range(MOST_HOPS + 1):
        place = _place(url, loopback=loopback)
        addresses = _addresses(place, loopback=loopback)
        found = _ask(place, addresses, known, deadline)
        if isinstance(found, Fetched):
            return found
        url = urljoin(url, found)
    raise FetchError(CalendarError.REDIRECTS)


def _place(url: str, *, loopback: bool) -> SplitResult:
    """The parts of an address that may be asked."""
    try:
        place = urlsplit(url)
        port = place.port
    except ValueError:
        _refuse(CalendarError.ADDRESS)
    schemes = ("https", "http") if loopback else ("https",)
    if place.scheme not in schemes or not place.hostname or port == 0:
        _refuse(CalendarError.ADDRESS)
    if place.username or place.password or not url.isascii() or " " in url:
        _refuse(CalendarError.ADDRESS)
    return place


def _addresses(place: SplitResult, *, loopback: bool) -> list[str]:
    """The addresses of the host, when every one of them is public; two at most."""
    port = place.port or 443
    try:
        rows = socket.getaddrinfo(place.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        _refuse(CalendarError.UNKNOWN)
    addresses = [str(row[4][0]) for row in rows]
    if not addresses or not all(is_open(one, loopback=loopback) for one in addresses):
        _refuse(CalendarError.PRIVATE)
    if place.scheme == "http" and not all(map(_is_loopback, addresses)):
        _refuse(CalendarError.ADDRESS)
    # one of each kind, in the order the system prefers
    kinds = {":" in one: one for one in reversed(addresses)}
    return sorted(kinds.values(), key=addresses.index)


def is_open(text: str, *, loopback: bool = False) -> bool:
    """True for an address of the public internet, by itself and unwrapped."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        address = mapped
    if loopback and address.is_loopback:
        return True
    wrapped = any(address in network for network in TUNNELS)
    return address.is_global and not address.is_multicast and not wrapped


def _is_loopback(text: str) -> bool:
    return ipaddress.ip_address(text.partition("%")[0]).is_loopback


def _ask(
    place: SplitResult, addresses: list[str], known: Known, deadline: float
) -> Fetched | str:
    """What one server answers: the calendar, or where else to ask."""
    context = ssl.create_default_context() if place.scheme == "https" else None
    connection = Connection(place, addresses, context)
    left = deadline - time.monotonic()
    if left <= 0:
        _refuse(CalendarError.AWAY)
    timer = Timer(left, connection.end)
    timer.start()
    try:
        path = urlunsplit(("", "", place.path or "/", place.query, ""))
        connection.request("GET", path, headers=_headers(known))
        with closing(connection.getresponse()) as response:
            return _answer(response, known, deadline)
    except ssl.SSLError as error:
        late = time.monotonic() >= deadline
        code = CalendarError.AWAY if late else CalendarError.UNSAFE
        raise FetchError(code) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise FetchError(CalendarError.AWAY) from error
    finally:
        timer.cancel()
        connection.close()


def _headers(known: Known) -> dict[str, str]:
    asked = {
        "If-None-Match": known.etag,
        "If-Modified-Since": known.last_modified,
        "Accept": "text/calendar",
        "Accept-Encoding": "identity",
        "User-Agent": "Astreinte (calendar)",
    }
    return {name: value for name, value in asked.items() if value}


def _answer(
    response: http.client.HTTPResponse, known: Known, deadline: float
) -> Fetched | str:
    if response.status in REDIRECTS:
        return response.headers.get("Location", "")
    if response.status == 304:
        return Fetched(None, known)
    if response.status in REFUSALS:
        _refuse(CalendarError.REFUSED)
    if response.status != 200:
        _refuse(CalendarError.AWAY)
    body = bytearray()
    while chunk := response.read1(CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            _refuse(CalendarError.LARGE)
    # a connection that was cut looks like a body that ends
    if time.monotonic() >= deadline or response.length:
        _refuse(CalendarError.AWAY)
    said = response.headers
    now_known = Known(_short(said.get("ETag")), _short(said.get("Last-Modified")))
    return Fetched(bytes(body), now_known)


def _short(header: str | None) -> str:
    """As much of a header as is kept; one that is longer is of no use."""
    return header if header and len(header) <= 200 and header.isprintable() else ""


def _refuse(code: CalendarError) -> NoReturn:
    raise FetchError(code)
