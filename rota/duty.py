"""Who is on call, read from what is published; drafts count for nothing here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from rota.core.holidays import public_holidays
from rota.core.periods import OffHours, WeekShape, off_hours, opening_after
from rota.core.reminders import Hours, Reminders, reminders
from rota.models import Membership, Period, Role, Seat, Shift, Team

# no run of days off is longer
LONGEST_RUN = timedelta(days=21)
# how far back working days before a duty are looked for
BEFORE = timedelta(weeks=5)
MEMBER_DAYS = ("membership__from_on", "membership__until_on")


@dataclass(frozen=True, slots=True)
class Duty:
    """Who holds which seat at one instant, and until when.

    No `period`: people are at work, or nothing is published. `until`: the end of
    the on-call person's shift, or of the period when nobody holds it.
    """

    period: Period | None = None
    on_call: Membership | None = None
    backup: Membership | None = None
    until: datetime | None = None

    @property
    def uncovered(self) -> bool:
        """True in a published period nobody is on call for."""
        return self.period is not None and self.on_call is None


def duty_at(team: Team, at: datetime) -> Duty:
    """The published duty of `team` at that instant (aware).

    The seat of somebody who has left, or whose account is closed, is empty, even
    while the rota still names her: nobody is called who does not belong to the team
    any more.
    """
    period = (
        Period.objects.filter(
            team=team, published_at__isnull=False, starts_at__lte=at, ends_at__gt=at
        )
        .order_by("starts_at")
        .last()
    )
    if period is None:
        return Duty()
    shifts = Shift.objects.filter(
        period=period, starts_at__lte=at, ends_at__gt=at
    ).select_related("membership__person", "membership__team")
    today = at.astimezone(team.zone).date()
    held = {
        shift.seat: shift
        for shift in shifts
        if shift.membership.is_in_team(today) and shift.membership.person.is_active
    }
    on_call, backup = held.get(Seat.ON_CALL), held.get(Seat.BACKUP)
    return Duty(
        period=period,
        on_call=on_call.membership if on_call else None,
        backup=backup.membership if backup else None,
        until=_end_of(on_call) if on_call else period.ends_at,
    )


def holders(teams: Collection[Team], at: datetime) -> dict[int, dict[str, int]]:
    """Who holds the seats of many teams at once, as `duty_at` says it: the team's
    id → seat → the person's id."""
    today = _days(teams, at)
    published = Period.objects.filter(
        team__in=today, published_at__isnull=False, starts_at__lte=at, ends_at__gt=at
    ).order_by("starts_at")
    periods = dict(published.values_list("team_id", "pk"))
    shifts = (
        Shift.objects.filter(
            period__in=periods.values(),
            starts_at__lte=at,
            ends_at__gt=at,
            membership__person__is_active=True,
        )
        .select_related("membership")
        .only("seat", "membership__team_id", "membership__person_id", *MEMBER_DAYS)
    )
    held: dict[int, dict[str, int]] = {pk: {} for pk in today}
    for member, seat in ((shift.membership, shift.seat) for shift in shifts):
        if member.is_in_team(today[member.team_id]):
            held[member.team_id][seat] = member.person_id
    return held


def next_duty(team: Team, at: datetime) -> Shift | None:
    """The next published on-call shift that starts after `at`, with its person; one
    of somebody who will have left by then is nobody's."""
    shifts = (
        Shift.objects.filter(
            period__team=team,
            period__published_at__isnull=False,
            seat=Seat.ON_CALL,
            starts_at__gt=at,
        )
        .select_related("period", "membership__person", "membership__team")
        .order_by("starts_at")
    )
    return next((one for one in shifts if _end_of(one) > one.starts_at), None)


def is_off_hours(team: Team, at: datetime) -> bool:
    """True in a period, published or not: somebody should be on call."""
    return team.periods.filter(starts_at__lte=at, ends_at__gt=at).exists()


def is_at_work(team: Team, at: datetime) -> bool:
    """True in office hours. A team says no others than those around its weekends, so
    these are the hours of each working day too: from the one at which weekends end
    (08:00) to the one at which they start (18:00)."""
    here = at.astimezone(team.zone)
    if any(run.starts_at <= at < run.ends_at for run in away(team, at, here.date())):
        return False
    opens, closes = team.ends_time, team.starts_time
    return opens >= closes or opens <= here.time() < closes


