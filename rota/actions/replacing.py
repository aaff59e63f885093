"""Replacing whoever falls ill, now: the rest of her shift is somebody else's at once,
who is texted and must confirm. Her backup moves up in the same step, and leaves her own
seat to nobody or to a third one, who is texted too."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from rota.actions.covers import RefusedError, settle
from rota.actions.draft import lock_team
from rota.actions.handing import Handing, TwoAtOnceError, hand_over
from rota.core.hours import Hours
from rota.covers.reading import effects_of, hours_of, look_at
from rota.covers.standing import backup_shifts
from rota.duty import duty_at, leads
from rota.models import (
    Membership,
    Notice,
    Person,
    Publication,
    Replacement,
    Shift,
)
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
    *,
    shift_id: int,
    expected: int,
    to: Membership,
    by: Person,
    at: datetime,
    moves_up: bool = False,
    then: Membership | None = None,
) -> Replacement:
    """Gives what is left of a shift to `to`; `expected` is the membership the lead
    saw in it. Tells her by text and both by e-mail. `moves_up`: she is the backup, and
    `then` holds that seat after her, or nobody. Raises CannotReplaceError."""
    team = lock_team(to.team)
    shifts = Shift.objects.select_related("period__team", "membership__person")
    shift = shifts.filter(pk=shift_id).first()
    check_running(shift, at)
    if shift is None or expected != shift.membership_id or expected == to.pk:
        raise CannotReplaceError("moved")
    handings = [Handing(shift, rest_of(shift, at), to)]
    if moves_up:
        handings += _left_by(handings[0], then)
    for one in handings:
        _check_rules(one, beside=handings, at=at)
    befores = [one.shift.membership for one in handings]
    try:
        with transaction.atomic():
            done = hand_over(handings, team=team, by=by, at=at)
    except TwoAtOnceError as error:
        raise CannotReplaceError("busy") from error
    rows = [
        _keep(one.shift, one.hours, before, one.to, done)
        for one, before in zip(handings, befores, strict=True)
        if one.to is not None
    ]
    for row in rows:
        _tell(row, at, moved_up=row.before == to)
        wake_at("escalation.tasks.sweep", row.confirm_by)
    settle(at=at, team=team)
    return rows[0]


def _keep(
    shift: Shift, hours: Hours, before: Membership, after: Membership, done: Publication
) -> Replacement:
    return Replacement.objects.create(
        team=done.team,
        period=shift.period,
        seat=shift.seat,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        before=before,
        after=after,
        by=done.by,
        at=done.at,
        publication=done,
        confirm_by=done.at + PATIENCE,
    )


def _left_by(up: Handing, then: Membership | None) -> list[Handing]:
    """The hours as backup that somebody leaves to be on call, for `then` or nobody."""
    mine = backup_shifts(up.shift, up.hours, up.to) if up.to else []
    if not mine or then in (up.shift.membership, up.to):
        raise CannotReplaceError("moved")
    return [Handing(one, hours_of(one).shared(up.hours), then) for one in mine]


def _check_rules(one: Handing, *, beside: Iterable[Handing], at: datetime) -> None:
    """Raises CannotReplaceError when something forbids it, once all have changed."""
    if one.to is None:
        return
    others = {
        other.shift.seat: other.to.pk if other.to else None
        for other in beside
        if other.shift.seat != one.shift.seat
    }
    deal = look_at(one.shift, one.hours, at=at, beside=others)
    effects = effects_of(deal, one.to)
    if effects.obstacle:
        raise CannotReplaceError("cannot", effects, deal.board)


@transaction.atomic
def confirm(*, replacement_id: int, yes: bool, by: Person, at: datetime) -> None:
    """She says that she knows, or that she cannot; the leads hear of a no at once.
    Of several answers the last counts, until somebody else holds the shift."""
    row = Replacement.objects.select_for_update().get(pk=replacement_id)
    if row.answer(yes=yes, at=at) and not yes:
        for lead in leads(row.team, at):
            _notice(row, lead.person, "alarm_unconfirmed", at)


def _tell(row: Replacement, at: datetime, *, moved_up: bool) -> None:
    """Her who takes over first: she is texted within seconds. Whoever moved up was told
    so already, and not that somebody replaces her."""
    _notice(row, row.after.person, "replacing", at)
    if not moved_up:
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
