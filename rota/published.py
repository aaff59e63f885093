"""The published shifts as they are shown outside the program: in calendars, lists
and on paper."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from rota.core.feed import SHADOW, Change, FeedShift, first_shown
from rota.core.rota_csv import Line
from rota.models import Membership, Seat, Shadowing, Shift, Team


def published_shifts(
    team: Team, at: datetime, *, holder: Membership | None = None
) -> Iterator[FeedShift]:
    """From the oldest month shown at `at` on, of everybody or one `holder`, in order.

    Without the hours after somebody's last day: nobody who has left is called
    (rota/duty.py).
    """
    shifts = Shift.objects.filter(
        period__team=team,
        period__published_at__isnull=False,
        starts_at__gte=first_shown(at, team.zone),
    )
    if holder is not None:
        shifts = shifts.filter(membership=holder)
    for shift in shifts.select_related("membership__person", "membership__team"):
        yield from _shown(team, shift, shift.seat)


def published_shadowings(
    team: Team, at: datetime, *, holder: Membership | None = None
) -> Iterator[FeedShift]:
    """The same for those who double somebody in those periods."""
    rows = Shadowing.objects.filter(
        period__team=team,
        period__published_at__isnull=False,
        period__starts_at__gte=first_shown(at, team.zone),
    )
    if holder is not None:
        rows = rows.filter(membership=holder)
    related = ("period", "membership__person", "membership__team")
    for row in rows.select_related(*related):
        yield from _shown(team, row, SHADOW)


def _shown(team: Team, row: Shift | Shadowing, seat: str) -> Iterator[FeedShift]:
    """What is left of it until her last day, if anything is."""
    gone_at = row.membership.gone_at or row.ends_at
    if gone_at <= row.starts_at:
        return
    yield FeedShift(
        uid=row.uid,
        seat=seat,
        person=row.membership.person.name,
        starts_at=row.starts_at,
        ends_at=min(row.ends_at, gone_at),
        url=page_of(team, row.uid),
        moved=Change(row.revision, row.changed_at),
        renamed=Change(row.renames, row.renamed_at or row.changed_at),
    )


def page_of(team: Team, uid: UUID) -> str:
    """The address that leads to a shift's place on the rota, wherever it moves."""
    return settings.SITE_URL + reverse("shift", args=[team.slug, uid])


def rota_lines(team: Team, at: datetime) -> list[Line]:
    """The rota as a list, in order of time; a published weekend that nobody is on
    call for is a line without a name."""
    shifts = published_shifts(team, at)
    lines = [Line(one.starts_at, one.ends_at, one.seat, one.person) for one in shifts]
    bare = team.periods.filter(
        published_at__isnull=False, starts_at__gte=first_shown(at, team.zone)
    ).exclude(shifts__seat=Seat.ON_CALL)
    lines += [Line(one.starts_at, one.ends_at, Seat.ON_CALL, "") for one in bare]
    return sorted(lines, key=lambda line: (line.starts_at, line.seat != Seat.ON_CALL))
