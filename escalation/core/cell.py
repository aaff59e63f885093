"""Who is called into a crisis cell: (situation, event, at) → (situation, effects).

Pure, as core/machine.py: who may be called arrives with the event, the clock is a
parameter, and what shall happen leaves as a list. For each role one person is asked at
a time, down its line. Whoever is not available for one role is asked for no other; why
she is not, nothing here knows (DOMAIN.md C7).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

# how somebody stands in the line of a role
NEXT, ASKED, IN, OUT = "next", "asked", "in", "out"
# of a role: nobody is called for it; somebody is; somebody has it; nobody is left; it
# is not called at this hour
IDLE, CALLING, TAKEN, EMPTY, DAYTIME = "idle", "calling", "taken", "empty", "daytime"


@dataclass(frozen=True, slots=True)
class Place:
    """A person in the line of a role. `was_asked`, or was in: she may still say yes,
    late."""

    person: int
    standing: str = NEXT
    was_asked: bool = False


@dataclass(frozen=True, slots=True)
class Seat:
    """A role of one cell: its line, the primary first. `due_at` ends the waiting for
    whoever is asked; without `off_hours` it is called in office hours only."""

    pk: int
    line: tuple[Place, ...] = ()
    off_hours: bool = True
    state: str = IDLE
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """All roles of a cell; `wait`: how long somebody has to answer. Once it
    `is_over`, nothing changes any more."""

    seats: tuple[Seat, ...]
    wait: timedelta
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What is so at that moment. `may`: who may be called; `here`: who is at work on
    it already, and needs no call; `off_hours`: the office is closed."""

    may: frozenset[int]
    here: frozenset[int] = frozenset()
    off_hours: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """These roles are called for, unless they are already."""

    seats: frozenset[int]
    around: Around


@dataclass(frozen=True, slots=True)
class Due:
    """The deadline of a role came."""

    around: Around


@dataclass(frozen=True, slots=True)
class Accepted:
    """Somebody comes: for all that she is asked for, else for what she was asked for
    and nobody has."""

    person: int


@dataclass(frozen=True, slots=True)
class Declined:
    """Somebody cannot, or cannot any more."""

    person: int
    around: Around


@dataclass(frozen=True, slots=True)
class Unreached:
    """Nothing gets through to somebody who is asked."""

    person: int
    around: Around


@dataclass(frozen=True, slots=True)
class Ended:
    """The crisis is over: nobody is called any more."""


Event = Wanted | Due | Accepted | Declined | Unreached | Ended


@dataclass(frozen=True, slots=True)
class Call:
    """Call this person now, once for all these roles. `is_substitute`: for none of
    them she is the first."""

    person: int
    seats: tuple[int, ...]
    is_substitute: bool = False


