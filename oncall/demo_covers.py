"""What the demo team asks of each other: a weekend that waits for a colleague, and a
Sunday two of them agree on, which waits for the lead."""

from datetime import datetime, time, timedelta

from rota.actions.covers import answer, ask
from rota.core.hours import Hours
from rota.covers.reading import hours_of
from rota.models import CoverRequest, Role, Seat, Shift, Team

AHEAD = timedelta(weeks=3)
ASKED = timedelta(hours=20)


def ask_for_covers(team: Team, at: datetime) -> None:
    """Two requests of people who are no leads, made yesterday."""
    coming = Shift.objects.filter(
        period__team=team, seat=Seat.ON_CALL, starts_at__gt=at + AHEAD
    ).exclude(membership__role=Role.LEAD)
    weekends = [one for one in coming.order_by("starts_at") if _sunday(one, team)]
    if len(weekends) < 2:
        return
    whole, shared = weekends[:2]
    _ask(whole, hours_of(whole), at - ASKED)
    sunday = _sunday(shared, team)
    if sunday is None:
        return
    asked = _ask(shared, sunday, at - ASKED)
    rows = asked.answers.exclude(membership__role=Role.LEAD)
    row = rows.select_related("membership__person").first()
    if row is not None:
        answer(answer_id=row.pk, yes=True, by=row.membership.person, at=at)


def _ask(shift: Shift, hours: Hours, at: datetime) -> CoverRequest:
    return ask(
        shift=shift, hours=hours, whom=None, given=None, by=shift.membership, at=at
    )


def _sunday(shift: Shift, team: Team) -> Hours | None:
    """From nine to eight in the evening; None for a duty without one."""
    start = shift.starts_at.astimezone(team.zone).date()
    day = start + timedelta(days=(6 - start.weekday()) % 7)
    hours = Hours(
        datetime.combine(day, time(9), tzinfo=team.zone),
        datetime.combine(day, time(20), tzinfo=team.zone),
    )
    return hours if hours_of(shift).holds(hours) else None
