"""A calendar over HTTP: what Google, Outlook, Apple and Thunderbird rely on."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from calendars import read_calendar
from django.http import HttpResponse
from django.test import Client
from django.utils.http import http_date, parse_http_date
from people import READER, make_member

from rota.actions.feeds import end_feed, refuse_feed, replace_feed
from rota.actions.rendering import refresh
from rota.core.subscribing import LONGEST_ADDRESS, LONGEST_SITE
from rota.feeds import address_of
from rota.models import Feed, FeedKind, Seat

GOOGLE = {"user-agent": "Google-Calendar-Importer"}


@pytest.fixture
def feed(world) -> Feed:
    """Camille's feed of the whole team; she is on call next weekend."""
    world.on_duty("camille", backup="malik")
    feed = world.subscribe("camille")
    return refresh(feed_id=feed.pk, at=world.clock.now)


def path_of(feed: Feed) -> str:
    return urlsplit(address_of(feed)).path


def get(feed: Feed, **headers: str) -> HttpResponse:
    return Client().get(path_of(feed), headers=headers)


def test_calendar_is_what_the_queue_has_stored(feed):
    answer = get(feed)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.content == bytes(feed.body)
    assert {event.summary for event in read_calendar(answer.content)} == {
        "Astreinte : Camille Roux",
        "Renfort : Malik Traoré",
    }


def test_request_renders_what_is_not_stored_and_stores_nothing(feed, world):
    fresh = world.subscribe("malik")

    answer = get(fresh)

    assert answer.content == bytes(feed.body)
    assert answer["ETag"] == get(feed)["ETag"]
    assert not answer.has_header("Last-Modified")
    fresh.refresh_from_db()
    assert bytes(fresh.body) == b""
    known = get(fresh, **{"if-none-match": answer["ETag"]})
    assert known.status_code == 304


def test_request_does_not_render_what_is_stored(feed, world):
    stored = bytes(feed.body)
    world.weekend().shifts.all().delete()

    assert get(feed).content == stored


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
    own = world.subscribe("malik", FeedKind.OWN)
    forged = path_of(feed).replace(f"/{feed.pk:x}-", f"/{own.pk:x}-")

    assert Client().get(forged).status_code == 404


def test_token_of_a_screen_is_no_calendars_nor_the_reverse(feed, world):
    wall = world.subscribe(kind=FeedKind.WALL, name="Hall")
    token, name = path_of(feed).split("/")[2:]
    wall_token = path_of(wall).split("/")[2]

    assert Client().get(f"/cal/{wall_token}/{name}").status_code == 404
    assert Client().get(f"/now/{token}/").status_code == 404


def test_address_that_got_about_is_gone_without_a_shift(feed):
    old = path_of(feed)

    refuse_feed(feed_id=feed.pk, version=1, by=None, at=feed.changed_at)

    answer = Client().get(old)
    feed.refresh_from_db()
    assert answer.status_code == 410
    assert b"Camille" not in answer.content
    assert not answer["Content-Type"].startswith("text/calendar")
    assert Client().get(path_of(feed)).status_code == 200
    assert Client().get(old).status_code == 410


def test_replaced_address_empties_the_calendars_that_read_it(feed, world, clock):
    known = get(feed)
    clock.set(clock.now + timedelta(hours=1))

    new = replace_feed(feed_id=feed.pk, by=None, at=clock.now)

    asked = {
        "if-none-match": known["ETag"],
        "if-modified-since": known["Last-Modified"],
    }
    for headers in (asked, {"if-modified-since": known["Last-Modified"]}):
        answer = get(feed, **headers)
        assert answer.status_code == 200
        (event,) = read_calendar(answer.content)
        assert event.summary == "Cet agenda ne suit plus l’astreinte : réabonnez-vous"
        assert "/t/edition/calendar/" in event.description
        assert (event.starts_at, event.ends_at) == (
            clock.now,
            clock.now + timedelta(days=30),
        )
        assert b"Camille" not in answer.content
    assert len(read_calendar(get(new).content)) == 2


def test_farewell_is_the_same_for_a_month_and_then_refused(feed, clock):
    end_feed(feed_id=feed.pk, by=None, at=clock.now)
    first = get(feed)

    clock.set(clock.now + timedelta(days=30, seconds=-1))
    last = get(feed, **{"if-none-match": first["ETag"]})
    clock.set(clock.now + timedelta(seconds=1))
    after = get(feed)

    assert (first.status_code, last.status_code, after.status_code) == (200, 304, 410)


def test_two_addresses_take_leave_with_entries_of_their_own(feed, world, clock):
    other = world.subscribe("camille")

    for one in (feed, other):
        end_feed(feed_id=one.pk, by=None, at=clock.now)

    uids = {read_calendar(get(one).content)[0].uid for one in (feed, other)}
    assert len(uids) == 2


def test_who_has_left_the_team_reads_a_farewell_for_a_month(feed, world):
    member = feed.owner
    member.until_on = world.clock.now.date()
    member.save()
    assert len(read_calendar(get(feed).content)) == 2

    # her last day ends at midnight in Paris
    world.clock.set(datetime(2026, 11, 19, 0, 0))
    (event,) = read_calendar(get(feed).content)
    world.clock.set(datetime(2026, 12, 19, 0, 0))

    assert event.summary == "Vous n’êtes plus dans l’équipe Édition numérique"
    assert get(feed).status_code == 410


def test_who_comes_back_reads_again(feed, world):
    member = feed.owner
    member.until_on = world.clock.now.date() - timedelta(days=1)
    member.save()
    assert len(read_calendar(get(feed).content)) == 1

    member.until_on = None
    member.save()

    assert len(read_calendar(get(feed).content)) == 2


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


@pytest.mark.parametrize("path", ["/cal/1-0/astreinte.ics", "/now/1-0/"])
def test_http_leads_to_the_same_path_by_https(path, settings):
    # to many programs “webcal:” means http:
    settings.SECURE_SSL_REDIRECT = True

    answer = Client().get(path)

    assert answer.status_code == 301
    assert answer["Location"] == f"https://testserver{path}"


def test_longest_address_is_one_google_reads(world, settings):
    settings.SITE_URL = "https://" + "a" * (LONGEST_SITE - 8)
    world.team.slug = "e" * 40
    feed = world.subscribe("camille", FeedKind.OWN)
    feed.pk = 0xFFFFFFFF

    assert len(address_of(feed)) <= LONGEST_ADDRESS


@pytest.mark.parametrize(
    "path", ["/cal/", "/cal/1-0/", "/cal/1-0/a.ics/b", "/cal/x.ics"]
)
def test_what_is_no_calendars_address_is_not_found(db, path):
    answer = Client().get(f"/cal/{path}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert not answer.cookies
