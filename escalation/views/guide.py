"""On call in two minutes: for the team's members, and by its address for the house."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from escalation.actions.guide import renew_guide
from escalation.autoreply import settings_of
from escalation.guide import GUIDE_LINK, guide_address, guide_of
from rota.links import is_token_of, token_pk
from rota.models import Team
from rota.permissions import TeamRequest, allow, is_lead


@allow("member")
@require_safe
def guide(request: TeamRequest) -> HttpResponse:
    """The page, and for leads the address to give."""
    team = request.membership.team
    context = {"team": team, "guide": guide_of(team, timezone.now())}
    if is_lead(request.membership):
        context["address"] = guide_address(team)
    return render(request, "escalation/guide.html", context | {"signed_in": True})


@allow("lead")
@require_POST
def renew(request: TeamRequest) -> HttpResponse:
    """The address was shared too widely: another one."""
    team, person = request.membership.team, request.membership.person
    renew_guide(team=team, by=person, at=timezone.now())
    messages.success(
        request, _("The page has a new address; the old one shows nothing.")
    )
    return redirect("guide", team.slug)


@allow("link")
@require_safe
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same, without an account; 404 for any address but the present one."""
    team = Team.objects.filter(pk=token_pk(token) or 0).first()
    version = settings_of(team).guide_version if team else 0
    if team is None or not is_token_of(token, GUIDE_LINK, team.pk, version):
        return render(request, "escalation/link_unknown.html", status=404)
    context = {"team": team, "guide": guide_of(team, timezone.now())}
    response = render(request, "escalation/guide.html", context)
    add_never_cache_headers(response)
    return response
