"""Camille answers STOP: no text reaches her any more. Her telephone rings all the
same, and when she does not pick up somebody else is called at once."""

from django.core import mail


def test_stop(world, clock, desk, called):
    world.phone("camille").reply("STOP")
    clock.tick()
    world.phone("malik").silence()
    world.phone("camille").rings().hangs_up()
    clock.tick()

    assert world.phone("malik").expect("CRISE").at == clock.now
    desk.reload().sees("The SMS to Camille R. did not get through.")
    told = {message.to[0] for message in mail.outbox}
    assert told >= {"camille@ville.example", "odile@ville.example"}


def test_start_makes_her_reachable_again(world, clock, called):
    world.phone("camille").reply("Stop.")
    clock.forward(minutes=1)
    world.phone("malik").expect("CRISE")

    world.phone("camille").reply("START")
    clock.forward(minutes=12)

    world.phone("odile").expect("CRISE")
    world.phone("camille").expect("CRISE")
