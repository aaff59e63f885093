"""A stand-in for Twilio: strict about what it is asked, programmable in how it
fails, and able to call back with genuine signatures.

    with TwilioDouble() as twilio:
        settings.TWILIO_API_BASE_URL = twilio.url   # or **twilio.settings()
        twilio.next(answer_lost())                  # the next POST goes wrong
        …
        twilio.receipt(client, twilio.sent[0], "delivered")
        twilio.text(client, "+33639980101", "OUI")
        twilio.phones.answer(client, twilio.phones.rung[0]).press("1")

What a parameter may hold comes from Twilio's own description of its API
(tests/data/twilio-parameters.json); a parameter that is not in it is refused. The
ways to go wrong are in wire.py, the telephones in twilio_phones.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from twilio_callbacks import new_sid, post
from twilio_phones import Phones
from twilio_spec import broken_rules, refused_values
from twilio_wire import (
    ACCOUNT,
    MESSAGES,
    TOKEN,
    Fault,
    Handler,
    as_json,
    page_of,
    refuse,
)
from wire import Double


@dataclass
class Sent:
    """One text, in or out. `fields` is what was asked for, by Twilio's names."""

    sid: str
    to: str
    sender: str | None
    body: str
    fields: dict[str, str]
    created: datetime
    status: str = "queued"
    error_code: int | None = None
    direction: str = "outbound-api"

    def document(self) -> dict[str, Any]:
        """The resource as Twilio shows it."""
        service = self.fields.get("MessagingServiceSid")
        uri = f"{MESSAGES}/{self.sid}"
        waits = self.status in ("accepted", "queued", "scheduled")
        return {
            "account_sid": ACCOUNT,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": None if waits else format_datetime(self.created),
            "date_updated": format_datetime(self.created),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": service,
            "num_media": "0",
            "num_segments": "0" if service else "1",
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


class TwilioDouble(Double):
    """The stand-in. `account` is what it says of ours. The next request may go wrong
    on “create”, “list” or “fetch” of a text; “ring”, “calls” or “call”; “account”."""

    handler = Handler

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        super().__init__(now)
        self.sent: list[Sent] = []  # accepted, oldest first; inbound ones too
        self.phones = Phones(self)
        self.account = {"status": "active", "balance": "12.5", "currency": "EUR"}

    def settings(self, **changes: str) -> dict[str, str]:
        """Django settings, or an environment, that speak to this double."""
        return {
            "SMS_PROVIDER": "twilio",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_FROM": "38123",
            "TWILIO_API_BASE_URL": self.url,
        } | changes

    # --- what it tells the program ------------------------------------------------
    def receipt(
        self, client: Any, sent: Sent, status: str, error_code: int | None = None
    ) -> Any:
        """Changes the state of a text and posts the callback its sender asked for.
        `client` is Django's test client, or a LiveClient."""
        sent.status, sent.error_code = status, error_code
        fields = {
            "SmsSid": sent.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": sent.to,
            "MessageSid": sent.sid,
            "AccountSid": ACCOUNT,
            "From": sent.sender or "",
            "ApiVersion": "2010-04-01",
        }
        if error_code:
            fields["ErrorCode"] = str(error_code)
        return post(client, sent.fields["StatusCallback"], fields)

    def text(
        self,
        client: Any,
        sender: str,
        body: str,
        *,
        url: str = "http://localhost:8000/webhooks/twilio/sms",
        sid: str = "",
        **more: str,
    ) -> Any:
        """A text from a phone; the same `sid` again is the same text again."""
        sid = sid or new_sid()
        self.sent.append(
            Sent(
                sid, "38123", sender, body, {}, self.now(), "received", None, "inbound"
            )
        )
        fields = {
            "ToCountry": "FR",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "SmsSid": sid,
            "SmsStatus": "received",
            "Body": body,
            "To": "38123",
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": ACCOUNT,
            "From": sender,
            "ApiVersion": "2010-04-01",
        }
        return post(client, url, fields | more)

    # --- what it answers ----------------------------------------------------------
    def answer(self, operation: str, path: str, fields: dict[str, str]) -> Fault:
        """The true answer to a request."""
        sid = path.rpartition("/")[2].removesuffix(".json")
        match operation:
            case "create":
                return self.create(fields)
            case "list":
                return self.list(fields)
            case "ring":
                return self.phones.ring(fields)
            case "calls":
                return self.phones.list(fields)
            case "account":
                return as_json({"sid": ACCOUNT} | self.account)
            case "call":
                return self.phones.fetch(sid)
            case _:
                return self.fetch(sid)

    def refused(self, wrong: tuple[int, int, str]) -> Fault:
        """An error, remembered: the program asked for what it may not."""
        self.violations.append(f"{wrong[0]} {wrong[1]}")
        return refuse(*wrong)

    def create(self, fields: dict[str, str]) -> Fault:
        """Takes a text, or says why not."""
        wrong = broken_rules("CreateMessage", fields) or refused_values(fields)
        if wrong:
            return self.refused(wrong)
        by_service = "MessagingServiceSid" in fields
        message = Sent(
            sid=new_sid(),
            to=fields["To"],
            sender=fields.get("From"),
            body=fields["Body"],
            fields=fields,
            created=self.now().replace(microsecond=0),
            status="accepted" if by_service else "queued",
        )
        with self.lock:
            self.sent.append(message)
        return as_json(message.document(), 201)

    def list(self, fields: dict[str, str]) -> Fault:
        """The texts to a number, newest first."""
        wrong = broken_rules("ListMessage", fields)
        if wrong:
            return self.refused(wrong)
        with self.lock:
            found = [m for m in self.sent if fields.get("To") in (None, m.to)][::-1]
        documents = [message.document() for message in found]
        return as_json(page_of("messages", documents, fields, f"{MESSAGES}.json"))

    def fetch(self, sid: str) -> Fault:
        """One text by its id."""
        with self.lock:
            found = next((m for m in self.sent if m.sid == sid), None)
        if found is None:
            return refuse(20404, 404, "The requested resource was not found")
        return as_json(found.document())
