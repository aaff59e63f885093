"""What was published, and what each person was told of it and when: for the lead, and
for whoever must prove the date of a notice."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from escalation.evidence import told_of
from rota.permissions import TeamRequest, allow

SHOWN = 100


@allow("lead")
@require_safe
def publications(request: TeamRequest) -> HttpResponse:
    """The latest ones first."""
    team = request.membership.team
    rows = team.publications.select_related("by").annotate(
        seats=Count("changes", distinct=True), people=Count("notices", distinct=True)
    )
    context = {"team": team, "rows": rows[:SHOWN]}
    return render(request, "escalation/publications.html", context)


@allow("lead")
@require_safe
def publication(request: TeamRequest, pk: int) -> HttpResponse:
    """One of them, to be read or printed; `texts`: with every word that left."""
    team = request.membership.team
    found = get_object_or_404(team.publications.select_related("by"), pk=pk)
    context = {
        "team": team,
        "publication": found,
        "told": told_of(found),
        "texts": "texts" in request.GET,
        "at": timezone.now(),
    }
    return render(request, "escalation/publication.html", context)
