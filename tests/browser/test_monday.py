"""Monday in a browser: the list and its figures, the handover on a phone, the
automatic reply copied by one tap."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import expect
from seeing import NARROW, look

from escalation import actions
from escalation.models import Outcome
from escalation.permissions import HANDOVER_LINK
from rota.links import make_token
from rota.models import Seat

SATURDAY = datetime(2026, 11, 21, 14, 0)
MONDAY = datetime(2026, 11, 23, 8, 30)


@pytest.fixture
def monday(world, clock, cabinet, caller):
    """A weekend with a closed call, an open one, and three requests of two kinds."""
    world.on_duty("camille", backup="malik")
    clock.set(SATURDAY)
    camille = world.person("camille")
    for title, closes in (("Parc de la Gaudière fermé", True), ("Tram arrêté", False)):
        incident = world.raise_only("user_info", title, caller=cabinet)
        about = {"incident_id": incident.pk, "by": camille, "at": clock.now}
        actions.take(**about, via="link")
        if closes:
            actions.close(**about, outcome=Outcome.PUBLISHED, note="Réouvert à 10 h.")
    for title, kind, who in (
        ("Répondre à un commentaire sur le tram", "comment", caller),
        ("Publier les photos de la fête", "post", cabinet),
        ("Publier l’affiche du marché", "post", cabinet),
    ):
        actions.defer(
            team=world.team,
            title=title,
            facts="Reçu samedi soir. Rien ne presse.",
            kind=kind,
            caller=who,
            request_key=uuid4(),
            by=None,
            at=clock.now,
        )
    clock.set(MONDAY)


def speak(page, language: str, site: str) -> None:
    name = django_settings.LANGUAGE_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": language, "url": site}])


def link_of(world) -> str:
    period = world.team.periods.get(shifts__seat=Seat.ON_CALL)
    shift = period.shifts.get(seat=Seat.ON_CALL)
    return f"/handover/{make_token(HANDOVER_LINK, shift.pk, shift.revision)}"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "path", ["monday/", "monday/figures/", "handover/", "reply/", "reply/texts/"]
)
def test_full_pages(monday, path, language, signed_in_as, site):
    page = signed_in_as("odile")
    speak(page, language, site)

    page.goto(f"{site}/t/edition/{path}")

    look(page, f"full-{path.replace('/', '-')}")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_answered_request(monday, language, signed_in_as, site, world):
    page = signed_in_as("odile")
    speak(page, language, site)
    kept = world.team.deferred.get(title__startswith="Répondre")
    camille = world.person("camille")
    about = {"deferred_id": kept.pk, "by": camille, "at": world.clock.now}
    actions.assign_deferred(person=camille, expected=None, **about)
    actions.answer_deferred(text="C’est en ligne.", closes=True, seen=1, **about)

    page.goto(f"{site}/t/edition/monday/{kept.pk}/")

    look(page, "request-answered")


def test_handover_with_one_thumb(monday, world, visitor, site):
    page = visitor(viewport=NARROW)
    page.goto(site + link_of(world))
    expect(page.get_by_text("Tram arrêté", exact=True)).to_be_visible()

    page.get_by_label("Comments and messages to answer").fill("Le tram, deux messages")
    page.get_by_label("Your note to the team").fill("Bonne semaine à tous.")
    page.get_by_role("button", name="Only save it").click()
    page.get_by_label("Your note to the team").fill("Bonne semaine.")
    page.get_by_role("button", name="Send to the team").click()

    expect(page.get_by_text("The handover goes to 8 people")).to_be_visible()
    look(page, "handover-sent")


def test_handover_on_paper_holds_what_was_written(monday, world, visitor, site):
    page = visitor()
    page.goto(site + link_of(world))
    page.get_by_label("Your note to the team").fill("Bonne semaine.")
    page.get_by_role("button", name="Only save it").click()
    expect(page.get_by_text("Your note is saved.")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator(".print-only")).to_contain_text("Bonne semaine.")
    expect(page.get_by_role("button", name="Send to the team")).to_be_hidden()


def test_reply_is_copied_by_one_tap(monday, signed_in_as, site):
    page = signed_in_as("camille", permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/t/edition/reply/")

    page.get_by_role("button", name="Copy").first.click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "lundi 30 novembre" in copied
    assert "{" not in copied


def test_reply_can_be_selected_without_javascript(monday, signed_in_as, site):
    page = signed_in_as("camille", java_script_enabled=False)

    page.goto(f"{site}/t/edition/reply/")

    expect(page.get_by_role("button", name="Copy").first).to_be_hidden()
    field = page.get_by_label("French", exact=False).first
    assert "lundi 30 novembre" in field.input_value()


def test_kind_is_asked_only_of_what_can_wait(caller, visitor, site, world):
    desk = visitor()
    desk.goto(site + world.desk(caller).path)
    kind = desk.locator("#id_kind")
    expect(kind).to_be_hidden()

    desk.locator("input[value=wait]").check()

    expect(kind).to_be_visible()
    kind.select_option("comment")
    look(desk, "caller-waits")
