"""Leads hear weeks ahead of weekends that nobody holds."""

import threading
from datetime import datetime, timedelta

import pytest
from browsing import Browser
from django.core import mail
from django.db import connection
from harness import as_utc

from escalation.notices import deliver_due
from rota.actions.gaps import digest_at, tell_gaps
from rota.models import Notice, Team
from rota.tasks import tell_leads_of_gaps

MONDAY = datetime(2026, 11, 23, 9)


@pytest.fixture
def letter(world, clock):
    """The weekly letter of Monday, 23 November."""

    def send() -> str:
        clock.set(MONDAY)
        tell_leads_of_gaps()
        deliver_due(clock.now)
        (found,) = mail.outbox
        return f"{found.subject}\n{found.body}"

    return send


def test_one_letter_names_all_the_gaps(world, letter):
    first = world.weekend(as_utc(MONDAY))
    world.on_duty("camille", "malik", at=first.starts_at)
    world.on_duty("", at=first.ends_at)

    text = letter()

    assert text.startswith("5 week-ends sans personne – Édition numérique\n")
    assert "ven. 27 nov." not in text.replace("\u00a0", " ")
    assert "ven. 4 déc. 18 h → lun. 7 déc. 8 h : personne n’est d’astreinte" in (
        text.replace("\u00a0", " ")
    )
    assert text.count("rien n’est publié") == 4
    assert mail.outbox[0].to == ["odile@ville.example"]


def test_it_looks_as_far_ahead_as_the_team_chose(world, letter):
    Team.objects.update(gap_weeks=2)

    assert letter().startswith("2 week-ends sans personne")


def test_nothing_is_written_when_everything_is_held(world, clock):
    for period in world.team.periods.all()[:10]:
        world.on_duty("camille", at=period.starts_at)
    clock.set(MONDAY)

    tell_leads_of_gaps()

    assert not Notice.objects.exists()


def test_leads_of_a_team_that_looks_no_weeks_ahead_are_left_alone(world, clock):
    Team.objects.update(gap_weeks=0)
    clock.set(MONDAY)

    tell_leads_of_gaps()

    assert not Notice.objects.exists()


def test_the_end_of_the_rota_is_told(world, letter):
    world.team.periods.filter(starts_at__gt=as_utc(MONDAY)).exclude(
        starts_at__lt=as_utc(MONDAY) + timedelta(days=12)
    ).delete()

    assert "Le planning s’arrête le lun. 7 déc., 8 h" in letter().replace("\u00a0", " ")


def test_it_is_told_once_a_week(world, clock):
    for hours in (0, 1, 23, 24, 48, 168, 169):
        clock.set(as_utc(MONDAY) + timedelta(hours=hours))
        tell_leads_of_gaps()

    assert Notice.objects.count() == 2


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2026, 11, 23, 8, 59), None),
        (datetime(2026, 11, 25, 18), datetime(2026, 11, 23, 9)),
        (datetime(2027, 3, 29, 12), None),  # Easter Monday
        (datetime(2027, 3, 30, 12), datetime(2027, 3, 30, 9)),
    ],
)
def test_it_is_due_on_the_first_working_morning(now, due, team):
    found = digest_at(team, as_utc(now))

    assert found == (due and as_utc(due))


def test_a_program_started_in_the_middle_of_a_week_waits_for_the_next(world, clock):
    clock.set(datetime(2026, 11, 26, 9))

    tell_leads_of_gaps()

    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_several_at_once_write_one(world, clock):
    clock.set(MONDAY)
    barrier = threading.Barrier(4)

    def run() -> None:
        try:
            barrier.wait()
            tell_gaps(team=world.team, at=clock.now)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Notice.objects.count() == 1


def test_board_shows_them_in_red_as_far_ahead(world, lead_client):
    Team.objects.update(gap_weeks=2)

    page = Browser(lead_client).open("/t/edition/rota/")

    assert page.text.count("nobody on call") == 2
