"""After a night of kills: what the provider took, what the rows say, and what people
were told must agree."""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import Any
from uuid import UUID

from insisting import Crowd
from killing import WEIGHTS, Kill
from running import Program
from standby import UNANSWERED

MESSAGES = """
    SELECT uuid, incident_id, person_id, channel, purpose, round, step, state,
           attempt, lease_owner, created_at
    FROM escalation_page WHERE channel <> 'email' ORDER BY id
"""
INCIDENTS = "SELECT id, title, state, owner_id, due_at FROM escalation_incident"
LOG = "SELECT incident_id, kind, person_id FROM escalation_logentry ORDER BY id"
CALLED_BACK = ("cancelled", "expired")
WAITING = ("planned", "sending", "unknown")


@dataclass(frozen=True)
class Message:
    """One text or call, as our rows have it at the end."""

    reference: str
    incident: int
    person: int
    channel: str
    purpose: str
    round: int
    step: int
    state: str
    attempts: int
    sender: str
    at: float


@dataclass(frozen=True)
class Incident:
    """One call, as our rows have it at the end."""

    pk: int
    title: str
    state: str
    owner: int | None
    due_at: float


class Reckoning:
    """Everything that is known once it is quiet again."""

    def __init__(self, program: Program, crowd: Crowd, kills: list[Kill]) -> None:
        self.crowd, self.kills, self.at = crowd, kills, time.time()
        self.mended_in = 0.0  # seconds from the last kill until it was quiet
        self.fates, self.heard = crowd.provider.fates(), crowd.provider.heard()
        self.left = crowd.provider.taken()
        self.copies = Counter(one.reference for one in self.left)
        self.messages = [
            Message(str(UUID(str(uuid))), *rest, moment(at))
            for uuid, *rest, at in program.rows(MESSAGES)
        ]
        self.incidents = [
            Incident(*rest, moment(due_at)) for *rest, due_at in program.rows(INCIDENTS)
        ]
        self.log: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for incident, kind, person in program.rows(LOG):
            self.log[incident].append((kind, person))

    def waiting(self) -> list[Message]:
        """What somebody still has to send."""
        return [one for one in self.messages if one.state in WAITING]

    # --- what left ----------------------------------------------------------------
    @cached_property
    def lost(self) -> set[str]:
        """What was wanted and never left. What would have come too late is not wanted
        any more: the next person was called."""
        wanted = [one for one in self.messages if one.state not in CALLED_BACK]
        return {m.reference for m in wanted if not self.copies[m.reference]}

    @cached_property
    def doubled(self) -> set[str]:
        """What left more than once."""
        return {reference for reference, number in self.copies.items() if number > 1}

    @cached_property
    def rung_in_doubt(self) -> set[str]:
        """Calls that were placed again, when neither an answer nor a receipt had told
        us of the first: a call holds nothing to know it by."""
        calls = {one.reference for one in self.messages if one.channel == "voice"}
        heard = {reference: at for at, reference in reversed(self.heard)}
        last = {one.reference: one.at for one in self.left}
        again = self.doubled & calls
        return {one for one in again if heard.get(one, last[one]) >= last[one]}

    @cached_property
    def delays(self) -> dict[str, float]:
        """Seconds from being written down to being with the provider."""
        written = {one.reference: one.at for one in self.messages}
        return {m.reference: m.at - written[m.reference] for m in reversed(self.left)}

    def misjudged(self) -> list[Message]:
        """What is not in the state in which the provider knows it to be. What was
        called back or came too late may have left all the same, and a key may have
        been heard that was not confirmed."""
        known = {one.reference: self.fates.get(one.reference, "") for one in self.left}
        return [
            one
            for one in self.messages
            if one.state not in (*CALLED_BACK, known.get(one.reference, one.state))
            and (one.channel, one.state) != ("voice", "delivered")
        ]

    def story(self, references: set[str]) -> str:
        """All that is known of some of them."""
        rows = [one for one in self.messages if one.reference in references]
        left = [one for one in self.left if one.reference in references]
        kills = [kill for kill in self.kills if kill.in_hand & references]
        return "\n".join(str(one) for one in (*rows, *left, *kills))

    # --- what people were told ------------------------------------------------------
    def calls_not_made(self) -> list[str]:
        """Calls whose caller saw that they were made, and that are not; or are two."""
        made = Counter(incident.title for incident in self.incidents)
        return [call.title for call in self.crowd.calls if made[call.title] != 1]

    def first_pages_missing(self) -> list[str]:
        """Calls of which nobody was ever told."""
        told = {one.incident for one in self.messages if self.copies[one.reference]}
        return [
            incident.title for incident in self.incidents if incident.pk not in told
        ]

    def answers(self) -> list[tuple[str, bool]]:
        """All that were confirmed: to which message, and whether it takes the call."""
        written = [(a.reference, a.takes) for a in self.crowd.answers if a.told_at]
        return written + [(r, key == "1") for r, key in self.crowd.provider.pressed()]

    def answers_lost(self) -> list[tuple[Message, bool]]:
        """Answers that were confirmed and are not in effect."""
        messages = {one.reference: one for one in self.messages}
        given = [(messages[reference], takes) for reference, takes in self.answers()]
        return [one for one in given if not self.counts(*one)]

    def counts(self, message: Message, takes: bool) -> bool:
        """Whether the answer of whoever got this message is in the log."""
        log = self.log[message.incident]
        if takes:
            kinds = ("taken", "already_taken")
            return any((kind, message.person) in log for kind in kinds)
        # nothing is left to pass on once somebody took it
        taken = any(kind == "taken" for kind, _ in log)
        return taken or ("passed", message.person) in log

    def owners_wrong(self) -> list[Incident]:
        """Calls that are not with the first who took them, or who did once they were
        handed back."""
        return [one for one in self.incidents if self.owner(one.pk) != one.owner]

    def owner(self, incident: int) -> int | None:
        """Who has a call by its log; 0 when two took it."""
        owner = None
        for kind, person in self.log[incident]:
            if kind == "taken":
                owner = person if owner is None else 0
            if kind == "passed" and person == owner:
                owner = None
        return owner

    # --- whether the ladder goes on -------------------------------------------------
    def standing_still(self) -> list[Incident]:
        """Calls that nobody took and that nobody will be called about."""
        calling = [one for one in self.incidents if one.state == "triggered"]
        return [one for one in calling if one.due_at <= self.at]

    def rungs_twice(self) -> list[Any]:
        """Rungs that were run more than once."""
        rungs = Counter(
            (one.incident, one.round, one.step, one.channel)
            for one in self.messages
            if one.purpose == "page"
        )
        return [rung for rung, number in rungs.items() if number > 1]

    def lateness(self, every: float) -> list[float]:
        """Seconds by which the rungs of the calls that nobody takes came late."""
        climbs = [one.pk for one in self.incidents if one.title == UNANSWERED]
        found = []
        for pk in climbs:
            times = [one.at for one in self.messages if one.incident == pk]
            found += [b - a - every for a, b in pairwise(times)]
        return sorted(late for late in found if late > 0)

    # --- the table ------------------------------------------------------------------
    def summary(self, every: float) -> list[str]:
        """What happened, for a reader."""
        calls = sorted(call.told_at - call.pressed_at for call in self.crowd.calls)
        late = self.lateness(every)
        met = ", ".join(f"{what} {n}" for what, n in self.crowd.met.most_common())
        processes = sum(len(kill.pids) for kill in self.kills)
        return [
            f"{len(calls)} calls, {len(self.messages)} texts and rings, "
            f"{len(self.answers())} answers; {processes} processes killed in "
            f"{self.kills[-1].at - self.kills[0].at:.0f} s, all mended "
            f"{self.mended_in:.0f} s later",
            f"pressed again because of: {met}",
            f"pressing until made: median {median(calls):.1f} s, at most "
            f"{calls[-1]:.1f} s; rungs late: median {median(late):.1f} s, at most "
            f"{late[-1]:.1f} s",
            *self.table(),
        ]

    def table(self) -> list[str]:
        """One line a role."""
        lines = [
            f"{'killed':<12}{'times':>6}{'in hand':>9}{'lost':>6}{'twice':>7}"
            f"{'rung in doubt':>15}{'longest delay':>15}"
        ]
        for role in [*WEIGHTS, ""]:
            mine = [kill for kill in self.kills if not role or role in kill.roles]
            pages = {reference for kill in mine for reference in kill.in_hand}
            longest = max((self.delays.get(one, 0) for one in pages), default=0)
            lines.append(
                f"{role or 'together':<12}{len(mine):>6}{len(pages):>9}"
                f"{len(pages & self.lost):>6}"
                f"{len(pages & self.doubled - self.rung_in_doubt):>7}"
                f"{len(pages & self.rung_in_doubt):>15}{longest:>13.1f} s"
            )
        return lines


def moment(value: Any) -> float:
    """A time of either database as Unix time; 0 for none."""
    if value is None:
        return 0
    at = datetime.fromisoformat(str(value))
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
