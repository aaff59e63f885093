"""One's own page: name, language, ways to sign in, teams."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rota.actions.people import change_profile
from rota.forms.people import ProfileForm
from rota.permissions import PersonRequest, allow
from rota.teams import leads_a_team, memberships_of


@allow("signed-in")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    """Shows and changes what somebody says of herself."""
    person, now = request.user, timezone.now()
    form = ProfileForm(request.POST or None, instance=copy(person))
    if form.is_valid():
        changed = change_profile(person=person, at=now, **form.cleaned_data)
        if changed.language:
            translation.activate(changed.language)
        messages.success(request, _("Saved."))
        return redirect("profile")
    context = {
        "form": form,
        "memberships": memberships_of(person, now),
        "may_start_team": leads_a_team(person, now),
    }
    return render(request, "rota/profile.html", context)
