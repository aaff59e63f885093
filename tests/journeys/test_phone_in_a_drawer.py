"""Camille's phone lies in a drawer: the text is delivered there, and it rings, and
that is no answer. The ladder goes on as if nothing had come."""


def test_phone_in_a_drawer(world, clock, desk, called):
    clock.tick()
    world.phone("camille").rings()
    clock.forward(minutes=1)

    desk.reload().sees("delivered", "Camille R. did not pick up.")
    world.phone("malik").silence()  # the text may still be read
    clock.forward(minutes=4)
    world.phone("camille").expect("CRISE")
    world.phone("camille").rings()
    clock.forward(minutes=5)

    assert world.phone("malik").expect("CRISE").at == clock.now
    world.phone("malik").rings().hears("Crise").presses("1")
    desk.reload().sees("Malik T. took it", "answered by key")
