"""What whoever has a call works with: the procedure with its ticks, the messages with
what is known, the decision, what was published. Writes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from escalation.core.sheets import Sheet, blocks, join, steps
from escalation.core.slots import KNOWN, SLOTS, fill, missing, named
from escalation.core.updates import following
from escalation.markdown import to_html, to_line
from escalation.models import (
    Incident,
    LogEntry,
    NextUpdate,
    Outlet,
    Post,
    Procedure,
    Variant,
    Watch,
    Watching,
)
from escalation.playbook import usual
from rota.core.dates import show_clock
from rota.models import Team

LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the procedure, or a step of it: then `key` names it to `tick`, and
    `ticked` is the line of the log that says who did it and when."""

    html: SafeString
    key: str = ""
    ticked: LogEntry | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One text to publish, in one language. `missing`: the slots nothing is known
    for."""

    variant: str
    label: str
    language: str
    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """All of it, for one incident and one reader's language; each part is read when a
    page asks for it, and once."""

    incident: Incident
    language: str
    at: datetime

    @classmethod
    def of(cls, incident: Incident, language: str, at: datetime) -> "Work":
        """`language` as Django names it; `at`: now, for what counts down."""
        return cls(incident, "fr" if language.startswith("fr") else "en", at)

    @property
    def once(self) -> UUID:
        """Another for each page drawn: what a form sends twice counts once."""
        return uuid4()

    def values(self, language: str) -> dict[str, str]:
        """What the slots of its messages are filled with."""
        incident = self.incident
        raised_at = incident.raised_at.astimezone(incident.team.zone)
        known = dict(
            zip(KNOWN, (incident.title, show_clock(raised_at, language)), strict=True)
        )
        if link := next((post.link for post in self.posts if post.link), ""):
            known["url"] = link
        if then := self._next_update:
            known["next_update"] = show_clock(
                then.astimezone(incident.team.zone), language
            )
        return known | {name: text for name, text in incident.slots.items() if text}

    @cached_property
    def _next_update(self) -> datetime | None:
        """The time that a message published now may announce."""
        promised = NextUpdate.objects.filter(incident=self.incident).first()
        if promised is None or promised.due_at is None:
            return None
        every = timedelta(minutes=promised.every)
        return following(promised.due_at, every, self.at)

    @cached_property
    def pieces(self) -> list[Piece]:
        """What to do, piece by piece: for its case, then for its event."""
        ticks = ticked(self.incident)
        return [
            piece
            for subject, sheet in sheets_of(self.incident, self.language)
            for piece in _pieces(subject, sheet.steps, ticks)
        ]

    @cached_property
    def messages(self) -> list[Message]:
        """The texts that exist, first the reader's language, then the other."""
        order = sorted(LANGUAGES, key=lambda one: one != self.language)
        sheets = {one: sheet_of(self.incident, one) for one in order}
        values = {one: self.values(one) for one in order}
        return [
            Message(
                variant=variant.value,
                label=str(variant.label),
                language=language,
                text=fill(text, values[language], language),
                missing=tuple(missing(text, values[language])),
            )
            for variant in Variant
            for language in order
            if (text := sheets[language].message(variant.value))
        ]

    @cached_property
    def slots(self) -> list[str]:
        """The slots its messages use, in the order somebody is asked for them."""
        used = {
            name
            for language in LANGUAGES
            for variant in Variant
            for name in named(sheet_of(self.incident, language).message(variant.value))
        }
        return [name for name in SLOTS if name in used]

    @cached_property
    def posts(self) -> list[Post]:
        """What was published, and not taken back."""
        return posts_of(self.incident)

    @cached_property
    def watches(self) -> list[tuple[str, str, Watch | None]]:
        """Moderation and monitoring, each with who does it now."""
        now = {one.kind: one for one in watches_of(self.incident)}
        return [(one.value, str(one.label), now.get(one)) for one in Watching]


def watches_of(incident: Incident) -> list[Watch]:
    """What is switched on in a crisis now."""
    standing = incident.watches.filter(ended_at=None)
    return list(standing.select_related("person"))


def sheets_of(incident: Incident, language: str) -> list[tuple[str, Sheet]]:
    """The procedures of a call, its case's and its event's, in the versions that were
    the team's when each was chosen; with what they are about."""
    return [
        (subject, _read(procedure, subject, language))
        for subject, procedure in (
            (incident.case, incident.case_procedure),
            (incident.event, incident.event_procedure),
        )
    ]


def sheet_of(incident: Incident, language: str) -> Sheet:
    """The two in one."""
    (_, case), (_, event) = sheets_of(incident, language)
    return join(case, event)


def steps_of(incident: Incident, language: str) -> dict[str, str]:
    """The steps of a call, by the key that ticks them."""
    return {
        f"{subject}-{number}": text
        for subject, sheet in sheets_of(incident, language)
        for number, text in enumerate(steps(sheet.steps))
    }


def latest(team: Team, subject: str) -> Procedure | None:
    """The team's own version of a procedure; None when it uses the program's."""
    if not subject:
        return None
    return team.procedures.filter(subject=subject).order_by("-number").first()


def sheet_of_team(team: Team, subject: str, language: str) -> Sheet:
    """What a team does about a case or an event today."""
    return _read(latest(team, subject), subject, language)


def _read(procedure: Procedure | None, subject: str, language: str) -> Sheet:
    if procedure is None:
        return usual(subject, language) if subject else Sheet()
    return Sheet(**procedure.texts[language if language in LANGUAGES else "fr"])


def ticked(incident: Incident) -> dict[str, LogEntry]:
    """The steps that are done, by key, with the line that says so."""
    found: dict[str, LogEntry] = {}
    lines = incident.log.filter(kind__in=("ticked", "unticked"))
    for line in lines.select_related("by").order_by("at", "pk"):
        if line.kind == "ticked":
            found[line.data["key"]] = line
        else:
            found.pop(line.data["key"], None)
    return found


def _pieces(
    subject: str, markdown: str, ticks: Mapping[str, LogEntry]
) -> Iterator[Piece]:
    number = 0
    for block in blocks(markdown):
        if block.is_step:
            key = f"{subject}-{number}"
            yield Piece(to_line(block.text), key, ticks.get(key))
            number += 1
        else:
            yield Piece(to_html(block.text))


def posts_of(incident: Incident) -> list[Post]:
    """What was published about a call, and not taken back, in order of time."""
    standing = incident.posts.filter(removed_at=None)
    return list(standing.select_related("outlet", "by"))


def outlets_of(team: Team) -> list[Outlet]:
    """Where the team publishes, in its order."""
    return list(team.outlets.filter(ended_at=None))
