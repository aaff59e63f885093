"""The record of a call: every attempt to reach somebody with all that was learnt of
it, and the whole log with those facts between its lines. Read-only.

Numbers and addresses are masked here, before any page or file sees them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from escalation.core.following import TAKING
from escalation.mail import mask_address
from escalation.meanings import explain, state_in_words
from escalation.models import (
    Channel,
    Incident,
    LogEntry,
    Page,
    PageEvent,
    RelayTask,
)
from escalation.timeline import Line, whole_log
from rota.core.phones import mask_phone
from rota.models import Person

# lines of the log with which a call changes hands, or ends
HANDS = (*TAKING, "passed", "closed")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing learnt of an attempt; `meaning` explains its code in one sentence."""

    event: PageEvent
    state: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One page, and every provider's name with the id it took it under; more than
    one is a duplicate. `meaning`: why nothing is known of it, where that is known."""

    page: Page
    to: str
    state: str
    meaning: str
    ids: list[tuple[str, str]]
    facts: list[Fact]

    @property
    def twice(self) -> str:
        """“one” or “two” providers have it twice; empty when none does."""
        if len(self.ids) < 2:
            return ""
        return "one" if len({name for name, _id in self.ids}) == 1 else "two"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the record: of the log, or a fact about an attempt."""

    at: datetime
    who: str
    line: Line | None = None
    attempt: Attempt | None = None
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody had the call, or did what only a crisis switches on, from then until
    then. No `until`: she still does."""

    task: str
    person: Person
    since: datetime
    until: datetime | None


def turns(incident: Incident) -> list[Turn]:
    """Who did what, in order of time: of the log, and of what was switched on."""
    found: list[Turn] = []
    holding: LogEntry | None = None
    for entry in incident.log.filter(kind__in=HANDS).select_related("person", "by"):
        holder = holding.person or holding.by if holding else None
        if holding and holder:
            task = str(RelayTask.CALL.label)
            found.append(Turn(task, holder, holding.at, entry.at))
        holding = entry if entry.kind in TAKING else None
    if holding and (holder := holding.person or holding.by):
        found.append(Turn(str(RelayTask.CALL.label), holder, holding.at, None))
    for one in incident.watches.select_related("person"):
        kind = one.get_kind_display()
        found.append(Turn(kind, one.person, one.started_at, one.ended_at))
    return sorted(found, key=lambda turn: turn.since)


def attempts(incident: Incident) -> list[Attempt]:
    """In the order in which they were written; two queries, however many."""
    pages = incident.pages.select_related("person").prefetch_related("events")
    return [_attempt(page) for page in pages]


def record(incident: Incident) -> list[Row]:
    """The whole log and every fact, in the order of time."""
    lines = [Row(line.at, _who(line), line=line) for line in whole_log(incident)]
    facts = [
        Row(fact.event.at, fact.event.provider, attempt=attempt, fact=fact)
        for attempt in attempts(incident)
        for fact in attempt.facts
    ]
    return sorted([*lines, *facts], key=lambda row: row.at)


def table(incident: Incident) -> Iterator[list[object]]:
    """The record as cells, under their titles, in the active language; times on the
    team's clock, with their distance from UTC."""
    yield [
        *(_("Time"), _("Who"), _("What happened"), _("To"), _("Number or address")),
        *(_("Provider"), _("Provider's id"), _("Attempt"), _("State")),
        *(_("Code"), _("Meaning"), _("Detail")),
    ]
    for row in record(incident):
        at = row.at.astimezone(incident.team.zone).isoformat(timespec="seconds")
        yield [at, row.who, *_cells(incident, row)]


def _cells(incident: Incident, row: Row) -> list[object]:
    if row.attempt is None or row.fact is None:
        return [_sentence(incident, row.line), *[""] * 9]
    page, event = row.attempt.page, row.fact.event
    return [
        f"{page.get_channel_display()}, {event.get_source_display()}",
        *(page.whom, row.attempt.to),
        *(event.provider, event.provider_id, event.attempt),
        *(row.fact.state, event.code, row.fact.meaning, event.reason),
    ]


def _sentence(incident: Incident, line: Line | None) -> str:
    """The sentence of the timeline, without its markup."""
    html = render_to_string(
        "escalation/_log_entry.html", {"line": line, "incident": incident}
    )
    return unescape(strip_tags(html))


def _who(line: Line) -> str:
    """Who did it: somebody of the team, a service that calls, or the program."""
    entry = line.entry
    if entry is None:
        return ""
    return entry.by.short_name if entry.by else entry.data.get("caller", "")


def _attempt(page: Page) -> Attempt:
    events = list(page.events.all())
    return Attempt(
        page=page,
        to=masked(page),
        state=state_in_words(page.channel, page.state),
        meaning="" if events else explain(page.error_code, page.state),
        ids=list(
            dict.fromkeys((e.provider, e.provider_id) for e in events if e.provider_id)
        ),
        facts=[
            Fact(
                event,
                state_in_words(page.channel, event.state),
                explain(event.code, event.state),
            )
            for event in events
        ],
    )


def masked(page: Page) -> str:
    """Where a page went, as much of it as tells one number from another."""
    hide = mask_address if page.channel == Channel.EMAIL else mask_phone
    return hide(page.to)
