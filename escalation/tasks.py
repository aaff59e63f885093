"""What the queue runs for calls. Ids in, rows out; running twice is harmless."""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from escalation import notices
from escalation.actions import briefing, confirming, record_status
from escalation.actions.briefs import open_brief
from escalation.actions.codes import forget_codes
from escalation.actions.purge import purge as run_purge
from escalation.actions.reminders import remind, teams_to_remind
from escalation.actions.testing import send_monthly_tests
from escalation.models import Page, Source
from escalation.monthly import is_test_time, people_due
from escalation.sms import get_provider
from escalation.sweep import sweep as run_sweep
from rota.models import Team

log = logging.getLogger("astreinte.tasks")


def deliver_notice(notice_id: int) -> None:
    """Sends one notice now; the dispatcher sends it anyway when it is due."""
    notices.deliver(notice_id, timezone.now())


def sweep() -> None:
    """Does what is due; the dispatcher does the same, whoever comes first."""
    run_sweep(timezone.now(), timezone.now)


def purge() -> None:
    """Puts away old words and numbers; what is left waits for the next hour."""
    keep = timedelta(days=settings.KEEP_TEXTS_DAYS)
    run_purge(keep=keep, at=timezone.now())


def ask_receipt(page_id: int) -> None:
    """Asks what became of a text whose provider rang; when it does not answer, the
    page is asked about later anyway."""
    page, at = Page.objects.get(pk=page_id), timezone.now()
    update = get_provider(page.provider).status(page.provider_id)
    if update:
        record_status(page_uuid=page.uuid, update=update, at=at, source=Source.ASKED)


def try_numbers() -> None:
    """Sends the monthly test texts that are due, and puts old codes away."""
    at = timezone.now()
    forget_codes(at=at)
    for team in Team.objects.filter(monthly_tests=True):
        try:
            if is_test_time(team, at):
                send_monthly_tests(team=team, people=people_due(team, at), at=at)
        except Exception:
            # the other teams' numbers are tried all the same
            log.exception("Team %s: no monthly test texts.", team.pk)


def ask_holders() -> None:
    """Writes down whom to ask whether she is ready, team by team."""
    at = timezone.now()
    for team in confirming.teams_to_ask(at):
        try:
            confirming.ask_holders(team=team, at=at)
        except Exception:
            log.exception("Team %s: nobody was asked whether she is ready.", team.pk)


def remind_of_weekends() -> None:
    """Reminds those on call before and after their weekends."""
    at = timezone.now()
    for team in teams_to_remind(at):
        remind(team=team, at=at)


def look_after_briefs() -> None:
    """Makes the sheets of coming weekends, and tells people of them."""
    at = timezone.now()
    for period in briefing.missing(at):
        open_brief(period=period, at=at)
    for brief in briefing.due(at):
        try:
            briefing.look_after(brief_id=brief.pk, at=at)
        except Exception:
            # the other teams' sheets leave all the same
            log.exception("The weekend sheet %s could not be looked after.", brief.pk)


def canary() -> None:
    """Does nothing: that it was run and forgotten proves that a cluster works."""
