"""The rota as it was on a day, drawn like the board."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from rota.board.page import MONTHS_SHOWN
from rota.board.reading import local_midnight
from rota.board.rows import month_name
from rota.core.months import Month, month_of
from rota.core.past import Hours, Published, as_it_was
from rota.core.plan import SeatKey
from rota.models import Membership, Period, PublishedChange, Seat, Team

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody in a seat, and until when, if not to the end."""

    member: Membership
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PastRow:
    """One weekend as it was published then."""

    period: Period
    on_call: list[Held]
    backup: list[Held]


@dataclass(frozen=True, slots=True)
class PastMonth:
    """Its weekends."""

    name: str
    rows: list[PastRow]


@dataclass(frozen=True, slots=True)
class Past:
    """The months looked at as they were published on `day`; `earlier` and `later` are
    those beside them, as in addresses."""

    day: date
    months: list[PastMonth]
    has_backup: bool
    earlier: str
    later: str


def read_past(team: Team, day: date, month: Month) -> Past:
    """The rota as published at the end of `day` on the team's clock, for the months
    from `month` on. Three questions about these months, whatever happened since and
    however long the rota is."""
    until = local_midnight(team, day + DAY)
    first = local_midnight(team, month.first)
    last = local_midnight(team, month.plus(MONTHS_SHOWN).first)
    shown = Q(starts_at__gte=first, starts_at__lt=last)
    held = rota_at(team, until, shown)
    known = {pk for pk, _seat in held}
    members = {one.pk: one for one in team.memberships.select_related("person")}
    months: dict[Month, list[PastRow]] = {}
    for period in team.periods.filter(shown):
        if period.pk not in known:
            continue
        row = PastRow(
            period,
            *(
                _held(held.get((period.pk, seat), []), period, members)
                for seat in (Seat.ON_CALL, Seat.BACKUP)
            ),
        )
        start = period.starts_at.astimezone(team.zone).date()
        months.setdefault(month_of(start), []).append(row)
    rows = [row for some in months.values() for row in some]
    return Past(
        day=day,
        months=[PastMonth(month_name(one), some) for one, some in months.items()],
        has_backup=team.has_backup or any(row.backup for row in rows),
        earlier=month.plus(-MONTHS_SHOWN).key,
        later=month.plus(MONTHS_SHOWN).key,
    )


def rota_at(team: Team, at: datetime, shown: Q) -> dict[SeatKey, list[Hours]]:
    """Who held which seat of the periods `shown`, in the rota as it was published just
    before `at`."""
    rows = PublishedChange.objects.filter(
        publication__team=team,
        publication__at__lt=at,
        period__in=team.periods.filter(shown),
    ).select_related("publication", "period")
    return as_it_was(_plain(rows.order_by("publication__at", "publication", "pk")))


def _plain(rows: QuerySet[PublishedChange]) -> Iterator[Published]:
    for row in rows:
        yield Published(
            at=row.publication.at,
            slot=row.period_id,
            seat=row.seat,
            starts_at=row.period.starts_at,
            ends_at=row.period.ends_at,
            after=row.after_id,
            hours=(row.starts_at, row.ends_at)
            if row.starts_at and row.ends_at
            else None,
        )


def _held(
    hours: list[Hours], period: Period, members: dict[int, Membership]
) -> list[Held]:
    return [
        Held(
            members[one.member],
            one.ends_at if one.ends_at < period.ends_at else None,
        )
        for one in hours
    ]
