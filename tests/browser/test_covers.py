"""Two colleagues swap by phone; somebody falls ill on a Saturday. In a real browser."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect
from seeing import NARROW, WIDE, look

from rota.duty import duty_at
from rota.models import Seat

FRENCH = {"locale": "fr-FR"}


def test_swap_by_phone(signed_in_as, visitor, world, clock, site):
    first = world.on_duty("camille", "malik")
    later = world.on_duty("yann", "lena", at=first.starts_at + timedelta(weeks=2))
    camille: Page = signed_in_as("camille", **FRENCH, viewport=NARROW)
    camille.goto(site)
    camille.get_by_role(
        "link", name=re.compile("Demander un remplacement")
    ).first.click()
    camille.get_by_text("Ou un échange").click()
    camille.get_by_role("radio", name=re.compile("Yann G. ven. 4 déc.")).check()
    look(camille, "cover-new")
    camille.set_viewport_size(NARROW)
    camille.get_by_role("button", name="Demander").click()
    expect(camille.get_by_text("Attend une réponse jusqu’au")).to_be_visible()

    clock.tick()
    letter = world.mail("yann", "vous propose un échange")
    yann: Page = visitor(**FRENCH, viewport=NARROW)
    yann.goto(site + letter.link)
    expect(yann.get_by_text("62 h passent de Camille R. à Yann G.")).to_be_visible()
    look(yann, "cover-link")
    yann.set_viewport_size(NARROW)
    yann.get_by_role("button", name="J’échange").click()
    expect(yann.get_by_text("Vous avez dit oui, merci.")).to_be_visible()

    odile: Page = signed_in_as("odile", **FRENCH, viewport=NARROW)
    clock.tick()
    odile.goto(
        world.mail("odile", "À approuver").body.split("réponse : ")[1].split()[0]
    )
    odile.get_by_role("button", name="Approuver", exact=True).click()
    expect(odile.get_by_text("Yann G. a pris ces heures.")).to_be_visible()
    look(odile, "cover-done")

    on_call = [
        duty_at(world.team, period.starts_at).on_call for period in (first, later)
    ]
    assert on_call == [world.member("yann"), world.member("camille")]


def test_hours_appear_only_when_they_are_asked_for(signed_in_as, world, site):
    world.on_duty("camille", "malik")
    page: Page = signed_in_as("camille", viewport=NARROW)
    page.goto(site)
    page.get_by_role("link", name=re.compile("Ask for cover")).first.click()

    expect(page.get_by_label("Until, at")).to_be_hidden()
    page.get_by_label("Only these hours").check()
    expect(page.get_by_label("Until, at")).to_be_visible()
    look(page, "cover-hours")


def test_fall_ill_on_saturday(signed_in_as, visitor, world, clock, site):
    period = world.on_duty("camille", "malik")
    clock.set(datetime(2026, 11, 21, 14, 3))
    clock.tick()  # the engines live
    odile: Page = signed_in_as("odile", viewport=WIDE)
    odile.goto(site)
    odile.get_by_role("link", name="Replace Camille R.").click()
    odile.get_by_role("link", name=re.compile("Replace by Yann G.")).click()
    expect(odile.get_by_text("From now until Mon 23 Nov, 08:00.")).to_be_visible()
    look(odile, "replace-confirm")
    odile.get_by_role("button", name="Yes, replace Camille R. by Yann G.").click()
    expect(
        odile.get_by_text("not confirmed yet; you are alarmed at 14:13")
    ).to_be_visible()

    clock.tick()
    text = world.phone("yann").expect("vous remplacez Camille R.")
    world.phone("camille").expect("Yann G. vous remplace")
    expect(odile.get_by_text("delivered at 14:03")).to_be_visible()
    look(odile, "replacement")

    clock.set(datetime(2026, 11, 21, 14, 5))
    yann: Page = visitor(**FRENCH, viewport=NARROW)
    yann.goto(site + text.link)
    look(yann, "replacement-link")
    yann.set_viewport_size(NARROW)
    yann.get_by_role("button", name="Je confirme").click()
    expect(yann.get_by_text("Vous avez confirmé à 14 h 05.")).to_be_visible()

    expect(odile.get_by_text("confirmed at 14:05")).to_be_visible()
    rest = period.shifts.filter(seat=Seat.ON_CALL).last()
    assert rest.membership == world.member("yann")


def test_the_backup_moves_up_and_answers_by_text(signed_in_as, world, clock, site):
    world.on_duty("camille", "malik")
    clock.set(datetime(2026, 11, 21, 14, 3))
    clock.tick()
    odile: Page = signed_in_as("odile", viewport=WIDE)
    odile.goto(site)
    odile.get_by_role("link", name="Replace Camille R.").click()
    odile.get_by_role("link", name=re.compile("Move the backup up")).click()
    look(odile, "replace-moving-up")
    odile.get_by_label(re.compile("Lena B.")).check()
    odile.get_by_role("button", name="Yes, replace Camille R. by Malik T.").click()
    expect(odile.get_by_text("Lena B. replaces Malik T. as backup.")).to_be_visible()

    clock.tick()
    world.phone("camille").expect("Malik T. vous remplace")
    world.phone("lena").expect("RENFORT")
    world.phone("malik").expect("OUI, NON")
    world.phone("malik").reply("oui")
    expect(odile.get_by_text("confirmed at 14:03")).to_be_visible()
    look(odile, "replacement-moved-up")
    clock.tick()
    world.phone("malik").expect("c'est noté")


def test_ask_for_cover_without_javascript(signed_in_as, world, site):
    world.on_duty("camille", "malik")
    page: Page = signed_in_as("camille", java_script_enabled=False)
    page.goto(site)
    page.get_by_role("link", name=re.compile("Ask for cover")).first.click()
    page.get_by_role("button", name="Ask", exact=True).click()

    expect(
        page.get_by_text("Asked. You are told as soon as one answers.")
    ).to_be_visible()
