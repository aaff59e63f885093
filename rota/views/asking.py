"""What an address of the board asks for, and the way back to it after a change."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from rota.board.page import Asked
from rota.core.months import Month, month_of, read_month
from rota.core.plan import SeatKey
from rota.models import Team
from rota.permissions import TeamRequest


def asked_of(request: TeamRequest) -> Asked:
    """What is asked for by link or sent along by a form; a month that is none is the
    present one."""
    given = request.POST or request.GET
    today = timezone.now().astimezone(request.membership.team.zone).date()
    person = given.get("person", "")
    return Asked(
        month=read_month(given.get("from", "")) or month_of(today),
        cell=request.GET.get("cell", ""),
        done=request.GET.get("done", ""),
        person=int(person) if person.isdecimal() and len(person) < 12 else None,
        measure=given.get("load", ""),
    )


def to_board(
    request: TeamRequest, place: SeatKey | None = None
) -> HttpResponseRedirect:
    """Back to the months, the person and the measure the reader came from; to the seat
    that was changed, if one was."""
    done = f"{place[0]}-{place[1]}" if place else ""
    path = reverse("board", args=[request.membership.team.slug])
    anchor = f"#p{place[0]}" if place else ""
    return redirect(f"{path}?{asked_of(request).query(done=done)}{anchor}")


def to_month(team: Team, month: Month) -> HttpResponseRedirect:
    """To the board from that month on."""
    path = reverse("board", args=[team.slug])
    return redirect(f"{path}?{Asked(month=month).query()}")
