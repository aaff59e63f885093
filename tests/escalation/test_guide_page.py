"""On call explained to the house: live figures, and nobody's name."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser
from people import CAST

from escalation import actions
from escalation.guide import figures_of, guide_address
from escalation.models import Outcome

SATURDAY = datetime(2026, 11, 21, 14, 0)
AFTER = datetime(2026, 12, 1, 9, 0)
PATH = "/t/edition/guide/"


@pytest.fixture
def called(world, clock, caller):
    """Two weekends are over; in the first, two calls were taken, one by mistake."""
    first = world.on_duty("camille", backup="malik")
    world.on_duty("ines", at=first.ends_at)
    for minutes, outcome, fields in (
        (2, Outcome.PUBLISHED, {}),
        (4, Outcome.NOT_PUBLISHED, {"case": "crisis"}),
        (1, Outcome.STOPPED, {}),
        (9, Outcome.PUBLISHED, {"exercise": True}),
    ):
        clock.set(SATURDAY)
        case = fields.pop("case", "user_info")
        incident = world.raise_only(case, "Parc fermé", caller=caller, **fields)
        about = {"incident_id": incident.pk, "by": world.person("camille")}
        at = clock.now + timedelta(minutes=minutes)
        actions.take(**about, via="link", at=at)
        actions.close(**about, outcome=outcome, at=at)
    clock.set(AFTER)


@pytest.fixture
def house(team) -> Browser:
    """A colleague with the address, and no account."""
    return Browser().open("/guide/" + guide_address(team).rsplit("/", 1)[1])


def test_nothing_is_over_yet(house):
    house.sees("On call, in two minutes", "No weekend on call is over yet")


def test_figures(world, called, clock):
    figures = figures_of(world.team, clock.now)

    assert (figures.weekends, figures.quiet) == (2, 1)
    assert (figures.crises, figures.user_infos, figures.unpublished) == (1, 1, 1)
    assert figures.answered == timedelta(minutes=3)


def test_page_follows_the_figures_and_names_nobody(called, house):
    house.reload().sees("of them without a single call 1", "3 min")

    for one in CAST:
        assert one.name.split()[0] not in house.text
    assert "Parc fermé" not in house.text
    assert "02 40 41 90 00" not in house.text.replace("\u00a0", " ")


def test_figures_of_more_than_a_year_ago_are_gone(world, called, clock):
    at = clock.now + timedelta(days=366)

    assert figures_of(world.team, at).weekends == 0


def test_french(house):
    house.client.cookies["django_language"] = "fr"

    house.reload()

    assert "L’astreinte en deux minutes" in house.text


def test_lead_gives_the_address_and_replaces_it(lead_client, house):
    office = Browser(lead_client).open(PATH)
    assert house.path in office.html

    office.press("Make a new address")

    office.sees("The page has a new address")
    assert Browser().open(house.path).status == 404
    assert house.path not in office.html


def test_members_read_it_without_the_address(reader_client, house):
    page = Browser(reader_client).open(PATH)

    page.sees("Two cases, and only two")
    assert house.path not in page.html


def test_frame_is_the_teams_own(house):
    house.sees("Ni modération ni réponses individuelles hors crise.")
