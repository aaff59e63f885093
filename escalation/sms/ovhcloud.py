"""OVHcloud SMS, signed by ourselves.

The `ovh` package waits 180 s for an answer and speaks to OVHcloud's own addresses
only, so neither a time limit (PAGING.md T7) nor a stand-in for tests fits in; the
signature it would spare us is four lines.

One way only. OVHcloud blocks any text with a link from its short numbers
(`senderForResponse`), and its virtual numbers are 06 or 07 (PAGING.md §0.1): what
is left for a page, which always carries its link, is a name.

Its receipts are not signed, and name the text only: each is a bell, on which the
API is asked what happened.
"""

import json
import logging
import math
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Any
from urllib.parse import quote, urlencode

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
    says_not_sent,
    scope_of,
)
from escalation.sms.seals import is_sealed, sealed_url
from escalation.sms.transport import (
    Answer,
    Limits,
    ask,
    name_of,
    of_failure,
    seconds_to_wait,
    within,
    without_numbers,
)

log = logging.getLogger("astreinte.ovhcloud")

SERVER = "https://eu.api.ovh.com/1.0"
RECEIPTS_PATH = "/webhooks/ovhcloud/receipts"
TAG_LENGTH = 20  # the most that OVHcloud keeps; seen in its own list of texts
LONGEST = 15  # minutes a text may wait at OVHcloud (T9)
CLOCKS = timedelta(seconds=60)  # OVHcloud's clock and ours
MOST_LOOKED_AT = 20  # texts, to find one among them
TEXT_ID = re.compile(r"[1-9]\d{0,18}")
OUT_OF_TIME = "QUERY_TIME_OUT"
# HTTP: the service does not exist, is expired
OUR_SERVICE = (404, 460)

# What became of a text: `deliveryReceipt`, whose other values say that it is on its
# way. Of the two lists of `ptt` that OVHcloud publishes one calls 4 “delivered”, the
# other “equipment error”: it gives the reason of a failure, and nothing else.
DELIVERED, UNDELIVERED, ERROR = 1, 2, 16
ENDS: dict[object, str] = {
    DELIVERED: "delivered",
    UNDELIVERED: "undelivered",
    ERROR: "failed",
}
EXPIRED = (8, 801)

# By server: its clock less our monotonic one, and when that was learnt
_clocks: dict[str, tuple[float, float]] = {}
CLOCK_KEPT = 3600.0  # seconds


