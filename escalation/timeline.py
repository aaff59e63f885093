"""The log of an incident, as lines to read: what happened, and what comes next.

As many queries whatever its length. Sentences are in
templates/escalation/_log_entry.html; nothing here shows a telephone number.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import get_language

from escalation import crisis_lines
from escalation.colleagues import fallback_of
from escalation.core.limits import HELD
from escalation.health import LATE, Problem, problems
from escalation.models import (
    Case,
    Channel,
    Decision,
    EventType,
    Incident,
    IncidentState,
    LogEntry,
    Outcome,
    Page,
    Purpose,
    RelayTask,
    Target,
    Variant,
    Watching,
)
from escalation.status import FAILED, Status, status_of
from rota.duty import Duty, duty_at, leads
from rota.models import Membership, Person

TONES = {
    "taken": "ok",
    "handed_over": "ok",
    "taken_over": "ok",
    "untouched": "crisis",
    "closed": "ok",
    "failed": "info",
    "exercise": "info",
    "held": "info",
    "late_delivery": "info",
    "nobody_on_duty": "crisis",
    "provider_down": "crisis",
    "raised_to_crisis": "crisis",
    "posted": "ok",
    **crisis_lines.TONES,
}
# how somebody comes to have a call
TAKING = frozenset({"taken", "handed_over", "taken_over"})
PASSING = frozenset({"passed", "passed_late", "offer_refused"})
LATE_ANSWERS = frozenset({"already_taken", "passed_late"})
# what somebody had to do with a call whose owner is another, by her last line
PARTS = {"offered": "was_asked", "offer_refused": "refused"}
PARTS |= dict.fromkeys(TAKING, "had")
# calls that rang: that nobody answered is no fault of the line
RANG = frozenset({"no-answer", "busy", "no-key"})
# what the team wrote for itself; a caller reads outcomes, not working notes
INSIDE = frozenset({"noted", "ticked", "unticked", "completed", "event"})
INSIDE |= crisis_lines.INSIDE


@dataclass(frozen=True, slots=True)
class Line:
    """One line; `kind` names its sentence. `page` is as it is now, so a line
    about a text says whether it arrived."""

    at: datetime
    kind: str
    tone: str
    entry: LogEntry | None = None
    page: Page | None = None
    handed_in: float | None = None  # seconds from planned to accepted
    who: str = ""
    target: str = ""
    again: bool = False  # the same people as in the step before
    late: bool = False  # should have happened by now
    reason: str = ""  # why a text failed (delivery.Scope); callers are not told

    @property
    def is_next(self) -> bool:
        """True for the one line that has not happened yet."""
        return self.tone == "next"

    @property
    def outcome(self) -> str:
        """How it ended, as a person reads it; empty before."""
        return self._label("outcome", Outcome)

    @property
    def decision(self) -> str:
        """What was decided, as a person reads it."""
        return self._label("decision", Decision)

    @property
    def event(self) -> str:
        """The kind of event that was chosen."""
        return self._label("event", EventType)

    @property
    def variant(self) -> str:
        """Which message was published."""
        return self._label("variant", Variant)

    @property
    def watch(self) -> str:
        """What was switched on or off."""
        return self._label("watch", Watching)

    @property
    def task(self) -> str:
        """What is relayed."""
        return self._label("task", RelayTask)

    @property
    def until(self) -> datetime | None:
        """Until when it was decided to wait, announced, asked or planned."""
        return self._moment("until")

    @property
    def since(self) -> datetime | None:
        """From when it is planned."""
        return self._moment("since")

    @property
    def day(self) -> date | None:
        """The day that was planned."""
        found = self._moment("day")
        return found.date() if found else None

    @property
    def completed(self) -> str:
        """What was filled in for the messages."""
        return ", ".join(self.entry.data["slots"].values()) if self.entry else ""

    def _moment(self, name: str) -> datetime | None:
        said = self.entry.data.get(name, "") if self.entry else ""
        return datetime.fromisoformat(said) if said else None

    def _label(self, name: str, choices: type[TextChoices]) -> str:
        chosen = self.entry.data.get(name, "") if self.entry else ""
        return str(choices(chosen).label) if chosen in choices else ""


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
    return entry.kind in INSIDE and not entry.data.get("caller")


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
    people = {page.person_id: page.person for page in pages}
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
            page.person_id
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
