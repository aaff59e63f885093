"""A lead takes a call from whoever has it; anybody may from somebody who is gone."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser, signed_in
from django.test import Client

from escalation import actions
from rota.models import Person, Role

SATURDAY = datetime(2026, 11, 28, 21, 10)


@pytest.fixture
def incident(world, clock, cabinet):
    """A crisis that Camille has taken."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    incident = world.trigger(caller=cabinet)
    world.phone("camille").expect("CRISE").tap_link().press("I take it")
    return incident


@pytest.fixture
def told(world, clock, incident) -> Browser:
    """Two hours without news: Odile was told, and opens the link in her text."""
    clock.forward(hours=2)
    world.phone("camille").expect("où en etes-vous")
    return world.phone("odile").expect("sans nouvelles depuis").tap_link()


def office(world, key: str, incident) -> Browser:
    return world.office(key).open(f"/t/edition/alerts/{incident.code}/")


def leave(world, key: str, how: str) -> None:
    """Somebody leaves the team, or her account is closed."""
    if how == "account closed":
        Person.objects.filter(pk=world.person(key).pk).update(is_active=False)
    else:
        member = world.member(key)
        member.until_on = SATURDAY.date() - timedelta(days=1)
        member.save()


def test_lead_sees_how_it_stands(told):
    told.sees(
        "Taken by Camille R. at 21:10. Nothing has been noted since 21:10.",
        "Take it over from Camille R.",
        "Camille R. is told, and has nothing more to do.",
    )


def test_lead_takes_it_over_from_the_link(told, world, clock):
    told.press("Take it over now")
    clock.tick()

    told.sees("You took it at 23:10.", "Odile P. took it over")
    world.phone("camille").expect("Odile P. a repris l'appel")
    assert world.incident().owner == world.person("odile")


def test_looking_takes_nothing_over(told, world):
    path = f"{told.path}/take-over/{world.person('camille').pk}"

    for method in (told.client.get, told.client.head):
        assert method(path).status_code == 405
        assert method(told.path).status_code == 200

    assert world.incident().owner == world.person("camille")


def test_lead_takes_it_over_signed_in(incident, world, clock):
    page = office(world, "odile", incident).press("Take it over now")

    page.sees("You have taken this call", "Odile P. took it over")
    clock.tick()
    world.phone("camille").expect("Odile P. a repris l'appel")


def test_former_owner_sees_it_and_can_do_nothing_against_it(told, world, clock):
    page = Browser().open("/p/" + token_of(world, "camille", "sms"))
    told.press("Take it over now")
    clock.tick()
    news = world.phone("camille").expect("Odile P. a repris l'appel")
    assert "http" not in news.body

    page.reload().sees("Odile P. has had it since 23:10.")

    assert not [f for f in page.forms if f.action.startswith("/p/")]


def token_of(world, key: str, channel: str) -> str:
    pages = world.incident().pages.filter(person=world.person(key), channel=channel)
    return pages.last().token


def test_agents_take_nothing_over_from_a_colleague(incident, world, clock):
    camille, yann = world.person("camille"), world.person("yann")
    page = office(world, "yann", incident)
    assert "Take it over" not in page.text

    answer = actions.take(
        incident_id=incident.pk, by=yann, via="page", over_from=camille.pk, at=clock.now
    )

    assert answer.result == "already_taken"
    assert world.incident().owner == camille


def test_owner_who_changed_meanwhile_keeps_it(told, world, clock):
    camille, malik = world.person("camille"), world.person("malik")
    about = {"incident_id": world.incident().pk, "at": clock.now}
    actions.offer(**about, to=malik, by=camille)
    actions.take(**about, by=malik, via="link")

    told.press("Take it over now")

    told.sees("Malik T. has this call now: nothing was changed.")
    assert world.incident().owner == malik


def test_call_handed_back_meanwhile_is_taken(told, world, clock):
    camille = world.person("camille")
    incident = world.incident()
    actions.pass_on(incident_id=incident.pk, by=camille, via="link", at=clock.now)

    told.press("Take it over now")

    told.sees("You took it at 23:10.")


