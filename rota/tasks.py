"""What the queue runs for the rota. Ids in, rows out; running twice is harmless."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from rota.actions import plan_runs, rendering
from rota.actions.calendars import keep_days, note_check
from rota.actions.covers import settle
from rota.actions.gaps import tell_gaps
from rota.actions.trainings import warn_of_expiry
from rota.core.busy_days import Counted, NotACalendarError, coming_busy_days
from rota.models import AbsenceCalendar, CalendarError, FeedKind, Team
from rota.outside import FetchError, Known, fetch
from rota.queue import enqueue

log = logging.getLogger("astreinte.tasks")

DAILY = timedelta(days=1)
# then it is read anew even if it says that nothing has changed: what recurs for
# ever is followed two years ahead only
WEEKLY = timedelta(weeks=1)
MORNING = 9  # on the team's clock: what has weeks wakes nobody


def publish_changes(team_id: int) -> None:
    """Renders a team's feeds after a change, unless another bell rang first."""
    if Team.objects.filter(pk=team_id, feeds_due_at__isnull=False).exists():
        publish_feeds(team_id)


def publish_feeds(team_id: int) -> None:
    """Renders the calendars of a team.

    Each feed is its own short transaction: on SQLite it holds the only write
    lock, for which pages wait too.
    """
    team = Team.objects.filter(pk=team_id).first()
    if team is None:
        return
    due, at = team.feeds_due_at, timezone.now()
    calendars = team.feeds.filter(ended_at=None).exclude(kind=FeedKind.WALL)
    for pk in calendars.order_by("pk").values_list("pk", flat=True):
        rendering.refresh(feed_id=pk, at=at)
    rendering.settle(team_id=team_id, due=due)


def publish_due_feeds() -> None:
    """Asks again for what was asked for and not rendered: every minute."""
    due = Team.objects.filter(feeds_due_at__isnull=False)
    for pk in due.order_by("pk").values_list("pk", flat=True):
        enqueue("rota.tasks.publish_changes", pk)


def publish_all_feeds() -> None:
    """Renders every team's feeds again: the net under a change that nobody said,
    and what moves the oldest month, and those who leave, out of them."""
    for pk in Team.objects.order_by("pk").values_list("pk", flat=True):
        enqueue("rota.tasks.publish_feeds", pk)


def read_due_calendars() -> None:
    """Asks for the calendars not looked at since a day, or asked for and not read;
    those of people who have left rest."""
    at = timezone.now()
    here = Q(team__memberships__until_on=None) | Q(
        team__memberships__until_on__gte=at.date()
    )
    due = AbsenceCalendar.objects.filter(
        Q(checked_at=None) | Q(checked_at__lte=at - DAILY),
        here,
        team__memberships__person=F("person"),
        person__is_active=True,
    ).exclude(url="")
    for pk in due.order_by("pk").values_list("pk", flat=True):
        enqueue("rota.tasks.read_calendar", pk)


def read_calendar(calendar_id: int) -> None:
    """Reads somebody's calendar at its address, and keeps the days she is away."""
    found = AbsenceCalendar.objects.select_related("team").exclude(url="")
    calendar = found.filter(pk=calendar_id).first()
    if calendar is None:
        return
    at = timezone.now()
    place: dict[str, Any] = {"calendar_id": calendar.pk, "url": calendar.url, "at": at}
    lately = calendar.read_at is not None and calendar.read_at > at - WEEKLY
    known = Known(calendar.etag, calendar.last_modified) if lately else Known()
    try:
        fetched = fetch(calendar.url, known, loopback=settings.CALENDARS_ON_LOOPBACK)
        if fetched.body is None:
            note_check(**place)
        else:
            counted = Counted(calendar.word)
            busy = coming_busy_days(fetched.body, counted, calendar.team.zone, at)
            keep_days(**place, busy=busy, known=fetched.known)
    except FetchError as error:
        note_check(**place, error=error.code)
    except NotACalendarError:
        note_check(**place, error=CalendarError.NO_CALENDAR)


def revive_plans() -> None:
    """Asks again for proposals that wait, or whose worker died: every minute."""
    plan_runs.revive(at=timezone.now())


def warn_of_trainings() -> None:
    """Tells, once a day's work has begun, whose training ends before her weekend."""
    at = timezone.now()
    for team in Team.objects.order_by("pk"):
        if at.astimezone(team.zone).hour < MORNING:
            continue
        try:
            warn_of_expiry(team=team, at=at)
        except Exception:
            # the other teams are told all the same
            log.exception("Team %s: no warnings of trainings.", team.pk)


def settle_covers() -> None:
    """Ends requests for cover that come too late, or that the rota has overtaken:
    every minute."""
    settle(at=timezone.now())


def tell_leads_of_gaps() -> None:
    """Writes the weekly letters that are due."""
    for team in Team.objects.filter(gap_weeks__gt=0).order_by("pk"):
        try:
            tell_gaps(team=team, at=timezone.now())
        except Exception:
            # the other teams' leads are told all the same
            log.exception("Team %s: nobody was told of its gaps.", team.pk)