@dataclass(frozen=True, slots=True)
class Log:
    """Add one line: “joined”, “out” (not available), “empty” (nobody left)."""

    kind: str
    person: int | None
    seats: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Call back what has not left yet for this person: she is asked no more."""

    person: int


Effect = Call | Log | Stop
Decision = tuple[Situation, tuple[Effect, ...]]


def decide(now: Situation, event: Event, at: datetime) -> Decision:
    """What an event changes. Events that come too late change nothing."""
    if now.is_over:
        return now, ()
    match event:
        case Wanted(seats, around):
            free = {s.pk for s in now.seats if s.state in (IDLE, DAYTIME)}
            return _call(now, free & seats, around, at)
        case Due(around):
            late = (s for s in now.seats if s.due_at is not None and s.due_at <= at)
            return _without(now, {p for s in late for p in _asked(s)}, around, at)
        case Declined(person, around):
            # what she has already stays hers, when she is asked for something more
            leaves = ASKED if _is_asked(now, person) else IN
            return _without(now, {person}, around, at, leaves)
        case Unreached(person, around):
            return _without(now, {person}, around, at)
        case Accepted(person):
            return _seated(now, person)
        case Ended():
            asked = {person for seat in now.seats for person in _asked(seat)}
            over = replace(_each(now, _ended), is_over=True)
            return over, tuple(map(Stop, sorted(asked)))


def _asked(seat: Seat) -> list[int]:
    return [place.person for place in seat.line if place.standing == ASKED]


def _is_asked(now: Situation, person: int) -> bool:
    return any(person in _asked(seat) for seat in now.seats)


def _each(now: Situation, change: Callable[[Seat], Seat]) -> Situation:
    return replace(now, seats=tuple(map(change, now.seats)))


def _ended(seat: Seat) -> Seat:
    if seat.state != CALLING:
        return seat
    line = tuple(_beside(place, None) for place in seat.line)
    return replace(seat, line=line, state=IDLE, due_at=None)


def _without(
    now: Situation,
    people: Collection[int],
    around: Around,
    at: datetime,
    leaves: str = ASKED,
) -> Decision:
    """These people are not available for what they were `leaves` (asked for, or in),
    nor for any other role; what they leave is called for again."""
    effects: list[Effect] = []
    for seat in now.seats:
        for place in seat.line:
            if place.person in people and place.standing == leaves:
                effects.append(Log("out", place.person, (seat.pk,)))
                effects.append(Stop(place.person))
    gone = {effect.person for effect in effects}
    left = {pk for one in effects if isinstance(one, Log) for pk in one.seats}
    stays = IN if leaves == ASKED else ""
    cleared = _each(now, lambda seat: _cleared(seat, gone, stays))
    called, more = _call(cleared, left, around, at)
    return called, _together([*effects, *more])


def _cleared(seat: Seat, gone: Collection[int | None], stays: str) -> Seat:
    line = tuple(
        replace(place, standing=OUT)
        if place.person in gone and place.standing != stays
        else place
        for place in seat.line
    )
    return replace(seat, line=line)


def _call(
    now: Situation, wanted: Collection[int], around: Around, at: datetime
) -> Decision:
    """Calls the next person of each of these roles."""
    stands = {(p.person, p.standing) for seat in now.seats for p in seat.line}
    out = {who for who, how in stands if how == OUT and (who, IN) not in stands}
    around = replace(around, may=around.may - out, here=around.here - out)
    seats, effects = [], []
    for seat in now.seats:
        if seat.pk in wanted:
            seat, more = _call_next(seat, around, at, now.wait)
            effects += more
        seats.append(seat)
    return replace(now, seats=tuple(seats)), _together(effects)


def _call_next(
    seat: Seat, around: Around, at: datetime, wait: timedelta
) -> tuple[Seat, list[Effect]]:
    if around.off_hours and not seat.off_hours:
        return replace(seat, state=DAYTIME, due_at=None), []
    effects: list[Effect] = []
    line = list(seat.line)
    for number, place in enumerate(line):
        if place.standing != NEXT:
            continue
        if place.person in around.here:
            line[number] = replace(place, standing=IN, was_asked=True)
            effects.append(Log("joined", place.person, (seat.pk,)))
            return replace(seat, line=tuple(line), state=TAKEN, due_at=None), effects
        if place.person in around.may:
            line[number] = replace(place, standing=ASKED, was_asked=True)
            effects.append(Call(place.person, (seat.pk,), number > 0))
            called = replace(seat, line=tuple(line), state=CALLING, due_at=at + wait)
            return called, effects
        line[number] = replace(place, standing=OUT)
        effects.append(Log("out", place.person, (seat.pk,)))
    effects.append(Log("empty", None, (seat.pk,)))
    return replace(seat, line=tuple(line), state=EMPTY, due_at=None), effects


def _seated(now: Situation, person: int) -> Decision:
    hers = {seat.pk for seat in now.seats if person in _asked(seat)}
    hers = hers or {seat.pk for seat in now.seats if _may_still_have(seat, person)}
    if not hers:
        return now, ()
    spared = {p for s in now.seats if s.pk in hers for p in _asked(s)} | {person}

    def change(seat: Seat) -> Seat:
        if seat.pk not in hers:
            return seat
        line = tuple(_beside(place, person) for place in seat.line)
        return replace(seat, line=line, state=TAKEN, due_at=None)

    after = _each(now, change)
    spared -= {p for seat in after.seats for p in _asked(seat)}
    joined = Log("joined", person, tuple(s.pk for s in now.seats if s.pk in hers))
    return after, (joined, *map(Stop, sorted(spared)))


def _may_still_have(seat: Seat, person: int) -> bool:
    """She was asked, and nobody said yes meanwhile."""
    was_asked = any(p.person == person and p.was_asked for p in seat.line)
    return was_asked and seat.state in (CALLING, EMPTY)


def _beside(place: Place, holder: int | None) -> Place:
    """How somebody stands once the role has a holder, or needs none any more: who was
    being asked is spared."""
    if place.person == holder:
        return replace(place, standing=IN)
    return replace(place, standing=NEXT) if place.standing == ASKED else place


def _together(effects: Iterable[Effect]) -> tuple[Effect, ...]:
    """One call to one person, and one line of one kind about her."""
    found: dict[tuple[object, ...], Effect] = {}
    for effect in effects:
        key = (type(effect), effect.person, getattr(effect, "kind", ""))
        before = found.get(key)
        if isinstance(effect, Call) and isinstance(before, Call):
            only_then = before.is_substitute and effect.is_substitute
            effect = Call(effect.person, before.seats + effect.seats, only_then)
        elif isinstance(effect, Log) and isinstance(before, Log):
            effect = replace(effect, seats=before.seats + effect.seats)
        found[key] = effect
    return tuple(found.values())
