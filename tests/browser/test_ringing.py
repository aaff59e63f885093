"""A test phone rings in the browser: it shows by itself, is answered with the thumb,
and says in either language what a voice would say."""

from datetime import datetime

import pytest
from playwright.sync_api import expect
from seeing import look

from rota.models import Person


@pytest.mark.parametrize(
    ("locale", "calling", "answer", "said", "pressed"),
    [
        ("en-GB", "is calling…", "Answer", "Noted, you are", "key 1 pressed"),
        ("fr-FR", "appelle…", "Décrocher", "C'est noté, vous", "touche 1"),
    ],
)
def test_a_call_rings_is_heard_and_taken(
    world, clock, visitor, site, locale, calling, answer, said, pressed
):
    Person.objects.update(language=locale[:2])
    clock.set(datetime(2026, 11, 21, 2, 10))
    world.on_duty("camille", backup="malik")
    phones = visitor(locale=locale)
    phones.goto(f"{site}/phones/")
    world.trigger()
    clock.tick()

    ringing = phones.get_by_role("status").filter(has_text=calling)
    expect(ringing).to_be_visible()  # the page looks every two seconds
    look(phones, "phones-call")
    ringing.get_by_role("button", name=answer, exact=True).click()
    talking = phones.locator(".ringing")
    expect(talking).to_contain_text("Fumées visibles à Cheviré.")
    look(phones, "phones-call-heard")
    talking.get_by_role("button", name="1", exact=True).click()

    expect(phones.get_by_text(pressed)).to_be_visible()
    expect(phones.get_by_text(said)).to_be_visible()
    look(phones, "phones-call-over")
    assert world.incident().owner == world.person("camille")
    world.phone("camille").expect(world.incident().code)
