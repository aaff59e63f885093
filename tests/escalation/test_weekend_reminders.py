"""Reminders around a weekend: three hours before, and at its end; once each."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from browsing import Browser
from django.core import mail

from escalation.actions.replying import save_replies
from escalation.notices import deliver_due
from escalation.tasks import remind_of_weekends
from rota.models import Notice, Period, Seat, Shift

FRIDAY = datetime(2026, 11, 20, 15, 0)
MONDAY = datetime(2026, 11, 23, 8, 0)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def period(world) -> Period:
    """The weekend of 21 November, Camille's."""
    return world.on_duty("camille", backup="malik")


def at(clock, moment: datetime) -> None:
    clock.set(moment)
    remind_of_weekends()


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.order_by("pk").values_list("kind", "person__name")
    return list(rows)


def test_on_friday_the_text_to_paste(world, period, clock):
    at(clock, FRIDAY)
    deliver_due(clock.now)

    letter = world.mail("camille", "Réponse automatique à régler")
    plain = letter.body.replace("\u00a0", " ")
    assert "L’équipe vous répondra à partir du lundi 23 novembre à 8 h." in plain
    assert "We answer again from Monday 23 November, 8 am." in plain
    assert "/t/edition/reply/" in plain
    assert len(mail.outbox) == 1


def test_on_monday_the_link_to_the_page_that_writes_itself(world, period, clock):
    at(clock, MONDAY)
    deliver_due(clock.now)

    letter = world.mail(
        "camille", "Votre astreinte se termine", "aucun appel, aucune demande"
    )
    path = letter.body.split("/handover/")[1].split()[0]
    Browser().open(f"/handover/{path}").sees("Nobody was called.", "Send to the team")


def test_letters_in_english(world, period, clock):
    camille = world.person("camille")
    camille.language = "en"
    camille.save()
    at(clock, FRIDAY)
    at(clock, MONDAY)
    deliver_due(clock.now)

    world.mail("camille", "Your weekend on call ends", "no call")
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    "moment",
    [
        FRIDAY - MINUTE,
        FRIDAY + timedelta(hours=3),
        MONDAY - MINUTE,
        MONDAY + timedelta(hours=12),
    ],
)
def test_neither_too_early_nor_too_late(period, clock, moment):
    at(clock, moment)

    assert told() == []


def test_each_is_told_once(period, clock):
    for moment in (FRIDAY, FRIDAY + MINUTE, MONDAY, MONDAY + MINUTE):
        at(clock, moment)

    assert told() == [("reply_due", "Camille Roux"), ("handover_due", "Camille Roux")]


def test_reminder_missed_while_the_queue_slept_is_made_up_for(period, clock):
    at(clock, MONDAY + timedelta(hours=11))

    assert told() == [("handover_due", "Camille Roux")]


def test_whoever_begins_sets_the_reply_and_whoever_ends_hands_over(
    world, period, clock
):
    first = period.shifts.get(seat=Seat.ON_CALL)
    sunday = datetime(2026, 11, 22, 10, 0, tzinfo=world.team.zone)
    Shift.objects.filter(pk=first.pk).update(ends_at=sunday)
    first.pk, first.uid, first._state.adding = None, uuid4(), True
    first.starts_at, first.ends_at = sunday, period.ends_at
    first.membership = world.member("ines")
    first.save()

    at(clock, FRIDAY)
    at(clock, MONDAY)

    assert told() == [("reply_due", "Camille Roux"), ("handover_due", "Inès Nadir")]


def test_nobody_is_reminded_of_an_empty_weekend(world, clock):
    world.on_duty("")
    at(clock, FRIDAY)
    at(clock, MONDAY)

    assert told() == []


def test_draft_reminds_nobody(team, clock):
    at(clock, FRIDAY)

    assert told() == []


def test_team_may_switch_them_off(world, period, clock):
    off = {"url": "", "minutes": 60, "reminds": False}
    save_replies(team=world.team, texts={}, **off, by=None, at=clock.now)

    at(clock, FRIDAY)
    at(clock, MONDAY)

    assert told() == []


def test_swap_after_the_reminder_was_written_sends_nothing_to_the_wrong_one(
    world, period, clock
):
    at(clock, FRIDAY)
    shift = period.shifts.get(seat=Seat.ON_CALL)
    shift.membership = world.member("ines")
    shift.save()

    deliver_due(clock.now)

    assert mail.outbox == []
    assert Notice.objects.get().error == "the shift is somebody else's"


def test_long_weekend_is_reminded_of_at_its_own_ends(world, clock):
    """Easter 2027, from Friday to Tuesday."""
    period = world.on_duty(
        "camille", at=datetime(2027, 3, 27, 12, tzinfo=world.team.zone)
    )
    Period.objects.filter(pk=period.pk).update(
        ends_at=datetime(2027, 3, 30, 8, 0, tzinfo=world.team.zone)
    )

    at(clock, datetime(2027, 3, 29, 8, 0))
    assert told() == []
    at(clock, datetime(2027, 3, 30, 8, 0))
    assert told() == [("handover_due", "Camille Roux")]
