"""What letters about covers and replacements may say, beside what all may."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from escalation.actions.urgent import confirm_link, follow_link
from rota.links import COVER_LINK, make_token
from rota.models import CoverRequest, Notice, Replacement


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
            "confirm_link": confirm_link(row),
            "replacement_link": follow_link(row),
        }
    return {}
