"""What letters about covers and replacements may say, beside what all may."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from escalation.actions.urgent import confirm_link, follow_link
from rota.links import COVER_LINK, make_token
from rota.models import CoverRequest, Notice, PublishedChange, Replacement, Seat


def cover_slots(notice: Notice, at: datetime) -> dict[str, Any]:
    """Empty for a notice about something else."""
    data = notice.data
    if "cover" in data:
        rows = CoverRequest.objects.select_related(
            "asker__person", "given__membership__person", "decided_by"
        )
        cover = rows.get(pk=data["cover"])
        page = reverse("cover", args=[notice.team.slug, cover.pk])
        answer = data.get("answer")
        token = make_token(COVER_LINK, answer, 1) if answer else ""
        return {
            "cover": cover,
            "cover_link": settings.SITE_URL + page,
            "answer_link": settings.SITE_URL + reverse("cover_link", args=[token])
            if token
            else "",
        }
    if "replacement" in data:
        found = Replacement.objects.select_related("before__person", "after__person")
        row = found.get(pk=data["replacement"])
        return {
            "replacement": row,
            "is_running": row.starts_at <= at,
            "left_seat": seat_left(row),
            "confirm_link": confirm_link(row),
            "replacement_link": follow_link(row),
        }
    return {}


def seat_left(row: Replacement) -> PublishedChange | None:
    """The seat that a backup left to replace the person on call, and who holds it
    after her; None when she was not the backup."""
    if row.seat != Seat.ON_CALL:
        return None
    left = PublishedChange.objects.filter(
        publication=row.publication_id, seat=Seat.BACKUP, before=row.after_id
    )
    return left.select_related("after__person").first()
