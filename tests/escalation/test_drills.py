"""A planned drill: held once, on its hour, unless something real goes on."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from people import HEAD, Fictional, make_member

from escalation import actions
from escalation.actions.drills import cancel_drill, plan_drill
from escalation.models import Drill, DrillState, Incident, Outcome, Page
from escalation.rehearsals import rehearse
from rota.models import Notice, Role, Team

SATURDAY = datetime(2026, 11, 21, 10, 30)


@pytest.fixture
def plan(world, clock):
    """`plan(announced=True)`: Odile plans a drill for Saturday, 10:30."""
    world.on_duty("camille", backup="malik")

    def make(at: datetime = SATURDAY, **about) -> Drill:
        about = {"title": "Fumées visibles", "announced": False} | about
        return plan_drill(
            team=world.team,
            case="crisis",
            planned_for=at.replace(tzinfo=world.team.zone),
            request_key=uuid4(),
            by=world.person("odile"),
            at=clock.now,
            **about,
        )

    return make


def saturday(clock, minutes: float = 0) -> None:
    """The clock jumps to that moment, and the engines run."""
    clock.set(SATURDAY + timedelta(minutes=minutes))
    clock.tick()


def letters(kind: str) -> list[str]:
    """Whom notices of this kind are for."""
    told = Notice.objects.filter(kind=kind).order_by("person__name")
    return list(told.values_list("person__name", flat=True))


# --- held ---------------------------------------------------------------------------
def test_drill_calls_through_the_true_chain_as_an_exercise(world, clock, plan):
    drill = plan()

    saturday(clock)

    text = world.phone("camille").expect("EXERCICE - CRISE", "sam 10h30", "Fumées")
    text.tap_link().press("I take it")
    drill.refresh_from_db()
    assert drill.state == DrillState.RAISED
    assert drill.incident.exercise
    assert drill.incident.raised_by == world.person("odile")
    assert drill.incident.owner == world.person("camille")


def test_drill_climbs_its_ladder(world, clock, plan):
    plan()
    saturday(clock)

    clock.forward(minutes=10)

    world.phone("camille").expect("EXERCICE")
    world.phone("camille").expect("EXERCICE")
    world.phone("malik").expect("EXERCICE")


def test_nothing_leaves_before_the_hour(world, clock, plan):
    plan()

    saturday(clock, minutes=-1)

    assert not Incident.objects.exists()


def test_same_request_plans_one(world, clock):
    key, drills = uuid4(), []
    for title in ("Une", "Deux"):
        drills.append(
            plan_drill(
                team=world.team,
                case="crisis",
                title=title,
                planned_for=clock.now + timedelta(days=1),
                announced=False,
                request_key=key,
                by=None,
                at=clock.now,
            )
        )

    assert drills[0] == drills[1]


def test_cancelled_drill_is_not_held(world, clock, plan):
    drill = plan()

    assert cancel_drill(drill_id=drill.pk, by=world.person("odile"), at=clock.now)

    saturday(clock)
    assert not Incident.objects.exists()
    assert not Notice.objects.exists()


def test_drill_that_is_held_cannot_be_cancelled(world, clock, plan):
    drill = plan()
    saturday(clock)
    world.phone("camille").expect("EXERCICE")

    assert not cancel_drill(drill_id=drill.pk, by=world.person("odile"), at=clock.now)

    drill.refresh_from_db()
    assert drill.state == DrillState.RAISED


def test_process_that_dies_while_raising_leaves_the_drill_due(world, clock, plan):
    world.expected_errors.append("could not be looked after")
    drill = plan()
    saturday(clock, minutes=-0.1)
    clock.set(SATURDAY)

    def dies(execute, sql, params, many, context):
        # between the call and the row that says it was raised
        if sql.startswith("UPDATE") and "escalation_drill" in sql:
            raise OperationalError("killed")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(dies):
        rehearse(clock.now)
    assert not Incident.objects.exists()
    assert not Page.objects.exists()

    clock.tick()
    drill.refresh_from_db()
    assert drill.incident == Incident.objects.get()
    world.phone("camille").expect("EXERCICE")


# --- in the way of nothing ----------------------------------------------------------
def test_drill_waits_while_a_real_call_is_open(world, clock, plan):
    drill = plan()
    saturday(clock, minutes=-2)
    real = world.trigger(title="Vrai feu")
    world.phone("camille").expect("CRISE")
    camille = world.person("camille")
    actions.take(incident_id=real.pk, by=camille, via="link", at=clock.now)

    clock.forward(minutes=20)

    drill.refresh_from_db()
    assert (drill.state, drill.put_offs) == (DrillState.PLANNED, 1)
    assert drill.due_at == drill.planned_for + timedelta(minutes=30)
    actions.close(incident_id=real.pk, outcome="published", by=camille, at=clock.now)
    clock.forward(minutes=15)
    world.phone("camille").expect("EXERCICE", "11h00")


def test_drill_is_given_up_after_three_delays_and_the_lead_told_why(world, clock, plan):
    drill = plan()
    saturday(clock, minutes=-2)
    real = world.trigger(title="Vrai feu")
    world.phone("camille").expect("CRISE")
    camille = world.person("camille")
    actions.take(incident_id=real.pk, by=camille, via="link", at=clock.now)
    Incident.objects.update(due_at=None)

    clock.forward(hours=2.1)

    drill.refresh_from_db()
    assert drill.state == DrillState.CANCELLED
    assert drill.cancelled_at == drill.planned_for + timedelta(minutes=90)
    assert letters("drill_cancelled") == ["Odile Perrin"]
    world.mail("odile", "annulé", "Fumées visibles", "Un vrai appel était en cours")
    assert Incident.objects.count() == 1


def test_drill_waits_while_the_machinery_is_ill(world, clock, plan):
    drill = plan()
    clock.queue_runs = False

    saturday(clock)

    drill.refresh_from_db()
    assert (drill.put_offs, drill.obstacle) == (1, "machinery")
    clock.queue_runs = True
    clock.forward(minutes=30)
    world.phone("camille").expect("EXERCICE")


def test_drill_missed_by_a_program_that_was_stopped_is_given_up(world, clock, plan):
    plan()

    clock.set(datetime(2026, 11, 22, 3, 0))
    clock.tick()
    clock.forward(minutes=2)

    world.mail("odile", "annulé", "Le programme ne tournait pas")
    assert not Incident.objects.exists()


def test_other_teams_real_call_stops_no_drill(world, clock, plan):
    roads = Team.objects.create(name="Voirie", slug="voirie")
    nadia = Fictional("nadia", "Nadia Fortin", HEAD, role=Role.LEAD)
    make_member(roads, nadia, at=clock.now)
    plan()
    saturday(clock, minutes=-1)
    actions.trigger(
        team=roads, case="crisis", title="…", request_key=uuid4(), by=None, at=clock.now
    )
    clock.tick()

    saturday(clock)

    world.phone("camille").expect("EXERCICE")


# --- a real call during a drill -----------------------------------------------------
def test_real_call_ends_the_drill_and_leaves_first(world, clock, plan):
    drill = plan()
    saturday(clock)
    world.phone("camille").expect("EXERCICE - CRISE")
    clock.forward(minutes=2)

    real = world.trigger(title="Vrai feu")

    drill.refresh_from_db()
    assert drill.incident.state == "resolved"
    assert drill.incident.outcome == Outcome.INTERRUPTED
    assert real.state == "triggered"
    # handed over by the request itself; that the exercise is over comes after
    text = world.phone("camille").expect("CRISE", "Vrai feu")
    assert "EXERCICE" not in text.body
    world.phone("camille").silence()
    clock.tick()
    over = world.phone("camille").expect(
        "EXERCICE", "exercice interrompu", "vrai appel"
    )
    assert "http" not in over.body
    clock.forward(minutes=10)
    world.phone("camille").expect("Vrai feu")
    world.phone("malik").expect("Vrai feu")


def test_whoever_took_the_drill_is_told_too(world, clock, plan):
    drill = plan()
    saturday(clock)
    camille, malik = world.phone("camille"), world.phone("malik")
    camille.expect("EXERCICE").tap_link().press("I can't")
    clock.tick()
    malik.expect("EXERCICE").tap_link().press("I take it")

    world.trigger(title="Vrai feu")
    clock.tick()

    camille.expect("Vrai feu")
    camille.expect("exercice interrompu")
    malik.expect("exercice interrompu")
    page = world.office("odile").open(f"/t/edition/alerts/{_code(drill)}/")
    page.sees("EXERCISE – nothing of this is real", "exercise stopped by a real call")


def test_answer_to_a_text_is_for_the_real_call(world, clock, plan):
    plan()
    saturday(clock)
    world.phone("camille").expect("EXERCICE")
    real = world.trigger(title="Vrai feu")
    world.phone("camille").expect("Vrai feu")

    world.phone("camille").reply("oui")
    clock.tick()

    real.refresh_from_db()
    assert real.owner == world.person("camille")
    world.phone("camille").expect("exercice interrompu")
    assert "EXERCICE" not in world.phone("camille").expect(real.code, "noté").body


def test_exercise_that_appeared_beside_a_real_call_is_ended_too(world, clock, plan):
    """Two transactions at the same instant do not see each other's call."""
    drill = plan()
    saturday(clock)
    world.phone("camille").expect("EXERCICE")
    Incident.objects.update(exercise=False)
    world.trigger(title="Vrai feu")
    world.phone("camille").expect("Vrai feu")
    Incident.objects.filter(title="Fumées visibles").update(exercise=True)

    clock.tick()

    drill.refresh_from_db()
    assert drill.incident.outcome == Outcome.INTERRUPTED
    world.phone("camille").expect("exercice interrompu")


