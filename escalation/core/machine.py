"""The ladder's decisions: (situation, event, at) → (situation, effects).

Pure: who is on duty arrives with the event, the clock is a parameter, and what
shall happen leaves as a list. escalation/actions applies it in one transaction.
It refuses to be silent: whatever fails, an incident that nobody took has a
next deadline, and one that somebody took and left alone is asked about.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

TRIGGERED, ACKNOWLEDGED, RESOLVED = "triggered", "acknowledged", "resolved"
ON_CALL, FALLBACK = "on_call", "fallback"


@dataclass(frozen=True, slots=True)
class Rung:
    """Whom to call, so many seconds after the round began, and how: “sms”, “call”
    or “both”."""

    after: float
    target: str
    ways: str = "sms"


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs in order; in seconds, the pause before starting over, and how long
    whoever took it may be silent (0: for ever)."""

    rungs: tuple[Rung, ...]
    again_after: float
    untouched_after: float = 0

    @classmethod
    def read(cls, snapshot: Mapping[str, Any]) -> "Ladder":
        """The ladder as it was copied into an incident."""
        return cls(
            tuple(
                Rung(s["after"], s["target"], s.get("ways", "sms"))
                for s in snapshot["steps"]
            ),
            snapshot["again_after"],
            snapshot.get("untouched_after", 0),
        )


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of an incident. `step` is the next rung to run; people are
    ids. `asked` were called by the last rung; `declined` said they cannot;
    `unreached` could not be called in this round, and are not tried again in it.

    Once it is taken, `due_at` is when its owner is asked what becomes of it, `asks`
    how often she was since something happened, and `handing_to` the colleague she
    asked to take it over: then `due_at` ends the waiting for him."""

    state: str
    ladder: Ladder
    round: int = 0
    step: int = 0
    due_at: datetime | None = None
    owner: int | None = None
    asked: frozenset[int] = frozenset()
    declined: frozenset[int] = frozenset()
    unreached: frozenset[int] = frozenset()
    asks: int = 0
    handing_to: int | None = None


@dataclass(frozen=True, slots=True)
class StepDue:
    """The deadline came. `people`: target → ids, from the rota at this moment;
    the key `fallback` is for a duty that nobody holds. `owner_is_gone`: whoever
    took it left the team since, and is asked nothing any more."""

    people: Mapping[str, tuple[int, ...]]
    owner_is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Unreached:
    """Nothing gets through to somebody the last rung called, or to the colleague
    who was asked: no answer is worth waiting for."""

    person: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody takes the incident. `over`: even from whoever has it, which is for
    those who lead (the shell checks)."""

    person: int
    over: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """Its owner asks a colleague on duty to take it over. It stays hers until he
    does."""

    owner: int
    to: int


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Its owner asks her colleague no longer: she keeps it."""

    owner: int


@dataclass(frozen=True, slots=True)
class Touched:
    """Its owner did something about it: a note, a decision, a post. `until`: when she
    wants to be asked again, having decided to wait until then."""

    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PassedOn:
    """Somebody cannot, or its owner hands it back."""

    person: int


@dataclass(frozen=True, slots=True)
class Closed:
    """It is over, or was called by mistake."""


Event = StepDue | Unreached | Taken | Offered | Withdrawn | Touched | PassedOn | Closed


@dataclass(frozen=True, slots=True)
class Call:
    """Page these people now. `round` and `step` name the rung; `reason` says why
    somebody else than the person on call: “fallback”, or “offer” of a colleague."""

    people: tuple[int, ...]
    round: int
    step: int
    ways: str = "sms"
    reason: str = ""


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
class Tell:
    """Tell one person what became of a call she has or had: “asked_again”,
    “handed_over”, “taken_over”, “offer_refused”, “offer_unanswered”."""

    person: int
    kind: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """Tell the leads: “no_answer” in a whole round, or “untouched”."""

    kind: str = "no_answer"


Effect = Call | Log | Stop | Tell | Alarm
Decision = tuple[Situation, tuple[Effect, ...]]


def decide(now: Situation, event: Event, at: datetime) -> Decision:
    """What an event changes. Events that come too late change nothing."""
    match event:
        case StepDue(people, owner_is_gone):
            if now.due_at is None or now.due_at > at:
                return now, ()
            if now.state == TRIGGERED:
                return _climb(now, people, at)
            return _ask_about(now, owner_is_gone, at)
        case Unreached(person):
            if now.state == ACKNOWLEDGED and now.handing_to == person:
                return _offer_unanswered(now, at)
            if now.state != TRIGGERED or person not in now.asked:
                return now, ()
            missed = replace(now, unreached=now.unreached | {person})
            # a new round keeps its pause, or a dead provider would spin it
            return missed if now.step == 0 else _hurried(missed, at), ()
        case Taken(person, over):
            return _take(now, person, over, at)
        case Offered(owner, to):
            return _offer(now, owner, to, at)
        case Withdrawn(owner):
            if now.owner != owner or now.handing_to is None:
                return now, ()
            return _kept(now, "offer_withdrawn", at)
        case Touched(until):
            if now.state != ACKNOWLEDGED or now.handing_to is not None:
                return now, ()
            watched = _watched(now, at)
            return replace(watched, due_at=until) if until else watched, ()
        case PassedOn(person):
            return _pass_on(now, person, at)
        case Closed():
            if now.state == RESOLVED:
                return now, ()
            closed = replace(now, state=RESOLVED, due_at=None, handing_to=None)
            return closed, (Stop(),)


def _take(now: Situation, person: int, over: bool, at: datetime) -> Decision:
    if now.state == TRIGGERED:
        taken = replace(now, state=ACKNOWLEDGED, owner=person)
        return _watched(taken, at), (Log("taken", person), Stop())
    if now.state != ACKNOWLEDGED or now.owner == person or now.owner is None:
        return now, ()
    if person != now.handing_to and not over:
        return now, (Log("already_taken", person),)
    kind = "handed_over" if person == now.handing_to else "taken_over"
    moved = replace(now, owner=person, handing_to=None)
    told = Tell(now.owner, kind)
    return _watched(moved, at), (Log(kind, person), Stop(), told)


def _watched(now: Situation, at: datetime) -> Situation:
    """Its owner has just done something: she is asked only after a long silence."""
    wait = timedelta(seconds=now.ladder.untouched_after)
    return replace(now, asks=0, due_at=at + wait if wait else None)


def _offer(now: Situation, owner: int, to: int, at: datetime) -> Decision:
    """The colleague has as long as a step of the ladder to answer."""
    mine = now.state == ACKNOWLEDGED and now.owner == owner
    if not mine or to in (owner, now.handing_to):
        return now, ()
    wait = timedelta(seconds=now.ladder.again_after)
    offered = replace(now, asks=0, handing_to=to, due_at=at + wait)
    call = Call((to,), now.round, now.step, "both", reason="offer")
    return offered, (Stop(), Log("offered", to), call)


def _ask_about(now: Situation, owner_is_gone: bool, at: datetime) -> Decision:
    """A taken call whose time is up: the colleague who was asked did not answer, or
    its owner has been silent. She is asked once, then the leads are."""
    if now.owner is None or now.state != ACKNOWLEDGED:
        return now, ()
    if now.handing_to is not None:
        return _offer_unanswered(now, at)
    if now.asks == 0 and not owner_is_gone:
        asked = replace(_watched(now, at), asks=1)
        return asked, (Log("asked_again", now.owner), Tell(now.owner, "asked_again"))
    alarmed = replace(now, asks=2, due_at=None)
    return alarmed, (Log("untouched", now.owner), Alarm("untouched"))


def _offer_unanswered(now: Situation, at: datetime) -> Decision:
    """It stays hers, and she is told."""
    kept, effects = _kept(now, "offer_unanswered", at)
    told = [Tell(now.owner, "offer_unanswered")] if now.owner else []
    return kept, (*effects, *told)


def _kept(now: Situation, kind: str, at: datetime) -> Decision:
    """The colleague is asked no longer; `kind` says why in the log."""
    kept = _watched(replace(now, handing_to=None), at)
    return kept, (Log(kind, now.handing_to), Stop())


def _pass_on(now: Situation, person: int, at: datetime) -> Decision:
    declined = now.declined | {person}
    if now.state == ACKNOWLEDGED and now.handing_to == person and now.owner:
        kept, effects = _kept(now, "offer_refused", at)
        return kept, (*effects, Tell(now.owner, "offer_refused"))
    if now.state == ACKNOWLEDGED and now.owner == person:
        # on from where the ladder stood: those below did not answer before
        back = replace(
            now,
            state=TRIGGERED,
            owner=None,
            due_at=at,
            asked=frozenset(),
            declined=declined,
            handing_to=None,
        )
        return back, (Log("passed", person), Stop())
    if now.state == RESOLVED or person in now.declined:
        return now, ()
    if now.state == ACKNOWLEDGED:
        return now, (Log("passed_late", person),)
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
            reason = "fallback" if to_fallback else ""
            ways = rungs[step].ways
            effects.append(Call(found, now.round, step, ways, reason))
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
