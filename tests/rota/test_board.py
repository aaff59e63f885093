"""The board: looked at by the team, filled and prepared by its lead."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser, signed_in
from drafting import give, go
from people import Fictional, make_member

from rota.actions.draft import fill, mark_uncovered
from rota.actions.periods import extend_periods
from rota.models import Period, Person, Seat

BOARD = "/t/edition/rota/"


@pytest.fixture
def lead(world, lead_client) -> Browser:
    return Browser(lead_client)


def chooser(browser: Browser, period: Period, seat: str = "on_call") -> Browser:
    return browser.open(f"{BOARD}?cell={period.pk}-{seat}")


def test_six_months_from_the_present_one(lead):
    lead.open(BOARD)

    lead.sees(
        "Weekend rota, November 2026 to April 2027",
        "24 weekends. One person on call, one backup of another trade.",
        "November 2026 Fri 20, 18:00 → Mon 23, 08:00",
        "Fri 29, 18:00 → Mon 1 Feb, 08:00",
    )


def test_holidays_and_clock_changes_are_said(world, lead):
    world.team.periods.all().delete()
    extend_periods(
        team=world.team,
        until=world.clock.now.date() + timedelta(days=200),
        by=None,
        at=world.clock.now,
    )

    lead.open(BOARD + "?from=2027-01")

    lead.sees(
        "Weekend rota, January to June 2027",
        "Fri 26, 18:00 → Tue 30, 08:00 clocks go forward on Sunday 28: 85 hours",
        "Easter Monday",
        "with a public holiday",
        "in the week",
    )


@pytest.mark.parametrize("asked", ["", "2027-13", "x", "1999-01", "2026-00", "9999-99"])
def test_a_month_that_is_none_shows_the_present_one(lead, asked):
    lead.open(f"{BOARD}?from={asked}")

    lead.sees("Weekend rota, November 2026")


def test_pages_turn_by_six_months(lead):
    lead.open(BOARD).follow("Later")
    lead.sees("Weekend rota, May to October 2027")

    lead.follow("Earlier")
    lead.sees("Weekend rota, November 2026 to April 2027")


def test_the_strip_names_who_is_on_call(world, lead):
    world.on_duty("camille", "malik")

    lead.open(BOARD)

    (month,) = [link for link in lead.links if link.text.startswith("November 2026")]
    assert "Fri 20 Nov: Camille R., Fri 27 Nov: nobody yet" in month.text


def test_conflicts_stand_beside_the_seat(world, lead):
    period = world.on_duty("camille", "malik")
    following = world.team.periods.filter(starts_at__gt=period.starts_at).first()
    give(world, following, "camille")
    give(world, following, "yann", Seat.BACKUP)

    lead.open(BOARD)

    lead.sees("on call the week before", "same trade as Camille R.", "draft")


def test_months_without_weekends_can_be_prepared(world, lead):
    lead.open(BOARD + "?from=2028-01").sees(
        "There are no weekends in these months yet."
    )

    lead.press("Prepare these months")

    lead.sees("were added.", "26 weekends")
    assert Period.objects.filter(starts_at__year=2028, starts_at__month=6).exists()
    buttons = [b.text for form in lead.forms for b in form.buttons]
    assert "Prepare these months" not in buttons


def test_no_month_beyond_three_years_is_prepared(world, lead_client):
    lead_client.post("/t/edition/rota/prepare/", {"from": "2099-01"})

    assert max(Period.objects.values_list("starts_at", flat=True)).year == 2029


def test_uncovered_weekend_is_red_for_everybody(world, agent_client):
    world.on_duty()

    Browser(agent_client).open(BOARD).sees("nobody, on purpose", "uncovered")


def test_who_was_replaced_midway_is_still_named(world, lead):
    period = world.on_duty("camille", "malik")
    world.clock.set(datetime(2026, 11, 21, 11, 0))
    give(world, period, "yann")
    go(world)

    lead.open(BOARD).sees("Camille R. until Sat 21 Nov, 11:00, then", "now")


def test_load_is_counted_with_part_time_said(world, lead):
    fill(
        team=world.team,
        until=world.clock.now.date() + timedelta(days=160),
        by=None,
        at=world.clock.now,
    )

    lead.open(BOARD)

    lead.sees("Share of the load", "Tomas K. 50 %", "fair share")


def test_team_without_backup_has_one_column(world, lead):
    world.team.has_backup = False
    world.team.save()

    lead.open(BOARD).sees("One person on call.")

    assert '<th scope="col" role="columnheader">Backup' not in lead.html


def test_board_is_french_for_a_french_reader(world, lead_client):
    browser = Browser(lead_client, language="fr").open(BOARD)

    assert "ven. 20, 18\u00a0h → lun. 23, 8\u00a0h" in browser.html


def test_board_of_a_hundred_people_asks_few_questions(
    world, lead_client, django_assert_max_num_queries
):
    at = world.clock.now
    for number in range(92):
        one = Fictional(f"p{number}", f"Person {number}", f"trade {number % 5}")
        make_member(world.team, one, at=at)
    extend_periods(
        team=world.team, until=at.date() + timedelta(days=730), by=None, at=at
    )
    fill(team=world.team, until=at.date() + timedelta(days=730), by=None, at=at)
    go(world)
    mark_uncovered(
        period_id=world.weekend().pk,
        expected=world.weekend().shifts.get(seat=Seat.ON_CALL).membership_id,
        by=None,
        at=at,
    )
    lead_client.get(BOARD)  # the first visit writes the session

    with django_assert_max_num_queries(28):
        answer = lead_client.get(f"{BOARD}?cell={world.weekend().pk}-on_call")

    assert answer.status_code == 200
    assert b'id="who"' in answer.content


def test_signing_in_is_asked_first(world):
    answer = signed_in("lena@ville.example")
    answer.logout()

    assert answer.get(BOARD).status_code == 302


def test_load_and_changes_are_by_name_whatever_the_accents(world, lead):
    Person.objects.filter(name="Sofia Almeida").update(name="Élodie Almeida")
    first, second, third, *_others = world.team.periods.all()
    for period, key in ((first, "yann"), (second, "sofia"), (third, "camille")):
        give(world, period, key)
    expected = ["Camille R.", "Élodie A.", "Yann G."]

    lead.open(BOARD)
    load = lead.text[lead.text.index("Share of the load") :]
    assert sorted(expected, key=load.index) == expected

    lead.follow("Publish…")
    told = lead.text[lead.text.index("Who will be told") :]
    assert sorted(expected, key=told.index) == expected
