"""Half asleep, Camille lets the text be: she picks up, hears it, and presses 1."""


def test_crisis_answered_by_key(world, clock, desk, called):
    clock.tick()
    camille = world.phone("camille").rings()

    camille.hears("Crise, samedi à 2 heures 10.", "Fumées visibles", "Appuyez sur 1")
    desk.reload().sees("Telephone call to Camille R.", "picked up")
    camille.presses("1").hears("C'est noté, vous prenez l'appel.")

    assert world.incident().owner == world.person("camille")
    desk.reload().sees("Camille R. took it", "answered by key", "a key was pressed")
    # the link of her text is her page now, and nobody else hears of it
    called.tap_link().sees("You took it at 02:10")
    clock.forward(minutes=30)
    world.phone("malik").silence()
    world.phone("camille").silence()
