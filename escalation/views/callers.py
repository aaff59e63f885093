"""Who may call: the services, their links, and the card for the wall."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from escalation.actions.callers import (
    add_caller,
    change_caller,
    renew_caller,
    withdraw_caller,
)
from escalation.forms.callers import CallerForm
from escalation.models import Caller
from escalation.permissions import CALLER_LINK
from rota.links import make_token
from rota.permissions import TeamRequest, allow


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def callers(request: TeamRequest) -> HttpResponse:
    """Every service with its link, and a form for one more."""
    team, person = request.membership.team, request.membership.person
    form = CallerForm(
        request.POST or None, team=team, initial={"language": team.language}
    )
    if form.is_valid():
        add_caller(team=team, **form.cleaned_data, by=person, at=timezone.now())
        messages.success(request, _("The service is added: give it its link."))
        return redirect("callers", team.slug)
    services = [(one, link_of(one)) for one in team.callers.all()]
    context = {"team": team, "services": services, "form": form}
    return render(request, "escalation/callers.html", context)


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: TeamRequest, pk: int) -> HttpResponse:
    """Name, number, language and cases of one service."""
    team, person = request.membership.team, request.membership.person
    one = get_object_or_404(team.callers, pk=pk)
    form = CallerForm(request.POST or None, team=team, instance=one)
    if form.is_valid():
        change_caller(caller_id=pk, **form.cleaned_data, by=person, at=timezone.now())
        messages.success(request, _("The service is changed; its link stays."))
        return redirect("callers", team.slug)
    context = {"team": team, "caller": one, "form": form}
    return render(request, "escalation/caller_change.html", context)


@allow("lead")
@require_POST
def withdraw(request: TeamRequest, pk: int) -> HttpResponse:
    """From now on this link calls nobody."""
    team, person = request.membership.team, request.membership.person
    one = get_object_or_404(team.callers, pk=pk)
    withdraw_caller(caller_id=one.pk, by=person, at=timezone.now())
    messages.success(
        request, _("The link of “%(name)s” no longer works.") % {"name": one.name}
    )
    return redirect("callers", team.slug)


@allow("lead")
@require_POST
def renew(request: TeamRequest, pk: int) -> HttpResponse:
    """A new link; the old one stops working."""
    team, person = request.membership.team, request.membership.person
    one = get_object_or_404(team.callers, pk=pk)
    renew_caller(caller_id=one.pk, by=person, at=timezone.now())
    messages.success(
        request,
        _("“%(name)s” has a new link; the old one no longer works.")
        % {"name": one.name},
    )
    return redirect("callers", team.slug)


@allow("lead")
@require_safe
def card(request: TeamRequest, pk: int) -> HttpResponse:
    """A sheet to print and pin beside the telephone."""
    team = request.membership.team
    one = get_object_or_404(team.callers, pk=pk, withdrawn_at=None)
    context = {"team": team, "caller": one, "link": link_of(one)}
    return render(request, "escalation/caller_card.html", context)


def link_of(caller: Caller) -> str:
    """The absolute address of a caller's page."""
    token = make_token(CALLER_LINK, caller.pk, caller.version)
    return f"{settings.SITE_URL}{reverse('caller', args=[token])}"
