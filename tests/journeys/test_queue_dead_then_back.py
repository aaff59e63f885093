"""The machinery dies: the first text leaves all the same, everybody is told,
and when it comes back the ladder goes on where it stopped."""


def test_queue_dead_then_back(world, clock, night, cabinet):
    clock.tick()
    clock.dispatcher_runs = clock.queue_runs = False
    clock.forward(minutes=9)

    desk = world.desk(cabinet)
    desk.sees("not working as it should", "02 40 41 90 00")
    desk.calls("crisis", "Fumées visibles")
    world.phone("camille").expect("CRISE")
    clock.forward(minutes=30)
    world.phone("camille").silence()

    clock.dispatcher_runs = clock.queue_runs = True
    clock.tick()
    world.phone("camille").expect("CRISE")
    clock.forward(minutes=5)
    world.phone("malik").expect("CRISE").tap_link().press("I take it")
    clock.forward(minutes=55)
