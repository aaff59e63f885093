"""Publishing and the days before a weekend, in a real browser: what will change, what
everybody was told, and one tap on a telephone."""

import re
from datetime import datetime

import pytest
from drafting import give, with_fallback
from playwright.sync_api import Page, expect
from seeing import NARROW, look

from escalation.tasks import ask_holders
from rota.actions.draft import mark_uncovered
from rota.models import Confirmation, Seat

THURSDAY, FRIDAY = datetime(2026, 11, 19, 10), datetime(2026, 11, 20, 9)


@pytest.fixture
def drafted(world):
    """Three weekends: one changes hands, one is new, one is left uncovered."""
    with_fallback(world)
    first = world.on_duty("camille", "malik")
    second = world.weekend(first.ends_at)
    third = world.weekend(second.ends_at)
    give(world, first, "yann")
    give(world, second, "lena")
    give(world, second, "ines", Seat.BACKUP)
    mark_uncovered(period_id=third.pk, expected=None, by=None, at=world.clock.now)
    return first


def test_lead_sees_what_publishing_does_then_what_was_told(
    drafted, world, clock, phone, signed_in_as, site
):
    page: Page = signed_in_as("odile")
    page.goto(f"{site}/t/edition/rota/changes/")
    expect(page.get_by_text("the raised rate applies")).to_be_visible()
    expect(page.get_by_text("SMS to ••").first).to_be_visible()
    look(page, "changes-told")

    page.get_by_role("button", name="Publish").click()
    clock.forward(minutes=1)
    for key, words in (("camille", "plus"), ("yann", "etes"), ("lena", "etes")):
        if key != "lena":
            phone(key).expect(words)
    page.goto(f"{site}/t/edition/rota/published/")
    page.get_by_role("row").nth(1).get_by_role("link").click()

    expect(page.get_by_text("E-mail accepted by the mail server").first).to_be_visible()
    expect(page.get_by_text("SMS delivered").first).to_be_visible()
    look(page, "publication-told")
    page.get_by_role("link", name=re.compile("With every word")).click()
    expect(page.locator("pre.words").first).to_be_visible()
    look(page, "publication-words")


def test_blocks_are_seen_with_the_way_to_each_seat(world, signed_in_as, site):
    give(world, world.weekend(), "malik", Seat.BACKUP)
    third = world.weekend(world.weekend().ends_at)
    mark_uncovered(period_id=third.pk, expected=None, by=None, at=world.clock.now)
    page = signed_in_as("odile")

    page.goto(f"{site}/t/edition/rota/changes/")
    look(page, "changes-blocked")
    page.get_by_role("link", name="Go to the seat").click()

    expect(page.get_by_text("Who can take Fri 20 Nov?")).to_be_visible()


@pytest.mark.parametrize("answer", ["All is ready", "I cannot: tell the leads"])
def test_one_tap_on_a_phone(answer, world, clock, phone, visitor, signed_in_as, site):
    world.on_duty("camille", "malik")
    ask_holders()
    clock.set(THURSDAY)
    clock.tick()
    clock.set(FRIDAY)
    clock.forward(minutes=1)
    text = phone("camille").expect("/ready/")
    phone("malik").expect("/ready/")
    page = visitor(viewport=NARROW, java_script_enabled=False)

    page.goto(f"{site}{text.link}")
    page.get_by_role("button", name=re.compile("Tout est prêt|All is ready")).wait_for()
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    page.reload()
    page.get_by_role("button", name=answer).click()

    row = Confirmation.objects.get(membership=world.member("camille"))
    assert row.answer == ("ready" if answer == "All is ready" else "cannot")
    clock.forward(minutes=1)
    if row.answer == "cannot":
        phone("odile").expect("ne peut pas")
    mirror = visitor()
    mirror.context.add_cookies(
        [{"name": "django_language", "value": "en", "url": site}]
    )
    mirror.goto(f"{site}{text.link}")
    look(mirror, f"ready-{row.answer}")


def test_the_lead_sees_who_has_not_confirmed(world, clock, phone, signed_in_as, site):
    world.on_duty("camille", "malik")
    ask_holders()
    for moment in (THURSDAY, FRIDAY, datetime(2026, 11, 20, 12)):
        clock.set(moment)
        clock.forward(minutes=1)
    for key in ("camille", "malik"):
        phone(key).expect("/ready/")
    page = signed_in_as("odile")

    page.goto(site)
    expect(page.get_by_role("heading", name="Not confirmed")).to_be_visible()
    look(page, "home-unconfirmed")
    page.goto(f"{site}/t/edition/readiness/")
    expect(page.get_by_text("⚠ not confirmed").first).to_be_visible()
    look(page, "readiness-unconfirmed")
    hers = signed_in_as("camille")
    hers.goto(site)
    look(hers, "home-to-confirm")
    hers.get_by_role("link", name="Say that all is ready").click()
    expect(hers.get_by_role("button", name="All is ready")).to_be_visible()
