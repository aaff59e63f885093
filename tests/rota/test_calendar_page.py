"""The page of one's own addresses: made, named, read, replaced, refused."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import Browser, signed_in
from calendars import read_calendar
from django.test import Client
from django.urls import reverse

from rota.actions.feeds import MOST, TooManyFeeds
from rota.feeds import address_of
from rota.models import Feed, FeedKind

PAGE = "/t/edition/calendar/"
GOOGLE = {"user-agent": "Google-Calendar-Importer"}


@pytest.fixture
def camille(world) -> Browser:
    """Camille's browser, in English, on the page."""
    return Browser(signed_in("camille@ville.example")).open(PAGE)


@pytest.fixture
def own(world) -> Feed:
    """An address of Camille's own weekends, made a while ago."""
    return world.subscribe("camille", FeedKind.OWN, name="My phone")


def links(browser: Browser) -> list[str]:
    return [link.value for link in browser.links]


def path_of(feed: Feed) -> str:
    return urlsplit(address_of(feed)).path


def action(feed: Feed, name: str) -> str:
    return reverse(f"feed_{name}", args=["edition", feed.pk])


def test_an_address_is_made_and_works(world, camille):
    world.on_duty("camille")

    camille.press("Make the address", kind="own", name="  My   phone ")

    camille.sees("Here it is", "My phone", "My weekends")
    feed = Feed.objects.get()
    assert (feed.owner, feed.kind, feed.name) == (
        world.member("camille"),
        FeedKind.OWN,
        "My phone",
    )
    assert f'value="{address_of(feed)}"' in camille.html
    answer = Client().get(path_of(feed))
    assert answer.content.count(b"BEGIN:VEVENT") == 1


def test_several_addresses_have_names_and_secrets_of_their_own(world, camille):
    for kind, name in (("own", "Phone"), ("own", "Outlook"), ("team", "")):
        camille.press("Make the address", kind=kind, name=name)

    camille.sees("Phone", "Outlook", "Everybody's weekends")
    addresses = {address_of(feed) for feed in Feed.objects.all()}
    assert len(addresses) == 3
    assert all(address in camille.html for address in addresses)


def test_a_reminder_is_asked_for_with_ones_own_weekends(world, camille):
    world.on_duty("camille")

    camille.press("Make the address", kind="own", remind_before="720")
    camille.press("Make the address", kind="team", remind_before="720")

    camille.sees("with a reminder")
    own, team = Feed.objects.order_by("pk")
    assert (own.remind_before, team.remind_before) == (720, None)
    assert b"TRIGGER:-PT12H" in Client().get(path_of(own)).content
    assert b"VALARM" not in Client().get(path_of(team)).content


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "wall"}, "Select a valid choice"),
        ({"kind": ""}, "This field is required"),
        ({"kind": "own", "name": "x" * 61}, "at most 60 characters"),
        ({"kind": "own", "remind_before": "7"}, "Select a valid choice"),
        ({"kind": "own", "remind_before": "9" * 99}, "Select a valid choice"),
    ],
)
def test_what_is_no_choice_makes_no_address(world, camille, typed, said):
    (form,) = [form for form in camille.forms if "kind" in form.names()]

    camille.send(form, **typed)

    assert camille.status == 200
    camille.sees(said)
    assert not Feed.objects.exists()


def test_what_was_typed_stays_when_it_is_refused(camille):
    (form,) = [form for form in camille.forms if "kind" in form.names()]

    camille.send(form, kind="team", name="x" * 61)

    (form,) = [form for form in camille.forms if "kind" in form.names()]
    assert form.data()["kind"] == ["team"]
    assert form.data()["name"] == ["x" * 61]


def test_control_characters_of_a_name_go(camille):
    camille.press("Make the address", kind="own", name="My\x1b\x00 phone\u202e")

    assert Feed.objects.get().name == "My phone"


def test_there_are_not_more_addresses_than_one_can_look_after(world, camille):
    for _ in range(MOST):
        world.subscribe("camille")

    camille.press("Make the address", kind="own", name="One more")

    camille.sees(f"There are {MOST} addresses already")
    assert Feed.objects.count() == MOST
    with pytest.raises(TooManyFeeds):
        world.subscribe("camille")
    world.subscribe("malik")


def test_apple_and_thunderbird_open_a_webcal_address(own, camille):
    camille.reload()

    webcal = address_of(own).replace("http://", "webcal://")
    assert links(camille).count(webcal) == 2


def test_google_is_given_a_webcal_address_and_outlook_an_http_one(own, camille):
    camille.reload()

    found = [urlsplit(link) for link in links(camille) if "://" in link]
    (google,) = [parse_qs(u.query) for u in found if u.netloc == "calendar.google.com"]
    assert google == {"cid": [address_of(own).replace("http://", "webcal://")]}
    for host in ("outlook.office.com", "outlook.live.com"):
        (asked,) = [parse_qs(u.query) for u in found if u.netloc == host]
        assert asked == {
            "url": [address_of(own)],
            "name": ["My weekends – Édition numérique"],
        }


def test_no_button_downloads_a_copy(own, camille):
    camille.reload()

    copies = [link for link in links(camille) if link.startswith("http")]
    assert not [link for link in copies if "/cal/" in urlsplit(link).path]


