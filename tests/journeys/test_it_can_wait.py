"""A comment under a post can wait until Monday: nobody is called."""

from datetime import datetime


def test_it_can_wait(world, clock, caller):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 15, 0))

    desk = world.desk(caller).calls("wait", "Une question sous la publication")

    desk.sees("Nobody was called", "Mon 23 Nov")
    clock.forward(hours=41)
    world.no_surprises()
    world.office("odile").open("/t/edition/monday/").sees("Une question sous")


def test_it_became_urgent(world, clock, caller):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 15, 0))
    desk = world.desk(caller).calls("wait", "Une branche sur le chemin")

    desk.follow("it has become urgent").calls("user_info", "Chemin fermé")

    world.phone("camille").expect("INFO USAGERS", "Chemin ferm")


def test_on_monday_it_is_answered_and_the_desk_reads_it(world, clock, caller):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 15, 0))
    desk = world.desk(caller).calls("wait", "Répondre sous la publication du tram")

    clock.set(datetime(2026, 11, 23, 8, 30))
    office = world.office("odile").open("/t/edition/monday/")
    office.press("Give", person=str(world.person("camille").pk))
    desk.reload().sees("Camille R. looks after it.")
    hers = world.office("camille").open("/t/edition/monday/").follow("Répondre sous")
    hers.press("Answer and close", text="La réponse est en ligne.")

    desk.reload().sees("Camille R. answered", "La réponse est en ligne.")
    world.office("odile").open("/t/edition/monday/figures/").sees(
        "1 request waited: 0 people were disturbed."
    )
    world.no_surprises()
