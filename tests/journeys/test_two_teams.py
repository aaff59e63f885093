"""Two teams in one house: each call reaches its own, and only its own."""

from datetime import datetime

import pytest
from people import DESK_PHONE, HEAD, Fictional, make_caller, make_member

from rota.models import Membership, Period, Role, Shift, Team


@pytest.fixture
def roads(world, clock):
    """The roads team: Nadia leads it, and Camille is on call there too."""
    team = Team.objects.create(name="Voirie", slug="voirie")
    nadia = Fictional("nadia", "Nadia Fortin", HEAD, role=Role.LEAD)
    make_member(team, nadia, at=clock.now, phone="+33639980160")
    period = world.weekend()
    own = Period.objects.create(
        team=team,
        starts_at=period.starts_at,
        ends_at=period.ends_at,
        kind="weekend",
        published_at=clock.now,
    )
    camille = Membership.objects.create(
        team=team, person=world.person("camille"), from_on=clock.now.date()
    )
    Shift.objects.create(
        period=own,
        seat="on_call",
        membership=camille,
        starts_at=own.starts_at,
        ends_at=own.ends_at,
        uid="6a204bd8-9f1c-4e8f-9d29-0a6bb2f1c001",
        changed_at=clock.now,
    )
    return team


def test_each_call_reaches_its_own_team(world, clock, cabinet, roads):
    world.on_duty("yann", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    desk = make_caller(roads, "PC circulation", DESK_PHONE)

    world.desk(desk).calls("user_info", "Pont fermé")
    world.desk(cabinet).calls("crisis", "Fumées visibles")

    world.phone("camille").expect("Pont ferm").tap_link().press("I take it")
    world.phone("yann").expect("Fumées").tap_link().press("I take it")


def test_one_team_does_not_see_the_others_calls(world, clock, roads):
    clock.set(datetime(2026, 11, 21, 2, 10))
    world.on_duty("yann")
    incident = world.trigger()
    world.phone("yann").expect("CRISE")

    assert world.office("nadia").open("/t/edition/alerts/").status == 404
    stolen = world.office("nadia").open(f"/t/voirie/alerts/{incident.code}/")
    assert stolen.status == 404
