"""What it would mean that somebody else holds a shift, or hours in it: who could, and
what each of the two gains, loses and runs into.

The rules look at the published rota as if the period were only as long as the hours
in question: whoever is away on Friday may well hold Sunday.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from rota import availability
from rota.board.reading import INSTANT, Board, busy_elsewhere, load_board
from rota.core.balance import MILLI, loads
from rota.core.candidates import Candidate, candidates
from rota.core.conflicts import NO_DUTIES, Conflict, seat_conflicts
from rota.core.hours import Hours
from rota.core.plan import Agenda, Pair, Plan, SeatKey
from rota.models import Membership, Period, Seat, Shift

# how far before and after a shift the load is compared
AROUND = timedelta(weeks=26)


@dataclass(frozen=True, slots=True)
class Deal:
    """Hours of a shift that shall pass to a colleague, and what she gives in return,
    seen on the published rota. `beside`: who shall hold the other seat then, where that
    changes with it."""

    board: Board
    shift: Shift
    hours: Hours
    given: Shift | None = None
    beside: Mapping[str, int | None] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """The period of the shift."""
        return self.board.periods[self.shift.period_id]

    @property
    def holder(self) -> Membership:
        """Who holds the shift now."""
        return self.board.members[self.shift.membership_id]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: her load against a fair share before and after, in thousandths
    of a point, and what the rules find in what she would hold."""

    member: Membership
    before: int
    after: int
    period: Period
    seat: str
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Effects:
    """What both may know before they say yes. `days_left`: from today to the day the
    first of the hours lies on that change hands, on the team's clock."""

    giver: Side
    taker: Side
    hours: Hours
    in_return: Hours | None
    days_left: int
    notice_days: int

    @property
    def is_short(self) -> bool:
        """True when the team's notice is not kept (DOMAIN.md B5)."""
        return self.days_left < self.notice_days

    @property
    def obstacle(self) -> tuple[Side, Conflict] | None:
        """The first thing that forbids it, if anything does."""
        return next(
            (
                (side, one)
                for side in (self.taker, self.giver)
                for one in side.conflicts
                if forbids(one)
            ),
            None,
        )


@dataclass(frozen=True, slots=True)
class Swap:
    """A colleague's shift that could be given in return; `why` it cannot, for what
    would be wrong with `member`."""

    shift: Shift
    member: int | None = None
    why: Conflict | None = None


def hours_of(shift: Shift) -> Hours:
    """All of a shift."""
    return Hours(shift.starts_at, shift.ends_at)


def look_at(
    shift: Shift,
    hours: Hours,
    *,
    at: datetime,
    given: Shift | None = None,
    beside: Mapping[str, int | None] | None = None,
) -> Deal:
    """Reads the rota around a shift, and around what is given in return."""
    ends = [shift.ends_at, *([given.ends_at] if given else [])]
    starts = [shift.starts_at, *([given.starts_at] if given else [])]
    since, until = min(starts) - AROUND, max(ends) + AROUND
    board = load_board(shift.period.team, since, until, at=at, draft=False)
    return Deal(board, shift, hours, given, beside or {})


def who_could(deal: Deal) -> list[Candidate]:
    """Everybody but the holder who takes duties and is in the team, or will be: the
    best first, those who cannot last."""
    plan = _plan_within(deal)
    slot = next(one for one in plan.slots if one.pk == deal.shift.period_id)
    today = deal.board.at.astimezone(deal.board.team.zone).date()
    return [
        one
        for one in candidates(plan, slot, deal.shift.seat)
        if one.member != deal.shift.membership_id and _may_ever(plan, one.member, today)
    ]


def board_within(deal: Deal) -> Board:
    """The board in those hours, with who shall hold the other seat: to word reasons."""
    return replace(deal.board, agenda=Agenda(_plan_within(deal)))


def effects_of(deal: Deal, taker: Membership) -> Effects:
    """What the deal would mean to both, were `taker` the colleague."""
    board, shift, given = deal.board, deal.shift, deal.given
    agenda = Agenda(_plan_within(deal))
    agenda.take_back((shift.period_id, shift.seat))
    carried = loads(board.agenda, board.agenda.plan.slots)
    moved = _points(board, shift, deal.hours)
    moved -= _points(board, given, hours_of(given)) if given else 0
    giver_finds, taker_finds = _conflicts(agenda, shift, given, taker.pk)
    before_giver = carried[shift.membership_id].balance
    before_taker = carried[taker.pk].balance
    back = given or shift
    today = board.at.astimezone(board.team.zone).date()
    starts = [deal.hours.starts_at, *([given.starts_at] if given else [])]
    first = _day(board, min(starts))
    return Effects(
        giver=Side(
            deal.holder,
            before_giver,
            before_giver - moved,
            board.periods[back.period_id],
            back.seat,
            giver_finds,
        ),
        taker=Side(
            taker,
            before_taker,
            before_taker + moved - _left_beside(deal, taker),
            deal.period,
            shift.seat,
            taker_finds,
        ),
        hours=deal.hours,
        in_return=hours_of(given) if given else None,
        days_left=(first - today).days,
        notice_days=board.team.notice_days,
    )


