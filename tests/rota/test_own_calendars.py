"""Days read from people's own calendars: kept, followed, forgotten."""

from datetime import date, timedelta

import pytest
from browsing import Browser, signed_in
from calendar_server import LEAVE, Answer, CalendarServer
from django.core.files.uploadedfile import SimpleUploadedFile
from django_q.models import OrmQ
from drafting import give, go
from harness import run_queue

from rota import availability
from rota.actions import absences
from rota.board.reading import as_slot
from rota.core.absences import Stretch
from rota.core.busy_days import MOST_BYTES
from rota.models import Absence, AbsenceCalendar, Notice, Person
from rota.tasks import read_calendar, read_due_calendars

URL = "/t/edition/days/calendars/"
DAYS = [("2026-11-27", "2026-11-30")]


@pytest.fixture
def server(settings):
    settings.CALENDARS_ON_LOOPBACK = True
    server = CalendarServer()
    yield server
    server.stop()


@pytest.fixture
def camille(world) -> Browser:
    return Browser(signed_in("camille@ville.example")).open(URL)


@pytest.fixture
def subscribed(world, camille, server) -> AbsenceCalendar:
    """Camille's calendar, read once: away from Friday 27 to Monday 30 November."""
    camille.press("Read it", url=f"{server.url}/leave.ics")
    run_queue(world.clock.now)
    return AbsenceCalendar.objects.get()


def kept() -> list[tuple[str, str]]:
    return [(str(one.first_on), str(one.last_on)) for one in Absence.objects.all()]


def ics(text: bytes = LEAVE) -> SimpleUploadedFile:
    return SimpleUploadedFile("leave.ics", text, "text/calendar")


def test_an_address_is_read_by_the_queue_and_its_days_kept(camille, world, server):
    camille.press("Read it", url=f"{server.url}/leave.ics")
    camille.sees("It is being read", "127.0.0.1")
    assert kept() == []

    run_queue(world.clock.now)

    assert kept() == DAYS
    camille.reload().sees("Fri 27 Nov to Mon 30 Nov", "read on Wed 18 Nov, 09:00")
    camille.open("/t/edition/days/").sees("from a calendar", "1 calendar is read.")


def test_no_title_is_kept_anywhere(subscribed):
    for model in (Absence, AbsenceCalendar, Notice):
        assert "bulon" not in str(list(model.objects.values()))


def test_the_address_is_shown_to_nobody(subscribed, camille, world):
    assert "/leave.ics" not in camille.reload().html

    lead = Browser(signed_in("odile@ville.example"))
    lead.open(f"/t/edition/team/{world.member('camille').pk}/days/")
    lead.sees("from a calendar")
    assert "127.0.0.1" not in lead.html


def test_a_file_is_read_at_once(camille):
    camille.press("Read it", file=ics())

    camille.sees("The file was read: 1 absence was found.", "File read on")
    assert kept() == DAYS


def test_a_file_without_absences_says_so(camille):
    camille.press("Read it", file=ics(), rule="word", word="dentiste")

    camille.sees("The file was read: no entry in it counts")
    assert kept() == []


