"""Every page a lead may open, seen wide and narrow, light and dark, in both
languages, and heard by axe-core."""

import pytest
from django.conf import settings as django_settings
from django.urls import reverse
from door_table import ACCOUNTS, TABLE, WHO, read_table
from seeing import look

LEAD = WHO.index("lead")
NOT_PAGES = {"feed", "healthz", "robots", "caller_live", "agent_live", "incident_live"}
NOT_PAGES |= {"phones_live", "rota_csv", "wall_json", "incident_csv", "call_outs_csv"}
NOT_PAGES |= {"fits", "freshness", "trainings_csv"}
NOT_PAGES |= {"brief_file", "brief_link_file"}  # downloads
NOT_PAGES |= {"caller_photo", "agent_photo", "incident_photo"}
NOT_PAGES |= {"wall"}  # speaks one language: test_home_and_calendar.py
OURS = [
    name
    for name, statuses in read_table(TABLE).items()
    if statuses[LEAD] == 200 and name not in NOT_PAGES
]
THEIRS = [name for name, (_, lead) in read_table(ACCOUNTS).items() if lead == 200]


@pytest.fixture
def speak(site):
    """Chooses the language of a page, as the button at its foot does."""

    def choose(page, language: str) -> None:
        name = django_settings.LANGUAGE_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": language, "url": site}])

    return choose


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", OURS)
def test_page_can_be_used_by_everybody(
    name, language, house, signed_in_as, speak, site
):
    page = signed_in_as("odile")
    speak(page, language)

    page.goto(site + house.path(name, genuine=True))

    look(page, name)
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("name", THEIRS)
def test_account_page_can_be_used_by_everybody(name, signed_in_as, site):
    page = signed_in_as("odile")

    page.goto(site + reverse(name))

    look(page, name)


def test_page_that_is_not_there(signed_in_as, site, complaints):
    page = signed_in_as("odile")

    page.goto(f"{site}/nowhere/")

    look(page, "404")
    assert len(complaints) == 1
    assert "404" in complaints.pop()


def test_page_of_another_right(signed_in_as, site, complaints):
    page = signed_in_as("camille")

    page.goto(f"{site}/t/edition/callers/")

    look(page, "403")
    assert "403" in complaints.pop()
