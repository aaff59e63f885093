"""Puts away what was kept only to work: words, numbers and secret links.

What happened stays: the log of an incident, each page with its states and the
provider's id. Who was reached at which number, and what the text said, goes
(PAGING.md T15), and so do the links (RGPD, article 5: no longer than needed).

The words of a publication are evidence of its notice, and go later: see EVIDENCE.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from escalation.models import (
    BriefRow,
    CallerLetter,
    Following,
    HandsetCall,
    HandsetMessage,
    InboundSms,
    IncidentState,
    Page,
    RowKind,
)
from rota.core.phones import mask_phone
from rota.models import Delivery, PublishedChange

BATCH = 500
# the trace of what was sent is kept for twelve months (DOMAIN.md B9; CNIL 2021-122 has
# six to twelve for logs), counted from the end of the last weekend it tells of, or from
# its own day when that is later. That somebody was told, and when, is the proof of the
# notice that pay depends on (DOMAIN.md HR3), and stays
EVIDENCE = timedelta(days=365)


@transaction.atomic
def purge(*, keep: timedelta, at: datetime) -> int:
    """Empties messages older than `keep`, except those of calls still open, and
    evidence older than EVIDENCE; returns how many rows were emptied or removed, a
    batch of each kind at most.

    Running it again goes on where it stopped.
    """
    before = at - keep
    received = InboundSms.objects.filter(at__lt=before)
    shown = HandsetMessage.objects.filter(at__lt=before)
    heard = HandsetCall.objects.filter(at__lt=before)
    removed = sum(_remove(x) for x in (received, shown, heard))
    emptied = _empty_pages(before) + _empty_callers(before) + _empty_briefs(before)
    return removed + emptied + _empty_evidence(at)


def _empty_pages(before: datetime) -> int:
    over = Q(incident=None) | Q(incident__state=IncidentState.RESOLVED)
    old = Page.objects.filter(over, created_at__lt=before).exclude(text="")
    pages = list(old.only("pk", "to")[:BATCH])
    for page in pages:
        page.text, page.token = "", None
        page.to = mask_phone(page.to) if page.to.startswith("+") else ""
    Page.objects.bulk_update(pages, ["text", "to", "token"])
    return len(pages)


def _empty_evidence(at: datetime) -> int:
    before = at - EVIDENCE
    later = PublishedChange.objects.filter(
        publication=OuterRef("notice__publication"), period__ends_at__gte=before
    )
    old = Delivery.objects.filter(~Exists(later), put_away_at=None, at__lt=before)
    some = list(old.values_list("pk", flat=True)[:BATCH])
    return Delivery.objects.filter(pk__in=some).put_away(at)


def _empty_callers(before: datetime) -> int:
    """Where callers were told, and what their letters said."""
    over = Q(incident__state=IncidentState.RESOLVED, incident__closed_at__lt=before)
    told, letters = Following.objects.filter(over), CallerLetter.objects.filter(over)
    return _empty(told, to="", token=None) + _empty(letters, to="", text="")


def _empty(rows: QuerySet[Any], **blank: Any) -> int:
    some = list(rows.exclude(**blank).values_list("pk", flat=True)[:BATCH])
    return rows.model._default_manager.filter(pk__in=some).update(**blank)


def _empty_briefs(before: datetime) -> int:
    """Whom one could ring on a weekend, and what was noted beside; what was to be
    published stays."""
    private = Q(kind__in=(RowKind.CONTACT, RowKind.NOTE)) & ~Q(title="", text="")
    old = BriefRow.objects.filter(private, brief__period__ends_at__lt=before)
    some = list(old.values_list("pk", flat=True)[:BATCH])
    nothing = dict.fromkeys(("title", "text", "source", "phone"), "")
    return BriefRow.objects.filter(pk__in=some).update(**nothing)


def _remove(rows: QuerySet[Any]) -> int:
    some = list(rows.values_list("pk", flat=True)[:BATCH])
    rows.model._default_manager.filter(pk__in=some).delete()
    return len(some)
