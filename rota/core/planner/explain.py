"""Why a rota is as it is: what keeps a seat empty, and why somebody has hers.

Nothing is solved here: fast enough for every page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rota.core.balance import balances
from rota.core.candidates import Candidate, candidates
from rota.core.conflicts import (
    ABSENT,
    ELSEWHERE,
    NO_DUTIES,
    NO_EXPERIENCE,
    NOT_IN_TEAM,
    OTHER_SEAT,
    SAME_TRADE,
    TOO_CLOSE,
    TOO_MANY,
    UNTRAINED,
    Conflict,
    seat_conflicts,
)
from rota.core.plan import Agenda, Plan, SeatKey

# rules that can give way when people agree, the easiest first
YIELDING = (TOO_CLOSE, TOO_MANY, SAME_TRADE, NO_EXPERIENCE, UNTRAINED, ABSENT)
# what nobody can be asked about: she is not there, or takes another call
FINAL = frozenset({NOT_IN_TEAM, NO_DUTIES, OTHER_SEAT, ELSEWHERE})


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody who could be asked for a seat, and the rules that would give way."""

    member: int
    rules: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A seat left empty; `ways` out of it, those that break least first. None when
    nobody at all could be asked."""

    slot: int
    seat: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why somebody holds a seat. `place`: hers among all who could take it, from 1;
    those before her hold other seats, where the plan needs them more."""

    candidate: Candidate
    place: int
    of: int


def gaps(
    plan: Plan, empty: Iterable[SeatKey], given: Mapping[SeatKey, int]
) -> list[Gap]:
    """What is in the way of each empty seat, once `given` are given."""
    agenda = Agenda(replace(plan, held={**plan.held, **given}))
    carried = balances(agenda)
    return [Gap(*key, _ways(agenda, key, carried)) for key in empty]


def _ways(agenda: Agenda, key: SeatKey, carried: Mapping[int, int]) -> tuple[Way, ...]:
    slot = agenda.slots[key[0]]
    found = []
    for pk in agenda.members:
        wrong = seat_conflicts(agenda, pk, slot, key[1])
        if not FINAL & {one.code for one in wrong}:
            rules = tuple(one for one in wrong if one.code in YIELDING)
            found.append(Way(pk, rules))

    def rank(way: Way) -> tuple[int, int, int, int]:
        hardest = max((YIELDING.index(one.code) for one in way.rules), default=-1)
        return len(way.rules), hardest, carried[way.member], way.member

    return tuple(sorted(found, key=rank))


def why(plan: Plan, key: SeatKey) -> Why | None:
    """Why she who holds that seat holds it; None when nobody does."""
    slot = next(slot for slot in plan.slots if slot.pk == key[0])
    possible = [one for one in candidates(plan, slot, key[1]) if one.possible]
    for place, one in enumerate(possible, start=1):
        if one.member == plan.held.get(key):
            return Why(one, place, len(possible))
    return None
