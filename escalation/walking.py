"""A released walk-through as it is played: one moment after the other, forward and
back, read from its frozen content alone (escalation/walkthroughs.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from escalation.core.anonymous import Part
from escalation.markdown import to_html, to_line
from escalation.models import (
    Case,
    Channel,
    Decision,
    EventType,
    Outcome,
    Variant,
    Watching,
)
from rota.core.dates import WEEKDAYS, show_clock

# who did something, in a sentence of ours
WHO = {
    Part.ON_CALL: _("the on-call person"),
    Part.BACKUP: _("the backup"),
    Part.LEAD: _("the team lead"),
    Part.COLLEAGUE: _("a colleague"),
    Part.CALLER: _("the service that called"),
}
# what stands in what somebody wrote, among her own words
INSTEAD = {
    Part.ON_CALL: _("on-call person"),
    Part.BACKUP: _("backup"),
    Part.LEAD: _("team lead"),
    Part.COLLEAGUE: _("colleague"),
    Part.CALLER: _("calling service"),
    Part.PERSON: _("a person"),
    Part.NUMBER: _("telephone number"),
    Part.EMAIL: _("e-mail address"),
    Part.LINK: _("link"),
    Part.ACCOUNT: _("account"),
    Part.CALL: _("code of the call"),
    Part.WORDS: "…",
}
TAKE, CANNOT = "take", "cannot"
CHOICES: dict[str, dict[str, Any]] = {
    "take": {TAKE: _("I take it"), CANNOT: _("I can't: call the next person")},
    "decide": dict(Decision.choices),
}
TONES = {
    "nobody_on_duty": "crisis",
    "raised_to_crisis": "crisis",
    "untouched": "crisis",
    "taken": "ok",
    "posted": "ok",
    "closed": "ok",
    "question": "next",
}
# what the clock beside the story shows: who was asked, and what came of it
ON_THE_CLOCK = frozenset({"raised", "paged", "no_answer", "passed", "taken", "round"})
ON_THE_CLOCK |= {"offered", "handed_over", "taken_over", "decided", "closed"}


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a text; `is_part`: it stands for somebody or something."""

    text: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a walk-through, in the reader's language."""

    step: dict[str, Any]

    @property
    def kind(self) -> str:
        """Names its sentence: templates/escalation/_walk_moment.html."""
        return str(self.step["kind"])

    @property
    def tone(self) -> str:
        """As in the timeline of a call."""
        if self.kind == "raised":
            return "crisis" if self.step["case"] == Case.CRISIS else "info"
        return TONES.get(self.kind, "")

    @property
    def minutes(self) -> int:
        """Since the call."""
        return int(self.step["minutes"])

    @property
    def waits(self) -> int:
        """For how many minutes it was decided to wait."""
        return max(int(self.step.get("until", 0)) - self.minutes, 0)

    @property
    def who(self) -> str:
        """The parts of those it is about."""
        return ", ".join(str(WHO[Part(part)]) for part in self.step["who"])

    @property
    def by(self) -> str:
        """Who asked, where somebody asked another."""
        by = self.step.get("by", "")
        return str(WHO[Part(by)]) if by else ""

    @property
    def texts(self) -> list[list[Words]]:
        """What was written."""
        return [read(text) for text in self.step["texts"]]

    @property
    def ways(self) -> str:
        """How they were called."""
        return ", ".join(str(Channel(one).label) for one in self.step.get("ways", ()))

    @property
    def case(self) -> str:
        """The case it was by then."""
        return str(Case(self.step["case"]).label)

    @property
    def decision(self) -> str:
        """What was decided."""
        return _label(Decision, self.step.get("decision", ""))

    @property
    def outcome(self) -> str:
        """How it ended."""
        return _label(Outcome, self.step.get("outcome", ""))

    @property
    def event(self) -> str:
        """The kind of event that was chosen."""
        return _label(EventType, self.step.get("event", ""))

    @property
    def variant(self) -> str:
        """Which message was published."""
        return _label(Variant, self.step.get("variant", ""))

    @property
    def watch(self) -> str:
        """What was switched on or off."""
        return _label(Watching, self.step.get("watch", ""))

    @property
    def choices(self) -> dict[str, Any]:
        """What the reader may answer, by value; empty where nothing is asked."""
        return CHOICES.get(self.step.get("ask", ""), {})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the procedure, or a step of it, done by then or not."""

    html: SafeString
    is_step: bool
    is_done: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown at one step. `said`: what the reader answered to the question just
    before, in words, and `done` what was really done."""

    number: int
    moments: list[Moment]
    said: str
    done: str
    procedure: list[Piece]

    @property
    def now(self) -> Moment:
        """The moment that is played."""
        return self.moments[self.number]

    @property
    def clock(self) -> list[Moment]:
        """Who was asked until now, and what came of it."""
        shown = self.moments[: self.number + 1]
        return [one for one in shown if one.kind in ON_THE_CLOCK]

    @property
    def before(self) -> int | None:
        """The step before."""
        return self.number - 1 if self.number else None

    @property
    def after(self) -> int | None:
        """The step that follows."""
        return self.number + 1 if self.number + 1 < len(self.moments) else None


def moments_of(content: dict[str, Any]) -> list[Moment]:
    """All of them."""
    return [Moment(step) for step in content["steps"]]


def screen_of(content: dict[str, Any], step: str, said: str) -> Screen:
    """The screen of an address; a step that is none is the first, or the last."""
    moments = moments_of(content)
    wanted = int(step) if step.isdecimal() and len(step) < 6 else 0
    number = min(wanted, len(moments) - 1)
    asked = moments[number - 1].choices if number else {}
    return Screen(
        number=number,
        moments=moments,
        said=str(asked.get(said, "")),
        done=str(asked.get(_answer(moments[number]), "")),
        procedure=list(_procedure(content, moments, number)),
    )


def read(text: list[list[str]]) -> list[Words]:
    """A text that was kept, with the parts in words, in brackets: heard, they are told
    from the rest too."""
    return [
        Words(f"[{INSTEAD[Part(part)]}]" if part else words, bool(part))
        for part, words in text
    ]


def start_of(content: dict[str, Any]) -> str:
    """The day of the week and the time when it was called, and no date."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    clock = show_clock(time.fromisoformat(content["clock"]), language)
    return f"{WEEKDAYS[language][content['weekday']]} {clock}"


def _answer(moment: Moment) -> str:
    """What was done, as the reader could have answered."""
    if moment.kind in ("taken", "passed"):
        return TAKE if moment.kind == "taken" else CANNOT
    return str(moment.step.get("decision", ""))


def _procedure(
    content: dict[str, Any], moments: list[Moment], number: int
) -> Iterator[Piece]:
    """What to do, with what was done by then."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    done: set[str] = set()
    for moment in moments[: number + 1]:
        keys = set(moment.step.get("keys", ()))
        done = done | keys if moment.kind == "ticked" else done - keys
    for subject in moments[number].step["subjects"]:
        steps = 0
        for is_step, text in content["sheets"][subject][language]:
            words = "".join(one.text for one in read(text))
            html = to_line(words) if is_step else to_html(words)
            yield Piece(html, is_step, f"{subject}-{steps}" in done)
            steps += is_step


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices else ""
