"""Two hours without an answer: nobody is forgotten, and one answer ends it."""

from datetime import timedelta


def test_ladder_goes_round_until_taken(world, clock, desk):
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
    world.phone("odile").expect("où en etes-vous")
    world.phone("camille").silence()
