"""What the demo's people were told: the evidence of publications, one change of hands
within the week, and who has confirmed the coming weekend."""

from datetime import datetime, timedelta

from escalation.actions.confirming import ask_holders, remind, say_ready
from escalation.actions.telling import letter_left
from escalation.notices import compose
from escalation.sweep import sweep
from rota.actions.draft import assign
from rota.actions.publish import publish
from rota.board.reading import load_board
from rota.core.candidates import candidates
from rota.models import (
    Confirmation,
    Membership,
    Notice,
    NoticeState,
    Period,
    Role,
    Seat,
    Team,
)

CHANGED, SOON = timedelta(days=2), timedelta(days=6, hours=12)
AN_HOUR = timedelta(hours=1)


def tell(at: datetime, *, texts: bool = False) -> None:
    """As if the mail server had taken every letter: the demo sends none about the
    past, but shows the evidence of it. `texts`: they may be written too."""
    for notice in Notice.objects.filter(state=NoticeState.PENDING):
        letter_left(notice=notice, letter=compose(notice, at), at=at)
    if not texts:
        Notice.objects.filter(text_due_at__isnull=False).update(text_due_at=None)


def change_hands(team: Team, at: datetime) -> None:
    """Lately the backup of the coming weekend changed: told by letter and by text."""
    period = team.periods.filter(starts_at__gt=at).first()
    holder = period.shifts.filter(seat=Seat.BACKUP).first() if period else None
    if period is None or holder is None:
        return
    changed_at = min(max(at - CHANGED, period.starts_at - SOON), at - AN_HOUR)
    taker = _taker(team, period, changed_at)
    if taker is None:
        return
    lead = team.memberships.get(role=Role.LEAD)
    assign(
        period_id=period.pk,
        seat=Seat.BACKUP,
        membership_id=taker.pk,
        expected=holder.membership_id,
        by=lead.person,
        at=changed_at,
    )
    publish(team=team, by=lead.person, at=changed_at)
    tell(changed_at + timedelta(seconds=1), texts=True)
    for seconds in (2, 8):  # the texts, some seconds apart
        sweep(changed_at + timedelta(seconds=seconds))


def get_ready(team: Team, at: datetime) -> None:
    """Whoever is on call next has confirmed; the backup was just asked."""
    ask_holders(team=team, at=at)
    coming = Confirmation.objects.filter(shift__period__team=team)
    first = coming.filter(shift__starts_at__gt=at).first()
    if first is None:
        return
    for row in coming.filter(shift__period=first.shift.period_id):
        if row.shift.seat == Seat.ON_CALL:
            say_ready(confirmation_id=row.pk, by=row.membership.person, at=at)
        else:
            Confirmation.objects.filter(pk=row.pk).update(remind_at=at)
            remind(confirmation_id=row.pk, at=at)


def _taker(team: Team, period: Period, at: datetime) -> Membership | None:
    """The first who could be backup instead."""
    board = load_board(team, period.starts_at, period.ends_at, at=at, draft=True)
    on_call = board.holder((period.pk, Seat.ON_CALL))
    plan, slot = board.agenda.plan, board.slot(period)
    for one in candidates(plan, slot, Seat.BACKUP, counted=[slot]):
        member = board.members[one.member]
        is_same = member in (on_call, board.holder((period.pk, Seat.BACKUP)))
        if one.possible and not is_same and member.role != Role.LEAD:
            return member
    return None
