"""The same night in French, from the call to the end, for people and phones."""

import re

from playwright.sync_api import Page, expect
from seeing import NARROW, look

from escalation.permissions import CALLER_LINK
from rota.links import make_token

FRENCH = {"locale": "fr-FR"}


def test_french_night(visitor, incident, cabinet, world, clock, site):
    desk: Page = visitor(**FRENCH)
    token = make_token(CALLER_LINK, cabinet.pk, cabinet.version)
    desk.goto(f"{site}/call/{token}")
    desk.get_by_role("radio", name=re.compile("^Crise")).check()
    desk.get_by_label("Que se passe-t-il").fill("Fumées visibles au port")
    desk.get_by_role("button", name=re.compile("Appeler Camille R. maintenant")).click()
    expect(desk.get_by_text("pas encore de réponse")).to_be_visible()

    text = world.phone("camille").expect("CRISE", "au port")
    phone: Page = visitor(**FRENCH, viewport=NARROW)
    phone.goto(site + text.link)
    phone.get_by_role("button", name="Je prends").click()
    expect(
        phone.get_by_text("Vous avez pris l’appel en charge à 2 h 10")
    ).to_be_visible()
    look(phone, "agent-taken")

    expect(desk.get_by_text("Camille R. a pris l’appel en charge")).to_be_visible()
    look(desk, "caller-taken")
