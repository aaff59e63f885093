"""Who may open a page. Every view carries one of these rules, and
tests/test_permissions.py lists URL × role.

A team page is not found (404), rather than forbidden, for people outside the
team: its existence is nobody's business.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django.contrib.auth.decorators import login_not_required, login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from rota.models import Membership, Person, Role

View = Callable[..., HttpResponse]
Rule = Literal["public", "link", "webhook", "signed-in", "member", "agent", "lead"]


class PersonRequest(HttpRequest):
    """A request by somebody who is signed in."""

    user: Person


class TeamRequest(PersonRequest):
    """A request to a team's page, by one of its members."""

    membership: Membership


def allow(rule: Rule) -> Callable[[View], View]:
    """States a view's permission.

    `public`: anyone. `link`: whoever holds the secret in the address, checked by
    the view. `webhook`: signed by the provider, checked by the view.
    `signed-in`: any account. `member`, `agent`, `lead`: of the team whose `slug`
    is in the address; sets `request.membership`.
    """

    def decorate(view: View) -> View:
        if rule in ("public", "link", "webhook"):
            allowed: View = login_not_required(view)
        elif rule == "signed-in":
            allowed = login_required(view)
        else:
            allowed = login_required(_for_team(view, rule))
        allowed.rule = rule  # type: ignore[attr-defined]
        return allowed

    return decorate


def current_membership(person: Any, slug: str) -> Membership:
    """The membership that counts today. Raises Http404 outside the team."""
    membership = get_object_or_404(
        Membership.objects.select_related("team", "person"),
        team__slug=slug,
        person=person,
    )
    today = timezone.now().astimezone(membership.team.zone).date()
    if not membership.is_in_team(today):
        raise PermissionDenied
    return membership


def is_lead(membership: Membership) -> bool:
    """May build the rota, see numbers, change the team."""
    return membership.role == Role.LEAD


def may_act(membership: Membership) -> bool:
    """Lead or agent: takes part in incidents; a reader only looks."""
    return membership.role in (Role.LEAD, Role.AGENT)


def _for_team(view: View, rule: Rule) -> View:
    @wraps(view)
    def wrapper(
        request: TeamRequest, slug: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        membership = current_membership(request.user, slug)
        if rule == "lead" and not is_lead(membership):
            raise PermissionDenied
        if rule == "agent" and not may_act(membership):
            raise PermissionDenied
        request.membership = membership
        return view(request, *args, **kwargs)

    return wrapper
