"""Twilio, and the only door to its library (PAGING.md §1 to §3).

After a doubtful outcome the engine asks `find` before it sends again, because
Twilio has no idempotency key.

A client is made for each request and thrown away: the library does not promise to
be safe between threads, and loses answers across forks.
"""

# mypy: disable-error-code="import-untyped"

import logging
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator, get_signature_algorithm
from twilio.rest import Client

from escalation.core.delivery import (
    Accepted,
    Capabilities,
    Inbound,
    Rejected,
    Result,
    Scope,
    StatusUpdate,
    Unknown,
    scope_of,
)
from escalation.core.senders import is_two_way
from escalation.core.servers import is_safe_server
from escalation.sms.transport import (
    Limits,
    RefusedServerError,
    name_of,
    of_failure,
    says_not_sent,
    seconds_to_wait,
    within,
    without_numbers,
)

T = TypeVar("T")
log = logging.getLogger("astreinte.twilio")

SHORTEST, LONGEST = 30, 900  # seconds a text may wait at Twilio (T9)
PAGE_SIZE = 20
STATUS_PATH = "/webhooks/twilio/status/"
# Twilio's clock and ours; its dates have no fractions
CLOCKS = timedelta(seconds=60)
MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
SENDER = re.compile(r"\+?\d{3,20}")
API_HOST = re.compile(r"api(\.[a-z0-9-]+)*\.twilio\.com")
BAD_CALLBACK, SAME_NUMBER, EXPIRED = "21609", "21266", "30036"
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


