"""A calendar over HTTP: what Google, Outlook, Apple and Thunderbird rely on."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from calendars import read_calendar
from django.http import HttpResponse
from django.test import Client
from django.utils.http import http_date, parse_http_date
from people import READER, make_member

from rota.actions.feeds import open_feeds, refresh, renew
from rota.feeds import address_of
from rota.models import Feed, Seat

GOOGLE = {"user-agent": "Google-Calendar-Importer"}


@pytest.fixture
def feed(world) -> Feed:
    """Camille's feed of the whole team; she is on call next weekend."""
    world.on_duty("camille", backup="malik")
    team_feed, _ = open_feeds(membership=world.member("camille"), at=world.clock.now)
    return team_feed


def path_of(feed: Feed) -> str:
    return urlsplit(address_of(feed)).path


def get(feed: Feed, **headers: str) -> HttpResponse:
    return Client().get(path_of(feed), headers=headers)


def test_a_calendar_never_rendered_is_rendered_on_demand(feed):
    answer = get(feed)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert {event.summary for event in read_calendar(answer.content)} == {
        "Astreinte : Camille Roux",
        "Renfort : Malik Traoré",
    }
    feed.refresh_from_db()
    assert bytes(feed.body) == answer.content


def test_address_is_short_ends_in_ics_and_has_no_query(feed):
    address = address_of(feed)

    assert urlsplit(address).path.endswith("/astreinte-edition.ics")
    assert not urlsplit(address).query
    assert len(address) <= 256


def test_any_file_name_serves_the_same_bytes(feed):
    renamed = path_of(feed).replace("astreinte-edition", "été à Nantes")

    assert Client().get(renamed).content == get(feed).content


def test_no_cookie_no_session_no_vary(feed):
    answer = Client().get(
        path_of(feed),
        headers={"accept-language": "en", "cookie": "astreinte=" + "k" * 32},
    )

    assert not answer.cookies
    assert "Vary" not in answer
    assert answer.content == get(feed).content


def test_caches_and_search_engines_are_told(feed):
    for answer in (
        get(feed),
        get(feed, **{"if-none-match": "*"}),
        Client().get(path_of(feed).replace(str(feed.pk), "fff", 1)),
    ):
        assert answer["Cache-Control"] == "private, max-age=0, must-revalidate"
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert not answer.has_header("Content-Encoding")


def test_query_noise_and_accept_change_nothing(feed):
    noisy = Client().get(
        path_of(feed) + "?nocache=1", headers={"accept": "application/json"}
    )

    assert noisy.content == get(feed).content
    assert noisy["Content-Type"].startswith("text/calendar")


def test_head_is_get_without_a_body(feed):
    head, full = Client().head(path_of(feed)), get(feed)

    assert head.status_code == 200
    assert head.content == b""
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Length"):
        assert head[name] == full[name]


def test_etag_is_strong_and_last_modified_is_when_it_changed(feed, clock):
    answer = get(feed)

    assert answer["ETag"].startswith('"')
    assert parse_http_date(answer["Last-Modified"]) == int(clock.now.timestamp())


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_a_client_that_has_it_gets_304(feed, form):
    etag = get(feed)["ETag"]

    answer = get(feed, **{"if-none-match": form.format(etag)})

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer["ETag"] == etag


def test_head_of_a_client_that_has_it_gets_304(feed):
    etag = get(feed)["ETag"]

    answer = Client().head(path_of(feed), headers={"if-none-match": etag})

    assert answer.status_code == 304


def test_if_modified_since_gets_304_until_it_changes(feed):
    since = get(feed)["Last-Modified"]

    assert get(feed, **{"if-modified-since": since}).status_code == 304


def test_etag_wins_over_date(feed):
    tomorrow = http_date(2_000_000_000)

    answer = get(feed, **{"if-none-match": '"old"', "if-modified-since": tomorrow})

    assert answer.status_code == 200


def test_a_deletion_within_the_same_second_is_seen_by_date(feed, world):
    since = get(feed)["Last-Modified"]
    world.weekend().shifts.filter(seat=Seat.BACKUP).delete()

    refresh(feed_id=feed.pk, at=world.clock.now)

    assert get(feed, **{"if-modified-since": since}).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PROPFIND", "OPTIONS"])
def test_other_methods_hear_405(feed, method):
    answer = Client(enforce_csrf_checks=True).generic(method, path_of(feed))

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert not answer.cookies


@pytest.mark.parametrize(
    "token",
    [
        "1-" + "0" * 32,
        "ffff-" + "0" * 32,
        "1-short",
        "nothing",
        "é-" + "0" * 32,
        "ffffffffffffffffffff-" + "0" * 32,
    ],
)
def test_unknown_token_is_not_found_in_plain_text(feed, token):
    answer = Client().get(f"/cal/{token}/astreinte.ics")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert not answer.cookies
    assert "Vary" not in answer


def test_token_of_another_feed_opens_only_that_one(feed, world):
    _, own = open_feeds(membership=world.member("malik"), at=world.clock.now)
    forged = path_of(feed).replace(f"/{feed.pk:x}-", f"/{own.pk:x}-")

    assert Client().get(forged).status_code == 404


def test_withdrawn_address_is_gone_without_a_shift(feed, world):
    old = path_of(feed)
    camille = world.person("camille")

    renewed = renew(feed_id=feed.pk, version=1, by=camille, at=world.clock.now)

    answer = Client().get(old)
    assert answer.status_code == 410
    assert b"Camille" not in answer.content
    assert not answer["Content-Type"].startswith("text/calendar")
    assert Client().get(path_of(renewed)).status_code == 200


def test_who_has_left_the_team_reads_no_more(feed, world):
    member = feed.owner
    member.until_on = world.clock.now.date()
    member.save()
    assert get(feed).status_code == 200

    world.clock.forward(hours=24)

    assert get(feed).status_code == 410


def test_closed_account_reads_no_more(feed):
    feed.owner.person.is_active = False
    feed.owner.person.save()

    assert get(feed).status_code == 410


def test_last_reading_is_noted_by_family_once_an_hour(feed, clock):
    Client().get(path_of(feed), headers=GOOGLE)
    feed.refresh_from_db()
    first = feed.last_fetched_at
    assert (first, feed.last_client) == (clock.now, "Google")

    clock.set(clock.now + timedelta(minutes=59))
    Client().get(path_of(feed), headers={"user-agent": "Thunderbird/128"})
    feed.refresh_from_db()
    assert (feed.last_fetched_at, feed.last_client) == (first, "Google")

    clock.set(clock.now + timedelta(minutes=1))
    Client().get(path_of(feed), headers={"user-agent": "Thunderbird/128"})
    feed.refresh_from_db()
    assert (feed.last_fetched_at, feed.last_client) == (clock.now, "Thunderbird")


def test_not_modified_costs_one_query(feed, django_assert_num_queries):
    etag = Client().get(path_of(feed), headers=GOOGLE)["ETag"]

    with django_assert_num_queries(1):
        get(feed, **{"if-none-match": etag})


def test_feed_holds_no_number_and_no_address_of_anybody(feed, world):
    make_member(world.team, READER, at=world.clock.now)

    body = get(feed).content.decode()

    assert world.person("camille").phone[-8:] not in body
    assert "@" not in body
    assert "tel:" not in body


def test_robots_may_fetch_calendars(client):
    answer = client.get("/robots.txt")

    assert answer.status_code == 200
    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Allow: /cal/",
        "Disallow: /",
    ]
