"""Before the weekend: those on duty are reminded and say that they are ready."""

import threading
from datetime import date, datetime, time, timedelta

import pytest
from browsing import Browser
from django.core import mail
from django.db import connection
from django.test import Client
from drafting import give, go
from dying import kill_everywhere
from harness import as_utc

from escalation.actions.confirming import ask_holders
from escalation.actions.telling import ready_link
from escalation.preparing import prepare
from escalation.tasks import ask_holders as ask_task
from rota.actions.settings import change_settings
from rota.models import (
    Answer,
    Confirmation,
    Membership,
    Notice,
    Person,
    Qualification,
    Seat,
    Shift,
    Training,
)

THURSDAY, FRIDAY = datetime(2026, 11, 19, 10), datetime(2026, 11, 20, 9)
NOON = datetime(2026, 11, 20, 12)


@pytest.fixture
def asked(world, clock):
    """Camille and Malik hold the coming weekend; it is Wednesday, and the questions
    are written."""
    world.on_duty("camille", "malik")
    ask_task()


def of(key: str) -> Confirmation:
    return Confirmation.objects.exclude(answer=Answer.MOOT).get(
        membership__person__email=f"{key}@ville.example"
    )


def at(clock, moment: datetime) -> None:
    """Goes there, and does what is due."""
    clock.set(moment)
    clock.tick()


def letters(key: str, words: str = "") -> int:
    return sum(
        m.to == [f"{key}@ville.example"] and words in m.subject for m in mail.outbox
    )


def open_link(key: str) -> Browser:
    return Browser().open(ready_link(of(key).pk).removeprefix("http://localhost:8000"))


def test_both_seats_are_asked_on_thursday_and_on_friday(asked, world, clock, phone):
    at(clock, THURSDAY - timedelta(minutes=1))
    assert not mail.outbox

    at(clock, THURSDAY)
    assert (letters("camille"), letters("malik")) == (1, 1)
    phone("camille").silence()

    at(clock, FRIDAY)
    clock.forward(minutes=1)
    assert (letters("camille"), letters("malik")) == (2, 2)
    phone("camille").expect("vous etes d'astreinte", "/ready/")
    phone("malik").expect("vous etes en renfort", "/ready/")


def test_one_tap_confirms_without_signing_in(asked, world, clock, phone):
    at(clock, THURSDAY)

    page = world.mail("camille", "d’astreinte").tap_link()
    assert of("camille").answer == Answer.ASKED
    page.press("All is ready")

    assert (of("camille").answer, of("camille").answered_at) == ("ready", clock.now)
    assert "You confirmed it on Thu 19 Nov, 10:00" in page.text


def test_whoever_has_confirmed_is_reminded_by_letter_only(asked, world, clock, phone):
    at(clock, THURSDAY)
    open_link("camille").press("All is ready")

    at(clock, FRIDAY)
    clock.forward(minutes=1)

    phone("camille").silence()
    phone("malik").expect("/ready/")
    assert "Vous avez confirmé" in world.mail("camille").body


def test_leads_hear_on_friday_noon_who_has_not_confirmed(asked, world, clock, phone):
    at(clock, THURSDAY)
    open_link("camille").press("All is ready")
    at(clock, FRIDAY)
    clock.forward(minutes=1)
    phone("malik").expect("/ready/")

    at(clock, NOON - timedelta(minutes=1))
    assert letters("odile", "Pas de confirmation") == 0
    at(clock, NOON)
    clock.forward(hours=2)

    assert letters("odile", "Pas de confirmation") == 1
    assert "Malik Traoré" in world.mail("odile", "Pas de confirmation").body
    assert "not confirmed" in world.office("odile").open("/t/edition/readiness/").text
    assert "Malik" in world.office("odile").open("/").text


def test_nobody_is_told_when_all_have_confirmed(asked, world, clock):
    at(clock, THURSDAY)
    for key in ("camille", "malik"):
        open_link(key).press("All is ready")

    at(clock, NOON)

    assert letters("odile") == 0