def swaps_of(deal: Deal) -> list[Swap]:
    """What could be given in return: each shift to come of a colleague, in order of
    time, with what forbids the swap, if anything does."""
    agenda = Agenda(_plan_within(deal))
    agenda.take_back((deal.shift.period_id, deal.shift.seat))
    coming = [
        row
        for rows in deal.board.shifts.values()
        for row in rows
        if row.starts_at > deal.board.at
        and row.membership_id != deal.shift.membership_id
    ]
    found = []
    for row in sorted(coming, key=lambda one: (one.starts_at, one.seat)):
        members = (row.membership_id, deal.shift.membership_id)
        sides = _conflicts(agenda, deal.shift, row, row.membership_id)
        wrong = [
            (member, one)
            for member, finds in zip(members, reversed(sides), strict=True)
            for one in finds
            if forbids(one)
        ]
        found.append(Swap(row, *(wrong[0] if wrong else (None, None))))
    return found


def forbids(conflict: Conflict) -> bool:
    """A lead may plan somebody who takes no duties; colleagues do not ask her."""
    return conflict.hard or conflict.code == NO_DUTIES


def _conflicts(
    agenda: Agenda, shift: Shift, given: Shift | None, taker: int
) -> tuple[tuple[Conflict, ...], tuple[Conflict, ...]]:
    """Of the giver in what she takes in return, and of the taker. The seat of the
    shift is empty in `agenda`, which is left as it was."""
    key: SeatKey = (shift.period_id, shift.seat)
    slot = agenda.slots[shift.period_id]
    if given is None:
        return (), seat_conflicts(agenda, taker, slot, shift.seat)
    back: SeatKey = (given.period_id, given.seat)
    # whoever holds it at its end, when it was split; nobody, when it ends sooner
    holder = agenda.take_back(back) if back in agenda.held else None
    agenda.give(key, taker)
    other = agenda.slots[given.period_id]
    giver = seat_conflicts(agenda, shift.membership_id, other, given.seat)
    agenda.take_back(key)
    agenda.give(back, shift.membership_id)
    found = seat_conflicts(agenda, taker, slot, shift.seat)
    agenda.take_back(back)
    if holder is not None:
        agenda.give(back, holder)
    return giver, found


def _plan_within(deal: Deal) -> Plan:
    """The published plan, in which the shift's period is only those hours long and
    its seats are held by whoever holds them then."""
    board, shift, hours = deal.board, deal.shift, deal.hours
    plan, pk = board.agenda.plan, shift.period_id
    part = replace(
        board.slot(board.periods[pk]),
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        first=_day(board, hours.starts_at),
        last=_day(board, hours.ends_at - INSTANT),
    )
    held = dict(plan.held)
    for seat in Seat.values:
        held.pop((pk, seat), None)
        for row in board.shifts.get((pk, seat), []):
            if hours.touches(hours_of(row)):
                held[pk, seat] = row.membership_id
    for seat, member in deal.beside.items():
        held.pop((pk, seat), None)
        if member is not None:
            held[pk, seat] = member
    held[pk, shift.seat] = shift.membership_id
    everybody = board.members.values()
    said = availability.read(everybody, (part,))

    def within(whole: frozenset[Pair], now: frozenset[Pair]) -> frozenset[Pair]:
        return frozenset(pair for pair in whole if pair[1] != pk) | now

    return replace(
        plan,
        slots=tuple(part if one.pk == pk else one for one in plan.slots),
        held=held,
        busy=within(plan.busy, busy_elsewhere(board.team, (part,), everybody)),
        absent=within(plan.absent, said.absent),
        reluctant=within(plan.reluctant, said.reluctant),
        willing=within(plan.willing, said.willing),
    )


def _left_beside(deal: Deal, taker: Membership) -> int:
    """What she is rid of by leaving the other seat for this one."""
    rows = [
        row
        for seat in deal.beside
        for row in deal.board.shifts.get((deal.shift.period_id, seat), [])
        if row.membership_id == taker.pk and deal.hours.touches(hours_of(row))
    ]
    parts = [(row, hours_of(row).shared(deal.hours)) for row in rows]
    return sum(_points(deal.board, row, part) for row, part in parts)


def _points(board: Board, shift: Shift, hours: Hours) -> int:
    """What those hours weigh, in thousandths: their part of the whole period."""
    slot = board.agenda.slots[shift.period_id]
    whole = Hours(slot.starts_at, slot.ends_at).length
    return slot.points(shift.seat) * MILLI * hours.length // whole


def _may_ever(plan: Plan, pk: int, today: date) -> bool:
    member = next(one for one in plan.members if one.pk == pk)
    gone = member.until_on is not None and member.until_on < today
    return member.takes_duties and not gone


def _day(board: Board, at: datetime) -> date:
    return at.astimezone(board.team.zone).date()
