"""The crisis cell: whom it calls, who comes, and who follows when somebody does not."""

from datetime import datetime

import pytest
from convening import calls, kinds, name, quiet, seat_of, stands

from escalation import actions
from escalation.actions.convening import call_role, open_cell
from escalation.models import Cell

SATURDAY = datetime(2026, 11, 28, 21, 10)


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
