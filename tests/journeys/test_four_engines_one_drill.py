"""Four engines wake at the hour of a drill: the team is told once, one exercise is
raised, one text leaves."""

from datetime import datetime, timedelta
from uuid import uuid4

from escalation.actions.drills import plan_drill
from escalation.health import beat
from escalation.models import Incident, Page
from rota.models import Notice


def test_one_drill(engines, world, clock):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 10, 30))
    clock.tick()
    plan_drill(
        team=world.team,
        case="crisis",
        title="Fumées visibles",
        planned_for=clock.now + timedelta(minutes=5),
        announced=True,
        request_key=uuid4(),
        by=None,
        at=clock.now,
    )
    clock.set(clock.now + timedelta(minutes=5))
    for role in ("dispatcher", "queue"):
        beat(role, "here", clock.now)

    engines()

    assert Incident.objects.get().exercise
    assert Page.objects.filter(channel="sms").count() == 1
    assert Notice.objects.filter(kind="drill_announced").count() == 8
    world.phone("camille").expect("EXERCICE")
