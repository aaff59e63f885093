"""How we speak with Twilio, and the only door to its library (PAGING.md §1 to §3):
to one server only, for a bounded time.

After a doubtful outcome the engine looks before it asks again, because Twilio has
no idempotency key.

A client is made for each request and thrown away, over a line of its own: the library
does not promise to be safe between threads, and loses answers across forks.
"""

# mypy: disable-error-code="import-untyped"

import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import twilio.rest.api  # noqa: F401 - the library loads it with the first request
from django.conf import settings
from django.http import HttpRequest
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator, get_signature_algorithm
from twilio.rest import Client

from escalation.core.delivery import (
    Accepted,
    Account,
    Problem,
    Rejected,
    Result,
    Scope,
    StatusUpdate,
    Unknown,
    says_not_sent,
    scope_of,
)
from escalation.core.servers import is_safe_server
from escalation.sms.lines import line
from escalation.sms.transport import (
    Limits,
    RefusedServerError,
    name_of,
    of_failure,
    seconds_to_wait,
    within,
    without_numbers,
)

T = TypeVar("T")
log = logging.getLogger("astreinte.twilio")

PAGE_SIZE = 50
STATUS_PATH = "/webhooks/twilio/status/"
# Twilio's clock and ours; its dates have no fractions
CLOCKS = timedelta(seconds=60)
API_HOST = re.compile(r"api(\.[a-z0-9-]+)*\.twilio\.com")
BAD_CALLBACK = "21609"


@dataclass(frozen=True, slots=True)
class Resource:
    """What texts and calls differ in: the list they are in, the form of their ids,
    and what one of their records says in our words."""

    of: Callable[[Client], Any]
    sid: re.Pattern[str]
    update: Callable[[Any], StatusUpdate | None]

    def accepted(self, record: Any) -> Accepted:
        """The record as the outcome of a request."""
        update = self.update(record)
        return Accepted(record.sid, *(update.state, update.code) if update else ())


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
        address = self._at_server(url)
        with line() as self.session:
            self.last = super().request(method, address, *args, **kwargs)
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


def create(
    resource: Resource, fields: dict[str, Any], limits: Limits, at: datetime
) -> Result:
    """One POST; a second one only where Twilio refuses our callback address, for a
    page without receipts is better than none."""
    deadline = time.monotonic() + limits.total
    result = _post(resource, fields, limits, deadline, at)
    if not (isinstance(result, Rejected) and result.scope == Scope.CALLBACK):
        return result
    without = {k: v for k, v in fields.items() if not k.startswith("status_callback")}
    result = _post(resource, without, limits, deadline, at)
    if isinstance(result, Accepted):
        return Accepted(result.provider_id, result.state, BAD_CALLBACK)
    return result


def newest(
    resource: Resource,
    limits: Limits,
    since: datetime,
    is_it: Callable[[Any], bool],
    **of: str,
) -> Accepted | Unknown | None:
    """The newest record since then that `is_it`, of those with these properties: in
    a storm of calls, dozens may have come after it. No date is asked for: what waits
    at Twilio has none."""

    def is_since(record: Any) -> bool:
        created: datetime | None = record.date_created
        return created is not None and created >= since - CLOCKS

    def look(client: Client) -> Accepted | None:
        page = resource.of(client).page(page_size=PAGE_SIZE, **of)
        while page is not None:
            records = list(page)
            for record in records:
                if (
                    resource.sid.fullmatch(str(record.sid))
                    and str(record.direction).startswith("outbound")
                    and is_since(record)
                    and is_it(record)
                ):
                    return resource.accepted(record)
            page = page.next_page() if any(map(is_since, records)) else None
        return None

    try:
        return ask(look, limits)
    except Exception as error:
        return Unknown(name_of(error))


def fetch(resource: Resource, sid: str, limits: Limits) -> StatusUpdate | None:
    """What one record says now; None when that cannot be asked, or is nothing new."""
    try:
        return resource.update(
            ask(lambda client: resource.of(client).get(sid).fetch(), limits)
        )
    except Exception as error:
        log.info("Twilio says nothing of what it took: %s.", name_of(error))
        return None


def account(limits: Limits) -> Account:
    """Whether our keys open the account, and what is left on it."""
    http = BoundHttpClient(settings.TWILIO_API_BASE_URL, limits)
    try:
        return ask(_account, limits, http)
    except Exception as error:
        status = http.last.status_code if http.last else 0
        problem = Problem.REFUSED if status in (401, 403, 404) else Problem.AWAY
        return Account((problem,), f"HTTP {status}" if status else name_of(error))


def ask(
    question: Callable[[Client], T],
    limits: Limits,
    http: BoundHttpClient | None = None,
    seconds: float | None = None,
) -> T:
    """What the server answers, or whatever went wrong; TimeoutError at the end of
    the time."""
    http = http or BoundHttpClient(settings.TWILIO_API_BASE_URL, limits)
    client = Client(
        # a key of our own can be withdrawn alone; the token still signs webhooks
        settings.TWILIO_API_KEY_SID or settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_API_KEY_SECRET or settings.TWILIO_AUTH_TOKEN,
        account_sid=settings.TWILIO_ACCOUNT_SID,
        http_client=http,
    )
    total = limits.total if seconds is None else seconds
    return within(total, lambda: question(client))


def is_genuine(request: HttpRequest) -> bool:
    """Checks the signature over the public address, not the one this process sees
    behind its proxy; the token being replaced counts too."""
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


def _account(twilio: Client) -> Account:
    """What Twilio says of the account. A sub-account does not know its balance."""
    record = twilio.api.v2010.accounts(twilio.account_sid).fetch()
    if record.sid != twilio.account_sid:
        raise LookupError("Another program answers.")
    if str(record.status) != "active":
        return Account((Problem.CLOSED,), str(record.status))
    try:
        balance = twilio.api.v2010.account.balance.fetch()
        return Account(left=float(balance.balance), unit=str(balance.currency))
    except (TwilioRestException, TwilioServiceException, TypeError, ValueError):
        return Account()


def _post(
    resource: Resource,
    fields: dict[str, Any],
    limits: Limits,
    deadline: float,
    at: datetime,
) -> Result:
    http = BoundHttpClient(settings.TWILIO_API_BASE_URL, limits)
    seconds = deadline - time.monotonic()
    try:
        record = ask(
            lambda client: resource.of(client).create(**fields), limits, http, seconds
        )
    except Exception as error:
        return _refusal(error, http.last, at)
    if not resource.sid.fullmatch(str(record.sid)):
        return Unknown("An answer without an id.")
    return resource.accepted(record)


def _refusal(error: Exception, answer: Response | None, at: datetime) -> Result:
    """What a failed POST says: not taken, or nobody knows."""
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
