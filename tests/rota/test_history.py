"""The history of a rota, and the rota as it was."""

import random
from contextlib import suppress
from datetime import timedelta
from itertools import islice

import pytest
from browsing import Browser
from django.db import transaction
from django.db.models import Q
from drafting import give, go, with_fallback
from people import weekends

from rota.actions.draft import UNCOVERED, fill, put
from rota.actions.publish import NothingToPublishError
from rota.board.history import MOST, Wanted, read_history
from rota.board.past import read_past, rota_at
from rota.board.reading import load_board
from rota.core.months import month_of
from rota.core.past import Hours
from rota.models import (
    DraftEdit,
    DraftStep,
    Period,
    Publication,
    PublishedChange,
    Seat,
    Shift,
)

HISTORY = "/t/edition/rota/history/"
KEYS = ("camille", "yann", "ines", "malik", "lena", "sofia")


@pytest.fixture
def lead(lead_client) -> Browser:
    return Browser(lead_client)


def snapshot(team) -> dict:
    """The published rota as it is now: who holds what, from when to when."""
    found: dict = {
        (pk, seat): []
        for pk in team.periods.filter(published_at__isnull=False).values_list(
            "pk", flat=True
        )
        for seat in Seat.values
    }
    for shift in Shift.objects.filter(period__team=team).order_by("starts_at"):
        found[shift.period_id, shift.seat].append(
            Hours(shift.membership_id, shift.starts_at, shift.ends_at)
        )
    return found


def same(one: dict, other: dict) -> bool:
    """Seats that nobody held and nobody changed are the same as none."""
    keys = {key for found in (one, other) for key, held in found.items() if held}
    return all(one.get(key, []) == other.get(key, []) for key in keys)


@pytest.mark.parametrize("seed", range(8))
def test_the_rota_of_any_moment_is_found_again(world, seed):
    """Changed at random for months, in the middle of weekends too; each time what
    was published is kept aside, and compared at the end."""
    with_fallback(world)  # so that a weekend may be left uncovered
    chance, kept = random.Random(seed), []
    started_at = world.clock.now
    for _ in range(25):
        world.clock.now += timedelta(minutes=chance.randint(1, 3 * 24 * 60))
        change_at_random(world, chance)
        kept.append((world.clock.now, snapshot(world.team)))

    for at, then in kept:
        assert same(rota_at(world.team, at + timedelta(microseconds=1), Q()), then), at
    assert rota_at(world.team, started_at, Q()) == {}
    assert len({at for at, _then in kept}) == 25


def change_at_random(world, chance: random.Random) -> None:
    """Some of the next weekends, then publishes."""
    at = world.clock.now
    coming = list(world.team.periods.filter(ends_at__gt=at)[:5])
    board = load_board(
        world.team, coming[0].starts_at, coming[-1].ends_at, at=at, draft=True
    )
    seats = {}
    for period in chance.sample(coming, chance.randint(1, 3)):
        on_call, backup = (world.member(key).pk for key in chance.sample(KEYS, 2))
        seats[period.pk, Seat.ON_CALL] = chance.choice([on_call, on_call, UNCOVERED])
        seats[period.pk, Seat.BACKUP] = chance.choice([backup, backup, None])
    with transaction.atomic():
        put(board=board, seats=seats, by=world.person("odile"), at=at)
    with suppress(NothingToPublishError):
        go(world)


def test_a_publication_is_told_with_before_and_after(world, lead):
    period = world.weekend()
    give(world, period, "camille")
    go(world)
    give(world, period, "yann")
    go(world)

    lead.open(HISTORY)

    lead.sees(
        "Wed 18 Nov, 09:00 published Odile Perrin",
        "before: CR Camille R. → after: YG Yann G.",
        "by hand",
    )


def test_drafts_are_shown_to_leads_only(world, lead, agent_client):
    give(world, world.weekend(), "camille")

    lead.open(HISTORY).sees("by hand", "Camille R.")
    Browser(agent_client).open(HISTORY).sees("No change of that kind is known.")


def test_history_of_one_weekend_and_of_one_person(world, lead):
    first, second = world.team.periods.all()[:2]
    give(world, first, "camille")
    give(world, second, "yann")

    lead.open(f"{HISTORY}?weekend=2026-11-25")
    assert "Yann G." in lead.text
    assert "CR Camille R." not in lead.text

    lead.open(f"{HISTORY}?person={world.member('camille').pk}")
    assert "CR Camille R." in lead.text
    assert "YG Yann G." not in lead.text


@pytest.mark.parametrize(
    "query",
    ["weekend=x", "person=x", "person=999999", "before=x", "weekend=2099-01-01"],
)
def test_what_cannot_be_read_is_said_beside_its_field_or_not_asked(
    query, world, lead_client
):
    assert lead_client.get(f"{HISTORY}?{query}").status_code == 200


def test_older_changes_are_on_the_next_page_and_none_is_lost(world):
    period = world.weekend()
    for number in range(2 * MOST + 7):
        world.clock.now += timedelta(seconds=1)
        give(world, period, KEYS[number % 2])

    found, before, at = [], None, world.clock.now
    while True:
        page = read_history(world.team, Wanted(before=before), drafts=True, at=at)
        found += page.events
        if page.more is None:
            break
        before = page.more

    assert len(found) == len({one.key for one in found}) == 2 * MOST + 7