class BoundHttpClient(TwilioHttpClient):
    """Talks to one server only, and never waits for ever."""

    def __init__(self, server: str, limits: Limits) -> None:
        super().__init__(pool_connections=False)
        # the constructor refuses a pair, and would erase it if set before
        self.timeout = (limits.connect, limits.read)
        self.server = server.rstrip("/")
        self.last: Response | None = None

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """As the library's, at our server. Raises RefusedServerError for another."""
        self.last = super().request(method, self._at_server(url), *args, **kwargs)
        return self.last

    def _at_server(self, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme != "https" or not API_HOST.fullmatch(parts.netloc):
            raise RefusedServerError(f"Not Twilio's API: {parts.netloc}")
        if not self.server:
            return url
        if not is_safe_server(self.server, debug=settings.DEBUG):
            raise RefusedServerError("TWILIO_API_BASE_URL is not https.")
        return self.server + url.removeprefix(f"https://{parts.netloc}")


class Twilio:
    """The provider of DESIGN.md §6, by its keys."""

    name = "twilio"

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    @property
    def capabilities(self) -> Capabilities:
        """Whether the sender can be answered depends on what it is (T3)."""
        return Capabilities(is_two_way(settings.TWILIO_FROM), True, True)

    def send(
        self, *, to: str, text: str, reference: str, validity: int, at: datetime
    ) -> Result:
        """One POST; a second one only where Twilio refuses our callback address,
        for a page without receipts is better than none."""
        if to == settings.TWILIO_FROM:
            return Rejected(Scope.BUG, SAME_NUMBER, "This is our own sender.")
        deadline = time.monotonic() + self.limits.total
        fields: dict[str, Any] = {
            "to": to,
            "body": text,
            "validity_period": min(max(validity, SHORTEST), LONGEST),
            "smart_encoded": False,
            "status_callback": f"{settings.SITE_URL}{STATUS_PATH}{reference}",
        }
        if settings.TWILIO_MESSAGING_SERVICE_SID:
            fields["messaging_service_sid"] = settings.TWILIO_MESSAGING_SERVICE_SID
        if settings.TWILIO_FROM:
            fields["from_"] = settings.TWILIO_FROM
        result = self._post(fields, deadline, at)
        if isinstance(result, Rejected) and result.scope == Scope.CALLBACK:
            del fields["status_callback"]
            result = self._post(fields, deadline, at)
            if isinstance(result, Accepted):
                return Accepted(result.provider_id, result.state, BAD_CALLBACK)
        return result

    def find(self, *, to: str, text: str, since: datetime) -> Accepted | Unknown | None:
        """Looks through the last texts to this number. No date is asked for: a text
        that waits at Twilio has none."""
        try:
            records = self._call(
                lambda client: client.messages.list(
                    to=to, page_size=PAGE_SIZE, limit=PAGE_SIZE
                )
            )
            for record in records:
                if _is_this_text(record, text, since):
                    return _accepted(record)
        except Exception as error:
            return Unknown(name_of(error))
        return None

    def status(self, provider_id: str) -> StatusUpdate | None:
        """One GET; None when it fails or says nothing new."""
        try:
            record = self._call(lambda client: client.messages(provider_id).fetch())
            return _update(record.status, record.error_code, provider_id)
        except Exception as error:
            log.info("No status of a text: %s.", name_of(error))
            return None

    def is_genuine(self, request: HttpRequest) -> bool:
        """Checks the signature over the public address, not the one this process
        sees behind its proxy; the token being replaced counts too."""
        signature = request.headers.get("X-Twilio-Signature", "")
        algorithm = get_signature_algorithm(
            request.headers.get("X-Twilio-Webhooks-Signature-Settings", "")
        )
        url = settings.SITE_URL + request.get_full_path()
        tokens = (settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_SECONDARY)
        return bool(signature) and any(
            RequestValidator(token).validate(url, request.POST, signature, algorithm)
            for token in tokens
            if token
        )

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

    def _post(self, fields: dict[str, Any], deadline: float, at: datetime) -> Result:
        http = BoundHttpClient(settings.TWILIO_API_BASE_URL, self.limits)
        seconds = deadline - time.monotonic()
        try:
            record = self._call(
                lambda client: client.messages.create(**fields), http, seconds
            )
        except Exception as error:
            return _refusal(error, http.last, at)
        if not MESSAGE_SID.fullmatch(str(record.sid)):
            return Unknown("An answer without the text's id.")
        return _accepted(record)

    def _call(
        self,
        ask: Callable[[Client], T],
        http: BoundHttpClient | None = None,
        seconds: float | None = None,
    ) -> T:
        """What the server answers, or whatever went wrong; TimeoutError at the end
        of the time."""
        http = http or BoundHttpClient(settings.TWILIO_API_BASE_URL, self.limits)
        client = Client(
            settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, http_client=http
        )
        total = self.limits.total if seconds is None else seconds
        return within(total, lambda: ask(client))


def _accepted(record: Any) -> Accepted:
    update = _update(record.status, record.error_code, record.sid)
    return Accepted(record.sid, *(update.state, update.code) if update else ())


def _update(status: object, error_code: object, sid: str) -> StatusUpdate | None:
    state = STATES.get(str(status))
    code = str(error_code or "")[:20]
    if state == "failed" and code == EXPIRED:
        state = "expired"
    return StatusUpdate(state, code, sid) if state else None


def _is_this_text(record: Any, text: str, since: datetime) -> bool:
    """The end, not the whole: trial accounts put a sentence before it."""
    return (
        MESSAGE_SID.fullmatch(str(record.sid)) is not None
        and str(record.direction).startswith("outbound")
        and str(record.body).endswith(text)
        and record.date_created >= since - CLOCKS
    )


def _refusal(error: Exception, answer: Response | None, at: datetime) -> Result:
    """What a failed POST says about the text: not sent, or nobody knows."""
    told = isinstance(error, TwilioRestException | TwilioServiceException)
    if told and answer is not None:
        return _http_refusal(error, answer, at)
    return of_failure(error)


def _http_refusal(
    error: TwilioRestException | TwilioServiceException, answer: Response, at: datetime
) -> Result:
    status = answer.status_code
    if not says_not_sent(status):
        return Unknown(f"HTTP {status}")
    code = str(error.code or status)[:20]
    words = error.msg if isinstance(error, TwilioRestException) else error.title
    scope = scope_of(code, status)
    wait = seconds_to_wait(answer.headers.get("Retry-After", ""), at)
    return Rejected(
        scope, code, without_numbers(words), wait if scope == Scope.PASSING else None
    )
