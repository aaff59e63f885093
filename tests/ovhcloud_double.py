"""A stand-in for OVHcloud's SMS API: strict about keys, signature, time and what is
asked, programmable in how it fails (wire.py), and able to ring.

    with OvhcloudDouble() as ovh:
        use(settings, ovh.settings())
        ovh.next(answer_lost())
        …
        ovh.ends(ovh.sent[0], UNDELIVERED, ptt=24)
        ovh.rings(client, ovh.sent[0])

What a job may hold comes from OVHcloud's own description (eu.api.ovh.com/1.0/sms.json,
read in 2026); what a text may hold from its guides.
"""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha1
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import wire
from wire import Double, Fault, as_json

SERVICE = "sms-ab12345-1"
APPLICATION, SECRET, CONSUMER = "application", "a-secret", "consumer"
ROOT = f"/sms/{SERVICE}"
PENDING, DELIVERED, UNDELIVERED, BUFFERED, ERROR = 0, 1, 2, 8, 16
TOLERANCE = 60  # seconds between a request's time and the clock
JOB = {
    "charset": str,
    "class": str,
    "coding": str,
    "differedPeriod": int,
    "message": str,
    "noStopClause": bool,
    "priority": str,
    "receivers": list,
    "receiversDocumentUrl": str,
    "receiversSlotId": str,
    "sender": str,
    "senderForResponse": bool,
    "tag": str,
    "validityPeriod": int,
}
FILTERS = {"receiver", "sender", "tag", "creationDatetime.from", "creationDatetime.to"}
LINK = re.compile(r"https?://|www\.")
ids = count(802_084_252)


def refusal(status: int, message: str, code: str = "") -> Fault:
    """OVHcloud's usual error."""
    document = {"message": message, "class": "Client::Refused"}
    if code:
        document = {"message": message, "errorCode": code, "httpCode": str(status)}
    return as_json(document, status)


@dataclass
class Sent:
    """One text. `waits`: still a job."""

    job: dict[str, Any]
    created: datetime
    id: int = field(default_factory=lambda: next(ids))
    receipt: int = PENDING
    ptt: int = 1
    waits: bool = False

    @property
    def to(self) -> str:
        return self.job["receivers"][0]

    @property
    def body(self) -> str:
        return self.job["message"]

    def record(self) -> dict[str, Any]:
        """As it is shown."""
        at = self.created.isoformat(timespec="seconds")
        shown = {
            "creationDatetime": at,
            "credits": 1,
            "deliveredAt": at if self.receipt == DELIVERED else None,
            "deliveryReceipt": self.receipt,
            "differedDelivery": 0,
            "id": self.id,
            "message": self.body,
            "messageLength": len(self.body),
            "numberOfSms": 1,
            "ptt": self.ptt,
            "receiver": self.to,
            "sender": self.job.get("sender", "38069"),
            "sentAt": None if self.waits else at,
        }
        return shown if self.waits else shown | {"tag": self.job.get("tag", "")}


class Handler(wire.Handler):
    """Checks who asks, and finds the answer."""

    def serve(self, method: str, asked: str) -> None:
        double, parts = self.server.double, urlsplit(self.path)
        body, path = asked if method == "POST" else "", unquote(parts.path)
        path = path.removeprefix(urlsplit(double.base).path)
        if path == "/auth/time":
            said = lambda: as_json(double.time())  # noqa: E731
            self.answer(double.respond("time", said))
            return
        fields = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        double.requests.append((method, path, fields))
        wrong = self.stranger(method, body)
        operation, true = double.route(method, path, fields, body)
        self.answer(wrong or double.respond(operation, true))

    def stranger(self, method: str, body: str) -> Fault | None:
        """What is wrong with whoever asks."""
        double, headers = self.server.double, self.headers
        if headers["X-Ovh-Application"] != APPLICATION:
            return refusal(403, "This application key is invalid", "INVALID_KEY")
        if headers["X-Ovh-Consumer"] != CONSUMER:
            return refusal(403, "This credential does not exist", "NOT_CREDENTIAL")
        timestamp = headers["X-Ovh-Timestamp"] or "0"
        if abs(int(timestamp) - double.time()) > TOLERANCE:
            return refusal(400, "Query out of time", "QUERY_TIME_OUT")
        signed = (SECRET, CONSUMER, method, double.url + self.path, body, timestamp)
        digest = sha1("+".join(signed).encode()).hexdigest()
        if headers["X-Ovh-Signature"] != f"$1${digest}":
            return refusal(400, "Invalid signature", "INVALID_SIGNATURE")
        if body and headers["Content-Type"] != "application/json":
            return refusal(415, "Unsupported media type")
        return None


