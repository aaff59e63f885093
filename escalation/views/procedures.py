"""The lead's own procedures, messages, and places to publish."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from escalation.actions.procedures import (
    NewerVersionError,
    save_outlets,
    save_procedure,
)
from escalation.core.sheets import blocks
from escalation.core.slots import SLOTS
from escalation.forms.procedures import OutletsForm, ProcedureForm
from escalation.markdown import to_html, to_line
from escalation.models import Case, EventType, Procedure
from escalation.response import LANGUAGES, latest, outlets_of, sheet_of_team
from rota.models import Team
from rota.permissions import TeamRequest, allow

SUBJECTS = dict([*Case.choices, *EventType.choices])


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def procedures(request: TeamRequest) -> HttpResponse:
    """All of them, and where the team publishes."""
    team = request.membership.team
    shown = "\n".join(one.name for one in outlets_of(team))
    form = OutletsForm(request.POST or None, initial={"names": shown})
    if form.is_bound and form.is_valid():
        names = form.cleaned_data["names"]
        save_outlets(team=team, names=names, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("procedures", team.slug)
    context = {"team": team, "form": form, **_rows(team)}
    return render(request, "escalation/procedures.html", context)


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def procedure(request: TeamRequest, subject: str) -> HttpResponse:
    """One of them: written, looked at, saved as a new version."""
    if subject not in SUBJECTS:
        raise Http404
    team = request.membership.team
    form = _form(request, subject)
    is_good = form.is_bound and form.is_valid()
    if is_good and "preview" not in request.POST and _save(request, subject, form):
        return redirect("procedures", team.slug)
    slots = [f"{{{name}}}" for name in SLOTS]
    looks = [(one, _look(form[f"steps_{one}"].value())) for one in LANGUAGES]
    title = SUBJECTS[subject]
    context = {"team": team, "form": form, "title": title, "slots": slots}
    return render(request, "escalation/procedure.html", context | {"looks": looks})


def _rows(team: Team) -> dict[str, list[tuple[str, Any, Procedure | None]]]:
    """What there is to write about, with the team's own version of it."""
    versions = team.procedures.select_related("by").order_by("number")
    own = {one.subject: one for one in versions}
    rows = [(subject, name, own.get(subject)) for subject, name in SUBJECTS.items()]
    return {"cases": rows[: len(Case)], "events": rows[len(Case) :]}


def _form(request: TeamRequest, subject: str) -> ProcedureForm:
    team = request.membership.team
    own = latest(team, subject)
    sheets = {one: sheet_of_team(team, subject, one) for one in LANGUAGES}
    seen = own.number if own else 0
    return ProcedureForm(request.POST or None, sheets=sheets, seen=seen)


def _save(request: TeamRequest, subject: str, form: ProcedureForm) -> bool:
    try:
        save_procedure(
            team=request.membership.team,
            subject=subject,
            texts=form.texts(),
            seen=form.cleaned_data["seen"],
            by=request.membership.person,
            at=timezone.now(),
        )
    except NewerVersionError as error:
        text = _(
            "Somebody saved version %(number)d while you wrote: nothing of yours is "
            "lost, it stands below. Look at theirs in another window, then save again."
        )
        messages.warning(request, text % {"number": error.newest})
        form.data = request.POST.copy()
        form.data["seen"] = str(error.newest)
        return False
    messages.success(request, _("Saved. Calls already open keep what they had."))
    return True


def _look(markdown: str | None) -> list[dict[str, Any]]:
    """How whoever is called will see it."""
    return [
        {
            "is_step": block.is_step,
            "html": (to_line if block.is_step else to_html)(block.text),
        }
        for block in blocks(markdown or "")
    ]