def test_qr_code_is_drawn_in_the_page(own, camille):
    camille.reload()

    camille.sees("QR code")
    assert '<path d="M4 4h7v1h-7z' in camille.html


def test_last_reading_is_shown(world, own, camille):
    camille.reload()
    camille.sees("Not read yet")
    Client().get(path_of(own), headers=GOOGLE)
    world.clock.set(world.clock.now + timedelta(hours=9, minutes=10))

    camille.reload()

    camille.sees("Google read it 9 h ago (Wed 18 Nov, 09:00)")


def test_a_program_that_reads_no_more_is_pointed_at(world, own, camille):
    Client().get(path_of(own), headers={"user-agent": "curl/8"})
    world.clock.set(world.clock.now + timedelta(days=4))

    camille.reload()

    camille.sees("Silent", "A calendar program read it 4 days ago")


def test_name_and_reminder_are_changed_and_the_address_stays(own, camille):
    camille.reload().follow("Change or withdraw")

    camille.press("Save", name="Tablet", remind_before="60")

    camille.sees("Saved.", "Tablet", "with a reminder")
    before = address_of(own)
    own.refresh_from_db()
    assert (own.name, own.remind_before) == ("Tablet", 60)
    assert address_of(own) == before


def test_replacing_makes_another_address_and_empties_the_old_one(world, own, camille):
    world.on_duty("camille")
    camille.reload().follow("Change or withdraw")

    camille.press("Replace the address")

    camille.sees("Here is the new address", "Given up", "since Wed 18 Nov, 09:00")
    new = Feed.objects.get(ended_at=None)
    assert (new.name, new.kind, new.owner) == (own.name, own.kind, own.owner)
    assert address_of(new) in camille.html
    assert address_of(own) not in camille.html
    (event,) = read_calendar(Client().get(path_of(own)).content)
    assert "réabonnez-vous" in event.summary
    assert Client().get(path_of(new)).content.count(b"BEGIN:VEVENT") == 1


def test_an_address_that_got_about_is_refused_at_once(own, camille):
    camille.reload().follow("Change or withdraw")

    camille.press("Refuse it at once")

    camille.sees("The old address is refused")
    assert Client().get(path_of(own)).status_code == 410
    own.refresh_from_db()
    assert Client().get(path_of(own)).status_code == 200


def test_an_address_is_given_up(own, camille):
    camille.reload().follow("Change or withdraw")

    camille.press("Give it up")

    camille.sees("now shows nothing", "Given up", "Make your address")
    assert Client().get(path_of(own)).status_code == 200


def test_after_a_month_nothing_is_said_of_what_was_given_up(world, own, camille):
    camille.reload().follow("Change or withdraw").press("Give it up")
    world.clock.set(world.clock.now + timedelta(days=30))

    camille.open(PAGE)

    assert "Given up" not in camille.text


@pytest.mark.parametrize("what", ["replace", "refuse", "end", "change"])
def test_second_click_hears_that_it_is_done(own, camille, what):
    client = camille.client
    client.post(action(own, "end"))
    camille.open(PAGE)

    client.post(action(own, what), {"version": 1, "name": ""})

    camille.reload().sees("That address was given up already.")
    assert Feed.objects.count() == 1


def test_refusing_sent_twice_refuses_once(own):
    client = signed_in("camille@ville.example")

    for _ in range(2):
        client.post(action(own, "refuse"), {"version": 1})

    own.refresh_from_db()
    assert own.version == 2


@pytest.mark.parametrize("version", ["", "abc", "-1", "²", "9" * 5000])
def test_nonsense_refuses_nothing(own, version):
    client = signed_in("camille@ville.example")

    answer = client.post(action(own, "refuse"), {"version": version})

    assert answer.status_code == 302
    own.refresh_from_db()
    assert own.version == 1


@pytest.mark.parametrize("what", ["change", "replace", "refuse", "end"])
def test_nobody_touches_the_address_of_another(own, lead_client, what):
    answer = lead_client.post(action(own, what), {"version": 1, "name": "Mine"})

    assert answer.status_code == 404
    own.refresh_from_db()
    assert (own.version, own.ended_at, own.name) == (1, None, "My phone")


def test_address_that_cannot_exist_is_not_found(agent_client):
    assert agent_client.post(f"{PAGE}{10**30}/end/").status_code == 404
    assert agent_client.get(f"{PAGE}{10**30}/").status_code == 404


@pytest.mark.parametrize("what", ["replace", "refuse", "end"])
def test_being_rid_of_an_address_is_no_link(own, agent_client, what):
    assert agent_client.get(action(own, what)).status_code == 405


def test_reader_makes_the_teams_calendar_only(world, reader):
    browser = Browser(signed_in(reader.email)).open(PAGE)

    assert "My weekends" not in browser.text
    browser.press("Make the address", kind="team")

    browser.sees("Everybody's weekends")


def test_page_says_how_old_a_calendar_may_be(camille):
    camille.sees("every 8 to 24 hours", "trust the rota here")


def test_page_is_for_members(world, client):
    assert client.get(PAGE).status_code == 302
