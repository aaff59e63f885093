"""French first, English on request, and each person's own choice before both."""

import pytest
from playwright.sync_api import expect


def html_language(page) -> str:
    return page.locator("html").get_attribute("lang")


def test_browser_says_which_language_it_wants(visitor, site):
    for locale, language in (("fr-FR", "fr"), ("en-GB", "en"), ("de-DE", "fr")):
        page = visitor(locale=locale)
        page.goto(site)
        assert html_language(page) == language


def test_reader_changes_the_language_at_the_foot_of_a_page(visitor, site):
    page = visitor(locale="fr-FR")
    page.goto(site)

    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", name="Sign in").first).to_be_visible()
    assert html_language(page) == "en"
    page.get_by_role("button", name="Français").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_own_choice_follows_a_person_to_any_browser(signed_in_as, site, world):
    person = world.person("odile")
    person.language = "fr"
    person.save()

    page = signed_in_as("odile", locale="en-GB")
    page.goto(site)

    assert html_language(page) == "fr"


@pytest.mark.parametrize(
    ("locale", "title"),
    [("fr-FR", "Fumées visibles à Cheviré"), ("en-GB", "Fumées visibles à Cheviré")],
)
def test_agents_page_speaks_the_phones_language(visitor, incident, site, locale, title):
    page = visitor(locale=locale)

    page.goto(f"{site}/p/{incident.pages.first().token}")

    expect(page.get_by_role("heading", name=title)).to_be_visible()
    assert html_language(page) == locale[:2]


def test_calendar_dates_are_written_as_each_language_does(signed_in_as, site, world):
    world.on_duty("camille", backup="malik")

    for locale, words in (("fr-FR", "ven. 20"), ("en-GB", "Fri 20")):
        page = signed_in_as("camille", locale=locale)
        page.goto(f"{site}/t/edition/rota/")
        expect(page.get_by_text(words).first).to_be_visible()
