"""Camille cannot: the next person is called at once, by link or by text."""


def test_passed_on_by_link(world, clock, called):
    page = called.tap_link().press("I can't")
    clock.tick()

    page.sees("You passed it on")
    assert world.phone("malik").expect("CRISE").at == clock.now


def test_passed_on_by_text(world, clock, called):
    world.phone("camille").reply("non desole")
    clock.tick()

    world.phone("camille").expect("nous appelons quelqu'un d'autre")
    world.phone("malik").expect("CRISE").tap_link().press("I take it")


def test_owner_hands_it_back(world, clock, called):
    page = called.tap_link().press("I take it")
    clock.forward(minutes=20)

    page.reload().press("I can't any more")
    clock.tick()

    world.phone("malik").expect("CRISE").tap_link().press("I take it")


def test_changing_her_mind_is_allowed(world, clock, called):
    page = called.tap_link().press("I can't")
    clock.tick()
    world.phone("malik").expect("CRISE")

    page.reload().press("I take it after all")

    page.sees("You took it at 02:10")
