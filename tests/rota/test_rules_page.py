"""The rules a team makes its own: spacing, limits, pairs, points."""

from datetime import timedelta

import pytest
from browsing import Browser
from drafting import give, go

from rota.actions.draft import fill
from rota.actions.people import import_members
from rota.actions.settings import change_settings
from rota.board.reading import load_board
from rota.core.plan import Rules
from rota.core.roster_csv import read_roster
from rota.core.weights import USUAL, Weights
from rota.models import Membership, Seat, Team
from rota.rules import rules_of, weights_of

SETTINGS = "/t/edition/settings/"
BOARD = "/t/edition/rota/"


@pytest.fixture
def sheet(world, lead_client) -> Browser:
    return Browser(lead_client).open(SETTINGS)


def fresh(world) -> Team:
    return Team.objects.get(pk=world.team.pk)


def rules(world, **values) -> None:
    change_settings(team=world.team, values=values, by=None, at=world.clock.now)
    world.team.refresh_from_db()


def weekends(world, count: int) -> list:
    return list(world.team.periods.all()[:count])


def plan_of(world):
    now = world.clock.now
    until = now + timedelta(weeks=8)
    return load_board(fresh(world), now, until, at=now, draft=True).agenda.plan


def test_what_is_left_empty_is_automatic_and_says_what_that_means(world, sheet):
    sheet.sees("Left empty, automatic: 2 today.", "Left empty, automatic: 3 today.")

    sheet.press("Save")

    assert (fresh(world).gap_any, fresh(world).points) == (None, {})
    assert plan_of(world).rules == Rules()


def test_a_small_team_is_told_what_was_scaled_down(world, sheet):
    keep = ("camille", "malik", "odile")
    pks = [world.member(key).pk for key in keep]
    Membership.objects.exclude(pk__in=pks).update(takes_duties=False)

    sheet.reload().sees(
        "3 people take weekends now. They are too few to keep 2 weeks between any two "
        "duties and 3 between two on call: automatic means 1 and 2 for as long."
    )


def test_own_numbers_hold_however_few_people_there_are(world):
    rules(world, gap_any=4, gap_primary=None)
    assert rules_of(world.team, 3).gap_any == 4
    # two duties on call are two duties
    assert rules_of(world.team, 3).gap_primary == 4

    rules(world, gap_any=1, gap_primary=5)
    found = rules_of(world.team, 3)
    assert (found.gap_any, found.gap_primary) == (1, 5)


def test_rules_are_saved_and_marked_on_the_board_but_never_stop_publishing(
    world, sheet, lead_client
):
    sheet.press("Save", gap_any="3", gap_primary="4", most_duties="2", in_weeks="8")
    for period in weekends(world, 7)[::3]:
        give(world, period, "camille", Seat.BACKUP)
        give(world, period, "malik")

    page = Browser(lead_client).open(BOARD)
    page.sees("on call 3 weeks before", "has as many duties as the limits allow")
    go(world)


def test_a_pair_without_experience_is_marked(world, lead_client, sheet):
    Membership.objects.filter(person__name="Odile Perrin").update(experienced=True)
    sheet.reload().sees("Experienced now: 1 of 8.")
    sheet.press("Save", pairs_experience="on")
    one, two = weekends(world, 2)
    for period, backup in ((one, "malik"), (two, "odile")):
        give(world, period, "camille" if period == one else "yann")
        give(world, period, backup, Seat.BACKUP)

    page = Browser(lead_client).open(BOARD)

    assert page.text.count("neither of the two is experienced") == 1
    go(world)


def test_points_are_compared_with_an_ordinary_weekend(world, sheet):
    sheet.press("Save", points_feast_on_call="30", points_weekend_backup="0")

    assert fresh(world).points == {"weekend": [10, 0], "feast": [30, 8]}
    assert weights_of(fresh(world)) == Weights(weekend=(10, 0), feast=(30, 8))
    assert plan_of(world).slots[0].points(Seat.BACKUP) == 0
    sheet.press("Save", points_feast_on_call="20", points_weekend_backup="4")
    assert fresh(world).points == {}
    assert weights_of(fresh(world)) == USUAL


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"gap_any": "0"}, "greater than or equal to 1"),
        ({"gap_any": "27"}, "less than or equal to 26"),
        ({"gap_any": "two"}, "Enter a whole number."),
        (
            {"gap_any": "4", "gap_primary": "3"},
            "Two duties on call are two duties: write 4 or more.",
        ),
        ({"most_duties": "3"}, "Write both numbers of the limit, or neither."),
        ({"in_weeks": "3"}, "Write both numbers of the limit, or neither."),
        ({"most_duties": "0", "in_weeks": "4"}, "greater than or equal to 1"),
        ({"points_feast_on_call": "100"}, "less than or equal to 99"),
        ({"points_feast_on_call": "-1"}, "greater than or equal to 0"),
        ({"points_holiday_backup": "1.5"}, "Enter a whole number."),
        ({"points_holiday_backup": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    world, sheet, typed, sentence
):
    before = Team.objects.filter(pk=world.team.pk).values().get()

    sheet.press("Save", name="Presse", **typed)

    sheet.sees("Nothing was saved yet", sentence)
    (form,) = [form for form in sheet.forms if "gap_any" in form.names()]
    assert {key: form.data()[key][0] for key in typed} == typed
    assert form.data()["name"] == ["Presse"]
    assert Team.objects.filter(pk=world.team.pk).values().get() == before


def test_what_is_wrong_in_both_halves_is_said_at_once(sheet):
    sheet.press("Save", name="", gap_any="27")

    sheet.sees("This field is required.", "less than or equal to 26")


def test_somebody_has_a_maximum_of_her_own(world, lead_client):
    page = Browser(lead_client).open(f"/t/edition/team/{world.member('camille').pk}/")
    page.press("Save", most_duties="1", experienced="on")

    member = world.member("camille")
    assert (member.most_duties, member.experienced) == (1, True)
    near, far = weekends(world, 1)[0], weekends(world, 40)[-1]
    give(world, near, "camille")
    go(world)
    give(world, far, "camille")
    page.open(f"{BOARD}changes/").sees("has as many duties as the limits allow")
    page.open(f"{BOARD}?from=2027-08").sees("has as many duties as the limits allow")


def test_a_fair_fill_keeps_the_limits(world, clock):
    member = world.member("camille")
    member.most_duties = 2
    member.save()

    until = clock.now.date() + timedelta(weeks=26)
    fill(team=world.team, until=until, by=world.person("odile"), at=clock.now)

    held = member.team.periods.filter(drafts__membership=member).count()
    assert held == 2


def test_who_is_taken_back_by_an_import_stays_experienced(world, clock):
    member = world.member("camille")
    member.experienced, member.most_duties = True, 6
    member.until_on = clock.now.date() - timedelta(days=1)
    member.save()
    text = "Nom;E-mail\nCamille Roux;camille@ville.example"

    rows = read_roster(text, accept_fiction=True).good
    import_members(team=world.team, rows=rows, by=None, at=clock.now)

    back = world.member("camille")
    assert (back.until_on, back.experienced, back.most_duties) == (None, True, 6)
