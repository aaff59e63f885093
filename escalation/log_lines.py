"""One line of a call's log, as pages show it: how it looks, who reads it, and what its
sentence names (templates/escalation/_log_entry.html)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from escalation.models import (
    Decision,
    EventType,
    LogEntry,
    Outcome,
    Page,
    RelayTask,
    Variant,
    Verdict,
    Watching,
    role_label,
)

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
    "lowered": "info",
    "posted": "ok",
    "cell_opened": "crisis",
    "cell_joined": "ok",
    "cell_empty": "crisis",
    "over": "ok",
    "untold": "info",
    "update_late": "info",
    "validation_yes": "ok",
    "validation_changed": "ok",
    "validation_no": "crisis",
    "validation_late": "info",
}
# what the team wrote for itself; a caller reads outcomes, not working notes
INSIDE = frozenset({"noted", "ticked", "unticked", "completed", "event", "photo"})
INSIDE |= {"sensitive", "not_sensitive", "let_in", "alarmed"}
IN_CELL = ("opened", "called", "substitute", "joined", "out", "empty")
INSIDE |= {f"cell_{kind}" for kind in IN_CELL}
INSIDE |= {"post_suspended", "post_kept", "post_undone"}
INSIDE |= {
    "update_late",
    "validation_asked",
    "validation_late",
    *(f"validation_{verdict}" for verdict in Verdict.values),
    "relay_planned",
    "relay_dropped",
    "relay_told",
    "stood_down",
    "debrief_planned",
    "debrief_held",
}


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

    @property
    def roles(self) -> str:
        """Which roles of the crisis cell it is about."""
        roles = self.entry.data.get("roles", []) if self.entry else []
        return ", ".join(role_label(kind, name) for kind, name in roles)

    def _moment(self, name: str) -> datetime | None:
        said = self.entry.data.get(name, "") if self.entry else ""
        return datetime.fromisoformat(said) if said else None

    def _label(self, name: str, choices: type[TextChoices]) -> str:
        chosen = self.entry.data.get(name, "") if self.entry else ""
        return str(choices(chosen).label) if chosen in choices else ""