def test_the_word_she_gives_decides(camille):
    camille.press("Read it", file=ics(), rule="word", word="CONGES")

    camille.sees("Entries whose title contains “CONGES”")
    assert kept() == DAYS


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Give either an address or a file."),
        ({"url": "example.org/a.ics"}, "starts with https:// or webcal://"),
        ({"url": "ftp://example.org/a.ics"}, "starts with https:// or webcal://"),
        ({"url": "http://example.org/a.ics"}, "starts with https:// or webcal://"),
        ({"url": "https://x.example/" + "a" * 2000}, "at most 2000 characters"),
        ({"url": "https://x.example/a", "rule": "word"}, "Write the word"),
        ({"url": "https://x.example/a", "rule": "all"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(camille, sent, sentence):
    camille.press("Read it", **sent)

    camille.sees(sentence)
    assert sent.get("url", "")[:40] in camille.html
    assert not AbsenceCalendar.objects.exists()


def test_an_address_and_a_file_are_one_too_many(camille):
    camille.press("Read it", url="https://x.example/a", file=ics())

    camille.sees("Give either an address or a file.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"<html>", "This file is not a calendar"),
        (b"", "This file is not a calendar"),
        (b" " * (MOST_BYTES + 1), "This file is larger than 5 MB"),
    ],
)
def test_a_file_that_is_none_is_refused(camille, text, sentence):
    camille.press("Read it", file=ics(text)).sees(sentence)

    assert not AbsenceCalendar.objects.exists()


def test_webcal_is_https(camille):
    camille.press("Read it", url="webcal://calendar.example/a.ics")

    assert AbsenceCalendar.objects.get().url == "https://calendar.example/a.ics"


def test_five_calendars_are_enough(camille):
    for _number in range(5):
        camille.press("Read it", file=ics())

    camille.press("Read it", file=ics()).sees("There are 5 calendars already.")

    assert AbsenceCalendar.objects.count() == 5


def test_a_calendar_is_asked_once_a_day(subscribed, world, server):
    read_due_calendars()
    assert run_queue(world.clock.now) == 0

    world.clock.set(world.clock.now + timedelta(days=1, minutes=1))
    read_due_calendars()
    run_queue(world.clock.now)

    assert len(server.asked) == 2


def test_what_the_queue_lost_is_asked_for_again(camille, world, server):
    camille.press("Read it", url=f"{server.url}/leave.ics")
    calendar = AbsenceCalendar.objects.get()
    OrmQ.objects.all().delete()

    read_due_calendars()
    run_queue(world.clock.now)

    calendar.refresh_from_db()
    assert calendar.read_at == world.clock.now
    assert kept() == DAYS


@pytest.mark.parametrize("gone", ["left", "closed"])
def test_the_calendar_of_somebody_who_left_rests(subscribed, world, gone):
    if gone == "left":
        world.team.memberships.filter(person=subscribed.person).update(
            until_on=world.clock.now.date() - timedelta(days=1)
        )
    else:
        Person.objects.filter(pk=subscribed.person_id).update(is_active=False)
    world.clock.set(world.clock.now + timedelta(days=2))

    read_due_calendars()

    assert run_queue(world.clock.now) == 0


def test_what_has_not_changed_is_not_read_again_for_a_week(world, camille, server):
    server.answers["/leave.ics"].headers = {"ETag": '"7"'}
    camille.press("Read it", url=f"{server.url}/leave.ics")
    run_queue(world.clock.now)
    calendar, first = AbsenceCalendar.objects.get(), world.clock.now

    for days in (1, 2, 8):
        world.clock.set(first + timedelta(days=days))
        read_calendar(calendar.pk)

    assert ["If-None-Match" in headers for _path, headers in server.asked] == [
        *(False, True, True, False)
    ]
    calendar.refresh_from_db()
    assert calendar.read_at == calendar.checked_at == first + timedelta(days=8)
    assert kept() == DAYS


def test_what_disappears_there_disappears_here(subscribed, world, server):
    hand = Stretch(date(2026, 12, 24), date(2026, 12, 26), "cannot")
    absences.enter(person=subscribed.person, stretch=hand, by=None, at=world.clock.now)
    server.answers["/leave.ics"].body = LEAVE.replace(b"20261127", b"20261128")
    read_calendar(subscribed.pk)
    assert ("2026-11-28", "2026-11-30") in kept()

    start, end = LEAVE.index(b"BEGIN:VEVENT"), LEAVE.index(b"END:VCALENDAR")
    server.answers["/leave.ics"].body = LEAVE[:start] + LEAVE[end:]
    read_calendar(subscribed.pk)

    assert kept() == [("2026-12-24", "2026-12-26")]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(404), "its server refuses: the address was withdrawn, or changed"),
        (Answer(500), "its server does not answer"),
        (Answer(body=b"<html>"), "what is there is not a calendar"),
    ],
)
def test_what_goes_wrong_is_said_and_what_is_known_stays(
    subscribed, camille, world, server, answer, sentence
):
    server.answers["/leave.ics"] = answer

    camille.reload().press("Read it now")
    run_queue(world.clock.now)

    camille.reload().sees(f"It could not be read: {sentence}.", "still counts")
    assert kept() == DAYS
    camille.open("/t/edition/days/").sees("one could not be read lately")


def test_it_is_well_again_after_the_next_reading(subscribed, camille, world, server):
    good = server.answers["/leave.ics"]
    server.answers["/leave.ics"] = Answer(500)
    read_calendar(subscribed.pk)
    server.answers["/leave.ics"] = good

    read_calendar(subscribed.pk)

    assert "could not be read" not in camille.reload().text


