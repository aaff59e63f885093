"""Asks the rows what may leave now: the shell of escalation/core/limits.py.

Counted from pages, not in a process's memory: several send, and restart.
"""

from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from escalation.core.limits import (
    HOUR,
    MINUTE,
    QUARTER,
    Right,
    Tally,
    held_by,
    right_of,
)
from escalation.models import Channel, LogEntry, Page, PageState, Purpose


def admit(page: Page, *, texted: bool, decides: bool = False) -> Page:
    """Commits a new message, or records that it was held back (`Page.is_held`).

    A query or two for what repeats, answers or is told a caller, and none for what
    calls somebody.
    """
    right = right_of(page.channel, page.purpose, texted=texted, decides=decides)
    page.repeat = right == Right.REPEAT
    if right != Right.ALWAYS:
        tally = _tally_of_callers(page) if right == Right.ASIDE else _tally(page)
        held = held_by(right, page.purpose, tally, per_hour=settings.TEXTS_PER_HOUR)
        if held:
            page.state, page.error_code = PageState.CANCELLED, held
            page.ended_at = page.created_at
    page.save(force_insert=True)
    if page.is_held:
        _note(page)
    return page


def leaving(at: datetime) -> QuerySet[Page]:
    """The texts and calls of the last hour: those that left, or are about to. Tests
    are not counted, nor what callers are told, nor what the rota tells, which is about
    no call: a rota for a hundred people must hold back nothing of a call beside it."""
    fast = Page.objects.filter(created_at__gt=at - HOUR).exclude(channel=Channel.EMAIL)
    told = Q(purpose=Purpose.NEWS, incident=None, repeat=False)
    quiet = Q(purpose__in=(Purpose.TEST, Purpose.CALLER)) | told
    return fast.exclude(state=PageState.CANCELLED).exclude(quiet)


def is_braking(at: datetime) -> bool:
    """True while so much leaves that repeats are held back."""
    return leaving(at).count() >= settings.TEXTS_PER_HOUR


def _tally(page: Page) -> Tally:
    at = page.created_at
    hers = Q(person=page.person_id, created_at__gt=at - QUARTER)
    repeats = hers & Q(repeat=True)
    calls = hers & Q(incident=page.incident_id, purpose=Purpose.PAGE)
    counted = leaving(at).aggregate(
        minute=Count("pk", filter=repeats & Q(created_at__gt=at - MINUTE)),
        quarter=Count("pk", filter=repeats),
        hour=Count("pk"),
        calls=Count("pk", filter=calls),
    )
    called_lately = counted.pop("calls") > 0
    return Tally(**counted, called_lately=called_lately)


def _tally_of_callers(page: Page) -> Tally:
    at = page.created_at
    told = Page.objects.filter(purpose=Purpose.CALLER, created_at__gt=at - HOUR)
    counted = told.exclude(state=PageState.CANCELLED).aggregate(
        to_number=Count("pk", filter=Q(to=page.to)), to_callers=Count("pk")
    )
    return Tally(hour=leaving(at).count(), **counted)


def _note(page: Page) -> None:
    """One line in the log for a run of messages that were held back."""
    if page.incident is None:
        return
    last = page.incident.log.order_by("at", "pk").last()
    if last and (last.kind, last.person_id) == ("held", page.person_id):
        return
    whose = {} if page.person_id else {"caller": page.whom}
    LogEntry.objects.create(
        incident=page.incident,
        kind="held",
        at=page.created_at,
        person=page.person,
        page=page,
        data={"why": page.error_code, **whose},
    )
