"""A closed call as newcomers may see it: each moment with the part people had in it,
never who they were; what was written, with names taken out (core/anonymous.py).

What comes out is JSON that stands on its own: no row is asked when it is shown
(escalation/walking.py), so that it outlives the call. Kinds of lines that are not
named here are left out: what the program does not know it does not tell.
"""

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from escalation.core.anonymous import Kind, Known, Part, Piece, anonymise, capitals
from escalation.core.sheets import Sheet, blocks
from escalation.models import (
    Case,
    Channel,
    Decision,
    Incident,
    IncidentState,
    LogEntry,
    Outcome,
    Procedure,
    Walkthrough,
)
from escalation.playbook import usual
from escalation.response import LANGUAGES
from rota.duty import duty_at
from rota.models import Person, Role, Team

Step = dict[str, Any]
# what a decision would have been, where the call was only closed
DECISIONS = {
    Outcome.PUBLISHED: Decision.PUBLISH,
    Outcome.NOT_PUBLISHED: Decision.NOT,
    Outcome.OUT_OF_FRAME: Decision.OUT_OF_FRAME,
}
CALLING = frozenset({"paged", "moved_to_voice", "moved_to_email"})
# lines that say only who
PLAIN = frozenset(
    {
        *("nobody_on_duty", "no_answer", "failed", "round", "untouched"),
        *("taken", "passed", "offered", "handed_over", "taken_over"),
        *("raised_to_crisis", "lowered", "watch_on", "watch_off"),
        *("cell_opened", "cell_joined"),
    }
)
# what their lines say besides, as it is
SAID = ("event", "decision", "outcome", "variant", "watch", "round")
TOLD = CALLING | PLAIN | {"raised", "noted", "ticked", "unticked", "event"}
TOLD |= {"completed", "decided", "posted", "unposted", "closed"}
# lines of one kind that follow each other are one moment
TOGETHER = CALLING | {"no_answer", "failed", "ticked", "completed", "watch_off"}
# lines after which it is the other case, and which
BECOMES = {"raised_to_crisis": Case.CRISIS, "lowered": Case.USER_INFO}
WAS = {"raised_to_crisis": Case.USER_INFO, "lowered": Case.CRISIS}
# what people wrote in their own words, not taken from a list
FREE = frozenset({"raised", "noted", "completed", "decided", "lowered", "closed"})
ASKED = {"taken": "take", "passed": "take", "decided": "decide"}


def calls_to_walk(team: Team) -> QuerySet[Incident]:
    """The calls that a walk-through may be made of: closed, no mistake, and not
    sensitive: what must stay among those in it teaches nobody else."""
    closed = team.incidents.filter(state=IncidentState.RESOLVED, sensitive=False)
    return closed.exclude(outcome__in=(Outcome.STOPPED, Outcome.INTERRUPTED))


def may_be_walked(incident: Incident) -> bool:
    """True for a call among these."""
    return calls_to_walk(incident.team).filter(pk=incident.pk).exists()


def standing(team: Team) -> QuerySet[Walkthrough]:
    """Those that were released and not withdrawn, the newest first; none of a call that
    is sensitive since."""
    kept = team.walkthroughs.filter(withdrawn_at=None)
    return kept.exclude(incident__sensitive=True).select_related("released_by")


@dataclass(frozen=True, slots=True)
class Moment:
    """One step, as it will be kept; `written`: the words it was made of, and `who`
    they were, for the lead who looks it through."""

    step: Step
    written: str = ""
    who: str = ""


