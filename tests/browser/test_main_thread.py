"""The whole thread in a real browser: a lead signs in, adds people, fills and
publishes the rota, subscribes; a service calls; a phone rings; somebody takes it
and the service sees it happen."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from browsing import Browser
from calendars import read_calendar
from django.core import mail
from harness import Clock, run_queue
from playwright.sync_api import Page, expect
from seeing import NARROW, look

from escalation.permissions import CALLER_LINK
from rota.links import make_token

ROSTER = """nom;courriel;téléphone;métier;quotité
Zoé Lambert;zoe@ville.example;06 39 98 01 20;Journaliste;80 %
Adam Petit;adam@ville.example;+33 6 39 98 01 21;Journaliste;100
Eva Moulin;pas une adresse;06 39 98 01 22;Journaliste;100
"""


def test_main_thread(page, site, world, clock, cabinet, visitor):
    sign_in(page, site)
    add_a_person(page)
    import_a_list(page)
    propose_and_publish(page, clock)
    run_queue(clock.now)
    events = subscribe(page, site)
    assert len(events) >= 20

    clock.set(datetime(2026, 11, 21, 2, 10))
    clock.tick()
    on_duty = [e.summary for e in events if e.starts_at <= clock.now < e.ends_at]
    desk = call(visitor(), site, cabinet)
    phone = visitor(viewport=NARROW)
    take(phone, visitor(), site)
    expect(desk.get_by_text(re.compile("took it"))).to_be_visible()
    first_name = re.search(r"Taken by (\w+)", desk.locator("#head").inner_text())[1]
    assert any(first_name in summary for summary in on_duty)
    look(desk, "caller-taken")

    phone.get_by_text("It is done: close the call").click()
    phone.get_by_label("Published", exact=True).check()
    phone.get_by_role("button", name="Close this call").click()
    expect(phone.get_by_text("There is nothing to do.")).to_be_visible()
    expect(desk.locator("#head").get_by_text("Closed")).to_be_visible()
    forget_texts(world)


def sign_in(page: Page, site: str) -> None:
    page.goto(site)
    by_code = page.get_by_role("form", name="With a code sent by e-mail")
    by_code.get_by_label("Work e-mail").fill("odile@ville.example")
    by_code.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code").wait_for()
    code = re.search(r"^\s*(\w{4}[ -]?\w{2,4})\s*$", mail.outbox[-1].body, re.M)
    page.get_by_label("Code").fill(code[1])
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{site}/")


def add_a_person(page: Page) -> None:
    page.get_by_role("link", name="Team", exact=True).click()
    page.get_by_role("link", name="Add a person").click()
    page.get_by_label("First and last name").fill("Rosa Vidal")
    page.get_by_label("Work e-mail").fill("rosa@ville.example")
    page.get_by_label("Mobile phone").fill("06 39 98 01 30")
    page.get_by_label("Trade", exact=False).fill("Journaliste")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("rowheader", name=re.compile("Rosa Vidal"))).to_be_visible()


def import_a_list(page: Page) -> None:
    page.get_by_role("link", name="Import a list").click()
    page.locator("input[type=file]").set_input_files(
        {
            "name": "équipe.csv",
            "mimeType": "text/csv",
            "buffer": ROSTER.encode("windows-1252"),
        }
    )
    page.get_by_role("button", name="Read the list").click()
    expect(page.get_by_role("heading", name="1 row to correct")).to_be_visible()
    look(page, "import-check")
    page.get_by_role("button", name="Import these 2 rows, leave the others out").click()
    expect(
        page.get_by_role("rowheader", name=re.compile("Zoé Lambert"))
    ).to_be_visible()
    expect(page.get_by_text("Eva Moulin")).to_have_count(0)


def propose_and_publish(page: Page, clock: Clock) -> None:
    """Six months from nothing."""
    page.get_by_role("link", name="Rota", exact=True).click()
    page.get_by_role("link", name="Propose a fair rota…").click()
    page.get_by_role("button", name="Propose", exact=True).click()
    expect(page.get_by_text("It waits for its turn.").last).to_be_visible()
    run_queue(clock.now)
    # the page has looked again by itself
    expect(page.get_by_role("heading", name="How good it is")).to_be_visible()
    expect(page.get_by_text("Every seat has somebody.")).to_be_visible()
    look(page, "proposal-ready")
    page.get_by_role("button", name="Take it into the draft (48 seats)").first.click()
    look(page, "board-draft")
    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Everything is published")).to_be_visible()
    look(page, "board-published")


def subscribe(page: Page, site: str) -> list:
    page.get_by_role("link", name="Calendar", exact=True).click()
    page.get_by_label("Everybody's weekends").check()
    page.get_by_role("button", name="Make the address").click()
    addresses = page.get_by_label("subscribe to this address")
    address = addresses.last.input_value()
    assert address.startswith(f"{site}/cal/")
    return read_calendar(Browser().open(address).response.content)


def call(desk: Page, site: str, caller) -> Page:
    token = make_token(CALLER_LINK, caller.pk, caller.version)
    desk.context.add_cookies([{"name": "django_language", "value": "en", "url": site}])
    desk.goto(f"{site}/call/{token}")
    desk.get_by_role("radio", name=re.compile("^Crisis")).check()
    desk.get_by_label("What is happening?").fill("Fumées visibles à Cheviré")
    expect(desk.locator("#preview")).to_contain_text("CRISE")
    look(desk, "caller-preview")
    desk.get_by_role("button", name=re.compile("^Call .+ now")).click()
    expect(desk.get_by_text("waiting for an answer")).to_be_visible()
    return desk


def take(phone: Page, phones: Page, site: str) -> None:
    phones.goto(f"{site}/phones/")
    link = phones.locator("article a[href*='/p/']")
    expect(link).to_have_count(1)
    look(phones, "phones-ringing")
    phone.goto(site + urlsplit(link.get_attribute("href")).path)
    look(phone, "agent-called")
    phone.set_viewport_size(NARROW)
    phone.get_by_role("button", name="I take it").click()
    expect(phone.get_by_text("You took it at 02:10")).to_be_visible()
    look(phone, "agent-taken")


def forget_texts(world) -> None:
    """Who was on call is the planner's choice: any one phone, one text."""
    texts = [text for key in ALL for text in world.phone(key).unread()]
    assert len(texts) == 1
    for key in ALL:
        for _ in world.phone(key).unread():
            world.phone(key).expect("CRISE")


ALL = ["camille", "yann", "ines", "malik", "lena", "sofia", "tomas", "odile"]
ALL += ["+33639980130", "+33639980120", "+33639980121"]
