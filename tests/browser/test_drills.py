"""The page of drills, full and in both languages; and its form at work."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import expect
from seeing import look

from escalation import actions
from escalation.actions.drills import plan_drill
from escalation.models import Drill


@pytest.fixture
def past(world, clock):
    """Three exercises: one slow, one quick, one that a real call stopped; a drill to
    come that was put off, one on a weekend without anybody, and one given up."""
    odile, zone = world.person("odile"), world.team.zone
    world.on_duty("camille", backup="malik")
    planned = [
        (datetime(2026, 11, 21, 9, 0), "Parc fermé", True),
        (datetime(2026, 11, 22, 10, 30), "Fumées visibles au nord de la ville", True),
        (datetime(2026, 12, 12, 15, 0), "Répondez comme pour un vrai appel", False),
    ]
    for at, title, announced in planned:
        plan_drill(
            team=world.team,
            case="crisis",
            title=title,
            planned_for=at.replace(tzinfo=zone),
            announced=announced,
            request_key=uuid4(),
            by=odile,
            at=clock.now,
        )
    Drill.objects.filter(title="Fumées visibles au nord de la ville").update(
        put_offs=1, obstacle="real_call"
    )
    for hour, minutes in ((12, 7.5), (14, 1.2)):
        clock.set(datetime(2026, 11, 21, hour, 0))
        clock.tick()
        exercise = world.trigger("user_info", "Tramway arrêté", exercise=True)
        clock.forward(minutes=minutes)
        camille = world.person("camille")
        about = {"incident_id": exercise.pk, "by": camille}
        actions.take(**about, via="link", at=clock.now)
        at = clock.now + timedelta(minutes=9)
        actions.close(**about, outcome="published", at=at)
    clock.set(datetime(2026, 11, 21, 16, 0))
    clock.tick()
    world.trigger(exercise=True)
    world.trigger(title="Vrai feu")
    clock.forward(minutes=1)
    while world.phone("camille").unread():
        world.phone("camille").expect("")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_of_drills(past, language, signed_in_as, site):
    page = signed_in_as("odile")
    name = django_settings.LANGUAGE_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": language, "url": site}])

    page.goto(f"{site}/t/edition/drills/")

    look(page, "drills-full")


def test_who_would_be_called_follows_what_is_typed(world, signed_in_as, site):
    world.on_duty("camille", backup="malik")
    page = signed_in_as("odile")
    page.goto(f"{site}/t/edition/drills/")
    expect(page.locator("#outlook")).to_contain_text("this calls Camille R.")

    page.get_by_label("Day", exact=True).fill("2026-11-19")

    expect(page.locator("#outlook")).to_contain_text("nobody is on call then")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("The drill is planned.")).to_be_visible()
