"""Passes hours of a published shift to somebody else, in one action with its evidence:
at every instant exactly one person holds the seat, before, within and after them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from rota.actions.publish import change_shift
from rota.actions.rendering import rota_changed
from rota.core.hours import Hours
from rota.models import (
    Membership,
    Person,
    Publication,
    PublishedChange,
    Seat,
    Shift,
    Team,
)


@dataclass(frozen=True, slots=True)
class Handing:
    """Hours that lie within a shift, and who shall hold them; only a backup's seat may
    be left to nobody."""

    shift: Shift
    hours: Hours
    to: Membership | None


class TwoAtOnceError(Exception):
    """Somebody would hold two seats at one instant."""

    def __init__(self, member: Membership) -> None:
        super().__init__(f"{member} would hold two seats at once")
        self.member = member


def hand_over(
    handings: Iterable[Handing], *, team: Team, by: Person | None, at: datetime
) -> Publication:
    """Makes all of them the published truth, in the transaction of its caller, who
    holds the team (rota.actions.draft.lock_team). Raises TwoAtOnceError.

    A shift that changes hands whole keeps its identity; one that is split keeps it
    with the first hours that stay.
    """
    publication = Publication.objects.create(team=team, by=by, at=at)
    moved = [(one, _evidence(publication, one)) for one in handings]
    PublishedChange.objects.bulk_create(change for _one, change in moved)
    for one, _change in moved:
        _move(one, at)
    for one, _change in moved:
        _check(one)
    rota_changed(team=team, at=at)
    return publication


def _evidence(publication: Publication, one: Handing) -> PublishedChange:
    return PublishedChange(
        publication=publication,
        period_id=one.shift.period_id,
        seat=one.shift.seat,
        before=one.shift.membership,
        after=one.to,
        starts_at=one.hours.starts_at,
        ends_at=one.hours.ends_at,
    )


def _move(one: Handing, at: datetime) -> None:
    shift, holder = one.shift, one.shift.membership
    left = Hours(shift.starts_at, shift.ends_at).without(one.hours)
    if not left and one.to is None:
        shift.delete()
        return
    if not left:
        change_shift(shift=shift, at=at, membership=one.to)
        return
    first, *rest = left
    change_shift(shift=shift, at=at, starts_at=first.starts_at, ends_at=first.ends_at)
    held = [(one.hours, one.to), *((part, holder) for part in rest)]
    for hours, member in held:
        if member is None:
            continue
        Shift.objects.create(
            period_id=shift.period_id,
            seat=shift.seat,
            membership=member,
            starts_at=hours.starts_at,
            ends_at=hours.ends_at,
            uid=uuid4(),
            changed_at=at,
        )


def _check(one: Handing) -> None:
    """Nobody answers two calls at once, in this team or in another; and somebody
    answers each."""
    if one.to is None:
        if one.shift.seat == Seat.ON_CALL:
            raise ValueError("the seat on call is never left to nobody here")
        return
    held = Shift.objects.filter(
        membership__person=one.to.person_id,
        starts_at__lt=one.hours.ends_at,
        ends_at__gt=one.hours.starts_at,
    )
    if held.count() > 1:
        raise TwoAtOnceError(one.to)
