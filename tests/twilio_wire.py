"""The wire under the double of Twilio: an HTTP server, and how it may fail."""

import json
import os
import socket
import struct
import sys
from base64 import b64encode
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "a-token-of-the-double"
FORM = "application/x-www-form-urlencoded"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"
CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls"
OPERATIONS = {
    ("POST", f"{MESSAGES}.json"): "create",
    ("GET", f"{MESSAGES}.json"): "list",
    ("POST", f"{CALLS}.json"): "ring",
    ("GET", f"{CALLS}.json"): "calls",
}
# parameters that may be given several times; they are kept with spaces between
LISTS = {"StatusCallbackEvent"}


@dataclass(frozen=True)
class Fault:
    """What happens to one request. `accepts`: it is taken all the same."""

    accepts: bool = False
    status: int = 201
    body: bytes | None = None  # None: the true answer
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    silent: bool = False  # no answer until the double is closed
    resets: bool = False
    drip: float = 0  # seconds between two bytes
    drips_headers: bool = False
    cut: int = 0  # bytes missing at the end


def refuse(
    code: int, status: int = 400, message: str = "Refused", **headers: str
) -> Fault:
    """Twilio's usual error."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    document = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Fault(status=status, body=json.dumps(document).encode(), headers=names)


def problem(code: int, status: int = 400, **more: object) -> Fault:
    """The newer form of an error (RFC 9457)."""
    document = {"type": "about:blank", "title": "Refused", "status": status}
    return Fault(
        status=status,
        body=json.dumps(document | {"code": code} | more).encode(),
        content_type="application/problem+json",
    )


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


def as_json(document: dict[str, Any], status: int = 200) -> Fault:
    """An answer in which nothing is wrong."""
    return Fault(status=status, body=json.dumps(document).encode())


def page_of(
    name: str, documents: list[dict[str, Any]], size: int, uri: str
) -> dict[str, Any]:
    """The first page of a list."""
    return {
        name: documents[:size],
        "page": 0,
        "page_size": size,
        "start": 0,
        "end": len(documents[:size]) - 1,
        "uri": uri,
        "first_page_uri": f"{uri}?PageSize={size}&Page=0",
        "next_page_uri": f"{uri}?Page=1" if len(documents) > size else None,
        "previous_page_uri": None,
    }


# --- the server ---------------------------------------------------------------
class Server(ThreadingHTTPServer):
    """One thread per connection. `double` decides, this only speaks."""

    daemon_threads = True
    double: Any

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Remembers what broke, unless the program only went away."""
        error = sys.exc_info()[1]
        if not isinstance(error, ConnectionError):
            self.double.errors.append(error)


class Handler(BaseHTTPRequestHandler):
    """Authenticates, asks the double, and answers as the fault says."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.serve("POST", body)

    def do_GET(self) -> None:
        self.serve("GET", urlsplit(self.path).query)

    def serve(self, method: str, query: str) -> None:
        double, path = self.server.double, urlsplit(self.path).path
        values = parse_qs(query, keep_blank_values=True)
        fields = {name: " ".join(found) for name, found in values.items()}
        double.requests.append((method, path, fields))
        wrong = self.misspoken(method, values)
        if wrong:
            self.answer(wrong)
            return
        called = path.startswith(f"{CALLS}/")
        operation = OPERATIONS.get((method, path), "call" if called else "fetch")
        fault = double.fault(operation)
        if fault and not fault.accepts:
            self.answer(fault)
            return
        true = double.answer(operation, path, fields)
        if fault and fault.body is None:
            fault = replace(fault, body=true.body, status=true.status)
        self.answer(fault or true)

    def misspoken(self, method: str, values: dict[str, list[str]]) -> Fault | None:
        """What is wrong with a request before it is read."""
        login = b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {login}":
            return refuse(20003, 401, "Authenticate")
        if method == "POST" and self.headers.get("Content-Type") != FORM:
            return refuse(20001, 415, "Unsupported media type")
        repeated = [
            name
            for name, found in values.items()
            if len(found) > 1 and name not in LISTS
        ]
        return refuse(20001, 400, f"Repeated {repeated}") if repeated else None

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
        head = "\r\n".join([*lines, "", ""]).encode()
        if fault.cut or fault.drip:
            self.close_connection = True
        if not fault.drip:
            self.wfile.write(head + body[: len(body) - fault.cut])
            return
        slow = head + body if fault.drips_headers else body
        self.wfile.write(b"" if fault.drips_headers else head)
        for byte in slow:
            self.wfile.write(bytes([byte]))
            if self.server.double.closed.wait(fault.drip):
                return
