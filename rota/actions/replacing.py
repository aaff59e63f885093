"""Replacing whoever falls ill, now: the rest of her shift is somebody else's at once,
who is texted and must confirm."""

from datetime import datetime, timedelta

from django.db import transaction

from rota.actions.covers import RefusedError, settle
from rota.actions.draft import lock_team
from rota.actions.handing import Handing, TwoAtOnceError, hand_over
from rota.core.hours import Hours
from rota.covers.reading import effects_of, look_at
from rota.duty import duty_at, leads
from rota.models import Membership, Notice, Person, Replacement, Shift
from rota.queue import enqueue, wake_at

# the leads are alarmed when nothing was confirmed for so long
PATIENCE = timedelta(minutes=10)


class CannotReplaceError(RefusedError):
    """Nothing was changed: over, moved (somebody else holds it by now), busy (two seats
    at once), cannot."""


def rest_of(shift: Shift, at: datetime) -> Hours:
    """What is left of a shift at `at`, in whole minutes; all of one to come."""
    minute = at.replace(second=0, microsecond=0)
    return Hours(max(shift.starts_at, minute), shift.ends_at)


def check_running(shift: Shift | None, at: datetime) -> None:
    """Raises CannotReplaceError when nothing of it is left to be given away."""
    if shift is None or shift.ends_at <= at:
        is_over = shift is None or shift.period.ends_at <= at
        raise CannotReplaceError("over" if is_over else "moved")


@transaction.atomic
def replace(
    *, shift_id: int, expected: int, to: Membership, by: Person, at: datetime
) -> Replacement:
    """Gives what is left of a shift to `to`; `expected` is the membership the lead
    saw in it. Tells her by text and both by e-mail. Raises CannotReplaceError."""
    team = lock_team(to.team)
    shifts = Shift.objects.select_related("period__team", "membership__person")
    shift = shifts.filter(pk=shift_id).first()
    check_running(shift, at)
    if shift is None or expected != shift.membership_id or expected == to.pk:
        raise CannotReplaceError("moved")
    before, hours = shift.membership, rest_of(shift, at)
    deal = look_at(shift, hours, at=at)
    effects = effects_of(deal, to)
    if effects.obstacle:
        raise CannotReplaceError("cannot", effects, deal.board)
    try:
        with transaction.atomic():
            done = hand_over([Handing(shift, hours, to)], team=team, by=by, at=at)
    except TwoAtOnceError as error:
        raise CannotReplaceError("busy") from error
    replacement = Replacement.objects.create(
        team=team,
        period=shift.period,
        seat=shift.seat,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        before=before,
        after=to,
        by=by,
        at=at,
        publication=done,
        confirm_by=at + PATIENCE,
    )
    _tell(replacement, at)
    wake_at("escalation.tasks.sweep", replacement.confirm_by)
    settle(at=at, team=team)
    return replacement


@transaction.atomic
def confirm(*, replacement_id: int, yes: bool, by: Person, at: datetime) -> None:
    """She says that she knows, or that she cannot; the leads hear of a no at once.
    Of several answers the last counts, until somebody else holds the shift."""
    row = Replacement.objects.select_for_update().get(pk=replacement_id)
    row.confirmed_at = at if yes else None
    row.refused_at = None if yes else at
    row.save(update_fields=["confirmed_at", "refused_at"])
    if not yes:
        for lead in leads(row.team, at):
            _notice(row, lead.person, "alarm_unconfirmed", at)


def _tell(row: Replacement, at: datetime) -> None:
    """Her who takes over first: she is texted within seconds."""
    _notice(row, row.after.person, "replacing", at)
    _notice(row, row.before.person, "replaced", at)
    others = {lead.person for lead in leads(row.team, at)}
    if row.starts_at <= at:
        duty = duty_at(row.team, at)
        others |= {one.person for one in (duty.on_call, duty.backup) if one}
    for person in others - {row.after.person, row.before.person, row.by}:
        _notice(row, person, "replacement", at)


def _notice(row: Replacement, person: Person, kind: str, at: datetime) -> None:
    notice = Notice.objects.create(
        person=person,
        team=row.team,
        kind=kind,
        data={"replacement": row.pk},
        created_at=at,
        due_at=at,
    )
    enqueue("escalation.tasks.deliver_notice", notice.pk)
