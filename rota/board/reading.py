"""The rota of a team over some months, read once: what is published, what the
draft would change, and the plain plan the rules of core/ look at.

Eight queries, whatever the number of people and weekends, nine when seats need
trainings. Writes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, QuerySet

from rota import availability
from rota.core.plan import WHOLE, Agenda, Member, Pair, Plan, SeatKey, Slot
from rota.core.trainings import Lack
from rota.models import (
    DraftSeat,
    Membership,
    Period,
    Role,
    Seat,
    Shadowing,
    Shift,
    Team,
)
from rota.rules import counted, reach, rules_of, weights_of
from rota.skills import Skills, read_skills

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Board:
    """Periods in order of time, and who holds what in them.

    `shifts`: published, in order of time (one per seat, more after a change in the
    middle of a weekend). `drafts`: changes not published yet, of periods that are
    not over; empty for those who may not see them. `agenda`: both together.
    `shadows`: those who double somebody, by period; as public as their period.
    """

    team: Team
    at: datetime
    periods: dict[int, Period]
    members: dict[int, Membership]
    shifts: dict[SeatKey, list[Shift]]
    drafts: dict[SeatKey, DraftSeat]
    agenda: Agenda
    skills: Skills
    shadows: dict[int, list[Shadowing]]

    def published(self, key: SeatKey) -> Membership | None:
        """Who holds the seat in the published rota, at its end when it was split."""
        row = _last_row(self.shifts, self.periods[key[0]], key[1])
        return self.members[row.membership_id] if row else None

    def earlier(self, key: SeatKey) -> list[Shift]:
        """The shifts of those who were replaced in the middle of the period."""
        end = self.periods[key[0]].ends_at
        return [row for row in self.shifts.get(key, []) if row.ends_at < end]

    def holder(self, key: SeatKey) -> Membership | None:
        """Who holds the seat as drafted, else as published."""
        draft = self.drafts.get(key)
        if draft is None:
            return self.published(key)
        return (
            None if draft.membership_id is None else self.members[draft.membership_id]
        )

    def uncovered(self, period: Period) -> bool:
        """True when nobody shall be on call, on purpose, as drafted or published."""
        draft = self.drafts.get((period.pk, Seat.ON_CALL))
        return draft.uncovered if draft else self.published_uncovered(period)

    def published_uncovered(self, period: Period) -> bool:
        """True when it is published that nobody is on call."""
        return period.uncovered and self.published((period.pk, Seat.ON_CALL)) is None

    def lacks(self, member: Membership, period: Period, seat: str) -> list[Lack]:
        """The trainings she lacks for that seat."""
        return self.skills.lacks(member.pk, seat, self.first_day(period))

    def slot(self, period: Period) -> Slot:
        """The period as the rules see it."""
        return self.agenda.slots[period.pk]

    def first_day(self, period: Period) -> date:
        """The local day it starts on."""
        return self.slot(period).first

    def between(self, first: date, last: date) -> list[Period]:
        """The periods that start on those days, both included."""
        return [
            period
            for period in self.periods.values()
            if first <= self.first_day(period) <= last
        ]

    def is_still_there(self, pk: int) -> bool:
        """True when that member has not left the team, and may hold duties."""
        member = self.agenda.members[pk]
        today = self.at.astimezone(self.team.zone).date()
        return member.takes_duties and (
            member.until_on is None or today <= member.until_on
        )


def load_board(
    team: Team, since: datetime, until: datetime, *, at: datetime, draft: bool
) -> Board:
    """The board of the periods that touch [since, until).

    `draft`: with the changes not published yet. Periods that are over keep their
    published truth, whatever was drafted for them.
    """
    periods = {
        period.pk: period
        for period in team.periods.filter(starts_at__lt=until, ends_at__gt=since)
    }
    members = {
        member.pk: member for member in team.memberships.select_related("person")
    }
    shifts: dict[SeatKey, list[Shift]] = {}
    for shift in Shift.objects.filter(
        period__team=team, period__starts_at__lt=until, period__ends_at__gt=since
    ).order_by("starts_at", "pk"):
        shifts.setdefault((shift.period_id, shift.seat), []).append(shift)
    drafts: dict[SeatKey, DraftSeat] = {}
    if draft:
        for row in open_drafts(team, at).filter(period__in=periods):
            drafts[row.period_id, row.seat] = row
    skills = read_skills(team)
    plan = _plan(team, periods, members, shifts, drafts, skills, at)
    return Board(
        team=team,
        at=at,
        periods=periods,
        members=members,
        shifts=shifts,
        drafts=drafts,
        agenda=Agenda(plan),
        skills=skills,
        shadows=_shadows(periods, draft=draft),
    )


def load_draft(team: Team, at: datetime) -> Board:
    """The board around everything drafted, as far as the rules look."""
    since, until = draft_span(team, at) or (at, at)
    around = reach(team)
    return load_board(team, since - around, until + around, at=at, draft=True)


def load_coming(team: Team, at: datetime) -> Board:
    """The board of everything that is not over."""
    until = team.periods.aggregate(last=Max("ends_at"))["last"] or at
    return load_board(team, at, until, at=at, draft=True)


def draft_span(team: Team, at: datetime) -> tuple[datetime, datetime] | None:
    """From the start of the first to the end of the last drafted period."""
    span = open_drafts(team, at).aggregate(
        since=Min("period__starts_at"), until=Max("period__ends_at")
    )
    return (span["since"], span["until"]) if span["since"] else None


def open_drafts(team: Team, at: datetime) -> QuerySet[DraftSeat]:
    """What is drafted for periods that are not over at `at`."""
    return DraftSeat.objects.filter(period__team=team, period__ends_at__gt=at)


def local_midnight(team: Team, day: date) -> datetime:
    """The first instant of a day on the team's clock."""
    return datetime(day.year, day.month, day.day, tzinfo=team.zone)


