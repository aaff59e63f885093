"""The ladder's decisions: (situation, event, at) → (situation, effects).

Pure: who is on duty arrives with the event, the clock is a parameter, and what
shall happen leaves as a list. escalation/actions applies it in one transaction.
It refuses to be silent: whatever fails, an incident that nobody took has a
next deadline.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

TRIGGERED, ACKNOWLEDGED, RESOLVED = "triggered", "acknowledged", "resolved"
ON_CALL, FALLBACK = "on_call", "fallback"


@dataclass(frozen=True, slots=True)
class Rung:
    """Whom to call, so many seconds after the round began."""

    after: float
    target: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs in order, and the pause in seconds before starting over."""

    rungs: tuple[Rung, ...]
    again_after: float

    @classmethod
    def read(cls, snapshot: Mapping[str, Any]) -> "Ladder":
        """The ladder as it was copied into an incident."""
        return cls(
            tuple(Rung(s["after"], s["target"]) for s in snapshot["steps"]),
            snapshot["again_after"],
        )


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of an incident. `step` is the next rung to run; people are
    ids. `asked` were called by the last rung; `declined` said they cannot;
    `unreached` could not be called in this round, and are not tried again in it."""

    state: str
    ladder: Ladder
    round: int = 0
    step: int = 0
    due_at: datetime | None = None
    owner: int | None = None
    asked: frozenset[int] = frozenset()
    declined: frozenset[int] = frozenset()
    unreached: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class StepDue:
    """The deadline came. `people`: target → ids, from the rota at this moment;
    the key `fallback` is for a duty that nobody holds."""

    people: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Unreached:
    """No text gets through to somebody the last rung called: no answer of hers is
    worth waiting for."""

    person: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody takes the incident."""

    person: int


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Somebody cannot, or its owner hands it back."""

    person: int


@dataclass(frozen=True, slots=True)
class Closed:
    """It is over, or was called by mistake."""


Event = StepDue | Unreached | Taken | PassedOn | Closed


@dataclass(frozen=True, slots=True)
class Call:
    """Page these people now. `round` and `step` name the rung."""

    people: tuple[int, ...]
    round: int
    step: int
    to_fallback: bool = False


@dataclass(frozen=True, slots=True)
class Log:
    """Add one line to the log; `data` is plain."""

    kind: str
    person: int | None = None
    data: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """Call back every page that has not left yet."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Tell the leads that a whole round went unanswered."""


Effect = Call | Log | Stop | Alarm
Decision = tuple[Situation, tuple[Effect, ...]]


def decide(now: Situation, event: Event, at: datetime) -> Decision:
    """What an event changes. Events that come too late change nothing."""
    match event:
        case StepDue(people):
            if now.state != TRIGGERED or now.due_at is None or now.due_at > at:
                return now, ()
            return _climb(now, people, at)
        case Unreached(person):
            if now.state != TRIGGERED or person not in now.asked:
                return now, ()
            missed = replace(now, unreached=now.unreached | {person})
            # a new round keeps its pause, or a dead provider would spin it
            return missed if now.step == 0 else _hurried(missed, at), ()
        case Taken(person):
            return _take(now, person)
        case PassedOn(person):
            return _pass_on(now, person, at)
        case Closed():
            if now.state == RESOLVED:
                return now, ()
            return replace(now, state=RESOLVED, due_at=None), (Stop(),)


def _take(now: Situation, person: int) -> Decision:
    if now.state == TRIGGERED:
        taken = replace(now, state=ACKNOWLEDGED, owner=person, due_at=None)
        return taken, (Log("taken", person), Stop())
    if now.state == ACKNOWLEDGED and now.owner != person:
        return now, (Log("already_taken", person),)
    return now, ()


def _pass_on(now: Situation, person: int, at: datetime) -> Decision:
    declined = now.declined | {person}
    if now.state == ACKNOWLEDGED and now.owner == person:
        # on from where the ladder stood: those below did not answer before
        back = replace(
            now,
            state=TRIGGERED,
            owner=None,
            due_at=at,
            asked=frozenset(),
            declined=declined,
        )
        return back, (Log("passed", person),)
    if now.state != TRIGGERED or person in now.declined:
        return now, ()
    passed = replace(now, declined=declined)
    return _hurried(passed, at), (Log("passed", person),)


def _hurried(now: Situation, at: datetime) -> Situation:
    """Due at once, unless others of the same rung may still answer in their time."""
    if now.asked - now.declined - now.unreached:
        return now
    return replace(now, due_at=at)


def _climb(
    now: Situation, people: Mapping[str, tuple[int, ...]], at: datetime
) -> Decision:
    """Runs the next rung that has somebody to call, within this round."""
    effects: list[Effect] = [
        Log("no_answer", person)
        for person in sorted(now.asked - now.declined - now.unreached)
    ]
    handed_back = now.declined and not now.asked
    if now.step == 0 and now.round > 0 and not handed_back:
        effects.append(Log("round", data=(("round", now.round + 1),)))
        if now.round == 1:
            effects.append(Alarm())
    if now.step == 0:  # a phone that was off may be on again
        now = replace(now, unreached=frozenset())
    rungs = now.ladder.rungs
    for step in range(now.step, len(rungs)):
        target = rungs[step].target
        found, to_fallback = _people(now, people, target)
        if to_fallback and step == 0:
            effects.append(Log("nobody_on_duty"))
        if found:
            effects.append(Call(found, now.round, step, to_fallback))
            return _after(now, step, found, at), tuple(effects)
        if not people.get(target):
            effects.append(Log("skipped", data=(("target", target),)))
    return _nobody_left(now, at), tuple(effects)


def _people(
    now: Situation, people: Mapping[str, tuple[int, ...]], target: str
) -> tuple[tuple[int, ...], bool]:
    """Who stands on a rung: never somebody who said she cannot, nor somebody
    whose phone just proved to be off."""
    named = people.get(target, ())
    to_fallback = target == ON_CALL and not named
    if to_fallback:
        named = people.get(FALLBACK, ())
    out = now.declined | now.unreached
    return tuple(p for p in named if p not in out), to_fallback


def _after(
    now: Situation, step: int, asked: tuple[int, ...], at: datetime
) -> Situation:
    """The situation once a rung was called: the next one waits its full time,
    even when this one came early."""
    rungs = now.ladder.rungs
    called = replace(now, asked=frozenset(asked))
    if step + 1 < len(rungs):
        wait = timedelta(seconds=rungs[step + 1].after - rungs[step].after)
        return replace(called, step=step + 1, due_at=at + wait)
    pause = timedelta(seconds=now.ladder.again_after)
    return replace(called, round=now.round + 1, step=0, due_at=at + pause)


def _nobody_left(now: Situation, at: datetime) -> Situation:
    """Nobody could be called in the rest of this round. When that is because
    people declined, ask them again next round: silence is worse."""
    pause = timedelta(seconds=now.ladder.again_after)
    return replace(
        now,
        round=now.round + 1,
        step=0,
        due_at=at + pause,
        asked=frozenset(),
        declined=frozenset(),
        unreached=frozenset(),
    )