def test_without_the_setting_this_machine_is_never_asked(
    subscribed, camille, settings, server
):
    settings.CALENDARS_ON_LOOPBACK = False

    read_calendar(subscribed.pk)

    camille.reload().sees("it is not the https address of a calendar")
    assert len(server.asked) == 1


def test_forgetting_a_calendar_forgets_its_days(subscribed, camille):
    camille.reload().press("Forget it").sees("What was entered by hand stays.")

    assert kept() == []
    assert not AbsenceCalendar.objects.exists()


def test_a_calendar_removed_while_it_is_read_stays_removed(subscribed):
    pk = subscribed.pk
    subscribed.delete()

    read_calendar(pk)

    assert kept() == []


@pytest.mark.parametrize("act", ["read", "end"])
def test_nobody_touches_the_calendar_of_another(subscribed, act):
    lead = signed_in("odile@ville.example")

    answer = lead.post(f"{URL}{subscribed.pk}/{act}/")

    assert answer.status_code == 404
    assert kept() == DAYS


def test_her_calendar_over_her_duty_tells_the_lead_and_her(world, camille, server):
    give(world, world.team.periods.all()[1], "camille")
    go(world)
    Notice.objects.all().delete()

    camille.press("Read it", url=f"{server.url}/leave.ics")
    run_queue(world.clock.now)

    told = {(one.kind, one.person.name) for one in Notice.objects.all()}
    assert told == {
        ("away_on_call", "Odile Perrin"),
        ("away_by_calendar", "Camille Roux"),
    }
    read_calendar(AbsenceCalendar.objects.get().pk)
    assert Notice.objects.count() == 2


def test_her_word_on_those_days_goes_first(subscribed, world):
    absences.enter(
        person=subscribed.person,
        stretch=Stretch(date(2026, 11, 27), date(2026, 11, 30), "gladly"),
        by=None,
        at=world.clock.now,
    )
    read_calendar(subscribed.pk)

    counted = availability.days_of(subscribed.person).counted

    assert [one.kind for one in counted] == ["gladly"]


def test_two_taps_say_that_she_is_free_after_all(subscribed, camille, world):
    days = camille.open("/t/edition/days/")
    days.sees("from a calendar")

    days.press("Fri 27", kind="available")

    days.sees("Saved: free after all, Fri 27 Nov to Mon 30 Nov.")
    assert "from a calendar" not in days.text
    read_calendar(subscribed.pk)
    assert availability.days_of(subscribed.person).counted == []
    period = world.team.periods.all()[1]
    slots = [as_slot(period, world.team)]
    assert not availability.read([world.member("camille")], slots).absent


def test_her_calendar_counts_again_once_she_takes_it_back(subscribed, camille):
    days = camille.open("/t/edition/days/").press("Fri 27", kind="available")

    days.press("Fri 27", kind="free")

    days.sees("Removed: free after all", "choose “Free after all” and tap again")
    counted = availability.days_of(subscribed.person).counted
    assert [one.kind for one in counted] == ["cannot"]


def test_free_on_one_of_its_days_leaves_the_others(subscribed, camille):
    days = camille.open("/t/edition/days/")

    days.press("Save", what="available", first_on="2026-11-28", last_on="")

    days.sees("cannot (Fri 27, Sun 29 → Mon 30)")


def test_on_duty_and_free_after_all_nobody_is_told(world, camille, server):
    give(world, world.team.periods.all()[1], "camille")
    go(world)
    Notice.objects.all().delete()
    absences.enter(
        person=world.person("camille"),
        stretch=Stretch(date(2026, 11, 27), date(2026, 11, 30), "available"),
        by=None,
        at=world.clock.now,
    )

    camille.press("Read it", url=f"{server.url}/leave.ics")
    run_queue(world.clock.now)

    assert not Notice.objects.exists()


def test_a_letter_that_waits_is_taken_back_when_she_is_free(world, camille, server):
    give(world, world.team.periods.all()[1], "camille")
    go(world)
    Notice.objects.all().delete()
    camille.press("Read it", url=f"{server.url}/leave.ics")
    run_queue(world.clock.now)
    assert Notice.objects.filter(kind="away_on_call").exists()

    camille.open("/t/edition/days/").press("Fri 27", kind="available")

    assert not Notice.objects.filter(kind="away_on_call").exists()


def test_without_a_calendar_it_is_not_offered(camille):
    assert "Free after all" not in camille.open("/t/edition/days/").text
