"""A caller with her phone: she calls, is told by text, says that it is over, and sees
the same on her page."""

from datetime import datetime
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect
from seeing import NARROW, look

from escalation import actions
from escalation.actions.response import add_post, decide_about
from escalation.models import Outlet

MOBILE = "+33639980160"


@pytest.fixture
def desk(visitor, site, world, clock, cabinet) -> Page:
    """The bookmark of the cabinet, in English, on a narrow screen."""
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")
    cabinet.language = "en"
    cabinet.save()
    desk = visitor(viewport=NARROW)
    desk.goto(site + world.desk(cabinet).path)
    return desk


@pytest.fixture
def camille(world, clock):
    """What Camille does about the call, and what leaves then."""

    def do(what, **more) -> None:
        by = world.person("camille")
        what(incident_id=world.incident().pk, by=by, at=clock.now, **more)
        clock.forward(minutes=1)

    return do


def test_caller_from_the_call_to_its_end(desk, site, world, camille, clock, visitor):
    desk.get_by_label("Urgent user information").check()
    desk.get_by_label("What is happening?").fill("Parc de la Gaudière fermé")
    expect(desk.get_by_label("Mobile number that gets the SMS")).to_be_hidden()
    desk.get_by_label("By SMS").check()
    desk.get_by_label("Mobile number that gets the SMS").fill("06 39 98 01 60")
    look(desk, "caller-chooses-sms")
    desk.get_by_role("button", name="Call Camille R. now").click()
    expect(desk.get_by_text("By SMS to •• •• •• •• 60")).to_be_visible()
    clock.tick()
    world.phone("camille").expect("Parc")

    camille(actions.take, via="link")
    expect(desk.get_by_text("Taken by Camille R.")).to_be_visible()
    camille(decide_about, decision="publish")
    outlet = Outlet.objects.get(team=world.team, name="Site")
    link = f"{site}/accessibility/"
    camille(add_post, outlets=[outlet], variant="first", link=link)
    expect(desk.get_by_role("link", name="see it")).to_be_visible()
    look(desk, "caller-follows")
    desk.get_by_label("Add what is new").fill("Grilles rouvertes à 15 h")
    desk.get_by_role("button", name="It is over").click()

    expect(desk.get_by_text("Noted that it is over: Camille R. is")).to_be_visible()
    clock.tick()
    world.phone("camille").expect("dit que c'est terminé")
    camille(actions.close, outcome="published", note="Rouvert.")
    expect(desk.get_by_text("This call is closed: nobody reads")).to_be_visible()
    look(desk, "caller-told-the-end")

    phones = visitor()
    phones.goto(f"{site}/phones/")
    mobile = phones.locator("#phone-33639980160")
    expect(mobile.get_by_role("heading", name="Cabinet")).to_be_visible()
    for words in ("taken by Camille R.", "decided: publish", "published: Site", "over"):
        expect(mobile.get_by_text(words).first).to_be_visible()
        world.phone(MOBILE).expect(words)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_went_wrong_is_put_right_on_her_page(
    desk, world, clock, language, cabinet
):
    cabinet.language = language
    cabinet.save()
    raised = actions.trigger(
        team=world.team,
        case="user_info",
        title="Parc fermé",
        caller=cabinet,
        told=("sms", MOBILE),
        request_key=uuid4(),
        by=None,
        at=clock.now,
    )
    clock.tick()
    world.phone("camille").expect("Parc")
    world.phone(MOBILE)
    actions.take(
        incident_id=raised.pk, by=world.person("camille"), via="link", at=clock.now
    )
    clock.tick()
    world.phone(MOBILE).expect("Camille R.")
    world.phone(MOBILE).reply("STOP")
    desk.goto(f"{desk.url}/{raised.code}")

    card = desk.locator("#told")
    expect(card).to_contain_text("STOP")
    desk.locator("#choose-told summary").click()
    desk.locator("#choose-told [value=email]").check()
    desk.locator("#id_told_email").fill("cabinet@ville")
    desk.locator("#choose-told form").evaluate("form => form.noValidate = true")
    desk.locator("#choose-told button").click()

    expect(desk.locator("#id_told_email_error")).to_be_visible()
    look(desk, f"caller-told-wrong-{language}")
    desk.locator("#id_told_email").fill("cabinet@ville.example")
    desk.locator("#choose-told button").click()
    expect(card).to_contain_text("c•••@ville.example")
