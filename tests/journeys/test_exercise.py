"""A rehearsal is real in everything but the event, and says so everywhere."""

from datetime import datetime


def test_exercise(world, clock):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 10, 0))

    office = world.office("odile").open("/t/edition/alerts/new/")
    office.press("Call", case="crisis", title="Fumées visibles", exercise="on")

    office.sees("EXERCISE")
    text = world.phone("camille").expect("EXERCICE", "CRISE")
    page = text.tap_link()
    page.sees("EXERCISE")
    page.press("I take it")
    world.phone("camille").reply("non")
    clock.tick()
    world.phone("camille").expect("EXERCICE")
    world.phone("malik").expect("EXERCICE")


def test_exercise_that_nobody_answers_alarms_as_an_exercise(world, clock):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 10, 0))
    world.trigger(exercise=True)

    clock.forward(minutes=20)

    world.mail("odile", "[EXERCICE] Personne ne répond", "CECI EST UN EXERCICE")
    for who in ("camille", "camille", "malik", "odile", "camille"):
        world.phone(who).expect("EXERCICE")
