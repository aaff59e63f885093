"""The log of an incident, as lines to read: what happened, and what comes next.

As many queries whatever its length. Sentences are in
templates/escalation/_log_entry.html; nothing here shows a telephone number.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from escalation.colleagues import fallback_of
from escalation.core.following import TAKING
from escalation.core.limits import HELD
from escalation.health import LATE, Problem, problems
from escalation.log_lines import INSIDE, TONES, Line
from escalation.models import (
    Case,
    Channel,
    Incident,
    IncidentState,
    LogEntry,
    Page,
    Purpose,
    Target,
)
from escalation.status import FAILED, Status, status_of
from rota.duty import Duty, duty_at, leads
from rota.models import Membership, Person

PASSING = frozenset({"passed", "passed_late", "offer_refused"})
LATE_ANSWERS = frozenset({"already_taken", "passed_late"})
# what somebody had to do with a call whose owner is another, by her last line
PARTS = {"offered": "was_asked", "offer_refused": "refused"}
PARTS |= dict.fromkeys(TAKING, "had")
# calls that rang: that nobody answered is no fault of the line
RANG = frozenset({"no-answer", "busy", "no-key"})


@dataclass(frozen=True, slots=True)
class Called:
    """Somebody the ladder reached for, and what became of it."""

    member: Membership | None
    person: Person
    state: str  # taken, passed, failed, mailed, asked, offered, silent
    tone: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything a page shows of one incident. `problems`: what is wrong with the
    machinery, while it matters to this call."""

    lines: list[Line]
    status: Status
    problems: list[Problem]
    people: list[Called]
    version: str

    @property
    def over_said(self) -> Line | None:
        """The line in which the caller says that it is over, while it is her last."""
        hers = [
            line
            for line in self.lines
            if line.kind in ("noted", "over") and line.entry and not line.entry.by_id
        ]
        return hers[-1] if hers and hers[-1].kind == "over" else None

    def part_of(self, person: Person) -> str:
        """What somebody has to do with a taken call: “mine”, “asked” (its owner asks
        her to take it over), “refused”, “was_asked”, “had” (it before), or nothing."""
        incident = self.status.incident
        if incident.owner_id == person.pk:
            return "mine"
        if incident.handing_to_id == person.pk:
            return "asked"
        kinds = [
            line.kind
            for line in self.lines
            if line.entry and line.entry.person_id == person.pk
        ]
        for kind in reversed(kinds):
            if kind in PARTS:
                return PARTS[kind]
        return ""


def tell(incident: Incident, at: datetime, *, to_caller: bool = False) -> Story:
    """Reads an incident at this moment. `to_caller` leaves out working notes, and
    what is wrong with somebody's phone."""
    entries = list(
        incident.log.select_related("person", "by", "page__person").order_by("at", "pk")
    )
    called = incident.pages.filter(purpose=Purpose.PAGE).exclude(error_code__in=HELD)
    pages = list(called.select_related("person"))
    lines = [
        _line(incident, entry, to_caller=to_caller)
        for entry in _once(entries)
        if not (to_caller and _is_inside(entry))
    ]
    coming = upcoming(incident, at)
    wrong = problems(at) if incident.state != IncidentState.RESOLVED else []
    late = coming is not None and coming.late
    return Story(
        lines=[*lines, coming] if coming else lines,
        status=status_of(incident, entries, pages),
        problems=wrong,
        people=_people(incident, entries, pages),
        version=_version(incident, entries, pages, late, wrong),
    )


def whole_log(incident: Incident) -> list[Line]:
    """Every line that was ever written, for the record: none is left out."""
    entries = incident.log.select_related("person", "by", "page__person")
    lines = entries.order_by("at", "pk")
    return [_line(incident, entry, to_caller=False) for entry in lines]


def _once(entries: list[LogEntry]) -> list[LogEntry]:
    """The same late answer of one person is one line, however often she sends it."""
    kept: list[LogEntry] = []
    heard: set[tuple[str, int | None]] = set()
    for entry in entries:
        if entry.kind in TAKING:
            heard.clear()
        elif entry.kind in LATE_ANSWERS:
            if (entry.kind, entry.person_id) in heard:
                continue
            heard.add((entry.kind, entry.person_id))
        kept.append(entry)
    return kept


def _is_inside(entry: LogEntry) -> bool:
    into_cell = entry.page is not None and entry.page.purpose == Purpose.CELL
    return into_cell or (entry.kind in INSIDE and not entry.data.get("caller"))