def test_closed_call_is_taken_over_by_nobody(told, world, clock):
    camille, incident = world.person("camille"), world.incident()
    actions.close(
        incident_id=incident.pk, outcome="published", by=camille, at=clock.now
    )

    told.press("Take it over now")

    told.sees("This call is closed already.")
    assert world.incident().owner == camille


def test_who_leads_no_more_takes_nothing_over(told, world):
    odile = world.member("odile")
    odile.role = Role.AGENT
    odile.save()

    told.press("Take it over now")

    told.sees("Camille R. has this call now: nothing was changed.")


# --- whose owner is gone --------------------------------------------------------------
HOW = ["last day past", "account closed"]


@pytest.mark.parametrize("how", HOW)
def test_any_agent_takes_it_from_somebody_who_is_gone(incident, world, clock, how):
    leave(world, "camille", how)

    page = office(world, "yann", incident).press("Take it over now")

    page.sees("You have taken this call")
    clock.forward(minutes=2)
    world.phone("camille").silence()


@pytest.mark.parametrize("how", HOW)
def test_whoever_is_gone_is_asked_nothing_and_the_lead_is_told_at_once(
    incident, world, clock, how
):
    leave(world, "camille", how)

    clock.forward(hours=1)

    world.phone("odile").expect("pris par Camille R.", "sans nouvelles")
    world.phone("camille").silence()


@pytest.mark.parametrize("how", HOW)
def test_readers_take_nothing_over(incident, world, clock, reader, how):
    leave(world, "camille", how)
    path = f"/t/edition/alerts/{incident.code}/take-over/{world.person('camille').pk}/"

    assert signed_in(reader.email).post(path).status_code == 403
    assert world.incident().owner == world.person("camille")


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize(
    "answer", ["", "/take", "/pass", "/touch", "/keep", "/close", "/note", "/live"]
)
def test_link_of_whoever_is_gone_says_so_and_does_nothing(
    incident, world, clock, how, answer
):
    path = "/p/" + token_of(world, "camille", "sms")
    leave(world, "camille", how)
    before, client = incident.log.count(), Client()
    send = client.get if answer in ("", "/live") else client.post

    refused = send(path + answer, {"outcome": "published", "text": "Publié"})

    assert refused.status_code == 403
    assert "Vous n’êtes plus dans l’équipe" in refused.text
    assert "Fumées" not in refused.text
    assert incident.log.count() == before


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("words", ["OUI", "NON"])
def test_text_of_whoever_is_gone_is_answered_and_does_nothing(
    incident, world, clock, how, words
):
    leave(world, "camille", how)

    world.phone("camille").reply(words)
    clock.tick()

    world.phone("camille").expect("vous n'etes plus dans l'équipe")
    assert world.incident().owner == world.person("camille")


@pytest.mark.parametrize("how", HOW)
def test_key_of_whoever_is_gone_does_nothing(incident, world, clock, how):
    leave(world, "camille", how)
    who = {"by": world.person("camille"), "via": "voice", "at": clock.now}

    for act in (actions.take, actions.pass_on):
        assert act(incident_id=incident.pk, **who).result == "gone"

    assert world.incident().owner == world.person("camille")


@pytest.mark.parametrize("how", HOW)
def test_nobody_who_is_gone_is_called(world, clock, cabinet, how):
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    leave(world, "camille", how)
    world.team.fallback = world.member("ines")
    world.team.save()

    world.trigger(caller=cabinet)

    world.phone("ines").expect("Personne d'astreinte")


@pytest.mark.parametrize("how", HOW)
def test_fallback_who_is_gone_is_not_called(world, clock, cabinet, how):
    clock.set(SATURDAY)
    world.on_duty("")
    world.team.fallback = world.member("ines")
    world.team.save()
    leave(world, "ines", how)

    world.desk(cabinet).sees("goes straight to Odile P.")
    world.trigger(caller=cabinet)

    world.phone("odile").expect("Personne d'astreinte")
