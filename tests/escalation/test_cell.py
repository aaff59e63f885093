"""The crisis cell: whom it calls, who comes, and who follows when somebody does not."""

from datetime import datetime

import pytest
from convening import name, seat_of, stands
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from escalation import actions
from escalation.actions.cell import seats_due
from escalation.actions.convening import call_role, join_cell, open_cell, stay_out
from escalation.involved import is_pilot, people_in
from escalation.models import Cell, CellPlace, CellSeat, Page, Purpose
from rota.actions.absences import enter
from rota.core.absences import Stretch

SATURDAY = datetime(2026, 11, 28, 21, 10)


@pytest.fixture
def incident(world, clock, cabinet):
    """Smoke over the works; Camille took it."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    name(world)
    incident = world.trigger(caller=cabinet)
    world.phone("camille").expect("CRISE").tap_link().press("I take it")
    incident.refresh_from_db()
    return incident


@pytest.fixture
def does(world, incident):
    """`does(open_cell, "camille")`"""

    def act(action, who, /, **more):
        said = {"by": world.person(who), "at": world.clock.now}
        return action(incident_id=incident.pk, **said, **more)

    return act


@pytest.fixture
def opened(does, clock):
    """Camille opens it; three people are called."""
    does(open_cell, "camille")
    clock.tick()


def kinds(incident) -> list[str]:
    return list(incident.log.values_list("kind", flat=True))


def calls(**which):
    return Page.objects.filter(purpose=Purpose.CELL, **which)


def test_first_of_each_role_is_called_by_text_and_telephone(world, incident, opened):
    for key, role in (
        ("odile", "pilotage"),
        ("sofia", "relations presse"),
        ("yann", "rédaction réseaux sociaux"),
    ):
        text = world.phone(key).expect("CRISE", "Cellule de crise")
        assert incident.code in text.body
        world.phone(key).rings().hears("cellule de crise", role)

    assert stands(incident) == {
        "pilot": ("calling", "odile"),
        "press": ("calling", "sofia"),
        "social": ("calling", "yann"),
    }
    for key in ("lena", "ines", "malik"):
        world.phone(key).silence()


def test_opened_twice_it_is_one_cell(does, world, incident, opened):
    answer = does(open_cell, "odile")

    assert answer.result == "noted"
    assert Cell.objects.count() == 1
    assert kinds(incident).count("cell_opened") == 1
    assert calls().count() == 6
    quiet(world, "odile", "sofia", "yann")


def quiet(world, *keys):
    """Their texts are known of."""
    for key in keys:
        world.phone(key).expect("Cellule de crise")


def test_only_a_crisis_has_a_cell(world, clock, caller):
    clock.set(SATURDAY)
    world.on_duty("camille")
    info = world.trigger(case="user_info", caller=caller)
    world.phone("camille").expect("USAGERS").tap_link().press("I take it")
    who = {"by": world.person("camille"), "at": clock.now}

    answer = open_cell(incident_id=info.pk, **who)

    assert answer.result == "no_crisis"
    assert not Cell.objects.exists()


def test_somebody_who_does_not_have_it_opens_nothing(does):
    assert does(open_cell, "malik").result == "not_yours"
    assert not Cell.objects.exists()


def test_roles_may_be_left_out_and_called_later(does, world, incident, clock):
    does(open_cell, "camille", roles=["press"])
    clock.tick()
    quiet(world, "sofia")
    assert stands(incident)["pilot"] == ("idle", "")

    does(call_role, "camille", seat_id=seat_of(incident, "pilot").pk)
    clock.tick()

    quiet(world, "odile")
    assert stands(incident)["pilot"] == ("calling", "odile")


def test_themes_are_called_only_where_they_matter(does, world, incident, clock):
    name(world, water=("sofia",), safety=("lena",), press=("yann",))
    act = {"by": world.person("camille"), "at": clock.now}
    actions.choose_event(incident_id=incident.pk, event="water", **act)

    does(open_cell, "camille")
    clock.tick()

    quiet(world, "sofia", "yann")
    assert stands(incident)["safety"] == ("idle", "")


def test_whoever_opens_it_is_in_it_without_a_call(does, world, incident, clock):
    does(open_cell, "odile")
    clock.tick()

    quiet(world, "sofia", "yann")
    assert stands(incident)["pilot"] == ("taken", "odile")
    world.phone("odile").silence()


def test_yes_by_text(does, world, incident, opened, clock):
    world.phone("sofia").expect("Cellule")
    world.phone("sofia").reply("Oui")
    clock.tick()

    world.phone("sofia").expect(incident.code, "vous rejoignez la cellule de crise")
    assert stands(incident)["press"] == ("taken", "sofia")
    assert "cell_joined" in kinds(incident)
    incident.refresh_from_db()
    assert incident.owner == world.person("camille")
    quiet(world, "odile", "yann")


def test_no_by_text_calls_the_substitute_and_leaves_no_trace(
    world, incident, opened, clock
):
    quiet(world, "odile", "sofia", "yann")
    world.phone("sofia").reply("non")
    clock.tick()

    world.phone("sofia").expect("appelons quelqu'un d'autre")
    world.phone("lena").expect("CRISE", "relations presse")
    assert stands(incident)["press"] == ("calling", "lena")
    [line] = incident.log.filter(kind="cell_out")
    assert (line.person, line.by) == (world.person("sofia"), None)
    assert line.data == {"roles": [["press", ""]]}
    assert "cell_substitute" in kinds(incident)


@pytest.mark.parametrize(
    ("key", "heard", "state"),
    [
        ("1", "vous rejoignez la cellule", ("taken", "yann")),
        ("2", "appelons quelqu'un d'autre", ("calling", "ines")),
    ],
)
def test_keys_answer(world, incident, opened, clock, key, heard, state):
    quiet(world, "odile", "sofia", "yann")

    world.phone("yann").hears("dire oui").presses(key).hears(heard)
    clock.tick()

    assert stands(incident)["social"] == state
    if key == "2":
        quiet(world, "ines")


def test_whoever_is_only_rung_gets_the_link_by_text(does, world, incident, clock):
    yann = world.person("yann")
    yann.reach = "call"
    yann.save()
    does(open_cell, "camille")
    clock.tick()
    quiet(world, "odile", "sofia")

    world.phone("yann").hears("cellule").presses("1")
    clock.tick()

    text = world.phone("yann").expect("vous rejoignez la cellule de crise")
    text.tap_link().sees("You are in the crisis cell: social media writer.")


def test_silence_calls_the_substitute_after_the_teams_minutes(
    world, incident, opened, clock
):
    quiet(world, "odile", "sofia", "yann")
    clock.forward(minutes=4)
    assert stands(incident)["press"] == ("calling", "sofia")

    clock.forward(minutes=1)

    quiet(world, "lena", "ines")
    assert stands(incident) == {
        "pilot": ("empty", ""),
        "press": ("calling", "lena"),
        "social": ("calling", "ines"),
    }
    assert incident.log.get(kind="cell_empty").data == {"roles": [["pilot", ""]]}
    clock.forward(minutes=10)
    assert {state for state, _who in stands(incident).values()} == {"empty"}
    assert calls(person=world.person("sofia")).count() == 2


def test_phone_that_is_off_is_rung_then_the_substitute_is_called(
    does, world, incident, clock
):
    world.phone("sofia").becomes("unreachable")
    does(open_cell, "camille")

    clock.forward(minutes=2)

    quiet(world, "odile", "yann", "lena")
    assert stands(incident)["press"] == ("calling", "lena")


def test_text_that_does_not_arrive_is_followed_by_a_call(does, world, incident, clock):
    yann = world.person("yann")
    yann.reach = "sms"
    yann.save()
    world.phone("yann").becomes("blocked")
    does(open_cell, "camille")

    clock.tick()
    clock.tick()

    quiet(world, "odile", "sofia")
    assert stands(incident)["social"] == ("calling", "yann")
    world.phone("yann").rings()


def test_stop_calls_the_next_one(world, incident, opened, clock):
    quiet(world, "odile", "sofia", "yann")
    world.phone("sofia").hangs_up()

    world.phone("sofia").reply("STOP")
    clock.tick()

    quiet(world, "lena")
    assert stands(incident)["press"] == ("calling", "lena")


# --- who is never called ----------------------------------------------------------
def own_choice(world):
    world.person("sofia").__class__.objects.filter(pk=world.person("sofia").pk).update(
        no_cell_off_hours=True
    )


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

    world.phone("camille").expect("exercice interrompu")
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
