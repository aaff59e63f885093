"""The wire under the doubles of providers: an HTTP server, and how it may fail."""

import json
import os
import socket
import struct
import sys
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Fault:
    """What happens to one request. `accepts`: it is taken all the same."""

    accepts: bool = False
    status: int = 201
    body: bytes | None = None  # None: the true answer
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    silent: bool = False  # no answer until the double is closed
    closes: bool = False  # the connection, once it has answered, without a word
    resets: bool = False
    drip: float = 0  # seconds between two bytes
    drips_headers: bool = False
    cut: int = 0  # bytes missing at the end


def hang(*, accepts: bool = False) -> Fault:
    """The connection stays open and nothing comes."""
    return Fault(silent=True, accepts=accepts)


def drip(every: float, *, headers: bool = False) -> Fault:
    """One byte now and then: no read timeout ever strikes."""
    return Fault(accepts=True, drip=every, drips_headers=headers)


def reset() -> Fault:
    """The connection is torn down, and nothing was accepted."""
    return Fault(resets=True)


def answer_lost() -> Fault:
    """The request is accepted; the answer never arrives."""
    return Fault(accepts=True, resets=True)


def truncated() -> Fault:
    """The request is accepted; the answer stops in the middle."""
    return Fault(accepts=True, cut=40)


def answers(body: bytes | str, status: int = 201, kind: str = "text/html") -> Fault:
    """Somebody else answers: a proxy's page, a portal, another program."""
    data = body.encode() if isinstance(body, str) else body
    return Fault(status=status, body=data, content_type=kind)


def as_json(document: Any, status: int = 200) -> Fault:
    """An answer in which nothing is wrong."""
    return Fault(status=status, body=json.dumps(document).encode())


# --- the server ---------------------------------------------------------------
class Server(ThreadingHTTPServer):
    """One thread per connection. `double` decides, this only speaks."""

    daemon_threads = True
    # of a hundred that knock at once, a real server turns none away for a second
    request_queue_size = 256
    double: Any

    def shutdown_request(self, request: Any) -> None:
        """Counts the connections that have ended."""
        super().shutdown_request(request)
        self.double.ended += 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Remembers what broke, unless the program only went away."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):
            self.double.errors.append(error)


class Handler(BaseHTTPRequestHandler):
    """Lets a subclass find the answer, and gives it as the fault says."""

    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        """Counts the connections."""
        super().setup()
        self.server.double.connections += 1

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.serve("POST", body)

    def do_GET(self) -> None:
        self.serve("GET", urlsplit(self.path).query)

    def do_HEAD(self) -> None:
        self.server.double.requests.append(("HEAD", self.path, {}))
        self.answer(Fault(status=405, body=b""))

    def serve(self, method: str, asked: str) -> None:
        """Finds the answer; `asked` is the body of a POST, the query of a GET."""
        raise NotImplementedError

    def answer(self, fault: Fault) -> None:
        if fault.silent:
            self.server.double.closed.wait(10)
            self.close_connection = True
        elif fault.resets:
            self.tear()
        else:
            self.write(fault)

    def tear(self) -> None:
        """Sends a reset, not a polite end."""
        self.close_connection = True
        option = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, option)
        os.close(self.connection.detach())

    def write(self, fault: Fault) -> None:
        body = fault.body or b""
        lines = [f"HTTP/1.1 {fault.status} Double", f"Content-Length: {len(body)}"]
        lines.append(f"Content-Type: {fault.content_type}")
        lines += [f"{name}: {value}" for name, value in fault.headers.items()]
        if fault.closes:
            self.close_connection = True
        if fault.cut or fault.drip:
            self.close_connection = True
            lines.append("Connection: close")
        head = "\r\n".join([*lines, "", ""]).encode()
        if not fault.drip:
            self.wfile.write(head + body[: len(body) - fault.cut])
            return
        slow = head + body if fault.drips_headers else body
        self.wfile.write(b"" if fault.drips_headers else head)
        for byte in slow:
            self.wfile.write(bytes([byte]))
            if self.server.double.closed.wait(fault.drip):
                return


def use(settings: Any, changes: dict[str, str]) -> None:
    """Points Django's settings at a double."""
    for name, value in changes.items():
        setattr(settings, name, value)


class Double:
    """A provider's stand-in. `now` is its clock, for tests that move their own."""

    handler: type[Handler]

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.now = now or (lambda: datetime.now(UTC))
        self.requests: list[tuple[str, str, dict[str, Any]]] = []
        self.connections = self.ended = 0  # how many were made to it, and are over
        self.violations: list[str] = []  # what the real one would not have taken
        self.errors: list[BaseException | None] = []
        self.lock = threading.RLock()
        self.closed = threading.Event()
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._server = Server(("127.0.0.1", 0), self.handler)
        self._server.double = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        serve = lambda: self._server.serve_forever(poll_interval=0.01)  # noqa: E731
        threading.Thread(target=serve, daemon=True, name="double").start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()
        assert not self.errors, self.errors

    def next(self, *faults: Fault, on: str = "create") -> None:
        """What goes wrong with the next requests of a kind, such as “create”."""
        self._faults[on].extend(faults)

    def fault(self, operation: str) -> Fault | None:
        """What goes wrong with this request."""
        with self.lock:
            waiting = self._faults[operation]
            return waiting.popleft() if waiting else None

    def respond(self, operation: str, true: Callable[[], Fault]) -> Fault:
        """What is said to a request: the true answer, unless something goes wrong."""
        fault = self.fault(operation)
        if fault and not fault.accepts:
            return fault
        said = true()
        if fault and fault.body is None:
            return replace(fault, body=said.body, status=said.status)
        return fault or said
