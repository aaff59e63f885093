"""Where most journeys start, and the stand-ins some of them need."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import connection
from people import HEAD, Fictional, make_member
from twilio_double import TwilioDouble

from escalation.sweep import sweep
from rota.models import Membership, Period, Role, Team

ENGINES = 4


@pytest.fixture
def night(world, clock) -> None:
    """Saturday 21 November, 02:10: Camille is on call, Malik is her backup."""
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))


@pytest.fixture
def desk(world, night, cabinet):
    """The mayor's office has just called for a crisis, that night."""
    return world.desk(cabinet).calls("crisis", "Fumées visibles")


@pytest.fixture
def called(world, desk):
    """The text that Camille got."""
    return world.phone("camille").expect("CRISE")


@pytest.fixture
def twilio(clock, settings) -> Iterator[TwilioDouble]:
    """The real client against a strict stand-in, on the test's clock."""
    with TwilioDouble(now=lambda: clock.now) as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        yield double
        assert not double.violations, double.violations


@pytest.fixture
def engines(transactional_db, clock) -> Callable[[], None]:
    """Lets four engines sweep at the same instant, each with its connection."""
    start = Barrier(ENGINES)

    def engine() -> None:
        start.wait()
        try:
            sweep(clock.now)
        finally:
            connection.close()

    def run() -> None:
        with ThreadPoolExecutor(ENGINES) as pool:
            for done in [pool.submit(engine) for _ in range(ENGINES)]:
                done.result()

    return run


@pytest.fixture
def roads(world, clock):
    """The roads team: Nadia leads it, and Camille is on call there too."""
    team = Team.objects.create(name="Voirie", slug="voirie")
    nadia = Fictional("nadia", "Nadia Fortin", HEAD, role=Role.LEAD)
    make_member(team, nadia, at=clock.now, phone="+33639980160")
    world.on_duty("camille")
    shift = world.weekend().shifts.get()
    shift.period = Period.objects.create(
        team=team,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        kind="weekend",
        published_at=clock.now,
    )
    shift.membership = Membership.objects.create(
        team=team, person=world.person("camille"), from_on=clock.now.date()
    )
    shift.save()
    world.on_duty("yann", backup="malik")
    clock.set(shift.starts_at.replace(hour=23))
    return team
