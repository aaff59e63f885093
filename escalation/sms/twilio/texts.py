"""Texts through Twilio: sent, found again, followed, received."""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from escalation.core.delivery import (
    Accepted,
    Account,
    Capabilities,
    Inbound,
    Result,
    StatusUpdate,
    Unknown,
)
from escalation.core.senders import is_two_way, voice_sender
from escalation.sms.transport import Limits
from escalation.sms.twilio import client

SHORTEST, LONGEST = 30, 900  # seconds a text may wait at Twilio (T9)
MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
SENDER = re.compile(r"\+?\d{3,20}")
EXPIRED = "30036"
LONGEST_BODY = 1600

# Twilio's words for the state of a text, in ours; the others say nothing new
STATES = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "sent",
    "partially_delivered": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "failed",
    "canceled": "cancelled",
}


class Twilio:
    """The provider of DESIGN.md §6, by its keys."""

    name = "twilio"

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    @property
    def capabilities(self) -> Capabilities:
        """Whether the sender can be answered depends on what it is (T3), and so
        does whether it can ring."""
        sender = settings.TWILIO_FROM
        rings_from = voice_sender(settings.TWILIO_VOICE_FROM, sender)
        two_way = is_two_way(sender)
        return Capabilities(
            two_way=two_way,
            receipts=True,
            listing=True,
            voice=bool(rings_from),
            numbers=tuple(filter(None, (sender if two_way else "", rings_from))),
        )

    def send(
        self, *, to: str, text: str, reference: str, validity: int, at: datetime
    ) -> Result:
        """One text."""
        fields: dict[str, Any] = {
            "to": to,
            "body": text,
            "validity_period": min(max(validity, SHORTEST), LONGEST),
            "smart_encoded": False,
            "status_callback": f"{settings.SITE_URL}{client.STATUS_PATH}{reference}",
        }
        if settings.TWILIO_MESSAGING_SERVICE_SID:
            fields["messaging_service_sid"] = settings.TWILIO_MESSAGING_SERVICE_SID
        if settings.TWILIO_FROM:
            fields["from_"] = settings.TWILIO_FROM
        return client.create(MESSAGES, fields, self.limits, at)

    def find(self, *, to: str, text: str, since: datetime) -> Accepted | Unknown | None:
        """Looks through the last texts to this number, at their end: trial accounts
        put a sentence before it."""
        return client.newest(
            MESSAGES,
            self.limits,
            since,
            lambda record: str(record.body).endswith(text),
            to=to,
        )

    def status(self, provider_id: str) -> StatusUpdate | None:
        """One GET; None when it fails or says nothing new."""
        return client.fetch(MESSAGES, provider_id, self.limits)

    def account(self) -> Account:
        """Whether our keys open the account, and what is left on it."""
        return client.account(self.limits)

    def is_genuine(self, request: HttpRequest) -> bool:
        """True when Twilio signed the request."""
        return client.is_genuine(request)

    def parse_status(self, request: HttpRequest) -> StatusUpdate | None:
        """The receipt in a callback; fields we do not know are left alone."""
        form = request.POST
        status = form.get("MessageStatus") or form.get("SmsStatus", "")
        sid = form.get("MessageSid") or form.get("SmsSid", "")
        if not MESSAGE_SID.fullmatch(sid):
            return None
        return _update(status, form.get("ErrorCode"), sid)

    def parse_inbound(self, request: HttpRequest) -> Inbound | None:
        """The text somebody sent us."""
        form = request.POST
        sid = form.get("MessageSid") or form.get("SmsSid", "")
        sender = form.get("From", "")
        if not MESSAGE_SID.fullmatch(sid) or not SENDER.fullmatch(sender):
            return None
        body = form.get("Body", "").replace("\0", "")[:LONGEST_BODY]
        opt_out = form.get("OptOutType", "").upper()
        known = opt_out in ("STOP", "START", "HELP")
        return Inbound(sid, sender, body, opt_out if known else "")


def _update(status: object, error_code: object, sid: str) -> StatusUpdate | None:
    state = STATES.get(str(status))
    code = str(error_code or "")[:20]
    if state == "failed" and code == EXPIRED:
        state = "expired"
    return StatusUpdate(state, code, sid) if state else None


MESSAGES = client.Resource(
    of=lambda twilio: twilio.messages,
    sid=MESSAGE_SID,
    update=lambda record: _update(record.status, record.error_code, record.sid),
)
