"""Where a call stands at this moment, for the sentence at the top of its pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation.models import (
    Channel,
    Incident,
    IncidentState,
    LogEntry,
    Page,
    PageState,
)

FAILED = frozenset({PageState.UNDELIVERED, PageState.FAILED, PageState.EXPIRED})


@dataclass(frozen=True, slots=True)
class Status:
    """`calling` are those the last step asked, `arrived_at` when one of their texts is
    known to have arrived; `texting`: one is on its way, `line`: a telephone “rings” or
    was “answered”. `unanswered`: nobody answered a whole round, or nobody can be
    reached, so ringing is the better way. `lost`: nothing of the last step got
    through; `by_email`: it wrote e-mails only. Once taken, `silent_since` is when its
    owner last did something about it, `offered_at` when she last asked a colleague.
    """

    incident: Incident
    calling: str
    arrived_at: datetime | None
    texting: bool
    line: str
    silent_since: datetime | None
    offered_at: datetime | None
    unanswered: bool
    lost: bool
    by_email: bool
    answered_after: timedelta | None
    closed_after: timedelta | None

    @property
    def is_calling(self) -> bool:
        """True while nobody has taken it."""
        return self.incident.state == IncidentState.TRIGGERED


def status_of(incident: Incident, entries: list[LogEntry], pages: list[Page]) -> Status:
    """Read from its whole log, and from all the pages that ask for an answer."""
    asked = [page for page in pages if page.person_id in incident.asked]
    names = dict.fromkeys(page.person.short_name for page in asked)
    # that a key was pressed is no arrival of a text
    texts = [page for page in asked if page.channel == Channel.SMS]
    arrived = [page.delivered_at for page in texts if page.delivered_at]
    alive = [page for page in pages if page.state not in FAILED]
    last = max([(page.round, page.step) for page in asked], default=None)
    newest = [page for page in asked if (page.round, page.step) == last]
    fast = [page for page in newest if page.channel != Channel.EMAIL]
    taken_at, closed_at = incident.taken_at, incident.closed_at
    hers = [entry.at for entry in entries if entry.by_id == incident.owner_id]
    offers = [entry.at for entry in entries if entry.kind == "offered"]
    return Status(
        incident=incident,
        calling=", ".join(names),
        arrived_at=max(arrived, default=None),
        texting=any(
            page.channel == Channel.SMS and page.state not in FAILED for page in newest
        ),
        line=_line_of(newest),
        silent_since=max(hers, default=None) if incident.owner_id else None,
        offered_at=max(offers, default=None),
        unanswered=incident.state == IncidentState.TRIGGERED
        and (incident.round > 0 or not alive),
        lost=bool(fast) and all(page.state in FAILED for page in fast),
        by_email=bool(newest) and not fast,
        answered_after=taken_at - incident.raised_at if taken_at else None,
        closed_after=closed_at - incident.raised_at if closed_at else None,
    )


def _line_of(pages: list[Page]) -> str:
    states = {page.state for page in pages if page.channel == Channel.VOICE}
    if PageState.ANSWERED in states:
        return "answered"
    return "rings" if PageState.SENT in states else ""
