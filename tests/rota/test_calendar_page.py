"""The page that tells a member how to subscribe."""

from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import Browser, signed_in
from django.test import Client

from rota.actions.feeds import open_feeds
from rota.feeds import address_of
from rota.models import Feed

PAGE = "/t/edition/calendar/"


@pytest.fixture
def camille(world) -> Browser:
    """Camille's browser, in English."""
    return Browser(signed_in("camille@ville.example"))


def links(browser: Browser) -> list[str]:
    return [link.value for link in browser.links]


def feeds_of(world, key: str) -> tuple[Feed, Feed]:
    """Team's and own."""
    return open_feeds(membership=world.member(key), at=world.clock.now)


def test_both_addresses_are_shown_and_work(world, camille):
    world.on_duty("camille")

    camille.open(PAGE)

    for feed in feeds_of(world, "camille"):
        assert f'value="{address_of(feed)}"' in camille.html
        answer = Client().get(urlsplit(address_of(feed)).path)
        assert answer.status_code == 200
        assert answer.content.count(b"BEGIN:VEVENT") == 1


def test_apple_and_thunderbird_open_a_webcal_address(world, camille):
    camille.open(PAGE)

    _, own = feeds_of(world, "camille")
    assert address_of(own).replace("http://", "webcal://") in links(camille)


def test_google_is_given_a_webcal_address_and_outlook_an_http_one(world, camille):
    camille.open(PAGE)

    team_feed, own = feeds_of(world, "camille")
    found = [urlsplit(link) for link in links(camille) if "://" in link]
    google = [parse_qs(u.query)["cid"][0] for u in found if "google" in u.netloc]
    assert google == [
        address_of(feed).replace("http://", "webcal://") for feed in (own, team_feed)
    ]
    for host in ("outlook.office.com", "outlook.live.com"):
        asked = [parse_qs(u.query) for u in found if u.netloc == host]
        assert [one["url"][0] for one in asked] == [
            address_of(own),
            address_of(team_feed),
        ]
        assert asked[1]["name"] == ["On call – Édition numérique"]


def test_no_button_downloads_a_copy(camille):
    camille.open(PAGE)

    assert not [
        link for link in links(camille) if link.startswith("http") and "/cal/" in link
    ]
    assert "download" not in camille.html


def test_last_reading_is_shown(world, camille):
    camille.open(PAGE)
    camille.sees("Not read yet")
    team_feed, _ = feeds_of(world, "camille")
    Client().get(
        urlsplit(address_of(team_feed)).path,
        headers={"user-agent": "Google-Calendar-Importer"},
    )

    camille.reload()

    camille.sees("Last read by Google: Wed 18 Nov, 09:00")


def test_an_unknown_program_is_called_a_program(world, camille):
    _, own = feeds_of(world, "camille")
    Client().get(urlsplit(address_of(own)).path, headers={"user-agent": "curl/8"})

    camille.open(PAGE)

    camille.sees("Last read by a calendar program")


def test_withdrawing_makes_a_new_address_and_ends_the_old_one(world, camille):
    camille.open(PAGE)
    _, own = feeds_of(world, "camille")
    old = address_of(own)

    camille.press("Withdraw and make a new one")

    camille.sees("The old address no longer works")
    own.refresh_from_db()
    assert address_of(own) != old
    assert address_of(own) in camille.html
    assert old not in camille.html
    assert Client().get(urlsplit(old).path).status_code == 410


def test_withdrawing_sent_twice_withdraws_once(world, camille):
    camille.open(PAGE)
    form = next(form for form in camille.forms if "renew" in form.action)

    camille.send(form)
    camille.send(form)

    _, own = feeds_of(world, "camille")
    assert own.version == 2


@pytest.mark.parametrize("version", ["", "abc", "-1", "²", "9" * 5000])
def test_nonsense_withdraws_nothing(world, version):
    client = signed_in("camille@ville.example")
    _, own = feeds_of(world, "camille")

    answer = client.post(f"{PAGE}{own.pk}/renew/", {"version": version})

    assert answer.status_code == 302
    own.refresh_from_db()
    assert own.version == 1


def test_nobody_withdraws_the_address_of_another(world, lead_client):
    _, own = feeds_of(world, "camille")

    answer = lead_client.post(f"{PAGE}{own.pk}/renew/", {"version": 1})

    assert answer.status_code == 404
    own.refresh_from_db()
    assert own.version == 1


def test_feed_that_cannot_exist_is_not_found(agent_client):
    answer = agent_client.post(f"{PAGE}{10**30}/renew/", {"version": 1})

    assert answer.status_code == 404


def test_withdrawing_is_no_link(world, agent_client):
    _, own = feeds_of(world, "camille")

    assert agent_client.get(f"{PAGE}{own.pk}/renew/").status_code == 405


def test_reader_has_the_teams_calendar_only(world, reader):
    browser = Browser(signed_in(reader.email)).open(PAGE)

    browser.sees("On call – Édition numérique")
    assert "My on-call" not in browser.text


def test_each_member_has_addresses_of_her_own(world, camille, lead_client):
    camille.open(PAGE)
    lead_client.get(PAGE)

    addresses = [address_of(feed) for feed in Feed.objects.all()]
    assert len(set(addresses)) == len(addresses) == 4


def test_page_says_how_old_a_calendar_may_be(camille):
    camille.open(PAGE)

    camille.sees("every 8 to 24 hours", "trust the rota here")


def test_page_is_for_members(world, client):
    assert client.get(PAGE).status_code == 302
