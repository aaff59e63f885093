"""Whether what was asked or arranged still stands on the rota as it is now."""

from datetime import datetime

from rota.core.hours import Hours
from rota.covers.reading import hours_of
from rota.models import (
    CoverKind,
    CoverRequest,
    CoverState,
    Membership,
    Seat,
    Shift,
)


def hours_asked(request: CoverRequest) -> Hours:
    """The hours it is about."""
    return Hours(request.starts_at, request.ends_at)


def standing(request: CoverRequest, at: datetime) -> str:
    """Why nobody may answer it any more: “expired”, “left” (the asker is gone) or
    “overtaken” (the shift, or what is given in return, is no longer what it was);
    empty while it stands."""
    if at >= request.expires_at:
        return CoverState.EXPIRED
    if not is_there(request.asker, request.starts_at):
        return "left"
    shift = request.shift
    if (
        shift is None
        or shift.membership_id != request.asker_id
        or not hours_of(shift).holds(hours_asked(request))
    ):
        return CoverState.OVERTAKEN
    if request.kind == CoverKind.SWAP and (
        request.given is None or request.given.membership_id != request.asked_id
    ):
        return CoverState.OVERTAKEN
    return ""


def is_there(member: Membership, at: datetime) -> bool:
    """True when she is in the team on that day, with an account that is open."""
    day = at.astimezone(member.team.zone).date()
    return member.is_in_team(day) and member.person.is_active


def backup_shifts(shift: Shift, hours: Hours, member: Membership) -> list[Shift]:
    """Hers as backup in those hours of a shift on call, which she may leave to take it
    over; in order of time."""
    if shift.seat != Seat.ON_CALL:
        return []
    rows = Shift.objects.filter(
        period=shift.period_id,
        seat=Seat.BACKUP,
        membership=member,
        starts_at__lt=hours.ends_at,
        ends_at__gt=hours.starts_at,
    )
    return list(rows.select_related("period__team", "membership__person"))
