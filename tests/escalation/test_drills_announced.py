"""A drill that is announced: the team is told the day before, and not the hour."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core import mail

from escalation.actions.drills import announce_drill, cancel_drill, plan_drill
from escalation.models import Drill
from rota.models import Notice

FRIDAY = datetime(2026, 11, 20, 8, 0)
SATURDAY = datetime(2026, 11, 21, 10, 30)


@pytest.fixture
def plan(world, clock):
    """`plan(announced=True)`: Odile plans a drill for Saturday, 10:30."""
    world.on_duty("camille", backup="malik")

    def make(announced: bool = True) -> Drill:
        return plan_drill(
            team=world.team,
            case="crisis",
            title="Fumées visibles",
            planned_for=SATURDAY.replace(tzinfo=world.team.zone),
            announced=announced,
            request_key=uuid4(),
            by=world.person("odile"),
            at=clock.now,
        )

    return make


def letters(kind: str) -> list[str]:
    """Whom notices of this kind are for."""
    told = Notice.objects.filter(kind=kind).order_by("person__name")
    return list(told.values_list("person__name", flat=True))


def test_announced_drill_is_told_the_day_before_without_its_hour(
    world, clock, plan, reader
):
    plan()

    clock.set(FRIDAY)
    clock.tick()
    assert letters("drill_announced") == []
    clock.forward(hours=1)
    clock.forward(minutes=1)

    assert len(letters("drill_announced")) == 8
    assert reader.name not in letters("drill_announced")
    letter = world.mail("lena", "[EXERCICE]", "sam. 21 nov.")
    assert "10" not in letter.body.replace("http://localhost:8000", "")


def test_drill_planned_for_today_is_told_at_once(world, clock, plan):
    clock.set(SATURDAY - timedelta(hours=1))
    plan()

    clock.forward(minutes=1)

    assert len(letters("drill_announced")) == 8


def test_team_is_told_once_whoever_looks(world, clock, plan):
    drill = plan()
    clock.set(SATURDAY - timedelta(hours=1))

    for _ in range(3):
        announce_drill(drill_id=drill.pk, at=clock.now)

    assert len(letters("drill_announced")) == 8


def test_whoever_was_told_is_told_that_it_is_off(world, clock, plan):
    drill = plan()
    clock.set(SATURDAY - timedelta(hours=1))
    clock.tick()

    cancel_drill(drill_id=drill.pk, by=world.person("odile"), at=clock.now)
    clock.tick()

    assert len(letters("drill_cancelled")) == 8
    assert "annulé" in mail.outbox[-1].subject


def test_nobody_hears_of_a_drill_cancelled_before_it_was_told(world, clock, plan):
    drill = plan()

    cancel_drill(drill_id=drill.pk, by=world.person("odile"), at=clock.now)
    clock.set(SATURDAY)
    clock.tick()

    assert not Notice.objects.exists()


def test_nobody_is_told_of_another(world, clock, plan):
    plan(announced=False)

    clock.set(SATURDAY - timedelta(hours=1))
    clock.tick()

    assert not Notice.objects.exists()
