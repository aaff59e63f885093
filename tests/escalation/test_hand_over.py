"""Whoever has a call asks a colleague on duty to take it over: with one thumb on her
page, or signed in. It is hers until he does."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser

from escalation import actions
from escalation.colleagues import may_be_offered
from rota.models import Person

SATURDAY = datetime(2026, 11, 28, 21, 10)


@pytest.fixture
def incident(world, clock, cabinet):
    """A crisis that Camille was just told of."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    return world.trigger(caller=cabinet)


@pytest.fixture
def page(world, incident) -> Browser:
    """Camille has taken it from the link in her text."""
    return world.phone("camille").expect("CRISE").tap_link().press("I take it")


@pytest.fixture
def office(world, page, incident) -> Browser:
    """Camille has signed in, at the same call."""
    return world.office("camille").open(f"/t/edition/alerts/{incident.code}/")


@pytest.fixture
def offered(page, world, clock) -> Browser:
    """Camille asked Malik, who opens the link in his text."""
    clock.set(SATURDAY + timedelta(minutes=25))
    page.reload().press("Malik T.")
    clock.tick()
    return world.phone("malik").expect("CRISE", "Relais de Camille R.").tap_link()


def choices(page: Browser) -> list[str]:
    """What one may do on an agent's page; everything there is a form of its own."""
    return [form.action for form in page.forms if form.action.startswith("/p/")]


def asked_colleagues(page: Browser) -> list[str]:
    return [
        button.text
        for form in page.forms
        if "/offer/" in form.action
        for button in form.buttons
    ]


def test_colleagues_on_duty_are_offered_by_name_and_role(page):
    assert asked_colleagues(page) == ["Malik T. backup", "Odile P. team lead"]


def test_fallback_of_the_team_is_offered_too(page, world):
    world.team.fallback = world.member("ines")
    world.team.save()

    assert asked_colleagues(page.reload())[-1] == (
        "Inès N. called when nobody is on duty"
    )


def test_whoever_cannot_be_reached_is_named_and_no_button(page, world):
    Person.objects.filter(pk=world.person("malik").pk).update(phone="")

    page.reload().sees("Malik T. , backup cannot be reached now")

    assert asked_colleagues(page) == ["Odile P. team lead"]


def test_whoever_said_no_to_this_call_is_marked(page, world, clock, incident):
    page.press("I can't any more")
    clock.tick()
    malik = world.phone("malik").expect("CRISE").tap_link()

    malik.press("I take it")

    assert asked_colleagues(malik) == [
        "Camille R. on call, said no to this call",
        "Odile P. team lead",
    ]


def test_it_stays_hers_until_he_takes_it(page, offered, world):
    page.reload().sees("You asked Malik T. at 21:35. It stays yours until Malik T.")
    page.sees("Malik T. , backup is being asked")
    assert world.incident().owner == world.person("camille")

    offered.sees("At 21:35 Camille R. asked you to take it over.")
    offered.sees("It stays with Camille R. until you do.")


def test_he_takes_it_over_and_she_is_told(page, offered, world, clock):
    clock.set(clock.now + timedelta(minutes=2))
    offered.press("I take it over")
    clock.tick()

    offered.sees("You took it at 21:37.")
    news = world.phone("camille").expect("Malik T. a pris le relais")
    assert "http" not in news.body
    page.reload().sees("Malik T. has had it since 21:37.", "put the phone away")
    assert choices(page) == []


def test_he_cannot_and_it_stays_with_her(page, offered, world, clock):
    offered.press("I can't: Camille R. keeps it")
    clock.tick()

    offered.sees("Noted: Camille R. keeps it.")
    assert choices(offered) == []
    world.phone("camille").expect("Malik T. ne peut pas", "reste chez vous")
    page.reload().sees("You took it at 21:10.")
    assert asked_colleagues(page) == ["Malik T. backup", "Odile P. team lead"]


def test_she_takes_it_back(page, offered, world, clock):
    page.reload().press("Take it back: I keep it")

    page.sees("You took it at 21:10.", "Camille R. keeps it: Malik T. is no longer")
    offered.reload().sees("Camille R. keeps it: you are no longer asked.")
    clock.forward(minutes=30)
    assert world.incident().owner == world.person("camille")


@pytest.mark.parametrize("answer", ["I take it over", "I can't"])
def test_an_answer_to_what_she_took_back_changes_nothing(
    page, offered, world, clock, answer
):
    page.reload().press("Take it back: I keep it")

    offered.press(answer)

    offered.sees("Camille R. keeps it: you are no longer asked.")
    assert world.incident().owner == world.person("camille")


def test_text_that_has_not_left_does_not_leave_after_she_took_it_back(
    page, world, clock
):
    page.press("Malik T.").press("Take it back: I keep it")
    clock.forward(minutes=10)

    world.phone("malik").silence()


def test_she_may_ask_another_one_instead(page, offered, world, clock):
    page.reload().press("Odile P.")
    clock.tick()

    page.sees("You asked Odile P. at 21:35.")
    offered.reload().sees("Camille R. keeps it: you are no longer asked.")
    odile = world.phone("odile").expect("Relais de Camille R.").tap_link()
    odile.press("I take it over").sees("You took it at 21:35.")
    clock.tick()
    world.phone("camille").expect("Odile P. a pris le relais")


def test_to_ask_the_same_one_twice_calls_him_once(page, world, clock):
    form = next(f for f in page.forms if "/offer/" in f.action)

    page.send(form).send(form)
    clock.tick()

    world.phone("malik").expect("Relais de Camille R.")
    world.phone("malik").silence()


