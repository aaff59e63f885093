"""What a draft would change, whom it concerns, and what forbids publishing it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rota.board.reading import Board
from rota.core.conflicts import Conflict, conflicts
from rota.core.plan import SeatKey
from rota.core.spelling import fold
from rota.models import Membership, Period, Person, Seat

NOBODY, NO_FALLBACK = "nobody", "no_fallback"
# what starts sooner is told by text too: a letter may be read after the weekend
SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Change:
    """One seat that will differ. No `after`: empty, or `uncovered` on purpose.

    `short_notice`: the weekend starts in fewer days than the team's notice.
    """

    period: Period
    seat: str
    before: Membership | None
    after: Membership | None
    uncovered: bool
    short_notice: bool
    # who hold earlier hours of it, still to come, and lose them too
    also: tuple[Membership, ...] = ()

    @property
    def key(self) -> SeatKey:
        """The period and the seat."""
        return self.period.pk, self.seat


@dataclass(slots=True)
class Told:
    """Somebody a publication concerns, with the seats she gains and loses."""

    person: Person
    member: Membership
    gained: list[Change] = field(default_factory=list)
    lost: list[Change] = field(default_factory=list)

    def is_soon(self, at: datetime) -> bool:
        """True when something of it starts within the week, or goes on."""
        changes = [*self.gained, *self.lost]
        return any(change.period.starts_at < at + SOON for change in changes)


@dataclass(frozen=True, slots=True)
class Block:
    """Why one weekend cannot be published: `nobody` on call, left uncovered with
    `no_fallback` to call instead, or a hard conflict of the member in that seat."""

    period: Period
    seat: str
    code: str
    member: Membership | None = None


def draft_changes(board: Board) -> list[Change]:
    """Every seat that publishing would change, in order of time."""
    found = []
    for key, row in board.drafts.items():
        period = board.periods[key[0]]
        before, after = board.published(key), board.holder(key)
        was_uncovered = board.published_uncovered(period) and key[1] == Seat.ON_CALL
        if before == after and row.uncovered == was_uncovered:
            continue
        found.append(
            Change(
                period=period,
                seat=key[1],
                before=before,
                after=after,
                uncovered=row.uncovered,
                short_notice=is_short_notice(board, period),
                also=_also(board, key, {before, after}),
            )
        )
    order = {Seat.ON_CALL: 0, Seat.BACKUP: 1}
    return sorted(found, key=lambda one: (one.period.starts_at, order[Seat(one.seat)]))


def _also(
    board: Board, key: SeatKey, known: set[Membership | None]
) -> tuple[Membership, ...]:
    """Whoever shares the seat in time and is neither of those known; each once."""
    rows = [row for row in board.earlier(key) if row.ends_at > board.at]
    members = dict.fromkeys(board.members[row.membership_id] for row in rows)
    return tuple(member for member in members if member not in known)


def is_short_notice(board: Board, period: Period) -> bool:
    """True when fewer days than the team's notice are left before it starts.

    Counted from today's date to the date it starts on: with 15 days of notice,
    the 12th is in time for the 27th (DOMAIN.md B5, territorial service).
    """
    today = board.at.astimezone(board.team.zone).date()
    return (board.first_day(period) - today).days < board.team.notice_days


def told(changes: Iterable[Change]) -> list[Told]:
    """Everybody whose duties change, by name."""
    found: dict[int, Told] = {}
    for change in changes:
        lose = (change.before, *change.also)
        for member, gains in (*((one, False) for one in lose), (change.after, True)):
            if member is None or change.before == change.after:
                continue
            one = found.setdefault(member.person_id, Told(member.person, member))
            (one.gained if gains else one.lost).append(change)
    return sorted(
        found.values(), key=lambda one: (fold(one.person.name), one.person.pk)
    )


def blocks(board: Board, changes: Iterable[Change]) -> list[Block]:
    """What forbids publishing: a touched weekend without anybody on call that is
    not marked uncovered, or nobody to call instead, or a hard conflict in it. In order
    of time."""
    touched = {change.period.pk: change.period for change in changes}
    found = []
    for period in touched.values():
        if board.holder((period.pk, Seat.ON_CALL)) is None:
            if not board.uncovered(period):
                found.append(Block(period, Seat.ON_CALL, NOBODY))
            elif fallback_in(board, period) is None:
                found.append(Block(period, Seat.ON_CALL, NO_FALLBACK))
    found += broken(board, touched.values())
    return sorted(found, key=lambda one: one.period.starts_at)


def broken(board: Board, periods: Iterable[Period]) -> list[Block]:
    """Who holds a seat of these periods and cannot, in order of time."""
    slots = [board.slot(one) for one in periods]
    return [
        Block(board.periods[pk], seat, one.code, board.members[one.member])
        for (pk, seat), wrong in conflicts(board.agenda, slots).items()
        for one in wrong
        if one.hard
    ]


def fallback_in(board: Board, period: Period) -> Membership | None:
    """Who is called while nobody is on call in this period, if she can be: with a
    number, and in the team until it ends."""
    member = board.members.get(board.team.fallback_id or 0)
    if member is None or not member.person.is_active or not member.person.phone:
        return None
    slot = board.slot(period)
    days = (slot.first, slot.last)
    return member if all(member.is_in_team(day) for day in days) else None


def warnings(
    board: Board, changes: Iterable[Change]
) -> list[tuple[Period, str, Conflict]]:
    """What is doubtful about the changed seats, but may be published."""
    changes = [change for change in changes if change.after is not None]
    slots = {change.period.pk: board.slot(change.period) for change in changes}
    wrong = conflicts(board.agenda, slots.values())
    return [
        (change.period, change.seat, one)
        for change in changes
        for one in wrong.get(change.key, ())
        if not one.hard
    ]


def fingerprint(changes: Iterable[Change]) -> str:
    """Stands for exactly these changes: what a lead saw is what she publishes."""
    text = ";".join(
        f"{one.period.pk},{one.seat},{one.before and one.before.pk},"
        f"{one.after and one.after.pk},{one.uncovered}"
        for one in changes
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]