class Ovhcloud:
    """French, and paid in credits (PAGING.md §7)."""

    name = "ovhcloud"
    capabilities = Capabilities(two_way=False, receipts=True, listing=True)

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()

    @property
    def server(self) -> str:
        """Where the API is, without a trailing slash."""
        return (settings.OVHCLOUD_API_BASE_URL or SERVER).rstrip("/")

    def send(
        self, *, to: str, text: str, reference: str, validity: int, at: datetime
    ) -> Result:
        """One POST. Without `noStopClause`, OVHcloud adds a STOP to the text and
        holds it at night and at weekends: exactly when people are on call."""
        job = {
            "charset": "UTF-8",
            "message": text,
            "noStopClause": True,
            "priority": "high",
            "receivers": [to],
            "sender": settings.OVHCLOUD_FROM,
            "tag": reference[:TAG_LENGTH],
            "validityPeriod": min(max(math.ceil(validity / 60), 1), LONGEST),
        }
        try:
            return within(self.limits.total, lambda: self._post(job, at))
        except Exception as error:
            return of_failure(error)

    def find(self, *, to: str, text: str, since: datetime) -> Accepted | Unknown | None:
        """Looks among the texts that wait, then among those that left: in this
        order, none can slip from one list to the other unseen."""
        try:
            return within(self.limits.total, lambda: self._look(to, text, since))
        except Exception as error:
            return Unknown(name_of(error))

    def status(self, provider_id: str) -> StatusUpdate | None:
        """One GET; None when it fails, or while the text waits."""
        if not TEXT_ID.fullmatch(provider_id):
            return None
        try:
            path = f"/outgoing/{provider_id}"
            return _update(within(self.limits.total, lambda: self._get(path)))
        except Exception as error:
            log.info("No status of a text: %s.", name_of(error))
            return None

    def account(self) -> Account:
        """Whether our keys open the service, the sender is validated, and texts can
        be paid for."""
        try:
            return within(self.limits.total, self._account)
        except Exception as error:
            return Account((Problem.AWAY,), name_of(error))

    def is_genuine(self, request: HttpRequest) -> bool:
        """True at the address that OVHcloud alone was told."""
        return is_sealed(request.path_info)

    def parse_status(self, request: HttpRequest) -> StatusUpdate | None:
        """A bell: what it says of the text's state is not believed."""
        provider_id = request.GET.get("id", "")
        if not TEXT_ID.fullmatch(provider_id):
            return None
        return StatusUpdate("", provider_id=provider_id)

    def parse_inbound(self, request: HttpRequest) -> Inbound | None:
        """Nothing: nobody can answer a name."""
        return None

    # --- in a thread, within the time -----------------------------------------------
    def _post(self, job: dict[str, Any], at: datetime) -> Result:
        try:
            timestamp = self._timestamp()
        except Exception as error:  # the job was not even asked for
            why = of_failure(error)
            if isinstance(why, Unknown):
                return Rejected(Scope.PASSING, "connection", why.reason)
            return why
        answer = self._ask("POST", "/jobs", timestamp, job)
        if answer.status // 100 != 2:
            return self._refusal(answer, at)
        report = answer.document if isinstance(answer.document, dict) else {}
        ids = report.get("ids") or []
        if ids and TEXT_ID.fullmatch(str(ids[0])):
            return Accepted(str(ids[0]))
        if report.get("invalidReceivers"):
            return Rejected(Scope.CONTACT, "invalidReceivers", "The number is invalid.")
        return Unknown("An answer without the text's id.")

    def _refusal(self, answer: Answer, at: datetime) -> Result:
        status = answer.status
        if not says_not_sent(status):
            return Unknown(f"HTTP {status}")
        said = answer.document if isinstance(answer.document, dict) else {}
        code = str(said.get("errorCode") or status)[:20]
        scope = Scope.CONFIG if status in OUR_SERVICE else scope_of(code, status)
        if code == OUT_OF_TIME:
            _clocks.pop(self.server, None)
            scope = Scope.PASSING
        wait = seconds_to_wait(answer.retry_after, at)
        return Rejected(
            scope,
            code,
            without_numbers(said.get("message", "")),
            wait if scope == Scope.PASSING else None,
        )

    def _look(self, to: str, text: str, since: datetime) -> Accepted | Unknown | None:
        earliest = since - CLOCKS
        after = earliest.isoformat(timespec="seconds")
        filters = {"receiver": to, "creationDatetime.from": after}
        for path, query in (("/jobs", {}), ("/outgoing", filters)):
            ids = self._get(path, query)
            if ids is None:
                return Unknown("HTTP 404")
            for record in self._newest(path, ids):
                if datetime.fromisoformat(record["creationDatetime"]) < earliest:
                    break  # and so are the others
                if record["receiver"] == to and record["message"] == text:
                    update = _update(record)
                    said = (update.state, update.code) if update else ()
                    return Accepted(str(record["id"]), *said)
            else:
                if len(ids) > MOST_LOOKED_AT:
                    return Unknown(f"More than {MOST_LOOKED_AT} texts to look at.")
        return None

    def _newest(self, path: str, ids: list[int]) -> Iterator[Any]:
        """The latest records of a list; one that left it meanwhile is passed over."""
        for number in sorted(ids, reverse=True)[:MOST_LOOKED_AT]:
            record = self._get(f"{path}/{number}")
            if record is not None:
                yield record

    def _account(self) -> Account:
        answer = self._ask("GET", "", self._timestamp())
        if answer.status != 200:
            away = not says_not_sent(answer.status) or answer.status in (429, 503)
            problem = Problem.AWAY if away else Problem.REFUSED
            return Account((problem,), f"HTTP {answer.status}")
        service = answer.document
        if service.get("status") == "disable":
            return Account((Problem.CLOSED,), "disable")
        address, left = sealed_url(RECEIPTS_PATH), service.get("creditsLeft")
        return Account(
            () if self._may_sign() else (Problem.SENDER,),
            left=left if isinstance(left, int | float) else None,
            unit="credits",
            receipts_at="" if service.get("callBack") == address else address,
        )

    def _may_sign(self) -> bool:
        """False when OVHcloud knows that our sender is not validated."""
        sender = quote(settings.OVHCLOUD_FROM, safe="")
        answer = self._ask("GET", f"/senders/{sender}", self._timestamp())
        if answer.status == 200:
            return bool(answer.document.get("status") == "enable")
        return answer.status != 404

    def _get(self, path: str, query: dict[str, str] | None = None) -> Any:
        """The JSON at a path of our service; None where there is nothing. Raises
        LookupError for another answer."""
        answer = self._ask("GET", path, self._timestamp(), query=query)
        if answer.status == 404:
            return None
        if answer.status != 200 or answer.document is None:
            raise LookupError(f"HTTP {answer.status}")
        return answer.document

    def _ask(
        self,
        method: str,
        path: str,
        timestamp: int,
        job: dict[str, Any] | None = None,
        query: dict[str, str] | None = None,
    ) -> Answer:
        url = f"{self.server}/sms/{quote(settings.OVHCLOUD_SERVICE, safe='')}{path}"
        if query:
            url += f"?{urlencode(query)}"
        body = json.dumps(job) if job else ""
        headers = {
            "Content-Type": "application/json",
            "X-Ovh-Application": settings.OVHCLOUD_APPLICATION_KEY,
            "X-Ovh-Consumer": settings.OVHCLOUD_CONSUMER_KEY,
            "X-Ovh-Timestamp": str(timestamp),
            "X-Ovh-Signature": signature(method, url, body, timestamp),
        }
        return ask(method, url, headers=headers, body=body.encode(), limits=self.limits)

    def _timestamp(self) -> int:
        """Seconds on OVHcloud's clock, which is asked once an hour: a request that
        is signed with a wrong time is refused. Raises LookupError for an answer
        that is none."""
        now = time.monotonic()
        ahead, learnt_at = _clocks.get(self.server, (0.0, -CLOCK_KEPT))
        if now - learnt_at >= CLOCK_KEPT:
            answer = ask(
                "GET", f"{self.server}/auth/time", headers={}, limits=self.limits
            )
            if answer.status != 200 or not isinstance(answer.document, int):
                raise LookupError(f"HTTP {answer.status}")
            now = time.monotonic()
            ahead = answer.document - now
            _clocks[self.server] = (ahead, now)
        return int(now + ahead)


def signature(method: str, url: str, body: str, timestamp: int) -> str:
    """What proves that a request is ours (OVHcloud's “first steps with the API”)."""
    keys = (settings.OVHCLOUD_APPLICATION_SECRET, settings.OVHCLOUD_CONSUMER_KEY)
    signed = "+".join((*keys, method, url, body, str(timestamp)))
    return f"$1${sha1(signed.encode(), usedforsecurity=False).hexdigest()}"


def _update(record: Any) -> StatusUpdate | None:
    """The state of a text in its record."""
    if not isinstance(record, dict) or not TEXT_ID.fullmatch(str(record.get("id"))):
        return None
    receipt, ptt = record.get("deliveryReceipt"), record.get("ptt")
    failed = receipt in (UNDELIVERED, ERROR)
    on_its_way = "sent" if record.get("sentAt") else "accepted"
    state = "expired" if failed and ptt in EXPIRED else ENDS.get(receipt, on_its_way)
    return StatusUpdate(state, f"ptt {ptt}"[:20] if failed else "", str(record["id"]))
