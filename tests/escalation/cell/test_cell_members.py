"""The crisis cell: who is never called into it, who may do what, and how it ends."""

from datetime import datetime

import pytest
from convening import calls, name, quiet, seat_of, stands
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from escalation import actions
from escalation.actions.cell import seats_due
from escalation.actions.convening import join_cell, open_cell, stay_out
from escalation.involved import is_pilot, people_in
from escalation.models import CellPlace, CellSeat
from rota.actions.absences import enter
from rota.core.absences import Stretch

SATURDAY = datetime(2026, 11, 28, 21, 10)


# --- who is never called ----------------------------------------------------------
def own_choice(world):
    sofia = world.person("sofia")
    sofia.no_cell_off_hours = True
    sofia.save()


def absent(world):
    sofia = world.person("sofia")
    day = world.clock.now.date()
    enter(
        person=sofia,
        stretch=Stretch(day, day, "cannot"),
        by=sofia,
        at=world.clock.now,
    )


def gone(world):
    world.team.memberships.filter(person=world.person("sofia")).update(
        until_on=datetime(2026, 11, 27).date()
    )


def no_number(world):
    sofia = world.person("sofia")
    sofia.phone = ""
    sofia.save()


@pytest.mark.parametrize("why", [own_choice, absent, gone, no_number])
def test_who_is_not_available_is_not_called_and_nothing_says_why(
    does, world, incident, clock, why
):
    why(world)

    does(open_cell, "camille")
    clock.tick()

    quiet(world, "odile", "yann", "lena")
    world.phone("sofia").silence()
    assert not calls(person=world.person("sofia")).exists()
    assert incident.log.get(kind="cell_out").data == {"roles": [["press", ""]]}
    place = CellPlace.objects.get(person=world.person("sofia"))
    assert (place.standing, place.asked_at) == ("out", None)


def test_own_choice_is_for_off_hours_only(world, clock, cabinet):
    own_choice(world)
    clock.set(datetime(2026, 11, 24, 10, 0))  # a Tuesday morning
    name(world)
    incident = world.trigger(by="odile")
    world.phone("odile").expect("CRISE").tap_link().press("I take it")

    open_cell(incident_id=incident.pk, by=world.person("odile"), at=clock.now)
    clock.tick()

    quiet(world, "sofia", "yann")


@pytest.mark.parametrize(
    ("moment", "state"),
    [(datetime(2026, 11, 24, 10), "calling"), (datetime(2026, 11, 24, 20), "daytime")],
)
def test_role_of_office_hours(world, clock, moment, state):
    clock.set(moment)
    name(world)
    world.team.cell_plan.roles.filter(kind="press").update(off_hours=False)
    incident = world.trigger(by="odile")
    world.phone("odile").expect("CRISE").tap_link().press("I take it")

    open_cell(incident_id=incident.pk, by=world.person("odile"), at=clock.now)
    clock.tick()

    assert stands(incident)["press"][0] == state
    quiet(world, "yann", *(["sofia"] if state == "calling" else []))


# --- the end ----------------------------------------------------------------------
def test_closing_ends_all_calls(world, incident, opened, clock, does):
    quiet(world, "odile", "sofia", "yann")
    does(join_cell, "yann")

    does(actions.close, "camille", outcome="published")
    clock.forward(minutes=20)

    assert not CellSeat.objects.exclude(due_at=None).exists()
    assert stands(incident)["social"] == ("taken", "yann")
    world.phone("yann").expect("la crise est terminée")
    world.phone("lena").silence()
    world.phone("sofia").reply("OUI")
    clock.tick()
    world.phone("sofia").expect("c'est déjà terminé")
    assert does(join_cell, "sofia").result == "closed"
    assert does(stay_out, "sofia").result == "closed"
    assert does(open_cell, "camille").result == "closed"


def test_calls_that_have_not_left_do_not_leave_once_it_is_closed(
    world, incident, clock, does
):
    does(open_cell, "camille")
    does(actions.close, "camille", outcome="published")

    clock.forward(minutes=1)

    for key in ("odile", "sofia", "yann"):
        world.phone(key).silence()


