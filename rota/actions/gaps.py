"""Tells the leads each week which weekends nobody is on call for, weeks ahead."""

from datetime import datetime, time, timedelta
from itertools import takewhile

from django.db import transaction
from django.db.models import Q

from rota.core.reminders import working_moments
from rota.duty import away, coming_gaps, end_of_rota, leads
from rota.models import Notice, Team

# on the first working morning of the week, on the team's clock
TOLD_AT = time(9)
# what is missed is made up for until then; later it is next week's
LATEST = timedelta(hours=24)
INSTANT = timedelta(microseconds=1)


@transaction.atomic
def tell_gaps(*, team: Team, at: datetime) -> int:
    """One letter to each lead for all the gaps, once a week; none when there are none.

    Returns how many were written. Of two runs at once, one writes.
    """
    due = digest_at(team, at)
    if due is None or at >= due + LATEST:
        return 0
    if team.gaps_told_at and team.gaps_told_at >= due:
        return 0
    before = Q(gaps_told_at=None) | Q(gaps_told_at__lt=due)
    if not Team.objects.filter(before, pk=team.pk).update(gaps_told_at=at):
        return 0
    gaps, ends_at = coming_gaps(team, at), end_of_rota(team, at)
    if not gaps and ends_at is None:
        return 0
    rows = [
        Notice(
            person=lead.person,
            team=team,
            kind="gaps",
            data={"gaps": [gap.pk for gap in gaps]},
            created_at=at,
            due_at=at,
        )
        for lead in leads(team, at)
    ]
    return len(Notice.objects.bulk_create(rows))


def digest_at(team: Team, at: datetime) -> datetime | None:
    """When this week's letter was due, if its first working morning has come."""
    today = at.astimezone(team.zone).date()
    monday = today - timedelta(days=today.weekday())
    week = datetime.combine(monday, time(), tzinfo=team.zone)
    off = away(team, week, today)
    mornings = working_moments(TOLD_AT, at + INSTANT, off, team.zone)
    return min(takewhile(lambda morning: morning >= week, mornings), default=None)