class OvhcloudDouble(Double):
    """The stand-in. Its clock may be `ahead` of everybody's, in seconds."""

    handler = Handler

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        super().__init__(now)
        # unlike any other's: the program remembers the clock of a server
        self.base = f"{self.url}/{next(ids)}/1.0"
        self.sent: list[Sent] = []
        self.senders = {"NantesMetro": "enable", "Orleans": "waitingValidation"}
        self.service: dict[str, Any] = {"creditsLeft": 750.0, "status": "enable"}
        self.invalid: set[str] = set()  # numbers that are none
        self.ahead = 0

    def settings(self, **changes: str) -> dict[str, str]:
        """Django settings, or an environment, that speak to this double."""
        return {
            "SMS_PROVIDER": "ovhcloud",
            "OVHCLOUD_APPLICATION_KEY": APPLICATION,
            "OVHCLOUD_APPLICATION_SECRET": SECRET,
            "OVHCLOUD_CONSUMER_KEY": CONSUMER,
            "OVHCLOUD_SERVICE": SERVICE,
            "OVHCLOUD_FROM": "NantesMetro",
            "OVHCLOUD_API_BASE_URL": self.base,
        } | changes

    def time(self) -> int:
        """Its clock, whatever the test does with its own."""
        return int(time.time()) + self.ahead

    # --- what it tells the program ------------------------------------------------
    def ends(self, sent: Sent, receipt: int, ptt: int = 1) -> None:
        """What became of a text."""
        sent.receipt, sent.ptt = receipt, ptt

    def rings(self, client: Any, sent: Sent, **changes: object) -> Any:
        """Calls the address it was told, as for any change of any text."""
        told = {
            "id": sent.id,
            "ptt": sent.ptt,
            "date": sent.created.isoformat(timespec="seconds"),
            "description": sent.receipt,
            "descriptionDlr": "Whatever",
        }
        path = urlsplit(self.service["callBack"]).path
        return client.get(f"{path}?{urlencode(told | changes)}")

    # --- what it answers ----------------------------------------------------------
    def route(
        self, method: str, path: str, fields: dict[str, str], body: str
    ) -> tuple[str, Callable[[], Fault]]:
        """The operation, and its true answer."""
        part, _, name = path.removeprefix(ROOT).strip("/").partition("/")
        if not path.startswith(ROOT) or (fields and part != "outgoing"):
            return "unknown", lambda: refusal(404, "This service does not exist")
        if (method, part) == ("POST", "jobs"):
            return "create", lambda: self.create(body)
        if part in ("jobs", "outgoing"):
            waits = part == "jobs"
            if name:
                return "fetch", lambda: self.fetch(name, waits)
            return part, lambda: self.list(fields, waits)
        if part == "senders":
            return "sender", lambda: self.sender(name)
        return "account", lambda: as_json(self.service)

    def create(self, body: str) -> Fault:
        """Takes a text, or says why not."""
        job = json.loads(body)
        wrong = self.wrong(job)
        if wrong:
            self.violations.append(wrong[1])
            return refusal(*wrong)
        invalid = [to for to in job["receivers"] if to in self.invalid]
        sent = [Sent(job, self.now())] if not invalid else []
        with self.lock:
            self.sent += sent
        return as_json(
            {
                "creditsLeft": self.service["creditsLeft"],
                "ids": [one.id for one in sent],
                "invalidReceivers": invalid,
                "tag": job.get("tag", ""),
                "totalCreditsRemoved": len(sent),
                "validReceivers": [one.to for one in sent],
            }
        )

    def wrong(self, job: dict[str, Any]) -> tuple[int, str] | None:
        """What the real one would not take, and what no page may ask for."""
        for name, value in job.items():
            if type(value) is not JOB.get(name):
                return 400, f"Unknown or wrong {name}"
        if not job.get("message") or not job.get("receivers"):
            return 400, "message and receivers are required"
        if not all(re.fullmatch(r"\+[1-9]\d{7,14}", to) for to in job["receivers"]):
            return 400, "A receiver is not in the international format"
        if len(job.get("tag", "")) > 20:
            return 400, "Invalid tag: is too long"
        if job.get("priority", "high") not in ("high", "low", "medium", "veryLow"):
            return 400, "Invalid priority"
        if job.get("charset", "UTF-8") != "UTF-8":
            return 400, "Invalid charset"
        if not 1 <= job.get("validityPeriod", 2880) <= 15:
            return 400, "A page that waits for hours"
        if job.get("noStopClause") is not True:
            return 400, "A page that is held at night"
        if job.get("senderForResponse") and LINK.search(job["message"]):
            return 400, "Cannot send contact information with shortcode"
        sender = job.get("sender", "")
        if bool(sender) == bool(job.get("senderForResponse")):
            return 400, "One of sender and senderForResponse"
        if sender and self.senders.get(sender) != "enable":
            return 403, f"Sms sender {sender} does not exists. Please create it first"
        return None

    def list(self, fields: dict[str, str], waits: bool) -> Fault:
        """Ids, in no order that is promised."""
        unknown = sorted(set(fields) - FILTERS)
        if unknown:
            self.violations.append(f"Unknown filter {unknown}")
            return refusal(400, f"Unknown {unknown}")
        since = datetime.fromisoformat(
            fields.get("creationDatetime.from", "2000-01-01T00:00:00+00:00")
        )
        with self.lock:
            found = [
                sent.id
                for sent in self.sent
                if sent.waits == waits
                and fields.get("receiver", sent.to) == sent.to
                and sent.created.replace(microsecond=0) >= since
            ]
        return as_json(found[1::2] + found[0::2])

    def fetch(self, number: str, waits: bool) -> Fault:
        """One text by its id."""
        with self.lock:
            found = [s for s in self.sent if str(s.id) == number and s.waits == waits]
        if not found:
            return refusal(404, "The requested object does not exist")
        return as_json(found[0].record())

    def sender(self, name: str) -> Fault:
        """Whether it is validated."""
        if name not in self.senders:
            return refusal(404, "The requested object does not exist")
        return as_json({"sender": name, "status": self.senders[name], "type": "alpha"})