def next_opening(team: Team, at: datetime) -> datetime:
    """When what can wait is read: the first working morning after `at`, in UTC.

    In off-hours that is their end; otherwise the next morning people are at work.
    """
    horizon = at + LONGEST_RUN
    planned = planned_off_hours(team, at, horizon.astimezone(team.zone).date())
    published = Period.objects.filter(
        team=team,
        published_at__isnull=False,
        starts_at__lt=horizon,
        ends_at__gt=at,
    ).values_list("starts_at", "ends_at")
    off = [*((run.starts_at, run.ends_at) for run in planned), *published]
    return opening_after(week_shape(team), off, at)


def leads(team: Team, at: datetime) -> list[Membership]:
    """Those who lead the team on that day, by name."""
    today = at.astimezone(team.zone).date()
    return list(
        Membership.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gte=today),
            team=team,
            role=Role.LEAD,
            from_on__lte=today,
            person__is_active=True,
        ).select_related("person", "team")
    )


def lead_ids(teams: Collection[Team], at: datetime) -> dict[int, tuple[int, ...]]:
    """The people of `leads`, for many teams at once: the team's id → their ids."""
    today = _days(teams, at)
    members = Membership.objects.filter(
        team__in=today, role=Role.LEAD, person__is_active=True
    ).only("team_id", "person_id", "from_on", "until_on")
    leading: dict[int, tuple[int, ...]] = dict.fromkeys(today, ())
    for member in members:
        if member.is_in_team(today[member.team_id]):
            leading[member.team_id] += (member.person_id,)
    return leading


def _days(teams: Collection[Team], at: datetime) -> dict[int, date]:
    """The day it is for each team, by its id."""
    return {team.pk: at.astimezone(team.zone).date() for team in teams}


def week_shape(team: Team) -> WeekShape:
    """The team's week as the rules read it."""
    return WeekShape(
        starts_weekday=team.starts_weekday,
        starts_time=team.starts_time,
        ends_weekday=team.ends_weekday,
        ends_time=team.ends_time,
        zone=team.zone,
    )


def planned_off_hours(team: Team, since: datetime, until: date) -> list[OffHours]:
    """The off-hours the team's settings give, whether or not there are rows for them.

    From those going on at `since` to those that start on the local day `until`.
    """
    first = since.astimezone(team.zone).date() - LONGEST_RUN
    last = until + LONGEST_RUN
    holidays = public_holidays(team.holiday_region, range(first.year, last.year + 1))
    runs = off_hours(week_shape(team), holidays, first, until)
    return [run for run in runs if run.ends_at > since]


def away(team: Team, since: datetime, until: date) -> list[OffHours]:
    """When nobody is at work: what the settings give, and what stands in the rota."""
    after = datetime.combine(until + timedelta(days=1), time(), tzinfo=team.zone)
    rows = team.periods.filter(starts_at__lt=after, ends_at__gt=since)
    return [
        *planned_off_hours(team, since, until),
        *(OffHours(row.starts_at, row.ends_at, row.kind) for row in rows),
    ]


def reminders_of(team: Team, starts_at: datetime) -> Reminders | None:
    """When a duty that starts then is reminded of; None in a team that is never at
    work before it."""
    hours = Hours(
        team.remind_days,
        team.remind_first_time,
        team.remind_last_time,
        team.unconfirmed_time,
    )
    until = starts_at.astimezone(team.zone).date()
    try:
        off = away(team, starts_at - BEFORE, until)
        return reminders(starts_at, off, hours, team.zone)
    except ValueError:
        return None


def coming_gaps(team: Team, at: datetime) -> list[Period]:
    """The periods of the weeks that the team looks ahead in which a call would find
    nobody on call: published so, or not published."""
    held = Shift.objects.filter(seat=Seat.ON_CALL, ends_at__gt=at)
    ahead = team.periods.filter(ends_at__gt=at, starts_at__lt=gap_horizon(team, at))
    covered = Q(published_at__isnull=False, shifts__in=held)
    return list(ahead.exclude(covered).order_by("starts_at"))


def gap_horizon(team: Team, at: datetime) -> datetime:
    """How far ahead gaps are shown in red, and told to the leads."""
    return at + timedelta(weeks=team.gap_weeks)


def end_of_rota(team: Team, at: datetime) -> datetime | None:
    """When the last period ends, if the team looks farther ahead than that."""
    last = team.periods.order_by("ends_at").last()
    return last.ends_at if last and last.ends_at < gap_horizon(team, at) else None


def _end_of(shift: Shift) -> datetime:
    """When it ends, or its holder's last day does."""
    return min(shift.ends_at, shift.membership.gone_at or shift.ends_at)
