"""A weekend nobody could take: the call goes to the fallback, and says so."""

from datetime import datetime


def test_nobody_on_duty(world, clock, cabinet):
    world.on_duty("")
    world.team.fallback = world.member("odile")
    world.team.save()
    clock.set(datetime(2026, 11, 21, 2, 10))

    desk = world.desk(cabinet)
    desk.sees("Nobody holds this weekend's duty", "straight to Odile P.")
    desk.calls("crisis", "Fumées visibles")

    text = world.phone("odile").expect("CRISE", "Personne d'astreinte")
    desk.reload().sees("Nobody holds the duty now")
    text.tap_link().press("I take it")
    desk.reload().sees("Taken by Odile P.")


def test_without_a_fallback_the_lead_is_called(world, clock, cabinet):
    world.on_duty("")
    clock.set(datetime(2026, 11, 21, 2, 10))

    world.desk(cabinet).calls("crisis", "Fumées visibles")

    world.phone("odile").expect("CRISE")


def test_call_in_working_hours_is_never_lost(world, clock, cabinet):
    desk = world.desk(cabinet)
    desk.sees("These are working hours: nobody is on call now")

    desk.calls("crisis", "Fumées visibles")

    world.phone("odile").expect("CRISE").tap_link().press("I take it")
