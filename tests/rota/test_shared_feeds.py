"""Addresses the team hands out, and the page and the JSON for a screen."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from browsing import Browser, signed_in
from calendars import read_calendar
from django.test import Client
from people import phone_of

from rota.feeds import address_of
from rota.models import Feed, FeedKind

PAGE = "/t/edition/calendar/shared/"
SATURDAY = datetime(2026, 11, 21, 12, 0)


@pytest.fixture
def odile(world) -> Browser:
    """The lead's browser, in English, on the page."""
    return Browser(signed_in("odile@ville.example")).open(PAGE)


@pytest.fixture
def wall(world) -> Feed:
    """The address of the screen in the hall."""
    return world.subscribe(kind=FeedKind.WALL, name="Hall")


def path_of(feed: Feed) -> str:
    return urlsplit(address_of(feed)).path


def json_of(feed: Feed) -> dict:
    answer = Client().get(path_of(feed).removesuffix("/") + ".json")
    assert answer.status_code == 200
    return answer.json()


def screen(feed: Feed) -> Browser:
    return Browser().open(path_of(feed))


def test_a_service_gets_a_calendar_of_its_own(world, odile):
    world.on_duty("camille", backup="malik")

    odile.press("Make the address", kind="team", name="Mayor's office")

    odile.sees("Mayor's office", "hand it over")
    feed = Feed.objects.get()
    assert feed.owner is None
    assert len(read_calendar(Client().get(path_of(feed)).content)) == 2


def test_an_address_for_nobody_in_particular_is_not_made(odile):
    (form,) = [form for form in odile.forms if "kind" in form.names()]

    odile.send(form, kind="team", name=" ")

    odile.sees("This field is required")
    assert not Feed.objects.exists()


def test_a_screen_gets_a_page_and_a_program_json(world, odile):
    odile.press("Make the address", kind="wall", name="Hall")

    feed = Feed.objects.get()
    assert f'value="{address_of(feed)}"' in odile.html
    assert f'value="{address_of(feed).removesuffix("/")}.json"' in odile.html
    assert "QR" not in odile.text


def test_the_teams_addresses_stay_when_the_lead_who_made_them_leaves(world, odile):
    odile.press("Make the address", kind="team", name="Mayor's office")
    member = world.member("odile")
    member.until_on = world.clock.now.date() - timedelta(days=1)
    member.save()

    assert Client().get(path_of(Feed.objects.get())).status_code == 200


@pytest.mark.parametrize("what", ["", "replace/", "refuse/", "end/"])
def test_members_do_not_touch_the_teams_addresses(wall, agent_client, what):
    answer = agent_client.post(f"/t/edition/calendar/{wall.pk}/{what}", {"name": "X"})

    assert answer.status_code == 404


def test_the_teams_address_is_named_anew(wall, odile):
    odile.reload().follow("Change or withdraw")
    assert "Reminder" not in odile.text

    odile.press("Save", name="Lobby")

    odile.sees("Saved.", "Lobby", "Hand out an address")


def test_screen_shows_who_is_on_call_and_until_when(world, wall, clock):
    world.on_duty("camille", backup="malik")
    clock.set(SATURDAY)

    page = screen(wall)

    page.sees("Camille Roux", "jusqu’au lun. 23 nov., 8\u202fh".replace("\u202f", " "))
    page.sees("Renfort : Malik Traoré", "Édition numérique")


def test_json_says_the_same(world, wall, clock):
    first = world.on_duty("camille", backup="malik")
    world.on_duty("yann", at=first.ends_at)
    clock.set(SATURDAY)

    assert json_of(wall) == {
        "team": "Édition numérique",
        "at": "2026-11-21T12:00:00+01:00",
        "state": "held",
        "on_call": "Camille Roux",
        "backup": "Malik Traoré",
        "until": "2026-11-23T08:00:00+01:00",
        "next": {
            "on_call": "Yann Guérin",
            "from": "2026-11-27T18:00:00+01:00",
            "until": "2026-11-30T08:00:00+01:00",
        },
    }


def test_while_people_are_at_work_nobody_needs_to_be_on_call(world, wall, clock):
    said = json_of(wall)

    assert (said["state"], said["on_call"], said["next"]) == ("at_work", None, None)
    screen(wall).sees("L’équipe est au travail.")


@pytest.mark.parametrize("published", [True, False])
def test_hours_that_nobody_holds_are_said_to_be_so(world, wall, clock, published):
    if published:
        world.on_duty("")
    clock.set(SATURDAY)

    assert json_of(wall)["state"] == "uncovered"
    screen(wall).sees("Personne n’est d’astreinte à ces heures.")


def test_who_has_left_is_on_no_screen(world, wall, clock):
    first = world.on_duty("camille")
    world.on_duty("camille", at=first.ends_at)
    third = world.on_duty("yann", at=first.ends_at + timedelta(days=7))
    member = world.member("camille")
    member.until_on = SATURDAY.date()
    member.save()
    clock.set(SATURDAY)

    said = json_of(wall)

    # her last day ends at midnight, in the middle of the weekend
    assert (said["on_call"], said["until"]) == (
        "Camille Roux",
        "2026-11-22T00:00:00+01:00",
    )
    assert said["next"]["on_call"] == "Yann Guérin"
    assert datetime.fromisoformat(said["next"]["from"]) == third.starts_at
    clock.set(SATURDAY + timedelta(days=1))
    assert json_of(wall)["state"] == "uncovered"


def test_screen_needs_no_session_and_shows_no_number(world, wall, clock):
    world.on_duty("camille", backup="malik")
    clock.set(SATURDAY)

    for tail in ("/", ".json"):
        answer = Client().get(
            path_of(wall).removesuffix("/") + tail,
            headers={"cookie": "astreinte=" + "k" * 32, "accept-language": "en"},
        )
        assert answer.status_code == 200
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert phone_of("camille")[-8:] not in answer.content.decode()
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Cache-Control"].startswith("private")


def test_any_site_may_ask_for_the_json(wall):
    answer = Client().get(path_of(wall).removesuffix("/") + ".json")

    assert answer["Access-Control-Allow-Origin"] == "*"


def test_reading_of_a_screen_is_noted(world, wall, odile):
    Client().get(path_of(wall), headers={"user-agent": "Mozilla/5.0 Firefox/128.0"})

    odile.reload()

    odile.sees("A web browser read it less than a minute ago")


@pytest.mark.parametrize("tail", ["/", ".json"])
@pytest.mark.parametrize("what", ["replace", "refuse", "end"])
def test_screens_of_an_address_that_went_show_nothing(wall, lead_client, what, tail):
    old = path_of(wall).removesuffix("/") + tail

    lead_client.post(f"/t/edition/calendar/{wall.pk}/{what}/", {"version": 1})

    answer = Client().get(old)
    assert answer.status_code == 410
    assert not answer.cookies


@pytest.mark.parametrize("tail", ["/", ".json"])
def test_made_up_address_of_a_screen_is_not_found(wall, tail):
    assert Client().get(f"/now/1-{'0' * 32}{tail}").status_code == 404
