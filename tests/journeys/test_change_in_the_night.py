"""A change counts from the moment it is published, and not a moment before."""

from datetime import datetime


def test_draft_calls_nobody_yet(world, clock, cabinet):
    world.publish(on_call="camille", backup="malik")
    world.draft(on_call="yann")
    clock.set(datetime(2026, 11, 20, 18, 5))

    world.desk(cabinet).calls("crisis", "Fumées visibles")

    world.phone("camille").expect("CRISE").tap_link().press("I take it")


def test_change_in_the_middle_of_the_night_counts_from_now(world, clock, cabinet):
    world.publish(on_call="camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 3, 0))
    world.publish(on_call="yann")

    world.desk(cabinet).calls("crisis", "Fumées visibles")

    world.phone("yann").expect("CRISE").tap_link().press("I take it")
