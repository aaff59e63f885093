"""What a provider can say about a text or a call, and the order of a page's states.

Pure vocabulary between the engine (escalation/sending.py) and the providers
(escalation/sms/). States only move forward: callbacks come late, twice, in any
order, or never (PAGING.md T11).
"""

from dataclasses import dataclass
from enum import StrEnum


class Scope(StrEnum):
    """What a refusal speaks about, hence what must happen next."""

    PASSING = "passing"  # not accepted now; the same request may succeed soon
    CONTACT = "contact"  # this number cannot be reached: wrong, fixed line
    BLOCKED = "blocked"  # this person sent STOP; never retry
    CONFIG = "config"  # our account, sender or key: nobody can be reached this way
    CONTENT = "content"  # this text or sender is refused; do not repeat it
    CALLBACK = "callback"  # our callback address is refused: send without it
    BUG = "bug"  # we asked for something impossible


class Problem(StrEnum):
    """Why texts would not leave, or their receipts not come."""

    AWAY = "away"  # no answer
    REFUSED = "refused"  # our keys, or the service they are for
    CLOSED = "closed"  # the account is suspended or closed
    SENDER = "sender"  # the provider does not let us write under this name


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has it. `state` is what it said at once: accepted, sent,
    delivered or undelivered (the simulator knows immediately)."""

    provider_id: str
    state: str = "accepted"
    code: str = ""

    @property
    def is_plain(self) -> bool:
        """True when nothing more follows from it."""
        return self.state == "accepted" and not self.code


@dataclass(frozen=True, slots=True)
class Rejected:
    """Certainly not sent."""

    scope: Scope
    code: str
    reason: str
    retry_after: float | None = None  # seconds, for Scope.PASSING


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been sent or not: reconcile before sending again."""

    reason: str


Result = Accepted | Rejected | Unknown


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """A receipt: one of the page states below, and the provider's error code.

    Of a call: accepted, sent (it rings), answered, then undelivered with the code
    “no-answer”, “busy” or “no-key”, failed or cancelled. Only a key makes it
    delivered: an answering machine picks up too (PAGING.md T21).

    Without a state it is only a bell: something happened to this text, and the
    provider must be asked what.
    """

    state: str
    code: str = ""
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """A text from a phone. `sender` is E.164."""

    provider_id: str
    sender: str
    body: str
    opt_out: str = ""  # "STOP", "START" or "HELP" where the provider says so


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do; decides what a text offers."""

    two_way: bool  # a person can answer the text
    receipts: bool  # says whether it was delivered
    listing: bool  # can be asked what it accepted, to reconcile
    voice: bool = False  # can ring a telephone too (escalation.sms.Voice)
    numbers: tuple[str, ...] = ()  # that people see when it writes or rings


@dataclass(frozen=True, slots=True)
class Account:
    """What a provider says of our account before anybody has to be called."""

    problems: tuple[Problem, ...] = ()
    detail: str = ""  # of a problem: what the provider answered
    left: float | None = None  # to spend; None when it does not say
    unit: str = ""  # “credits”, or the code of a currency
    # the address of ours that the provider must be told by hand; empty when it is
    # told with each text, or knows
    receipts_at: str = ""


# A call that ended without a key of ours: somebody, or a voicemail, picked up. Of
# one in which a key was pressed, providers say the same.
NO_KEY = "no-key"

RANK = {
    "planned": 0,
    "sending": 1,
    "unknown": 2,
    "accepted": 3,
    "sent": 4,
    "answered": 5,
    "undelivered": 6,
    "failed": 6,
    "expired": 6,
    "cancelled": 6,
    "delivered": 7,
}
ENDED = frozenset({"delivered", "undelivered", "failed", "expired", "cancelled"})
FAILURES = frozenset({"undelivered", "failed", "expired"})


def is_forward(current: str, new: str) -> bool:
    """True when `new` may replace `current`.

    A final state stays: a late `delivered` after `undelivered` is an event for
    the log, not a transition, because the ladder has already moved on.
    """
    return current not in ENDED and RANK[new] > RANK[current]


# Twilio's error codes (twilio.com/docs/api/errors), by what they mean for us.
# Unlisted codes of a refused request count as PASSING when the HTTP status is
# 429 or 503, as BUG when it is another 4xx. A scope's name is a code as well, for
# providers whose own are not listed here.
SCOPES: dict[str, Scope] = {
    **{scope.value: scope for scope in Scope},
    "10004": Scope.PASSING,
    "20429": Scope.PASSING,
    "10001": Scope.CONFIG,
    "10005": Scope.CONFIG,
    "20003": Scope.CONFIG,
    "20404": Scope.CONFIG,
    "21606": Scope.CONFIG,
    "21603": Scope.CONFIG,
    "21701": Scope.CONFIG,
    "30002": Scope.CONFIG,
    "21408": Scope.CONFIG,
    # of calls: our number, our address, what our account may ring
    "21205": Scope.CONFIG,
    "21210": Scope.CONFIG,
    "21212": Scope.CONFIG,
    "21215": Scope.CONFIG,
    "21216": Scope.CONFIG,
    "21219": Scope.CONFIG,
    "21211": Scope.CONTACT,
    "21214": Scope.CONTACT,
    "21217": Scope.CONTACT,
    "21614": Scope.CONTACT,
    "21635": Scope.CONTACT,
    "30005": Scope.CONTACT,
    "30006": Scope.CONTACT,
    "21610": Scope.BLOCKED,
    "21612": Scope.CONTENT,
    "30004": Scope.CONTENT,
    "30007": Scope.CONTENT,
    "21609": Scope.CALLBACK,
    "21611": Scope.PASSING,
    "30001": Scope.PASSING,
    "30003": Scope.PASSING,
    "30008": Scope.PASSING,
    "30036": Scope.PASSING,
    "21624": Scope.BUG,
    "21617": Scope.BUG,
    "21602": Scope.BUG,
    "21266": Scope.BUG,
    # OVHcloud's, for a request, then for a text that did not arrive (/sms/ptts)
    "INVALID_SIGNATURE": Scope.CONFIG,
    "ptt 10": Scope.CONFIG,
    "ptt 52": Scope.CONFIG,
    "ptt 54": Scope.CONFIG,
    "ptt 23": Scope.CONTACT,
    "ptt 27": Scope.CONTACT,
    "ptt 100": Scope.CONTACT,
    "ptt 53": Scope.BLOCKED,
    "ptt 28": Scope.CONTENT,
    "ptt 29": Scope.CONTENT,
    "ptt 76": Scope.CONTENT,
    "ptt 101": Scope.CONTENT,
    "ptt 202": Scope.CONTENT,
}


def scope_of(code: str, http_status: int | None = None) -> Scope:
    """What an error code speaks about; `http_status` decides for unknown ones."""
    if code in SCOPES:
        return SCOPES[code]
    if http_status in (401, 402, 403):
        return Scope.CONFIG
    if http_status is None or http_status in (429, 503):
        return Scope.PASSING
    return Scope.BUG


def says_not_sent(http_status: int) -> bool:
    """True for the 4xx and 503; 408 and the other 5xx leave it open."""
    if http_status == 408:
        return False
    return 400 <= http_status < 500 or http_status == 503
