"""Nobody answers: the ladder goes round, lead and caller know, others sleep."""

from datetime import datetime

from django.core import mail


def test_nobody_answers(world, clock, cabinet):
    world.on_duty("camille", backup="malik")
    clock.set(datetime(2026, 11, 21, 2, 10))
    desk = world.desk(cabinet).calls("crisis", "Fumées visibles")

    clock.forward(minutes=21)

    first, again, round_two = (
        world.phone("camille").expect("CRISE").at for _ in range(3)
    )
    backup = world.phone("malik").expect("CRISE").at
    lead = world.phone("odile").expect("CRISE").at
    start = clock.now.replace(minute=10)
    minutes = [
        (at - start).total_seconds() / 60
        for at in (first, again, backup, lead, round_two)
    ]
    assert minutes == [0, 5, 10, 15, 20]
    desk.reload().sees(
        "No answer from Camille R.",
        "No answer from Malik T.",
        "the ladder starts again, round 2",
        "02 40 41 90 00",
    )
    told = [
        message for message in mail.outbox if "Personne ne répond" in message.subject
    ]
    assert [message.to for message in told] == [["odile@ville.example"]]
    for key in ("yann", "ines", "lena", "sofia", "tomas"):
        world.phone(key).silence()