def test_who_cannot_is_told_to_the_leads_at_once(asked, world, clock, phone):
    at(clock, THURSDAY)

    page = open_link("malik").press("I cannot: tell the leads")
    clock.forward(minutes=1)

    assert "You stay on the rota until" in page.text
    assert letters("odile", "À remplacer") == 1
    phone("odile").expect("la personne en renfort ne peut pas")
    page.press("I can after all")
    assert of("malik").answer == Answer.READY


def test_a_tap_twice_is_one(asked, world, clock, phone):
    at(clock, THURSDAY)
    page = open_link("malik")
    for _ in range(2):
        Client().post(f"{page.path}/no")
    clock.forward(minutes=1)

    assert letters("odile", "À remplacer") == 1
    phone("odile").expect("ne peut pas")


def test_looking_at_the_page_confirms_nothing(asked, clock):
    at(clock, THURSDAY)

    page = open_link("camille")

    assert page.status == 200
    assert page.client.get(f"{page.path}/yes").status_code == 405
    assert of("camille").answer == Answer.ASKED


def test_a_duty_that_changes_hands_is_asked_about_anew(asked, world, clock, phone):
    at(clock, THURSDAY)
    old = open_link("camille").press("All is ready")
    clock.set(datetime(2026, 11, 19, 16))
    give(world, world.weekend(), "yann")
    go(world)
    Notice.objects.update(text_due_at=None)

    ask_task()
    clock.tick()

    assert letters("yann", "Vous êtes d’astreinte") == 1
    assert of("yann").answer == Answer.ASKED
    assert Confirmation.objects.get(membership=world.member("camille")).answer == "moot"
    gone = old.reload()
    assert (gone.status, "Somebody else has this duty" in gone.text) == (410, True)


def test_a_duty_given_on_friday_afternoon_is_texted_at_once(asked, world, clock, phone):
    clock.set(datetime(2026, 11, 20, 15))
    give(world, world.weekend(), "yann")
    go(world)
    Notice.objects.update(text_due_at=None)
    Confirmation.objects.exclude(membership=world.member("yann")).update(
        remind_at=None, alarm_at=None
    )

    ask_task()
    clock.forward(minutes=1)

    phone("yann").expect("vous etes d'astreinte", "/ready/")
    assert of("yann").alarm_at == as_utc(datetime(2026, 11, 20, 16))


def test_who_holds_it_again_is_asked_again(asked, world, clock):
    weekend = world.weekend()
    for key in ("yann", "camille"):
        shift = weekend.shifts.get(seat=Seat.ON_CALL)
        shift.membership = world.member(key)
        shift.save()
        ask_task()

    rows = Confirmation.objects.filter(membership=world.member("camille"))
    assert sorted(row.answer for row in rows) == [Answer.ASKED, Answer.MOOT]


def test_a_duty_that_is_emptied_is_asked_about_no_more(asked, world, clock):
    Shift.objects.filter(seat=Seat.BACKUP).delete()

    at(clock, THURSDAY)

    assert (letters("camille"), letters("malik")) == (1, 0)


def test_a_reminder_of_what_changed_hands_since_is_not_sent(asked, world, clock):
    clock.set(THURSDAY)
    prepare(clock.now)
    Shift.objects.filter(seat=Seat.ON_CALL).update(membership=world.member("yann"))
    ask_task()

    clock.tick()

    assert letters("camille") == 0


def test_what_is_far_away_is_not_asked_yet(world, clock):
    world.on_duty("camille", "malik", at=clock.now + timedelta(days=20))

    ask_task()

    assert not Confirmation.objects.exists()


