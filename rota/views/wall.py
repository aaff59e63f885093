"""Who is on call now, for a screen in a corridor or a page of the intranet: a
secret address, names, no number, no incident."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from rota.actions.feeds import note_reading
from rota.duty import duty_at, is_off_hours, next_duty
from rota.feeds import WALL, client_of, find, nothing, private
from rota.models import Membership, Team
from rota.permissions import allow


@allow("link")
@require_safe
def wall(request: HttpRequest, token: str) -> HttpResponse:
    """The page, in the language of its address; it looks again every minute."""
    now = _open(request, token)
    if isinstance(now, HttpResponse):
        return now
    with translation.override(now["language"]):
        return private(render(request, "rota/wall.html", now))


@allow("link")
@require_safe
def wall_json(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a program. Any site may ask: the secret is in the address."""
    now = _open(request, token)
    if isinstance(now, HttpResponse):
        return now
    response = JsonResponse(_plain(now), json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return private(response)


def _open(request: HttpRequest, token: str) -> dict[str, Any] | HttpResponse:
    """What there is to show, or the answer to an address that shows nothing."""
    at = timezone.now()
    found = find(token, WALL)
    if found is None:
        return nothing(404, "No such page. / Page inconnue.")
    if found.refused or not found.stays:
        return nothing(410, "This address was withdrawn. / Adresse retirée.")
    note_reading(feed=found.feed, client=client_of(request), at=at)
    team = found.feed.team
    return {
        "team": team,
        "language": found.feed.language,
        "at": at,
        "duty": duty_at(team, at),
        "upcoming": next_duty(team, at),
        "off_hours": is_off_hours(team, at),
    }


def _plain(now: dict[str, Any]) -> dict[str, Any]:
    """Names and moments only; moments on the team's clock, with its offset."""
    team, duty, upcoming = now["team"], now["duty"], now["upcoming"]
    state = "uncovered" if now["off_hours"] else "at_work"
    return {
        "team": team.name,
        "at": _moment(now["at"], team),
        "state": "held" if duty.on_call else state,
        "on_call": _name(duty.on_call),
        "backup": _name(duty.backup),
        "until": _moment(duty.until, team),
        "next": upcoming
        and {
            "on_call": _name(upcoming.membership),
            "from": _moment(upcoming.starts_at, team),
            "until": _moment(upcoming.ends_at, team),
        },
    }


def _name(member: Membership | None) -> str | None:
    return member.person.name if member else None


def _moment(at: datetime | None, team: Team) -> str | None:
    if at is None:
        return None
    return at.astimezone(team.zone).isoformat(timespec="seconds")