def test_whoever_is_not_on_duty_is_refused_with_a_sentence(page, world, incident):
    form = next(f for f in page.forms if "/offer/" in f.action)
    form.action = f"{page.path}/offer/{world.person('yann').pk}"

    page.send(form)

    page.sees("Yann G. is not on duty now: choose somebody from the list.")
    assert world.incident().handing_to is None


@pytest.mark.parametrize("person_id", ["0", "9" * 30])
def test_whoever_is_not_in_the_team_is_not_found(page, person_id):
    form = next(f for f in page.forms if "/offer/" in f.action)
    form.action = f"{page.path}/offer/{person_id}"

    assert page.send(form).status == 404


def test_whoever_became_unreachable_meanwhile_is_said(page, world):
    form = next(f for f in page.forms if "/offer/" in f.action)
    Person.objects.filter(pk=world.person("malik").pk).update(phone="")

    page.send(form)

    page.sees("Neither a text nor a call gets to Malik T. now")
    assert world.incident().owner == world.person("camille")
    assert world.incident().handing_to is None


def test_list_is_of_those_on_duty_now(page, incident, clock, world):
    clock.set(SATURDAY + timedelta(days=3))

    page.reload()

    assert asked_colleagues(page) == ["Odile P. team lead"]
    assert [c.role for c in may_be_offered(incident, clock.now)] == ["lead"]


def test_nobody_else_on_duty_is_said(page, world, clock):
    clock.set(SATURDAY + timedelta(days=3))
    odile = world.member("odile")
    odile.role = "agent"
    odile.save()

    page.reload().sees("Nobody else is on duty now.")


def test_only_the_owner_hands_it_over(page, offered, world):
    form = next(f for f in page.reload().forms if "/offer/" in f.action)
    offered.press("I take it over")

    page.send(form)

    page.sees("Malik T. has this call now: nothing was changed.")
    assert world.incident().handing_to is None


# --- asked what becomes of it --------------------------------------------------------
@pytest.fixture
def asked(page, world, clock) -> Browser:
    """An hour later Camille is asked, and opens that link."""
    clock.forward(hours=1)
    return world.phone("camille").expect("où en etes-vous").tap_link()


def test_silent_owner_is_asked_where_she_stands(asked):
    asked.sees("Nothing has been noted since 21:10. Where do you stand?")
    for choice in ("I am still on it", "Malik T.", "Close this call", "Add the note"):
        assert any(choice in b.text for f in asked.forms for b in f.buttons), choice


def test_still_on_it_is_one_tap_and_one_line(asked, world, clock):
    form = next(f for f in asked.forms if f.action.endswith("/touch"))

    asked.send(form).send(form)

    asked.sees("Camille R. is still on it", "You took it at 21:10.")
    assert world.incident().log.filter(kind="touched").count() == 1
    clock.forward(minutes=59)
    world.phone("camille").silence()
    clock.forward(minutes=1)
    world.phone("camille").expect("où en etes-vous")


def test_a_note_answers_the_question_too(asked, world):
    asked.press("Add the note", text="Publié sur le site")

    asked.sees("You took it at 21:10.")
    assert world.incident().asks == 0


def test_late_still_on_it_of_a_former_owner_changes_nothing(asked, world, clock):
    form = next(f for f in asked.forms if f.action.endswith("/touch"))
    odile, camille = world.person("odile"), world.person("camille")
    actions.take(
        incident_id=world.incident().pk,
        by=odile,
        via="page",
        over_from=camille.pk,
        at=clock.now,
    )

    asked.send(form)

    asked.sees("Odile P. has this call now: nothing was changed.")
    clock.tick()
    world.phone("camille").expect("Odile P. a repris l'appel")


# --- signed in ------------------------------------------------------------------------
def test_owner_hands_over_signed_in(office, world, clock, incident):
    office.press("Malik T.")
    clock.tick()

    office.sees("You asked Malik T. at 21:10.")
    world.phone("malik").expect("Relais de Camille R.")
    malik = world.office("malik").open(office.path)
    malik.sees("At 21:10 Camille R. asked you to take it over.")
    malik.press("I take it over").sees("You have taken this call")
    clock.tick()
    world.phone("camille").expect("Malik T. a pris le relais")
    office.reload().sees("Malik T. has it", "Malik T. took it over, as asked")


def test_colleague_cannot_signed_in(office, world, clock):
    office.press("Malik T.")
    clock.tick()
    world.phone("malik").expect("Relais de Camille R.")

    malik = world.office("malik").open(office.path)
    malik.press("I can't: Camille R. keeps it")

    malik.sees("Camille R. has it", "Malik T. cannot take it over")
    clock.tick()
    world.phone("camille").expect("Malik T. ne peut pas")


def test_owner_takes_it_back_signed_in(office):
    office.press("Malik T.").press("Take it back: I keep it")

    office.sees("Malik T. is no longer asked")


def test_owner_is_still_on_it_signed_in(office, asked):
    office.reload().press("I am still on it")

    office.sees("Camille R. is still on it")


def test_others_see_whom_she_asked(office, world, clock):
    office.press("Malik T.")

    yann = world.office("yann").open(office.path)

    yann.sees("Malik T. was asked at 21:10 to take it over.")
    yann.sees("Malik T. asked to take it over")
    assert "/offer/" not in yann.html


def test_poll_takes_the_choice_away_from_whoever_has_it_no_more(page, world, clock):
    before = page.client.get(f"{page.path}/live").text
    assert 'id="mine"' not in before

    page.press("I can't any more")

    after = page.client.get(f"{page.path}/live").text
    assert '<div id="mine" hx-swap-oob="innerHTML"></div>' in after
