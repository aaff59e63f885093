"""Nobody answers: the ladder goes round, lead and caller know, others sleep."""

from django.core import mail


def test_nobody_answers(world, clock, desk):
    start = clock.now

    clock.forward(minutes=21)

    first, again, round_two = (
        world.phone("camille").expect("CRISE").at for _ in range(3)
    )
    backup = world.phone("malik").expect("CRISE").at
    lead = world.phone("odile").expect("CRISE").at
    called_at = (first, again, backup, lead, round_two)
    minutes = [(at - start).total_seconds() / 60 for at in called_at]
    assert minutes == [0, 5, 10, 15, 20]
    desk.reload().sees(
        "No answer from Camille R.",
        "No answer from Malik T.",
        "the ladder starts again, round 2",
        "02 40 41 90 00",
    )
    told = [m.to for m in mail.outbox if "Personne ne répond" in m.subject]
    assert told == [["odile@ville.example"]]
    for key in ("yann", "ines", "lena", "sofia", "tomas"):
        world.phone(key).silence()
