"""A rota as plain data: slots, members, and who holds which seat.

What fill, conflicts and candidates share. A slot is a period as the rules see
it; weeks are counted from Monday, so a public holiday on a Wednesday and the
weekend after it lie in the same week.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from rota.core.weights import BACKUP, ON_CALL, SEATS, USUAL, Weights, is_feast

# the usual spacing in weeks, for a team that is large enough (ROTA.md §3, H5)
GAP_ANY = 2
GAP_PRIMARY = 3
# a personal maximum counts in any so many weeks
YEAR = 52

WHOLE = 1000  # thousandths of a slot

SeatKey = tuple[int, str]  # a slot and one of its seats
Pair = tuple[int, int]  # a member and a slot, or her part of it


@dataclass(frozen=True, slots=True)
class Slot:
    """One period. `first` and `last` are the local days it begins and ends on:
    who holds it must be in the team on both and between."""

    pk: int
    starts_at: datetime
    ends_at: datetime
    first: date
    last: date
    kind: str
    holidays: tuple[date, ...] = ()
    weights: Weights = USUAL

    @property
    def is_feast(self) -> bool:
        """True for Christmas and New Year, whatever day they fall on."""
        return is_feast(self.holidays)

    @property
    def week(self) -> int:
        """The number of the week it starts in; Monday opens a week."""
        return (self.first.toordinal() - 1) // 7

    def points(self, seat: str) -> int:
        """What holding this seat weighs."""
        return self.weights.of(self.kind, self.holidays, seat)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may hold seats. `share` is in percent of full time.

    `phone`: "ok", "missing" or "problem" (texts are known not to arrive).
    `most_duties`: hers in any 52 weeks; None: as many as come. `experienced`: she
    can be paired with somebody who is not yet.
    """

    pk: int
    trade: str
    share: int
    from_on: date
    until_on: date | None = None
    takes_duties: bool = True
    phone: str = "ok"
    most_duties: int | None = None
    experienced: bool = False

    def is_there(self, slot: Slot) -> bool:
        """True when she is in the team from the slot's first to its last day."""
        return self.from_on <= slot.first and (
            self.until_on is None or slot.last <= self.until_on
        )

    def counts_in(self, slot: Slot) -> bool:
        """True when she takes duties and is there."""
        return self.takes_duties and self.is_there(slot)


@dataclass(frozen=True, slots=True)
class Rules:
    """How a team spaces and pairs its people; gaps are weeks from start to start.

    At most `most_duties` of one person in any `in_weeks` weeks; None: no limit.
    `pairs_experience`: one of the two who share a slot must be experienced.
    """

    gap_any: int = GAP_ANY
    gap_primary: int = GAP_PRIMARY
    mixes_trades: bool = True
    seats: tuple[str, ...] = SEATS
    most_duties: int | None = None
    in_weeks: int = YEAR
    pairs_experience: bool = False

    def limits(self, member: Member) -> list[tuple[int, int]]:
        """Each limit on her duties (H6 of ROTA.md): so many in any so many weeks."""
        both = (self.most_duties, self.in_weeks), (member.most_duties, YEAR)
        return [(most, weeks) for most, weeks in both if most is not None]


