"""A training that ends after publication and before the weekend that needs it."""

from datetime import date, datetime, timedelta

import pytest
from browsing import Browser, signed_in
from django.core import mail

from escalation.notices import deliver_due
from rota.actions.trainings import TrainingDetails, add_training, record_training
from rota.models import Notice, Training
from rota.tasks import warn_of_trainings

LAST_DAY = date(2027, 1, 14)


@pytest.fixture
def tool(world) -> Training:
    """Malik may use the tool until 14 January, and is on call on the 15th."""
    training = add_training(
        team=world.team,
        details=TrainingDetails("Agorapulse", needed_on_call=True),
        by=None,
        at=world.clock.now,
    )
    world.on_duty("malik", backup="camille", at=datetime(2027, 1, 16).astimezone())
    lasts(world, training, LAST_DAY)
    return training


def lasts(world, training: Training, until: date) -> None:
    record_training(
        training=training,
        member=world.member("malik"),
        since_on=date(2026, 1, 14),
        expires_on=until,
        by=None,
        at=world.clock.now,
    )


def told(world, *, days: int, hour: int = 10) -> list[str]:
    """Who is told so many days before the last day, by first name."""
    day = LAST_DAY - timedelta(days=days)
    world.clock.set(datetime(day.year, day.month, day.day, hour))
    Notice.objects.all().delete()
    warn_of_trainings()
    return sorted(one.person.name.split()[0] for one in Notice.objects.all())


def test_she_and_the_lead_are_told_a_month_and_a_week_before(world, tool):
    both = ["Malik", "Odile"]

    assert told(world, days=31) == []
    assert told(world, days=30) == both
    assert told(world, days=29) == []
    assert told(world, days=7) == both
    assert told(world, days=6) == []


def test_nobody_is_told_before_the_day_has_begun(world, tool):
    assert told(world, days=30, hour=8) == []
    assert told(world, days=30, hour=9) == ["Malik", "Odile"]


def test_a_lead_who_holds_the_weekend_is_told_once(world, tool):
    shift = world.weekend(datetime(2027, 1, 16).astimezone()).shifts.get(seat="on_call")
    tool.qualifications.update(membership=world.member("odile"))
    shift.membership = world.member("odile")
    shift.save()

    assert told(world, days=30) == ["Odile"]


def test_a_training_done_again_is_silent_and_warns_again_when_it_ends(world, tool):
    assert told(world, days=30)
    lasts(world, tool, date(2028, 1, 14))
    assert told(world, days=7) == []
    lasts(world, tool, LAST_DAY)
    assert told(world, days=7) == ["Malik", "Odile"]


def test_nobody_is_told_of_a_training_no_seat_needs(world, tool):
    Training.objects.update(needed_on_call=False, needed_backup=True)

    assert told(world, days=30) == []


def test_the_letter_names_the_training_its_last_day_and_the_weekend(world, tool):
    told(world, days=30)

    deliver_due(world.clock.now)

    hers, leads = sorted(mail.outbox, key=lambda letter: letter.to)
    assert "Votre formation « Agorapulse »" in hers.body
    assert "La formation « Agorapulse » de Malik Traoré" in leads.body
    for letter in (hers, leads):
        body = letter.body.replace("\u00a0", " ")
        assert "jeu. 14 janv." in body
        assert "ven. 15 janv. 2027 18 h → lun. 18 janv. 2027 8 h\n" in body


def test_the_pages_say_it_to_the_lead_and_to_her(world, tool):
    words = "training “Agorapulse” valid until 14 January 2027 only"
    lead = Browser(signed_in("odile@ville.example"))
    hers = Browser(signed_in("malik@ville.example"))

    lead.open("/t/edition/rota/").sees(words)
    lead.open("/t/edition/trainings/").sees(f"Malik T. (on call), {words}")
    for page in (lead, hers):
        page.open("/t/edition/readiness/")
        page.sees(f"For the weekend of Fri 15 Jan: {words}.", "to check")