def test_a_weekend_that_starts_on_wednesday_is_asked_about_before(world, clock):
    # Christmas: Thursday 24 December is off in this team's own rota
    weekend = world.weekend(as_utc(datetime(2026, 12, 26, 12)))
    weekend.starts_at = as_utc(datetime(2026, 12, 23, 18))
    weekend.save()
    period = world.on_duty("camille", at=weekend.starts_at + timedelta(hours=1))
    clock.set(datetime(2026, 12, 21, 9))

    ask_task()

    row = of("camille")
    assert period.pk == weekend.pk
    assert (row.remind_at, row.last_at, row.alarm_at) == tuple(
        as_utc(moment)
        for moment in (
            datetime(2026, 12, 22, 10),
            datetime(2026, 12, 23, 9),
            datetime(2026, 12, 23, 12),
        )
    )


def test_missing_things_are_listed_with_where_to_mend_them(asked, world, clock):
    camille = world.person("camille")
    Person.objects.filter(pk=camille.pk).update(
        phone_verified_at=None, phone_tested_at=None
    )
    training = Training.objects.create(team=world.team, name="Agorapulse")
    Qualification.objects.create(
        membership=world.member("camille"),
        training=training,
        expires_on=date(2026, 11, 21),
    )

    page = open_link("camille")

    assert "The number is not verified" in page.text
    assert "“Agorapulse” ends before this duty does" in page.text
    assert {"/me/calls/", "/t/edition/trainings/"} <= {x.value for x in page.links}


def test_a_training_that_the_seat_needs_and_she_lacks_is_named(asked, world):
    Training.objects.create(team=world.team, name="Agorapulse", needed_on_call=True)

    page = open_link("camille")

    page.sees("You lack what this seat needs: without the training “Agorapulse”.")


def test_all_that_is_right_is_said(asked, world, clock):
    page = open_link("camille")

    assert "Your number is verified." in page.text
    assert "A text has reached it in the last 30 days." in page.text
    assert "Put it right" not in page.text


def test_link_is_closed_when_the_duty_is_over_and_to_those_who_left(
    asked, world, clock
):
    page = open_link("camille")
    Membership.objects.filter(person=world.person("malik")).update(
        until_on=date(2026, 11, 17)
    )

    assert open_link("malik").status == 403
    clock.set(datetime(2026, 11, 23, 8))
    assert page.reload().status == 410


def test_hours_are_the_teams(world, clock):
    world.team.time_zone = "Indian/Reunion"
    world.team.save()
    world.on_duty("camille")

    ask_task()

    # three hours ahead of Paris in winter
    assert of("camille").alarm_at == as_utc(NOON) - timedelta(hours=3)


def test_new_hours_count_for_what_was_not_asked_yet(asked, world, clock):
    change_settings(
        team=world.team,
        values={"remind_first_time": time(14)},
        by=world.person("odile"),
        at=clock.now,
    )
    ask_task()

    assert of("camille").remind_at == as_utc(THURSDAY) + timedelta(hours=4)


@pytest.mark.django_db(transaction=True)
def test_several_at_once_remind_once(world, clock):
    world.on_duty("camille", "malik")
    clock.set(FRIDAY)
    barrier = threading.Barrier(4)

    def run() -> None:
        try:
            barrier.wait()
            ask_holders(team=world.team, at=clock.now)
            prepare(clock.now)
            prepare(as_utc(NOON))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Confirmation.objects.count() == 2
    told = Notice.objects.values_list("kind", "person__email")
    assert sorted(told) == [
        ("reminder", "camille@ville.example"),
        ("reminder", "malik@ville.example"),
        ("unconfirmed", "odile@ville.example"),
        ("unconfirmed", "odile@ville.example"),
    ]


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_instruction_everybody_is_reminded_and_told_once(world, clock):
    world.on_duty("camille", "malik")
    clock.set(FRIDAY)

    def begin() -> None:
        Notice.objects.all().delete()
        Confirmation.objects.all().delete()

    def work(_given: None = None) -> None:
        ask_holders(team=world.team, at=as_utc(FRIDAY))
        prepare(as_utc(FRIDAY))
        prepare(as_utc(NOON))

    for _ in kill_everywhere(begin, work):
        work()

        told = Notice.objects.values_list("kind", "person__email")
        assert sorted(kind for kind, _ in told) == [
            *["reminder"] * 2,
            *["unconfirmed"] * 2,
        ]
