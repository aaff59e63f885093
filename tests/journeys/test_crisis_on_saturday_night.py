"""Saturday, 02:10: smoke over the works. Camille sleeps beside her phone."""

from datetime import datetime


def test_crisis_on_saturday_night(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))

    desk = world.desk(cabinet).calls("crisis", "Fumées visibles à Cheviré")
    text = world.phone("camille").expect("CRISE", "sam 02h10", "Fumées visibles")
    page = text.tap_link()
    page.sees("Fumées visibles à Cheviré", "Cabinet")
    clock.forward(minutes=2)
    page.press("I take it")

    page.sees("You took it at 02:12")
    desk.reload().sees("Taken by Camille R. at 02:12, 2 min after the call")
    clock.forward(minutes=40)
    page.press("Close this call", outcome="published", note="Message sur le site")
    desk.reload().sees("Closed", "published", "Message sur le site")
    clock.forward(hours=12)
    world.phone("malik").silence()