def scaled_rules(people: int, *, has_backup: bool, mixes_trades: bool) -> Rules:
    """The usual spacing, made shorter where so few people could not keep it.

    Eight people with a backup are on duty every fourth week, so two free weeks
    are easy; three people without one can keep two; one person keeps none.
    """
    seats = SEATS if has_backup else (ON_CALL,)
    if people <= 1:
        return Rules(0, 0, mixes_trades, seats)
    gap_any = max(1, min(GAP_ANY, people // len(seats) - 1))
    gap_primary = max(gap_any, min(GAP_PRIMARY, (people + 1) // 2))
    return Rules(gap_any, gap_primary, mixes_trades, seats)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything the rules look at.

    `slots` in order of time, with enough of the past to know the load; `held`:
    the member in each seat that has one; `uncovered`: slots nobody shall be on
    call for. Of (member, slot): `busy` when another team has her then, `absent` when
    she said she cannot, `reluctant` when she would rather not, `willing` when she
    would like to, `exempt` when a long leave takes her share away too. `untrained`:
    (member, slot, seat) when she lacks a training the seat needs on that date.
    `shared`: of a seat that several held one after the other, each member with her
    part of the slot in thousandths; `held` names the last.
    """

    slots: tuple[Slot, ...]
    members: tuple[Member, ...]
    held: Mapping[SeatKey, int]
    rules: Rules = Rules()
    uncovered: frozenset[int] = frozenset()
    busy: frozenset[Pair] = frozenset()
    absent: frozenset[Pair] = frozenset()
    reluctant: frozenset[Pair] = frozenset()
    willing: frozenset[Pair] = frozenset()
    exempt: frozenset[Pair] = frozenset()
    untrained: frozenset[tuple[int, int, str]] = frozenset()
    shared: Mapping[SeatKey, tuple[Pair, ...]] = field(default_factory=dict)

    def may_hold(self, member: Member, slot: Slot, seat: str) -> bool:
        """H2 and H3 of ROTA.md: she is there, free, and knows how."""
        pair = (member.pk, slot.pk)
        return (
            member.counts_in(slot)
            and pair not in self.busy
            and pair not in self.absent
            and (member.pk, slot.pk, seat) not in self.untrained
        )

    def owes(self, member: Member, slot: Slot, seat: str) -> bool:
        """True when a fair share of this seat is hers: an ordinary leave takes none
        of it away (ROTA.md §4)."""
        return (
            member.counts_in(slot)
            and (member.pk, slot.pk) not in self.exempt
            and (member.pk, slot.pk, seat) not in self.untrained
        )


@dataclass(frozen=True, slots=True)
class Nearby:
    """Another duty of the same member: `weeks` < 0 when it is earlier."""

    slot: int
    seat: str
    weeks: int


class Agenda:
    """A plan that can be changed and asked quickly who does what and when."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.slots = {slot.pk: slot for slot in plan.slots}
        self.members = {member.pk: member for member in plan.members}
        self.held: dict[SeatKey, int] = {}
        self.duties: dict[int, set[SeatKey]] = {pk: set() for pk in self.members}
        for key, member in plan.held.items():
            if key[0] in self.slots and member in self.members:
                self.give(key, member)

    def give(self, key: SeatKey, member: int) -> None:
        """Puts a member into an empty seat."""
        self.held[key] = member
        self.duties[member].add(key)

    def take_back(self, key: SeatKey) -> int:
        """Empties a seat; returns who held it."""
        member = self.held.pop(key)
        self.duties[member].discard(key)
        return member

    def parts(self, key: SeatKey) -> tuple[Pair, ...]:
        """Whoever holds the seat, each with her part of the slot in thousandths."""
        holder = self.held.get(key)
        if holder is None:
            return ()
        if holder == self.plan.held.get(key) and key in self.plan.shared:
            return self.plan.shared[key]
        return ((holder, WHOLE),)

    def partner(self, key: SeatKey) -> Member | None:
        """Who holds the other seat of the same slot."""
        pk, seat = key
        other = self.held.get((pk, BACKUP if seat == ON_CALL else ON_CALL))
        return None if other is None else self.members[other]

    def nearby(self, member: int, slot: Slot, seat: str) -> list[Nearby]:
        """Her other duties that lie closer to `slot` than the rules want, nearest
        first; `seat` is the one she holds or would hold there."""
        rules = self.plan.rules
        return self.closer_than(member, slot, seat, rules.gap_any, rules.gap_primary)

    def closer_than(
        self, member: int, slot: Slot, seat: str, gap_any: int, gap_primary: int
    ) -> list[Nearby]:
        """Her duties less than `gap_any` weeks away, or less than `gap_primary`
        between two on-call ones; the same slot does not count."""
        found = []
        for pk, other_seat in self.duties[member]:
            weeks = self.slots[pk].week - slot.week
            both = seat == ON_CALL == other_seat
            if pk != slot.pk and abs(weeks) < (gap_primary if both else gap_any):
                found.append(Nearby(pk, other_seat, weeks))
        return sorted(found, key=lambda one: (abs(one.weeks), one.weeks, one.slot))

    def has_enough(self, member: int, slot: Slot) -> bool:
        """True when a duty in `slot` would be one more than a limit lets her have."""
        return any(
            self._more_than(most, weeks, member, slot)
            for most, weeks in self.plan.rules.limits(self.members[member])
        )

    def _more_than(self, most: int, weeks: int, member: int, slot: Slot) -> bool:
        """True when some run of so many weeks around `slot` would hold more."""
        near = [
            self.slots[pk].week
            for pk, _seat in self.duties[member]
            if pk != slot.pk and abs(self.slots[pk].week - slot.week) < weeks
        ]
        near = sorted([*near, slot.week])
        return any(
            last - first < weeks and first <= slot.week <= last
            for first, last in zip(near, near[most:], strict=False)
        )

    def weeks_since(self, member: int, slot: Slot) -> int | None:
        """Weeks from her last duty before `slot` to it; None without one."""
        past = [
            slot.week - self.slots[pk].week
            for pk, _seat in self.duties[member]
            if self.slots[pk].starts_at < slot.starts_at
        ]
        return min(past, default=None)
