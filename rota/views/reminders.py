"""When those on duty next are reminded: a lead's choice, and what it gives."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rota.actions.settings import change_settings
from rota.duty import reminders_of
from rota.forms.reminders import ReminderForm
from rota.permissions import TeamRequest, allow


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def reminder_settings(request: TeamRequest) -> HttpResponse:
    """Shows and changes it, beside the next period as an example."""
    team, at = request.membership.team, timezone.now()
    data = request.POST if request.method == "POST" else None
    form = ReminderForm(data, instance=copy(team))
    if form.is_valid():
        change_settings(team=team, values=form.cleaned_data, by=request.user, at=at)
        messages.success(request, _("The reminders are saved."))
        return redirect("reminder_settings", team.slug)
    period = team.periods.filter(starts_at__gt=at).first()
    due = reminders_of(team, period.starts_at) if period else None
    context = {"form": form, "team": team, "period": period, "due": due}
    return render(request, "rota/reminders.html", context)
