"""Two hours without an answer: nobody is forgotten, and one answer ends it."""

from datetime import datetime, timedelta


def test_ladder_goes_round_until_taken(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 0))
    world.desk(cabinet).calls("crisis", "Fumées visibles")

    clock.forward(minutes=119)

    texts = [world.phone("camille").expect("CRISE") for _ in range(12)]
    assert [text.at - texts[0].at for text in texts[::2]] == [
        timedelta(minutes=20 * round) for round in range(6)
    ]
    for key in ("malik", "odile"):
        for _ in range(6):
            text = world.phone(key).expect("CRISE")
    text.tap_link().press("I take it")
    clock.forward(hours=6)
    world.phone("camille").silence()