@dataclass(frozen=True)
class Draft:
    """A walk-through that nobody released yet. `words`: what its lead leaves out
    besides."""

    incident: Incident
    words: Collection[str] = ()

    @cached_property
    def moments(self) -> list[Moment]:
        """In order, with a question before each decision."""
        return list(_with_questions(_moments(self.incident, self._teller)))

    @cached_property
    def content(self) -> dict[str, Any]:
        """What is kept and shown: nothing in it is a name, a date or a code."""
        incident = self.incident
        here = incident.raised_at.astimezone(incident.team.zone)
        subjects = {one for at in self.moments for one in at.step["subjects"]}
        return {
            "title": self._teller.say(incident.title),
            "case": self.moments[0].step["case"],
            "exercise": incident.exercise,
            "weekday": here.weekday(),
            "clock": f"{here:%H:%M}",
            "steps": [moment.step for moment in self.moments],
            "sheets": {one: self._sheets(one) for one in sorted(subjects)},
        }

    @cached_property
    def digest(self) -> str:
        """Another one whenever what would be kept is another."""
        kept = json.dumps(self.content, sort_keys=True)
        return hashlib.sha256(kept.encode()).hexdigest()[:24]

    @cached_property
    def capitals(self) -> list[str]:
        """The words with a capital in what people wrote themselves, each once."""
        texts = [one.written for one in self.moments if one.step["kind"] in FREE]
        return capitals(p for text in texts for p in self._teller.pieces(text))

    @cached_property
    def _teller(self) -> "Teller":
        return Teller.of(self.incident, self.words)

    def _sheets(self, subject: str) -> dict[str, list[Any]]:
        return {
            one: [
                [block.is_step, self._teller.say(block.text)]
                for block in blocks(_sheet(self.incident, subject, one).steps)
            ]
            for one in LANGUAGES
        }


@dataclass(frozen=True)
class Teller:
    """Says who somebody was in a call, and what somebody wrote, without names."""

    parts: dict[int, Part]
    known: list[Known]
    region: str
    said: dict[str, list[Piece]] = field(default_factory=dict)

    @classmethod
    def of(cls, incident: Incident, words: Collection[str]) -> "Teller":
        """Knows everybody of the team and of the call, its services, and `words`."""
        parts = _parts(incident)
        people = Person.objects.in_bulk(parts).values()
        return cls(
            parts,
            [
                *(Known(word, Part.WORDS, Kind.WORDS) for word in words),
                *(Known(one.name, parts[one.pk]) for one in people),
                *_services(incident),
                Known(incident.code, Part.CALL, Kind.WORDS),
            ],
            incident.team.holiday_region[:2],
        )

    def pieces(self, text: str) -> list[Piece]:
        """The text without names; asked twice, it is read once."""
        if text not in self.said:
            self.said[text] = anonymise(text, self.known, self.region)
        return self.said[text]

    def say(self, text: str) -> list[list[str]]:
        """The same as JSON keeps it: [part, ""] or ["", words]."""
        return [[piece.part, piece.text] for piece in self.pieces(text)]

    def part(self, person_id: int | None, caller: str = "") -> str:
        """Who it was; empty for the program."""
        if person_id is None:
            return Part.CALLER if caller else ""
        return self.parts.get(person_id, Part.COLLEAGUE)


def _parts(incident: Incident) -> dict[int, Part]:
    """Everybody whose name may be in it, with the part she had when it was raised."""
    team = incident.team
    members = dict(team.memberships.values_list("person_id", "role"))
    log = incident.log.order_by()
    others = {
        *log.values_list("person_id", flat=True),
        *log.values_list("by_id", flat=True),
        *incident.pages.values_list("person_id", flat=True),
        *(incident.owner_id, incident.raised_by_id),
    }
    parts = dict.fromkeys((pk for pk in others if pk), Part.COLLEAGUE)
    for pk, role in members.items():
        parts[pk] = Part.LEAD if role == Role.LEAD else Part.COLLEAGUE
    duty = duty_at(team, incident.raised_at)
    if duty.backup:
        parts[duty.backup.person_id] = Part.BACKUP
    if duty.on_call:
        parts[duty.on_call.person_id] = Part.ON_CALL
    return parts


def _services(incident: Incident) -> Iterator[Known]:
    """Who calls; and whom to call back, who may be a person."""
    names = set(incident.team.callers.values_list("name", flat=True))
    said = incident.log.filter(kind__in=("raised", "noted", "closed"))
    names |= set(said.values_list("data__caller", flat=True)) - {None, ""}
    yield from (Known(name, Part.CALLER, Kind.SERVICE) for name in sorted(names))
    if incident.call_back_name and incident.call_back_name not in names:
        yield Known(incident.call_back_name, Part.CALLER)


def _sheet(incident: Incident, subject: str, language: str) -> Sheet:
    """What its people had before them: the version the call keeps; of a case it had
    before, the team's when it was raised."""
    kept = {
        incident.case: incident.case_procedure,
        incident.event: incident.event_procedure,
    }
    version = kept[subject] if subject in kept else _version(incident, subject)
    if version is None:
        return usual(subject, language)
    return Sheet(**version.texts[language])


