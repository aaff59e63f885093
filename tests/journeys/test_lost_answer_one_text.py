"""The text left, the provider's answer got lost: it is found, not sent twice."""

from datetime import datetime

from twilio_wire import answer_lost


def test_lost_answer_one_text(world, clock, cabinet, twilio):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    twilio.next(answer_lost())

    world.desk(cabinet).calls("crisis", "Fumées visibles")
    clock.forward(minutes=2)

    assert len(twilio.sent) == 1
    assert world.incident().pages.get().provider_id == twilio.sent[0].sid
