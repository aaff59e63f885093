"""When reminders leave and how far ahead gaps are told: the lead's choice."""

import re
from datetime import time

import pytest
from browsing import Browser

from rota.models import Team

PATH = "/t/edition/settings/reminders/"


@pytest.fixture
def lead(lead_client) -> Browser:
    return Browser(lead_client)


def typed(**more: str) -> dict[str, str]:
    return {
        "remind_days": "2",
        "remind_first_time": "11:30",
        "remind_last_time": "08:15",
        "unconfirmed_time": "11:00",
        "gap_weeks": "8",
    } | more


def test_choice_is_saved_and_shown_for_the_next_weekend(team, lead):
    page = lead.open(PATH).press("Save", **typed())

    team.refresh_from_db()
    assert (team.remind_days, team.remind_first_time, team.gap_weeks) == (
        2,
        time(11, 30),
        8,
    )
    page.sees("The reminders are saved.", "Wed 18 Nov, 11:30 first reminder")
    page.sees("Fri 20 Nov, 08:15 last reminder", "Fri 20 Nov, 11:00 leads hear")


def test_settings_lead_there(team, lead):
    lead.open("/t/edition/settings/").follow("Change the reminders")

    assert lead.path == PATH


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"unconfirmed_time": "08:15"}, "later hour than that of the last reminder"),
        ({"remind_days": "9"}, "9 is not one of the available choices"),
        ({"gap_weeks": "27"}, "Choose at most 26 weeks."),
        ({"gap_weeks": "-1"}, "greater than or equal to 0"),
        ({"remind_first_time": "soon"}, "Enter a valid time."),
    ],
)
def test_what_cannot_be_is_refused_and_kept_on_the_page(wrong, sentence, team, lead):
    page = lead.open(PATH).press("Save", **typed(**wrong))

    assert sentence in page.text
    assert re.search('value="11:30"', page.html) or "remind_first_time" in wrong
    assert Team.objects.get().gap_weeks == 6


def test_team_without_weekends_has_no_example(team, lead):
    team.periods.all().delete()

    lead.open(PATH).sees("No weekend exists yet.")
