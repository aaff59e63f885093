"""Asking for a proposal as a lead does, in one line."""

from datetime import date

from harness import World

from rota.actions.plan_runs import ask
from rota.models import PlanRun

PROPOSE = "/t/edition/rota/propose/"


def asked(world: World, **fields) -> PlanRun:
    """Odile asks for the two weekends of November, unless `fields` say otherwise."""
    usual = {
        "first": date(2026, 11, 1),
        "last": date(2026, 11, 30),
        "may_move": False,
        "by": world.person("odile"),
    }
    return ask(team=world.team, at=world.clock.now, **{**usual, **fields})


def page_of(run: PlanRun) -> str:
    """Where it is followed, and looked at."""
    return f"{PROPOSE}{run.pk}/"
