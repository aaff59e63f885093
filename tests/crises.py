"""A crisis that somebody has, for tests of what happens in it and after it."""

from datetime import datetime

from harness import World

from escalation import actions
from escalation.models import Incident

SATURDAY = datetime(2026, 11, 28, 14, 0)


def taken_crisis(world: World, clock, caller=None, **more) -> Incident:
    """Saturday, 14:00: Camille took it; Malik is her backup."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    incident = world.trigger(caller=caller, **more)
    word = "EXERCICE" if more.get("exercise") else "CRISE"
    world.phone("camille").expect(word)
    actions.take(
        incident_id=incident.pk, by=world.person("camille"), via="link", at=clock.now
    )
    incident.refresh_from_db()
    return incident


def does(world: World, incident: Incident, act, key: str, **said) -> actions.Answer:
    """Somebody of the cast does something about it now."""
    who = {"incident_id": incident.pk, "by": world.person(key), "at": world.clock.now}
    return act(**who, **said)


def close(world: World, incident: Incident, key: str, outcome: str = "published"):
    """Somebody closes it now."""
    answer = does(world, incident, actions.close, key, outcome=outcome)
    incident.refresh_from_db()
    return answer


def kinds(incident: Incident) -> list[str]:
    """What its log says happened, in order."""
    return list(incident.log.values_list("kind", flat=True))