def test_real_call_ends_the_cell_of_an_exercise(world, clock):
    clock.set(SATURDAY)
    world.on_duty("camille")
    name(world)
    drill = world.trigger(exercise=True)
    world.phone("camille").expect("EXERCICE").tap_link().press("I take it")
    open_cell(incident_id=drill.pk, by=world.person("camille"), at=clock.now)
    clock.tick()
    text = world.phone("sofia").expect("EXERCICE - CRISE", "Cellule de crise")
    quiet(world, "odile", "yann")
    assert text

    world.trigger(title="Pour de vrai")
    clock.forward(minutes=6)

    for key in ("camille", "odile", "sofia", "yann"):
        world.phone(key).expect("exercice interrompu")
    for _ in range(2):
        world.phone("camille").expect("Pour de vrai")
    for key in ("lena", "ines"):
        world.phone(key).silence()


# --- who may do what --------------------------------------------------------------
def test_who_came_has_a_part_in_it_and_who_did_not_has_none(
    does, world, incident, opened
):
    quiet(world, "odile", "sofia", "yann")
    does(join_cell, "yann")
    does(stay_out, "sofia")

    people = {person.email.split("@")[0] for person in people_in(incident)}

    assert people == {"camille", "odile", "yann", "lena"}


def test_pilot_is_whoever_accepted_and_a_lead_before(does, world, incident, clock):
    name(world, pilot=("malik",))
    odile, malik = world.person("odile"), world.person("malik")
    assert is_pilot(incident, odile, clock.now)
    assert not is_pilot(incident, malik, clock.now)
    does(open_cell, "camille")
    clock.tick()
    quiet(world, "malik")

    does(join_cell, "malik")

    assert is_pilot(incident, malik, clock.now)
    assert not is_pilot(incident, odile, clock.now)
    assert does(actions.decide_about, "malik", decision="publish").result == "noted"
    ended = does(actions.close, "malik", outcome="published", only_owner=True)
    assert ended.result == "ended"


def test_who_came_helps_and_does_not_decide(does, world, incident, opened):
    quiet(world, "odile", "sofia", "yann")
    tick = {"key": "crisis-0", "done": True}
    assert does(actions.tick, "yann", **tick).result == "not_yours"

    does(join_cell, "yann")

    assert does(actions.tick, "yann", **tick).is_news
    site = world.team.outlets.get(name="Site")
    post = does(actions.add_post, "yann", outlets=[site], variant="first")
    assert post.is_news
    assert does(actions.decide_about, "yann", decision="publish").result == "not_yours"
    closing = does(actions.close, "yann", outcome="published", only_owner=True)
    assert closing.result == "not_yours"


def test_yes_to_a_colleague_who_offers_the_call_is_about_the_call(
    does, world, incident, opened, clock
):
    quiet(world, "odile", "sofia", "yann")
    clock.forward(minutes=1)
    does(join_cell, "odile")
    does(actions.offer, "camille", to=world.person("odile"))
    clock.tick()
    world.phone("odile").expect("Relais de Camille R.")

    world.phone("odile").reply("OUI")
    clock.tick()

    incident.refresh_from_db()
    assert incident.owner == world.person("odile")
    world.phone("odile").expect("vous prenez en charge")
    world.phone("camille").expect("a pris le relais")


# --- the machinery ----------------------------------------------------------------
def test_nothing_due_costs_one_question(incident, opened, world, clock):
    quiet(world, "odile", "sofia", "yann")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        seats_due(at=clock.now)

    assert len(asked) == 1


def test_rows_hold_one_person_for_a_role(incident, opened, world):
    quiet(world, "odile", "sofia", "yann")
    seat = seat_of(incident, "press")

    with pytest.raises(IntegrityError), transaction.atomic():
        seat.places.update(standing="in")
    with pytest.raises(IntegrityError), transaction.atomic():
        CellSeat.objects.filter(pk=seat.pk).update(due_at=None)


def test_texts_of_one_person_with_several_roles_are_one(does, world, clock):
    name(world, press=("sofia",), social=("sofia",))

    does(open_cell, "camille")
    clock.tick()

    assert calls(channel="sms").count() == 1
    text = world.phone("sofia").expect("Cellule de crise")
    text.tap_link().sees(
        "The crisis cell needs you: press officer, social media writer."
    )


def test_text_in_the_language_of_whoever_is_called(does, world, clock):
    sofia = world.person("sofia")
    sofia.language = "en"
    sofia.save()

    does(open_cell, "camille")
    clock.tick()

    world.phone("sofia").expect("CRISIS", "Crisis cell: press officer.", "OK")
    world.phone("sofia").hears("join the crisis cell: press officer")
    quiet(world, "odile", "yann")