def as_slot(period: Period, team: Team) -> Slot:
    """The period as the rules see it, its days on the team's clock."""
    return Slot(
        pk=period.pk,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        first=period.starts_at.astimezone(team.zone).date(),
        last=(period.ends_at - INSTANT).astimezone(team.zone).date(),
        kind=period.kind,
        holidays=tuple(date.fromisoformat(day) for day in period.holidays),
        weights=weights_of(team),
    )


def as_member(member: Membership) -> Member:
    """The membership as the rules see it; a reader takes none."""
    person = member.person
    may_hold = person.is_active and member.role != Role.READER
    phone = "problem" if person.phone_problem else "ok"
    return Member(
        pk=member.pk,
        trade=member.trade,
        share=member.share,
        from_on=member.from_on,
        until_on=member.until_on,
        takes_duties=member.takes_duties and may_hold,
        phone=phone if person.phone else "missing",
        most_duties=member.most_duties,
        experienced=member.experienced,
    )


def _plan(
    team: Team,
    periods: dict[int, Period],
    members: dict[int, Membership],
    shifts: dict[SeatKey, list[Shift]],
    drafts: dict[SeatKey, DraftSeat],
    skills: Skills,
    at: datetime,
) -> Plan:
    uncovered = {pk for pk, one in periods.items() if one.uncovered}
    uncovered -= {pk for pk, seat in drafts if seat == Seat.ON_CALL}
    uncovered |= {pk for (pk, _seat), draft in drafts.items() if draft.uncovered}
    slots = tuple(as_slot(period, team) for period in periods.values())
    plain = tuple(as_member(member) for member in members.values())
    today = at.astimezone(team.zone).date()
    known = availability.read(members.values(), slots)
    return Plan(
        slots=slots,
        members=plain,
        held=_held(periods, shifts, drafts),
        rules=rules_of(team, counted(plain, today)),
        uncovered=frozenset(uncovered),
        busy=busy_elsewhere(team, slots, members.values()),
        absent=known.absent,
        reluctant=known.reluctant,
        willing=known.willing,
        exempt=known.exempt,
        untrained=skills.untrained(members, slots),
        shared={
            key: _parts(rows, periods[key[0]])
            for key, rows in shifts.items()
            if len(rows) > 1 and key not in drafts
        },
    )


def _held(
    periods: dict[int, Period],
    shifts: dict[SeatKey, list[Shift]],
    drafts: dict[SeatKey, DraftSeat],
) -> dict[SeatKey, int]:
    """Who holds each seat, as drafted or else as published."""
    held = {
        key: row.membership_id
        for key in shifts
        if (row := _last_row(shifts, periods[key[0]], key[1]))
    }
    for key, draft in drafts.items():
        if draft.membership_id is None:
            held.pop(key, None)
        else:
            held[key] = draft.membership_id
    return held


def _parts(rows: Iterable[Shift], period: Period) -> tuple[Pair, ...]:
    """Who held a seat that was split, each with her part of the period."""
    whole, found = period.ends_at - period.starts_at, dict[int, int]()
    for row in rows:
        part = (row.ends_at - row.starts_at) * WHOLE // whole
        found[row.membership_id] = found.get(row.membership_id, 0) + part
    return tuple(found.items())


def _shadows(periods: dict[int, Period], *, draft: bool) -> dict[int, list[Shadowing]]:
    found: dict[int, list[Shadowing]] = {}
    for row in Shadowing.objects.filter(period__in=list(periods)).order_by("pk"):
        if draft or periods[row.period_id].published_at:
            found.setdefault(row.period_id, []).append(row)
    return found


def _last_row(
    shifts: dict[SeatKey, list[Shift]], period: Period, seat: str
) -> Shift | None:
    """The shift that reaches the end of the period, if any."""
    rows = shifts.get((period.pk, seat))
    return rows[-1] if rows and rows[-1].ends_at >= period.ends_at else None


def busy_elsewhere(
    team: Team, slots: Iterable[Slot], members: Iterable[Membership]
) -> frozenset[tuple[int, int]]:
    """Members whom another team has on duty, with the slots this touches."""
    slots = list(slots)
    if not slots:
        return frozenset()
    known = {member.person_id: member.pk for member in members}
    elsewhere = Shift.objects.filter(
        membership__person__memberships__team=team,
        starts_at__lt=max(slot.ends_at for slot in slots),
        ends_at__gt=min(slot.starts_at for slot in slots),
    ).exclude(membership__team=team)
    found = set()
    for person, starts_at, ends_at in elsewhere.values_list(
        "membership__person_id", "starts_at", "ends_at"
    ):
        for slot in slots:
            if starts_at < slot.ends_at and slot.starts_at < ends_at:
                found.add((known[person], slot.pk))
    return frozenset(found)
