"""Who is on call, read from what is published; drafts count for nothing here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from rota.core.holidays import public_holidays
from rota.core.periods import WeekShape, off_hours, opening_after
from rota.models import Membership, Period, Role, Seat, Shift, Team

# as far as the next opening is looked for: no run of days off is longer
LOOK_AHEAD = timedelta(days=21)


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
    """The published duty of `team` at that instant (aware)."""
    period = (
        Period.objects.filter(
            team=team, published_at__isnull=False, starts_at__lte=at, ends_at__gt=at
        )
        .order_by("starts_at")
        .last()
    )
    if period is None:
        return Duty()
    held = {
        shift.seat: shift
        for shift in Shift.objects.filter(
            period=period, starts_at__lte=at, ends_at__gt=at
        ).select_related("membership__person", "membership__team")
    }
    on_call, backup = held.get(Seat.ON_CALL), held.get(Seat.BACKUP)
    return Duty(
        period=period,
        on_call=on_call.membership if on_call else None,
        backup=backup.membership if backup else None,
        until=on_call.ends_at if on_call else period.ends_at,
    )


def next_duty(team: Team, at: datetime) -> Shift | None:
    """The next published on-call shift that starts after `at`, with its person."""
    return (
        Shift.objects.filter(
            period__team=team,
            period__published_at__isnull=False,
            seat=Seat.ON_CALL,
            starts_at__gt=at,
        )
        .select_related("period", "membership__person", "membership__team")
        .order_by("starts_at")
        .first()
    )


def next_opening(team: Team, at: datetime) -> datetime:
    """When what can wait is read: the first working morning after `at`, in UTC.

    In off-hours that is their end; otherwise the next morning people are at work.
    """
    shape = week_shape(team)
    today = at.astimezone(team.zone).date()
    first, last = today - LOOK_AHEAD, today + LOOK_AHEAD
    days = public_holidays(team.holiday_region, range(first.year, last.year + 1))
    off = [(run.starts_at, run.ends_at) for run in off_hours(shape, days, first, last)]
    published = Period.objects.filter(
        team=team,
        published_at__isnull=False,
        starts_at__lt=at + LOOK_AHEAD,
        ends_at__gt=at,
    ).values_list("starts_at", "ends_at")
    return opening_after(shape, [*off, *published], at)


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


def week_shape(team: Team) -> WeekShape:
    """The team's week as the rules read it."""
    return WeekShape(
        starts_weekday=team.starts_weekday,
        starts_time=team.starts_time,
        ends_weekday=team.ends_weekday,
        ends_time=team.ends_time,
        zone=team.zone,
    )
