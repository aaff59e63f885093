"""The published rota, for those who come from elsewhere or take it elsewhere: an
event of a calendar, a table."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rota.core.months import month_of
from rota.core.rota_csv import write_rota
from rota.models import Shadowing, Shift
from rota.permissions import TeamRequest, allow
from rota.published import rota_lines


@allow("member")
@require_safe
def shift(request: TeamRequest, uid: UUID) -> HttpResponse:
    """From an event to its weekend on the rota; a calendar may be a day behind."""
    team = request.membership.team
    board = reverse("board", args=[team.slug])
    named = {"uid": uid, "period__team": team}
    found = (
        Shift.objects.filter(**named).first()
        or Shadowing.objects.filter(**named).first()
    )
    if found is None:
        text = _("That weekend was given up or changed: your calendar is behind.")
        messages.warning(request, text)
        return redirect(board)
    month = month_of(found.starts_at.astimezone(team.zone).date())
    return redirect(f"{board}?from={month.key}#p{found.period_id}")


@allow("member")
@require_safe
def rota_csv(request: TeamRequest) -> HttpResponse:
    """What is published, for a spreadsheet."""
    team = request.membership.team
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    table = write_rota(rota_lines(team, timezone.now()), language, team.zone)
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    name = f"rota-{team.slug}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