def _version(incident: Incident, subject: str) -> Procedure | None:
    versions = incident.team.procedures.filter(
        subject=subject, at__lte=incident.raised_at
    )
    return versions.order_by("-number").first()


def _moments(incident: Incident, teller: Teller) -> Iterator[Moment]:
    """What happened, a moment for lines that belong together."""
    lines = incident.log.filter(kind__in=TOLD).order_by("at", "pk")
    known = lines.select_related("person", "by", "page")
    entries = [entry for entry in known if not _rang_in_vain(entry)]
    kinds = {entry.kind for entry in entries}
    changes = (WAS[entry.kind] for entry in entries if entry.kind in WAS)
    case = next(changes, incident.case)
    event = "" if "event" in kinds else incident.event
    for _key, run in groupby(entries, partial(_belonging, incident)):
        together = list(run)
        last = together[-1]
        case = BECOMES.get(last.kind, case)
        if last.kind == "event":
            event = last.data.get("event", "")
        step, written = _step(incident, together, teller), _written(incident, together)
        step |= {"case": case, "subjects": [one for one in (case, event) if one]}
        yield Moment(step, written, _names(together))


def _rang_in_vain(entry: LogEntry) -> bool:
    """Nobody picked up: that the next is called says so."""
    is_call = entry.page is not None and entry.page.channel == Channel.VOICE
    return entry.kind == "failed" and is_call


def _belonging(incident: Incident, entry: LogEntry) -> tuple[Any, ...]:
    """Equal for neighbours that are one moment."""
    if entry.kind in CALLING:
        return ("paged", _minutes(incident, entry.at))
    return (entry.kind, entry.by_id if entry.kind in TOGETHER else -entry.pk)


def _step(incident: Incident, entries: list[LogEntry], teller: Teller) -> Step:
    first = entries[0]
    step: Step = {
        "kind": "paged" if first.kind in CALLING else first.kind,
        "minutes": _minutes(incident, first.at),
        "who": _unique(
            teller.part(one.person_id or one.by_id, one.data.get("caller", ""))
            for one in entries
        ),
        "texts": [teller.say(text) for one in entries for text in _texts(one)],
    }
    step |= {name: first.data[name] for name in SAID if name in first.data}
    if first.kind == "raised":
        step["texts"].insert(0, teller.say(incident.title))
    if first.kind in CALLING:
        step["ways"] = _unique(one.page.channel for one in entries if one.page)
    if first.kind in ("ticked", "unticked"):
        step["keys"] = [one.data["key"] for one in entries]
    if first.kind == "offered":
        step["by"] = teller.part(first.by_id)
    if until := first.data.get("until"):
        step["until"] = _minutes(incident, datetime.fromisoformat(until))
    return step


def _texts(entry: LogEntry) -> list[str]:
    """What people wrote in a line."""
    data = entry.data
    texts = [data.get("facts", ""), data.get("text", ""), data.get("outlets", "")]
    return [text for text in (*texts, *data.get("slots", {}).values()) if text]


def _written(incident: Incident, entries: list[LogEntry]) -> str:
    title = [incident.title] if entries[0].kind == "raised" else []
    return "\n".join([*title, *(text for one in entries for text in _texts(one))])


def _names(entries: list[LogEntry]) -> str:
    people = [one.person or one.by for one in entries]
    services = [one.data.get("caller", "") for one in entries]
    return ", ".join(_unique([*(p.short_name for p in people if p), *services]))


def _with_questions(moments: Iterator[Moment]) -> Iterator[Moment]:
    """Before somebody takes it or cannot, and before it is decided what becomes of it,
    the reader is asked; as late as the moment before, so that nothing is given away."""
    minutes, is_decided = 0, False
    for moment in moments:
        ask = ASKED.get(moment.step["kind"], "")
        is_decided |= ask == "decide"
        if moment.step.get("outcome") in DECISIONS and not is_decided:
            moment.step["decision"], ask = DECISIONS[moment.step["outcome"]], "decide"
        if ask:
            kept = {name: moment.step[name] for name in ("who", "case", "subjects")}
            yield Moment({"kind": "question", "ask": ask, "minutes": minutes, **kept})
        minutes = moment.step["minutes"]
        yield moment


def _minutes(incident: Incident, at: datetime) -> int:
    return int((at - incident.raised_at).total_seconds() // 60)


def _unique(values: Any) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))