def test_real_call_is_raised_though_the_drill_cannot_be_ended(world, clock, plan):
    world.expected_errors += ["goes on beside a real call", "could not be looked after"]
    plan()
    saturday(clock)
    world.phone("camille").expect("EXERCICE")

    def fails(execute, sql, params, many, context):
        if "INSERT" in sql and "exercice inter" in str(params):
            raise OperationalError("…")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fails):
        world.trigger(title="Vrai feu")
        clock.tick()

    world.phone("camille").expect("Vrai feu")
    clock.tick()
    world.phone("camille").expect("exercice interrompu")


def test_exercise_that_nobody_takes_ends_after_an_hour(world, clock, plan):
    drill = plan()
    saturday(clock)

    clock.forward(minutes=61)

    while any(world.phone(key).unread() for key in ("camille", "malik", "odile")):
        for key in ("camille", "malik", "odile"):
            if world.phone(key).unread():
                world.phone(key).expect("EXERCICE")
    drill.refresh_from_db()
    assert drill.incident.outcome == Outcome.UNANSWERED
    clock.forward(minutes=30)
    world.no_surprises()


def test_real_call_that_nobody_takes_never_ends(world, clock, plan):
    saturday(clock)
    real = world.trigger()

    clock.forward(hours=3)

    real.refresh_from_db()
    assert real.state == "triggered"
    for key in ("camille", "malik", "odile"):
        while world.phone(key).unread():
            world.phone(key).expect("CRISE")


def _code(drill: Drill) -> str:
    return Incident.objects.get(drill=drill).code
