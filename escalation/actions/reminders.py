"""Reminders around a weekend, to the person on call: set the automatic reply, hand
over. Each is written once, whoever runs first."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from escalation.actions.ladder import tell
from escalation.autoreply import settings_of
from escalation.handover import first_on_call, last_on_call
from escalation.models import Handover
from rota.models import Period, Shift, Team

BEFORE, AFTER = "reply_due", "handover_due"
# the afternoon before: the day is not over, the weekend is near
BEFORE_BY = timedelta(hours=3)
# later than that, a reminder is only noise
LATE = timedelta(hours=12)


def teams_to_remind(at: datetime) -> QuerySet[Team]:
    """Those with a published period around `at`."""
    around = Period.objects.filter(published_at__isnull=False).filter(
        Q(starts_at__gt=at, starts_at__lte=at + BEFORE_BY)
        | Q(ends_at__lte=at, ends_at__gt=at - LATE)
    )
    return Team.objects.filter(pk__in=around.values("team")).order_by("pk")


def remind(*, team: Team, at: datetime) -> None:
    """Writes what is due for the published periods around `at`."""
    if not settings_of(team).reminds:
        return
    published = team.periods.filter(published_at__isnull=False)
    for period in published.filter(starts_at__gt=at, starts_at__lte=at + BEFORE_BY):
        _once(period, "before_told_at", BEFORE, first_on_call(period), at)
    for period in published.filter(ends_at__lte=at, ends_at__gt=at - LATE):
        _once(period, "after_told_at", AFTER, last_on_call(period), at)


@transaction.atomic
def _once(
    period: Period, told: str, kind: str, shift: Shift | None, at: datetime
) -> None:
    """The row changes in the transaction that writes the notice, so that two who run
    at the same moment tell once. An empty seat has nobody to remind."""
    row, _ = Handover.objects.get_or_create(
        period=period, defaults={"team": period.team}
    )
    mine = Handover.objects.filter(pk=row.pk, **{told: None})
    if mine.update(**{told: at}) and shift:
        tell(shift.membership.person, period.team, kind, at, shift=shift.pk)
