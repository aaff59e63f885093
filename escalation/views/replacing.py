"""What became of a replacement: told, delivered, confirmed; and the calls that are
still in the name of whoever was replaced."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from escalation.actions.telling import page_key
from escalation.cover_letters import seat_left
from escalation.involved import hidden_from
from escalation.models import Incident, IncidentState, Page
from escalation.reaching import may_be_texted
from rota.models import Notice, Person, PublishedChange, Replacement, Seat, Shift
from rota.permissions import TeamRequest, allow


@dataclass(frozen=True, slots=True)
class Told:
    """A replacement, the text about it, the shift while it is still hers, and the
    open calls of whoever was replaced. `left`: the seat that the backup left for it,
    and `then` her replacement there."""

    row: Replacement
    page: Page | None
    incidents: list[Incident]
    shift: Shift | None
    may_text: bool
    is_late: bool
    left: PublishedChange | None
    then: Replacement | None


@allow("lead")
@require_safe
def replacement(request: TeamRequest, pk: int) -> HttpResponse:
    """The page a lead watches until it is confirmed."""
    team, at = request.membership.team, timezone.now()
    rows = team.replacements.select_related(
        "team", "before__person", "after__person", "by", "period"
    )
    told = read_told(get_object_or_404(rows, pk=pk), at, request.membership.person)
    context = {"told": told, "team": team}
    return render(request, "escalation/replacement.html", context)


def read_told(row: Replacement, at: datetime, reader: Person) -> Told:
    """Looks up what is known of it; a call that is none of the reader's is `hidden`."""
    notice = Notice.objects.filter(
        kind="replacing", team=row.team, data__replacement=row.pk
    ).first()
    page = Page.objects.filter(key=page_key(notice.pk)).first() if notice else None
    held = row.team.incidents.filter(
        owner=row.before.person, state=IncidentState.ACKNOWLEDGED
    ).annotate(hidden=hidden_from(reader))
    unsaid = row.confirmed_at is None and row.refused_at is None
    shifts = Shift.objects.filter(
        period=row.period, seat=row.seat, membership=row.after, ends_at__gt=at
    )
    return Told(
        row,
        page,
        list(held),
        shift=shifts.order_by("starts_at").first(),
        may_text=may_be_texted(row.after.person),
        is_late=unsaid and row.confirm_by <= at,
        left=seat_left(row),
        then=row.team.replacements.filter(
            publication=row.publication_id, seat=Seat.BACKUP, before=row.after_id
        ).first(),
    )
