"""Makes the periods of the coming months from the week shape of the team.

A period that exists is never moved: people may have been told of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from rota.core.periods import OffHours
from rota.duty import planned_off_hours
from rota.models import DraftSeat, Period, Person, Shadowing, Shift, Team


@dataclass(frozen=True, slots=True)
class Redrawn:
    """What a new week shape did to the coming periods.

    `kept`: the local days on which those start that stayed although the new shape
    would have them otherwise.
    """

    removed: int = 0
    added: int = 0
    kept: tuple[date, ...] = ()


def extend_periods(
    *,
    team: Team,
    until: date,
    by: Person | None,
    at: datetime,
    first: date | None = None,
) -> int:
    """Adds the missing periods that start by `until` (the team's day, included).

    Starts with the off-hours going on at `at`, or on the day `first`. Touches no
    existing period and overlaps none; running it again adds nothing. Returns how
    many were added.
    """
    since = at
    if first is not None:
        since = datetime.combine(first, time(), tzinfo=team.zone)
    with transaction.atomic():
        _lock(team)
        return _add(team, planned_off_hours(team, since, until))


def redraw_periods(*, team: Team, by: Person | None, at: datetime) -> Redrawn:
    """Draws the coming periods anew after the week shape has changed.

    Only those nobody has been given, published or is drafting are redrawn; the
    others stay as they were. Reaches as far as the periods reached before.
    """
    with transaction.atomic():
        _lock(team)
        coming = list(
            Period.objects.select_for_update().filter(team=team, starts_at__gt=at)
        )
        if not coming:
            return Redrawn()
        horizon = coming[-1].ends_at
        plan = [
            run
            for run in planned_off_hours(team, at, horizon.astimezone(team.zone).date())
            if run.starts_at < horizon
        ]
        wanted = {_shape_of(run) for run in plan}
        others = [one for one in coming if _shape_of(one) not in wanted]
        held = _held(others)
        stale = [one.pk for one in others if one.pk not in held]
        Period.objects.filter(pk__in=stale).delete()
        return Redrawn(
            removed=len(stale),
            added=_add(team, plan),
            kept=tuple(
                one.starts_at.astimezone(team.zone).date()
                for one in others
                if one.pk in held
            ),
        )


def _add(team: Team, runs: Collection[OffHours]) -> int:
    if not runs:
        return 0
    taken = list(
        Period.objects.filter(
            team=team,
            starts_at__lt=max(run.ends_at for run in runs),
            ends_at__gt=min(run.starts_at for run in runs),
        ).values_list("starts_at", "ends_at")
    )
    missing = [
        Period(
            team=team,
            starts_at=run.starts_at,
            ends_at=run.ends_at,
            kind=run.kind,
            holidays=[day.isoformat() for day in run.holidays],
        )
        for run in runs
        if not any(start < run.ends_at and run.starts_at < end for start, end in taken)
    ]
    Period.objects.bulk_create(missing)
    return len(missing)


def _held(periods: Collection[Period]) -> set[int]:
    """Those that somebody was given or doubles in, that were published or are being
    drafted."""
    ids = [period.pk for period in periods]
    return {
        *(period.pk for period in periods if period.published_at),
        *Shift.objects.filter(period__in=ids).values_list("period_id", flat=True),
        *DraftSeat.objects.filter(period__in=ids).values_list("period_id", flat=True),
        *Shadowing.objects.filter(period__in=ids).values_list("period_id", flat=True),
    }


def _shape_of(
    one: Period | OffHours,
) -> tuple[datetime, datetime, str, tuple[str, ...]]:
    return (
        one.starts_at,
        one.ends_at,
        one.kind,
        tuple(str(day) for day in one.holidays),
    )


def _lock(team: Team) -> None:
    """Two extensions at once would each miss what the other adds."""
    Team.objects.select_for_update().get(pk=team.pk)
