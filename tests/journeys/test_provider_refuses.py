"""The provider answers no: again when it says later, the lead told when it says
never, and one text when it only forgot to answer."""

from twilio_wire import answer_lost, refuse


def test_refused_account_is_told_to_the_lead(world, clock, cabinet, night, twilio):
    twilio.next(*[refuse(20003, 401, "Authenticate") for _ in range(4)])

    world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.tick()

    world.mail("odile", "ne partent plus")
    world.desk(cabinet).sees("The SMS provider refuses our texts")


def test_one_refused_request_is_sent_again(world, clock, cabinet, night, twilio):
    twilio.next(refuse(20429, 429, "Too many requests"))

    world.desk(cabinet).calls("crisis", "Fumées visibles")
    assert twilio.sent == []
    clock.forward(minutes=1)

    assert [text.to for text in twilio.sent] == [world.phone("camille").number]


def test_lost_answer_is_found_again(world, clock, cabinet, night, twilio):
    twilio.next(answer_lost())

    world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.forward(minutes=2)

    assert len(twilio.sent) == 1
    assert world.incident().pages.get().provider_id == twilio.sent[0].sid
