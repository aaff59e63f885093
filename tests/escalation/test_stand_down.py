"""A crisis that ends: everybody who took part hears it once, and nothing after it."""

import pytest
from crises import SATURDAY, close, does, kinds, taken_crisis
from harness import HOUR

from escalation import actions
from escalation.actions.relaying import plan_relay
from escalation.actions.updates import promise_update
from escalation.actions.validating import ask_validation
from escalation.actions.watching import watch
from escalation.core.relay import Hours
from escalation.involved import people_in, took_part
from escalation.models import NextUpdate, Page


@pytest.fixture
def crisis(world, clock, cabinet):
    return taken_crisis(world, clock, cabinet)


def texts_of_the_end(incident) -> int:
    return Page.objects.filter(key__startswith=f"over:{incident.pk}:").count()


def test_everybody_who_took_part_is_told_but_who_closed_it(world, clock, crisis, phone):
    does(
        world, crisis, watch, "camille", kind="moderation", person=world.person("ines")
    )
    does(
        world,
        crisis,
        ask_validation,
        "camille",
        text="Fermez vos fenêtres.",
        validator=world.person("sofia"),
        minutes=10,
    )
    clock.tick()
    phone("sofia").expect("valider")
    does(world, crisis, actions.add_note, "lena", text="J'ai vu la fumée.")

    close(world, crisis, "camille")
    clock.forward(hours=2)

    for key in ("ines", "sofia", "lena"):
        phone(key).expect(
            f"{crisis.code}: la crise est terminée, merci.",
            "Débriefing au plus tard le sam. 5 déc.",
        )
    phone("camille").silence()
    phone("malik").silence()
    assert kinds(crisis).count("stood_down") == 1


def test_whoever_has_it_is_told_when_the_lead_closes_it(world, clock, crisis, phone):
    close(world, crisis, "odile")
    clock.tick()

    phone("camille").expect("la crise est terminée")
    phone("odile").silence()


def test_closing_twice_tells_once(world, clock, crisis, phone):
    close(world, crisis, "odile")
    close(world, crisis, "odile")
    clock.tick()

    phone("camille").expect("la crise est terminée")
    assert texts_of_the_end(crisis) == 1


def test_who_was_only_called_or_said_no_is_left_alone(world, clock, cabinet, phone):
    crisis = taken_crisis(world, clock, cabinet)
    does(world, crisis, actions.pass_on, "camille", via="link")
    clock.tick()
    phone("malik").expect("CRISE")
    does(world, crisis, actions.take, "malik", via="link")

    close(world, crisis, "odile")
    clock.forward(hours=1)

    phone("malik").expect("la crise est terminée")
    assert world.person("camille") in people_in(crisis)
    assert world.person("camille") not in took_part(crisis)


def test_nothing_is_sent_after_it(world, clock, crisis, phone):
    does(world, crisis, promise_update, "camille", due_at=None, every=30)
    does(
        world,
        crisis,
        plan_relay,
        "camille",
        task="call",
        person=world.person("yann"),
        hours=Hours(clock.now + 2 * HOUR, clock.now + 8 * HOUR),
        confirmed=False,
    )
    does(
        world,
        crisis,
        ask_validation,
        "camille",
        text="Fermez vos fenêtres.",
        validator=world.person("sofia"),
        minutes=10,
    )

    # the text to Sofia has not left: it would come after “it is over”
    close(world, crisis, "camille")
    clock.forward(hours=9)

    phone("sofia").expect("terminée")
    phone("yann").expect("terminée")
    phone("camille").silence()
    assert NextUpdate.objects.get().due_at is None


def test_exercise_is_said_to_be_one_and_owes_no_debrief(world, clock, cabinet, phone):
    drill = taken_crisis(world, clock, cabinet, exercise=True)
    close(world, drill, "odile")
    clock.tick()

    phone("camille").expect(f"EXERCICE - {drill.code}: c'est terminé, merci.")


def test_user_information_that_ends_tells_nobody(world, clock, cabinet, phone):
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    incident = world.trigger(case="user_info", title="Parc fermé", caller=cabinet)
    phone("camille").expect("USAGERS")
    does(world, incident, actions.take, "camille", via="link")

    close(world, incident, "odile")
    clock.tick()

    phone("camille").silence()


def test_exercise_that_gives_way_is_told_once(world, clock, cabinet, phone):
    drill = taken_crisis(world, clock, cabinet, exercise=True)
    ines = world.person("ines")
    does(world, drill, watch, "camille", kind="moderation", person=ines)

    world.trigger(title="Incendie", caller=cabinet)
    clock.tick()

    phone("ines").expect("exercice interrompu")
    phone("camille").expect("CRISE")
    phone("camille").expect("exercice interrompu")
    assert texts_of_the_end(drill) == 0


def test_who_cannot_be_texted_gets_a_letter(world, clock, crisis):
    ines = world.person("ines")
    ines.phone = ""
    ines.save()
    does(world, crisis, watch, "camille", kind="monitoring", person=ines)

    close(world, crisis, "camille")
    clock.tick()

    assert "la crise est terminée" in world.mail("ines").body