def _line(incident: Incident, entry: LogEntry, *, to_caller: bool) -> Line:
    tone = TONES.get(entry.kind, "")
    if entry.kind == "raised":
        tone = "crisis" if incident.case == Case.CRISIS else "info"
    if entry.kind == "paged" and entry.page and entry.page.state in FAILED:
        tone = "info"
    if entry.kind == "failed" and entry.page and entry.page.channel == Channel.VOICE:
        tone = ""  # not picking up is no fault
    page = entry.page
    return Line(
        at=entry.at,
        kind=entry.kind,
        tone=tone,
        entry=entry,
        page=page,
        handed_in=(page.accepted_at - page.created_at).total_seconds()
        if page and page.accepted_at
        else None,
        who=_name(entry),
        target=entry.data.get("target", ""),
        reason="" if to_caller else entry.data.get("scope", ""),
    )


def _name(entry: LogEntry) -> str:
    """Whom a line is about: a person's short name, or a caller's."""
    person = entry.person or entry.by
    return person.short_name if person else entry.data.get("caller", "")


def upcoming(
    incident: Incident, at: datetime, *, without: int | None = None
) -> Line | None:
    """The step that runs unless somebody answers first; None once taken.

    `without` leaves one person out: what would follow if she said she cannot.
    """
    if incident.state != IncidentState.TRIGGERED or incident.due_at is None:
        return None
    due_at, late = max(incident.due_at, at), incident.due_at < at - LATE
    duty = duty_at(incident.team, due_at)
    for step in incident.ladder["steps"][incident.step :]:
        target = step["target"]
        people = [
            member.person
            for member in _holders(incident, target, duty, due_at)
            if member.person_id not in incident.declined and member.person_id != without
        ]
        if people:
            who = ", ".join(person.short_name for person in people)
            held = duty.on_call is not None or target != Target.ON_CALL
            return Line(
                due_at,
                "next",
                "next",
                who=who,
                target=target if held else "fallback",
                again={person.pk for person in people} <= set(incident.asked),
                late=late,
            )
    return Line(due_at, "next", "next", target="round", late=late)


def _holders(
    incident: Incident, target: str, duty: Duty, at: datetime
) -> list[Membership]:
    """Who stands on a rung; an empty duty is held by the fallback, else the lead."""
    if target == Target.BACKUP:
        return [duty.backup] if duty.backup else []
    if target == Target.ON_CALL:
        holder = duty.on_call or fallback_of(incident.team, at)
        if holder:
            return [holder]
    return leads(incident.team, at)


def _people(
    incident: Incident, entries: list[LogEntry], pages: list[Page]
) -> list[Called]:
    """Everybody who was called, in the order they were, each once."""
    passed = {entry.person_id for entry in entries if entry.kind in PASSING}
    people = {page.person.pk: page.person for page in pages}
    if incident.owner_id and incident.owner_id not in people and incident.owner:
        people[incident.owner_id] = incident.owner
    members = {
        member.person_id: member
        for member in Membership.objects.filter(
            team=incident.team, person__in=people
        ).select_related("person")
    }
    reached = {
        channel: {
            page.person.pk
            for page in pages
            if page.channel == channel
            and (page.state not in FAILED or page.error_code in RANG)
        }
        for channel in Channel.values
    }
    return [
        Called(members.get(pk), person, *_answer(incident, pk, reached, passed))
        for pk, person in people.items()
    ]


def _answer(
    incident: Incident,
    pk: int,
    reached: dict[str, set[int]],
    passed: set[int | None],
) -> tuple[str, str]:
    if incident.owner_id == pk:
        return "taken", "ok"
    if incident.handing_to_id == pk:
        return "offered", "info"
    if pk in passed:
        return "passed", ""
    if pk not in reached[Channel.SMS] | reached[Channel.VOICE]:
        if pk in reached[Channel.EMAIL]:
            return "mailed", "info"
        return "failed", "crisis"
    if incident.state == IncidentState.TRIGGERED and pk in incident.asked:
        return "asked", "info"
    return "silent", ""


def _version(
    incident: Incident,
    entries: list[LogEntry],
    pages: list[Page],
    late: bool,
    wrong: list[Problem],
) -> str:
    """Changes whenever what a page shows of this story does: the ETag of polls."""
    states = [(page.pk, page.state, page.accepted_at) for page in pages]
    said = repr(
        (
            get_language(),
            incident.state,
            incident.owner_id,
            incident.due_at,
            len(entries),
            states,
            late,
            [problem.code for problem in wrong],
        )
    )
    return hashlib.sha256(said.encode()).hexdigest()[:24]
