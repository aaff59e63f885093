"""A stand-in for whatever takes texts over HTTP: in JSON, in a form, or in the
address itself. Strict about its key and its fields, programmable in how it fails
(wire.py), and able to call back.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import wire
from wire import FORM, Double, Fault, as_json

KEY = "a-key"
FIELDS = {"to", "text", "from", "ref", "callback", "ttl"}
ids = count(1)


@dataclass
class Sent:
    """One text, by the names of this provider."""

    fields: dict[str, Any]
    id: str = field(default_factory=lambda: f"msg-{next(ids)}")

    @property
    def to(self) -> str:
        return self.fields["to"]

    @property
    def body(self) -> str:
        return self.fields["text"]


class Handler(wire.Handler):
    """Reads the text, wherever it is written."""

    def serve(self, method: str, asked: str) -> None:
        double, parts = self.server.double, urlsplit(self.path)
        said = {"asked": asked, "authorization": self.headers["Authorization"]}
        double.requests.append((method, parts.path, said))
        if self.headers["X-Api-Key"] != KEY:
            self.answer(as_json({"error": "key"}, 401))
            return
        kind = self.headers["Content-Type"] or ""
        read: Callable[[], Any] = lambda: dict(parse_qsl(parts.query))  # noqa: E731
        if kind.startswith(FORM):
            read = lambda: dict(parse_qsl(asked, strict_parsing=True))  # noqa: E731
        elif kind.startswith("application/json"):
            read = lambda: json.loads(asked)["sms"]  # noqa: E731
        self.answer(double.respond("create", lambda: double.create(read())))


class GatewayDouble(Double):
    """The stand-in."""

    handler = Handler

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Sent] = []

    def settings(self, **changes: str) -> dict[str, str]:
        """Django settings, or an environment, that speak to this double."""
        body = {"to": "{to}", "text": "{text}", "from": "{from}", "ref": "{reference}"}
        body |= {"callback": "{callback}", "ttl": "{validity}"}
        return {
            "SMS_PROVIDER": "http",
            "SMS_HTTP_URL": f"{self.url}/messages",
            "SMS_HTTP_METHOD": "POST",
            "SMS_HTTP_HEADERS": f"X-Api-Key: {KEY}",
            "SMS_HTTP_BODY": json.dumps({"sms": body}),
            "SMS_HTTP_FROM": "NantesMetro",
            "SMS_HTTP_ACCEPTED": "201",
            "SMS_HTTP_ID": "result.0.id",
            "SMS_HTTP_REFUSED": "402:config error=number:contact error=stop:blocked",
            "SMS_HTTP_RECEIPT": "status.value id",
            "SMS_HTTP_STATES": "GONE=sent OK=delivered KO=undelivered "
            "STOPPED=undelivered:blocked LATE=expired",
        } | changes

    def create(self, fields: dict[str, Any]) -> Fault:
        """Takes a text, or says why not."""
        if set(fields) - FIELDS or not {"to", "text"} <= set(fields):
            self.violations.append(f"Fields {sorted(fields)}")
            return as_json({"error": "fields"}, 400)
        sent = Sent(fields)
        with self.lock:
            self.sent.append(sent)
        return as_json({"result": [{"id": sent.id}]}, 201)
