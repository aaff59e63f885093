"""Drafting and publishing as a lead does, in one line each."""

from datetime import datetime

from harness import World

from rota.actions.draft import assign
from rota.actions.people import MemberDetails
from rota.actions.publish import publish
from rota.board.reading import load_board
from rota.models import Period, Person, Publication, Seat, Team


def give(world: World, period: Period, key: str | None, seat=Seat.ON_CALL) -> None:
    """Drafts `key` for a seat, whoever holds it now; None empties it."""
    at = world.clock.now
    board = load_board(world.team, period.starts_at, period.ends_at, at=at, draft=True)
    holder = board.holder((period.pk, seat))
    assign(
        period_id=period.pk,
        seat=seat,
        membership_id=world.member(key).pk if key else None,
        expected=holder.pk if holder else None,
        by=world.person("odile"),
        at=at,
    )


def go(world: World, **fields) -> Publication:
    """Publishes as Odile, now."""
    return publish(
        team=world.team, by=world.person("odile"), at=world.clock.now, **fields
    )


def held(period: Period) -> dict[str, str]:
    """Who holds which seat in the published rota, by first name."""
    return {
        shift.seat: shift.membership.person.name.split()[0]
        for shift in period.shifts.select_related("membership__person")
    }


def details_of(person: Person, at: datetime) -> MemberDetails:
    """What a lead says of somebody she takes back."""
    return MemberDetails(name=person.name, email=person.email, from_on=at.date())


def with_fallback(world: World, key: str = "odile") -> None:
    """Somebody is called when nobody is on call: such weekends may be published."""
    Team.objects.filter(pk=world.team.pk).update(fallback=world.member(key))
    world.team.refresh_from_db()
