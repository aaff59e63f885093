"""Imports a list of people: read it, show what it would do, then do it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from rota.actions.people import Imported, import_members
from rota.core.roster_csv import Roster
from rota.forms.roster import RosterForm, explain_problem, fingerprint
from rota.permissions import TeamRequest, allow
from rota.roster import plan_import


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def team_import(request: TeamRequest) -> HttpResponse:
    """Asks for the list; shows it row by row; imports the rows that were shown."""
    team, now = request.membership.team, timezone.now()
    form = RosterForm(request.POST or None, request.FILES or None, team=team)
    if not form.is_valid() or form.roster is None:
        return render(request, "rota/import.html", {"form": form, "team": team})
    good = form.roster.good
    if "import" in request.POST and good and form.is_as_seen():
        done = import_members(team=team, rows=good, by=request.user, at=now)
        _tell(request, done)
        return redirect("team", team.slug)
    return _check_page(request, form.roster)


def _check_page(request: TeamRequest, roster: Roster) -> HttpResponse:
    """What would happen to each row, before it does."""
    team = request.membership.team
    context = {
        "team": team,
        "roster": roster,
        "seen": fingerprint(roster),
        "changed": "import" in request.POST,
        "plans": plan_import(team, roster.good, timezone.now()),
        "bad": [
            (row, [explain_problem(problem) for problem in row.problems])
            for row in roster.bad
        ],
    }
    return render(request, "rota/import_check.html", context)


def _tell(request: TeamRequest, done: Imported) -> None:
    sentences = []
    if done.added:
        sentences.append(
            ngettext(
                "%(count)d person was added and is told by e-mail.",
                "%(count)d people were added and are told by e-mail.",
                done.added,
            )
            % {"count": done.added}
        )
    if done.changed:
        sentences.append(
            ngettext(
                "%(count)d person was updated.",
                "%(count)d people were updated.",
                done.changed,
            )
            % {"count": done.changed}
        )
    messages.success(request, " ".join(sentences) or _("Nothing had to change."))
