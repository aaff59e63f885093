"""Any provider that takes a text in one HTTP request, as its settings describe it.

It is never asked again: not whether it has a text, so a doubtful one is sent once
more (PAGING.md T8), nor what became of it. Receipts come to sealed addresses.
"""

import json
import math
import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from escalation.core.delivery import (
    Accepted,
    Account,
    Capabilities,
    Inbound,
    Problem,
    Rejected,
    Result,
    Scope,
    StatusUpdate,
    Unknown,
)
from escalation.core.gateway import GatewayError, Request, read_gateway
from escalation.sms.seals import is_sealed, sealed_url
from escalation.sms.transport import (
    Answer,
    Limits,
    ask,
    name_of,
    of_failure,
    seconds_to_wait,
    within,
)

STATUS_PATH = "/webhooks/http/status"
RECEIPTS_PATH = "/webhooks/http/receipts"
FIRST_WORD = re.compile(r"\A\s*(\w+)")
LONGEST = 900  # seconds a text may wait there (T9)


class HttpGateway:
    """smsmode, Octopush, a modem in the cupboard (PAGING.md §7)."""

    name = "http"

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    @property
    def capabilities(self) -> Capabilities:
        """Nobody is offered to answer: what comes in would not be heard."""
        return Capabilities(
            two_way=False, receipts=bool(settings.SMS_HTTP_RECEIPT), listing=False
        )

    def send(
        self, *, to: str, text: str, reference: str, validity: int, at: datetime
    ) -> Result:
        """One request."""
        if to == settings.SMS_HTTP_FROM:
            return Rejected(Scope.BUG, "sender", "This is our own sender.")
        seconds = min(max(validity, 1), LONGEST)
        slots = {
            "to": to,
            "number": to.removeprefix("+"),
            "text": text,
            "from": settings.SMS_HTTP_FROM,
            "reference": reference,
            "callback": sealed_url(f"{STATUS_PATH}/{reference}"),
            "validity": seconds,
            "minutes": math.ceil(seconds / 60),
        }
        try:
            means = read_gateway(settings)
            request = means.request(slots)
            answer = within(self.limits.total, lambda: self._ask(request))
        except GatewayError as error:
            return Rejected(Scope.CONFIG, "settings", str(error))
        except Exception as error:
            return of_failure(error)
        result = means.outcome(answer.status, _said(answer))
        if isinstance(result, Rejected) and result.scope == Scope.PASSING:
            return replace(result, retry_after=seconds_to_wait(answer.retry_after, at))
        return result

    def find(self, *, to: str, text: str, since: datetime) -> Accepted | Unknown | None:
        """It cannot be asked."""
        return Unknown("This provider has no list of texts.")

    def status(self, provider_id: str) -> StatusUpdate | None:
        """It cannot be asked: what is known stays."""
        return StatusUpdate("accepted", "", provider_id)

    def account(self) -> Account:
        """Whether its server is there; its keys are only proved by a text."""
        parts = urlsplit(settings.SMS_HTTP_URL)
        try:
            means = read_gateway(settings)
            server = f"{parts.scheme}://{parts.netloc}/"
            within(self.limits.total, lambda: self._knock(server))
        except Exception as error:
            return Account((Problem.AWAY,), name_of(error))
        told_by_hand = means.receipt_path and not means.calls_back
        return Account(receipts_at=sealed_url(RECEIPTS_PATH) if told_by_hand else "")

    def is_genuine(self, request: HttpRequest) -> bool:
        """True at an address that this provider alone was told."""
        return is_sealed(request.path_info)

    def parse_status(self, request: HttpRequest) -> StatusUpdate | None:
        """The receipt in JSON, in a form or in a query."""
        try:
            means = read_gateway(settings)
        except GatewayError:
            return None
        return means.receipt(_document(request)) if means.receipt_path else None

    def parse_inbound(self, request: HttpRequest) -> Inbound | None:
        """Nothing: see `capabilities`."""
        return None

    def _ask(self, request: Request) -> Answer:
        return ask(
            request.method,
            request.url,
            headers=request.headers,
            body=request.body,
            limits=self.limits,
        )

    def _knock(self, server: str) -> Answer:
        """Any answer will do; our keys stay at home."""
        return ask("HEAD", server, headers={}, limits=self.limits)


def _said(answer: Answer) -> Any:
    """The answer's JSON; of one that is none, such as a modem's “OK; ID=297”, its
    first word as `text`."""
    if answer.document is not None:
        return answer.document
    return {"text": "".join(FIRST_WORD.findall(answer.body.decode(errors="replace")))}


def _document(request: HttpRequest) -> Any:
    if request.content_type == "application/json":
        try:
            return json.loads(request.body)
        except (ValueError, RecursionError):
            return None
    return {**request.GET.dict(), **request.POST.dict()}