def test_history_asks_few_questions(world, lead_client, django_assert_max_num_queries):
    at = world.clock.now
    fill(team=world.team, until=at.date() + timedelta(days=300), by=None, at=at)
    go(world)
    lead_client.get(HISTORY)

    with django_assert_max_num_queries(18):
        lead_client.get(HISTORY)


@pytest.fixture
def two_years(world) -> Publication:
    """A rota of 104 weekends, both seats, drafted and published at once; then again,
    everybody one weekend later."""
    at, members = world.clock.now, [world.member(key) for key in KEYS]
    world.team.periods.all().delete()
    Period.objects.bulk_create(islice(weekends(world.team, at, 26), 104))
    coming = list(world.team.periods.all())
    for turn in range(2):
        step = DraftStep.objects.create(team=world.team, at=at)
        done = Publication.objects.create(team=world.team, at=at)
        lines = [
            (period, seat, members[(number + shift + turn) % len(members)])
            for number, period in enumerate(coming)
            for shift, seat in enumerate(Seat.values)
        ]
        DraftEdit.objects.bulk_create(
            DraftEdit(step=step, period=period, seat=seat, after=member)
            for period, seat, member in lines
        )
        PublishedChange.objects.bulk_create(
            PublishedChange(publication=done, period=period, seat=seat, after=member)
            for period, seat, member in lines
        )
    return done


def test_two_years_published_at_once_are_folded(world, two_years, lead):
    lead.open(HISTORY)

    assert lead.text.count("6 of 208 changes.") == 4
    assert lead.html.count("<li>\n    <a href") == 4 * 6


def test_a_folded_publication_is_read_page_by_page(world, two_years, lead):
    lead.open(f"{HISTORY}p{two_years.pk}/")

    lead.sees("208 changes", "1 to 60, in the order of the calendar", "Page 1 of 4")
    seen = 0
    for number in range(1, 5):
        lead.open(f"{HISTORY}p{two_years.pk}/?page={number}")
        seen += lead.text.count("before:")
    assert seen == 208
    lead.open(f"{HISTORY}p{two_years.pk}/?page=x").sees("Page 1 of 4")


@pytest.mark.parametrize("address", ["", "{event}", "{event}?page=3", "{past}"])
def test_two_years_ask_no_more_than_a_few_questions(
    address, world, two_years, lead_client, django_assert_max_num_queries
):
    day = world.clock.now.date()
    past = f"../as-it-was/?on={day}"
    path = HISTORY + address.format(event=f"p{two_years.pk}/", past=past)
    path = path.replace("history/../", "")
    lead_client.get(path)

    with django_assert_max_num_queries(18):
        assert lead_client.get(path).status_code == 200


def test_as_it_was_reads_only_the_months_shown(world, two_years):
    day, first = world.clock.now.date(), month_of(world.clock.now.date())
    shown = Q(starts_at__lt=world.clock.now + timedelta(days=100))

    held = rota_at(world.team, world.clock.now + timedelta(minutes=1), shown)

    assert 20 < len(held) < 2 * 16
    assert len(read_past(world.team, day, first).months) == 6


def test_steps_of_the_draft_are_read_by_leads_only(world, lead, agent_client):
    give(world, world.weekend(), "camille")
    path = f"{HISTORY}d{DraftStep.objects.get().pk}/"

    lead.open(path).sees("by hand", "Camille R.")
    assert agent_client.get(path).status_code == 404


@pytest.mark.parametrize("key", ["p999999", "x1", "p", "d²", "p" + "9" * 40])
def test_an_event_that_is_none_is_not_found(key, world, lead_client):
    assert lead_client.get(f"{HISTORY}{key}/").status_code == 404


def test_the_events_of_another_team_are_not_found(world, two_years, house):
    assert house.clients["stranger"].get(f"{HISTORY}p1/").status_code == 404


def test_the_rota_as_it_was_on_a_day(world, lead):
    period = world.weekend()
    give(world, period, "camille")
    go(world)
    world.clock.now += timedelta(days=1)
    give(world, period, "yann")
    go(world)

    lead.open("/t/edition/rota/as-it-was/?on=2026-11-18").sees("Camille R.")
    lead.open("/t/edition/rota/as-it-was/?on=2026-11-19").sees("Yann G.")
    assert "Camille R." not in lead.text
    lead.open("/t/edition/rota/as-it-was/?on=2026-11-17").sees(
        "Nothing was published for those months by then."
    )


@pytest.mark.parametrize("day", ["", "x", "2026-13-01"])
def test_a_day_that_is_none_is_said_beside_the_field(day, lead_client):
    answer = lead_client.get(f"/t/edition/rota/as-it-was/?on={day}")

    assert answer.status_code == 200
    assert b"errors" in answer.content


def test_sheet_shows_what_is_published_and_nothing_else(world, lead):
    first, second = world.team.periods.all()[:2]
    give(world, first, "camille")
    go(world)
    give(world, second, "yann")

    lead.open("/t/edition/rota/sheet/?from=2026-11")

    lead.sees("On call, November 2026 to April 2027", "Fri 20 – Mon 23 Camille R.")
    assert "Yann G." not in lead.text
