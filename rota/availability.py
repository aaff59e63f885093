"""Who cannot, would rather not or would gladly hold which slot, read from what
people entered and from their own calendars.

Her own word goes before her calendar's: on a day of which she says something, what
the calendar says does not count. A long leave goes before both.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from rota.core.absences import (
    AVAILABLE,
    CANNOT,
    GLADLY,
    RATHER_NOT,
    Stretch,
    join,
    lift,
)
from rota.core.plan import Pair, Slot
from rota.mine import my_shifts
from rota.models import Absence, Membership, Person, Shift

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Availability:
    """Pairs of a member and a slot. `absent`: she cannot, on one of its days at
    least; `exempt`: for a long leave, so the slot is no part of her share; a pair
    in one of `absent`, `reluctant` and `willing` is in no other of them."""

    absent: frozenset[Pair] = frozenset()
    reluctant: frozenset[Pair] = frozenset()
    willing: frozenset[Pair] = frozenset()
    exempt: frozenset[Pair] = frozenset()


@dataclass(slots=True)
class Days:
    """What is known of one person's days, each list in order."""

    entered: list[Stretch] = field(default_factory=list)
    long_leave: list[Stretch] = field(default_factory=list)
    from_calendars: list[Stretch] = field(default_factory=list)

    @property
    def counted(self) -> list[Stretch]:
        """What counts, all three together: no day is in two of them. Of days on which
        she is free after all, nothing is said."""
        own = [one for one in self.entered if one.kind != AVAILABLE]
        for leave in self.long_leave:
            own = lift(own, leave.first, leave.last)
        busy = join(self.from_calendars)
        for one in [*self.entered, *self.long_leave]:
            busy = lift(busy, one.first, one.last)
        return sorted([*own, *busy, *self.long_leave])


def read(members: Iterable[Membership], slots: Collection[Slot]) -> Availability:
    """What these members, who are in teams with these slots, said of their days."""
    members = list(members)
    if not members or not slots:
        return Availability()
    rows = Absence.objects.filter(
        person__in=[member.person_id for member in members],
        last_on__gte=min(slot.first for slot in slots),
        first_on__lte=max(slot.last for slot in slots),
    )
    days = by_person(rows)
    said: dict[str, set[Pair]] = {CANNOT: set(), RATHER_NOT: set(), GLADLY: set()}
    exempt = set()
    for member in members:
        hers = days.get(member.person_id, Days())
        counted = hers.counted
        for slot in slots if counted else ():
            kind = kind_on(slot.first, slot.last, counted)
            if kind:
                said[kind].add((member.pk, slot.pk))
            if kind_on(slot.first, slot.last, hers.long_leave):
                exempt.add((member.pk, slot.pk))
    return Availability(*map(frozenset, (*said.values(), exempt)))


def by_person(rows: Iterable[Absence]) -> dict[int, Days]:
    """The days of each person of whom there are some, by her id."""
    found: dict[int, Days] = defaultdict(Days)
    for row in rows:
        days = found[row.person_id]
        layer = days.entered
        if row.exempt:
            layer = days.long_leave
        elif row.calendar_id:
            layer = days.from_calendars
        layer.append(Stretch(row.first_on, row.last_on, row.kind))
    return dict(found)


def days_of(person: Person) -> Days:
    """What is known of her days, past ones included."""
    return by_person(person.absences.all()).get(person.pk, Days())


def absent_on(people: Collection[int], day: date) -> set[int]:
    """Those of these people, by their ids, who cannot on that day."""
    rows = Absence.objects.filter(
        person__in=people, first_on__lte=day, last_on__gte=day
    )
    found = by_person(rows)
    return {
        pk for pk, days in found.items() if kind_on(day, day, days.counted) == CANNOT
    }


def kind_on(first: date, last: date, counted: Iterable[Stretch]) -> str:
    """What those stretches say of some days together: the worst of each."""
    kinds = {one.kind for one in counted if one.touches(first, last)}
    return next((kind for kind in (CANNOT, RATHER_NOT, GLADLY) if kind in kinds), "")


def missed_shifts(person: Person, at: datetime) -> list[Shift]:
    """Her published shifts, not over at `at`, of which she cannot hold a part; in
    all her teams, in order of time. Somebody must cover them."""
    shifts = my_shifts(person, at)
    counted = days_of(person).counted if shifts else []
    return [
        shift for shift in shifts if kind_on(*days_on_call(shift), counted) == CANNOT
    ]


def days_on_call(shift: Shift) -> tuple[date, date]:
    """The first and last day of a shift on its team's clock."""
    zone = shift.membership.team.zone
    last = shift.ends_at - INSTANT
    return shift.starts_at.astimezone(zone).date(), last.astimezone(zone).date()
