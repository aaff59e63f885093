"""Texts what the rota wrote down and cannot wait for an e-mail: that somebody is on
duty from now on in another's place, and that she has not confirmed it in time.

The letter leaves as well (escalation/notices.py); the text is a page like any other,
and goes first.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from escalation.actions.ladder import tell
from escalation.actions.pages import queue_text
from escalation.actions.telling import page_key
from escalation.core.texts import urgent_text
from escalation.models import Page, Purpose
from escalation.reaching import may_be_texted
from escalation.sms import get_provider
from rota.duty import leads
from rota.links import REPLACEMENT_LINK, make_token
from rota.models import Notice, NoticeState, Replacement, Shift

UNSAID = Q(confirmed_at=None, refused_at=None, alarmed_at=None)
KINDS = ("replacing", "replaced", "alarm_unconfirmed")


def text_due(at: datetime) -> None:
    """Commits the texts of urgent notices that still wait for their letter."""
    due = Notice.objects.filter(
        state=NoticeState.PENDING, due_at__lte=at, kind__in=KINDS
    )
    for pk in due.order_by("pk").values_list("pk", flat=True):
        text_notice(notice_id=pk, at=at)


@transaction.atomic
def text_notice(*, notice_id: int, at: datetime) -> Page | None:
    """Commits the text of one notice, once; None for a notice that is no text, or
    whose reader no text reaches."""
    # held, so that of two engines one texts; `no_key`: nothing refers to it
    notice = Notice.objects.select_for_update(no_key=True).get(pk=notice_id)
    key = page_key(notice.pk)
    if notice.kind not in KINDS or not may_be_texted(notice.person):
        return None
    rows = Replacement.objects.select_related("team", "before__person", "after__person")
    row = rows.filter(pk=notice.data["replacement"]).first()
    if row is None or Page.objects.filter(key=key).exists():
        return None
    return queue_text(
        notice.person,
        _words(notice, row, at),
        key=key,
        to=notice.person.phone,
        incident=None,
        at=at,
        purpose=Purpose.NEWS,
        texted=False,
    )


def alarm_unconfirmed(at: datetime) -> None:
    """Tells the leads, once, of each replacement that was not confirmed in time, while
    it still holds."""
    still_hers = Shift.objects.filter(
        period=OuterRef("period"),
        seat=OuterRef("seat"),
        membership=OuterRef("after"),
        ends_at__gt=at,
    )
    late = Replacement.objects.filter(UNSAID, confirm_by__lte=at, ends_at__gt=at)
    for pk in late.filter(Exists(still_hers)).values_list("pk", flat=True):
        _alarm_once(pk, at)


@transaction.atomic
def _alarm_once(pk: int, at: datetime) -> None:
    # of two engines one finds it unsaid
    if Replacement.objects.filter(UNSAID, pk=pk).update(alarmed_at=at):
        team = Replacement.objects.select_related("team").get(pk=pk).team
        for lead in leads(team, at):
            tell(lead.person, team, "alarm_unconfirmed", at, replacement=pk)


def confirm_link(replacement: Replacement) -> str:
    """Where she who takes over says that she knows."""
    token = make_token(REPLACEMENT_LINK, replacement.pk, 1)
    return settings.SITE_URL + reverse("replacement_link", args=[token])


def follow_link(replacement: Replacement) -> str:
    """Where a lead sees what became of it, signed in."""
    names = [replacement.team.slug, replacement.pk]
    return settings.SITE_URL + reverse("replacement", args=names)


def _words(notice: Notice, row: Replacement, at: datetime) -> str:
    kind, link, named = notice.kind, "", row.after
    if kind == "replacing":
        link, named = confirm_link(row), row.before
    elif kind == "alarm_unconfirmed":
        kind = "refused" if row.refused_at else "unconfirmed"
        link = follow_link(row)
    zone = row.team.zone
    return urgent_text(
        language=notice.person.language or row.team.language,
        kind=kind,
        seat=row.seat,
        name=named.person.short_name,
        since=row.starts_at.astimezone(zone) if row.starts_at > at else None,
        until=row.ends_at.astimezone(zone),
        link=link,
        two_way=get_provider().capabilities.two_way,
    )
