"""A sensitive call: how it comes to be one, who is in it, what the others know."""

from datetime import datetime

import pytest
from browsing import Browser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation import actions
from escalation.actions.discretion import let_in, mark_sensitive
from escalation.actions.watching import watch
from escalation.involved import may_see, people_in, visible_to
from escalation.models import Caller, Incident
from rota.models import Person

SATURDAY = datetime(2026, 11, 28, 14, 2)
TITLE = "Élu mis en cause"
ALERTS = "/t/edition/alerts/"


@pytest.fixture
def office(cabinet) -> Caller:
    """The mayor's office, whose calls are sensitive."""
    cabinet.sensitive = True
    cabinet.save()
    return cabinet


@pytest.fixture
def incident(world, clock, office) -> Incident:
    """Camille has the text."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    clock.tick()
    return raised(world, office)


def raised(world, office: Caller, case: str = "user_info", **more) -> Incident:
    found = world.trigger(case=case, title=TITLE, caller=office, **more)
    world.phone("camille").expect("appel sensible")
    return found


@pytest.fixture
def path(incident) -> str:
    return f"{ALERTS}{incident.code}/"


@pytest.fixture
def said(incident, world, clock):
    """`said("malik")`: who says something about it, now."""

    def of(key: str) -> dict:
        by = world.person(key)
        return {"incident_id": incident.pk, "by": by, "at": clock.now}

    return of


@pytest.fixture
def taken(incident, said) -> Incident:
    actions.take(**said("camille"), via="link")
    incident.refresh_from_db()
    return incident


def kinds(incident) -> list[str]:
    return list(incident.log.values_list("kind", flat=True))


def names(incident) -> list[str]:
    """Who is in it, by first name; asked both ways."""
    inside = people_in(incident)
    everybody = Person.objects.order_by("name", "pk")
    assert [one for one in everybody if may_see(incident, one)] == inside
    return [person.name.split()[0] for person in inside]


# --- how it comes to be one --------------------------------------------------


def test_service_says_that_its_calls_are(incident, world):
    assert incident.sensitive
    assert kinds(incident)[:2] == ["raised", "sensitive"]
    assert names(incident) == ["Camille"]


def test_lead_says_so_of_a_service(world, lead_client, cabinet):
    form = Browser(lead_client).open(f"/t/edition/callers/{cabinet.pk}/")

    form.press("Save", sensitive="on")

    cabinet.refresh_from_db()
    assert cabinet.sensitive
    form.sees("sensitive calls")
    form.open(f"/t/edition/callers/{cabinet.pk}/").press("Save", name="Cabinet 2")
    cabinet.refresh_from_db()
    assert (cabinet.name, cabinet.sensitive) == ("Cabinet 2", True)


def test_new_service_is_open_unless_it_is_said(world, lead_client):
    page = Browser(lead_client).open("/t/edition/callers/")

    page.press("Add", name="Port", cases="both", language="fr")
    page.press("Add", name="Mairie", cases="both", language="fr", sensitive="on")

    found = Caller.objects.values_list("name", "sensitive").order_by("name")
    assert list(found) == [("Mairie", True), ("Port", False)]


def test_form_of_such_a_service_says_so_and_shows_the_text(world, clock, office):
    clock.set(SATURDAY)
    world.on_duty("camille")
    desk = world.desk(office)
    desk.sees("Your calls are sensitive: only those who are called see them")

    desk.press("Preview", case="crisis", title=TITLE, call_back_phone="0240419000")

    assert "CRISE ••••• sam 14h02: appel sensible. Je prends" in desk.text.replace(
        "Répondre OUI (je prends)", "Je prends"
    )
    french = Browser(language="fr").open(desk.path)
    french.sees("Vos appels sont sensibles :")


def test_other_services_read_nothing_of_it(world, caller):
    assert "sensitive" not in world.desk(caller).text


def test_exercise_is_none(world, office, clock):
    clock.set(SATURDAY)
    world.on_duty("camille")

    found = world.trigger(title="Exercice", caller=office, exercise=True)

    world.phone("camille").expect("EXERCICE", "Exercice")
    assert not found.sensitive
    odile = world.person("odile")
    done = mark_sensitive(incident_id=found.pk, sensitive=True, by=odile, at=clock.now)
    assert done.result == "no_pilot"


# --- who is in it ------------------------------------------------------------


def test_ladder_brings_people_in(incident, world, clock, lead_client, path):
    assert lead_client.get(path).status_code == 404

    clock.forward(minutes=31)

    assert names(incident) == ["Camille", "Malik", "Odile"]
    assert lead_client.get(path).status_code == 200
    for key in ("camille", "malik", "odile"):
        phone = world.phone(key)
        phone.read |= {row.pk for row in phone.unread()}


def test_fallback_is_in_it_when_nobody_is_on_call(world, clock, office):
    clock.set(SATURDAY)
    world.on_duty()

    found = world.trigger(title=TITLE, caller=office)

    world.phone("odile").expect("appel sensible", "Personne d'astreinte")
    assert names(found) == ["Odile"]
    world.office("odile").open("/").sees(TITLE)


@pytest.mark.parametrize("page", ["", "live/", "log/", "log.csv"])
def test_others_find_nothing(incident, agent_client, lead_client, path, page):
    assert agent_client.get(f"{path}{page}").status_code == 200
    assert lead_client.get(f"{path}{page}").status_code == 404


def test_lead_and_colleagues_only_know_that_there_is_one(incident, world, path):
    for key in ("odile", "yann"):
        hers = world.office(key)
        for address in ("/", ALERTS):
            hers.open(address).sees(
                "A sensitive call is open",
                "Called Sat 28 Nov, 14:02. Nobody has taken it yet.",
            )
            assert TITLE not in hers.html
            assert incident.code not in hers.html


def test_those_in_it_see_it_as_ever_and_who_else_does(taken, world, path):
    hers = world.office("camille")

    hers.open("/").sees(f"Urgent user information: {TITLE}")
    hers.open(path).sees(TITLE, "Sensitive – only those in it", "In it: Camille R.")
    page = taken.pages.first().token
    Browser().open(f"/p/{page}").sees(TITLE, "Sensitive – only", "Let a colleague see")


def test_past_one_is_a_line_without_words(taken, said, world):
    actions.close(**said("camille"), outcome="published", note="Fini")

    world.office("odile").open(ALERTS).sees("14:02 Sensitive call Only those in it")
    world.office("camille").open(ALERTS).sees(f"{TITLE} sensitive")


def test_owner_lets_a_colleague_see_it(taken, world, path, clock):
    hers = world.office("camille").open(path)

    hers.press("Show the call", person=str(world.person("yann").pk))

    hers.sees(
        "Yann G. sees this call from now on",
        "Camille R. lets Yann G. see it",
        "In it: Camille R., Yann G.",
    )
    world.office("yann").open(path).sees(TITLE)
    clock.forward(minutes=5)
    world.phone("yann").silence()


def test_whoever_is_not_in_it_lets_nobody_in(taken, said, world):
    done = let_in(**said("odile"), person=world.person("odile"))

    assert done.result == "not_in"
    assert not may_see(taken, world.person("odile"))


@pytest.mark.parametrize("person", ["0", "x", "99999", ""])
def test_colleague_who_is_nobody_is_said(taken, world, path, person):
    client = world.office("camille").client

    answer = client.post(f"{path}do/let-in", {"person": person}, follow=True)

    assert b"Choose somebody from the list." in answer.content
    assert "let_in" not in kinds(taken)


def test_reader_is_not_let_in(taken, said, reader):
    assert let_in(**said("camille"), person=reader).result == "moved"
    assert "let_in" not in kinds(taken)


def test_let_in_twice_is_one_line_and_needs_a_sensitive_call(taken, said, world):
    yann = world.person("yann")
    for _ in range(2):
        let_in(**said("camille"), person=yann)
    assert kinds(taken).count("let_in") == 1

    mark_sensitive(**said("camille"), sensitive=False)
    let_in(**said("camille"), person=world.person("ines"))
    assert kinds(taken).count("let_in") == 1


def test_colleague_who_is_asked_to_take_it_over_sees_it(taken, said, world, clock):
    malik = world.person("malik")

    actions.offer(**said("camille"), to=malik)

    clock.tick()
    page = world.phone("malik").expect("appel sensible", "prendre le relais").tap_link()
    page.sees(TITLE)
    page.press("I take it")
    clock.tick()
    world.phone("camille").expect("pris le relais")
    world.office("malik").open(f"{ALERTS}{taken.code}/").sees(TITLE)
    # she had it: she may still read what became of it
    world.office("camille").open(f"{ALERTS}{taken.code}/").sees(TITLE)


def test_whoever_watches_is_in_it(taken, said, world):
    actions.raise_to_crisis(**said("camille"))
    watch(**said("camille"), kind="monitoring", person=world.person("ines"))

    assert names(taken) == ["Camille", "Inès"]


def test_lead_who_is_not_in_it_does_nothing_about_it(taken, said, world):
    odile = "odile"
    done = [
        actions.take(**said(odile), via="page", over_from=taken.owner_id),
        actions.take(**said(odile), via="shell"),
        actions.close(**said(odile), outcome="published"),
        actions.add_note(**said(odile), text="Vu"),
        actions.tick(**said(odile), key="user_info-0", done=True),
        actions.raise_to_crisis(**said(odile)),
        actions.lower_to_user_info(**said(odile), reason="Calme"),
        mark_sensitive(**said(odile), sensitive=False),
    ]

    assert {one.result for one in done} == {"not_in"}
    taken.refresh_from_db()
    assert (taken.owner, taken.state) == (world.person("camille"), "acknowledged")
    assert taken.sensitive


def test_lead_takes_it_over_once_she_is_alarmed(taken, world, clock, lead_client, path):
    assert lead_client.get(path).status_code == 404

    clock.forward(hours=2, minutes=5)  # asked after an hour, then the leads are told

    world.phone("camille").expect("où en etes-vous")
    world.phone("odile").expect("sans nouvelles depuis")
    page = Browser(lead_client).open(path)
    page.press("Take it over now")
    world.phone("camille").read |= {r.pk for r in world.phone("camille").unread()}
    taken.refresh_from_db()
    assert taken.owner == world.person("odile")


def test_seen_in_one_question_however_many_there_are(taken, world):
    camille, odile = world.person("camille"), world.person("odile")
    calls = Incident.objects.filter(team=world.team)

    with CaptureQueriesContext(connection) as asked:
        found = [list(calls.filter(visible_to(one))) for one in (camille, odile, None)]

    assert [len(one) for one in found] == [1, 0, 0]
    assert len(asked) == 3


# --- saying so later ---------------------------------------------------------


@pytest.fixture
def plain(world, clock, caller) -> Incident:
    """A call of everybody's, that Camille has."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    found = world.trigger(case="user_info", title=TITLE, caller=caller)
    world.phone("camille").expect("mis en cause")
    actions.take(
        incident_id=found.pk, by=world.person("camille"), via="link", at=clock.now
    )
    return found


def test_owner_says_that_it_is_and_that_it_is_not(plain, world):
    page = world.office("camille").open(f"{ALERTS}{plain.code}/")
    page.sees("Is it sensitive?", "What was sent before stays as it was")

    page.press("Mark it as sensitive")

    page.sees("Sensitive, says Camille R.: only those in it see it")
    world.office("odile").open("/").sees("A sensitive call is open")
    page.press("Not sensitive: show it to the team")
    page.sees("Not sensitive any more, says Camille R.")
    world.office("odile").open("/").sees(TITLE)


def test_lead_who_says_so_stays_in_it(plain, world):
    page = world.office("odile").open(f"{ALERTS}{plain.code}/")

    page.press("Mark it as sensitive")

    page.sees(TITLE, "In it: Camille R., Odile P.")


def test_another_agent_does_not(plain, world, clock):
    page = world.office("yann").open(f"{ALERTS}{plain.code}/")
    assert "Is it sensitive?" not in page.text

    answer = page.client.post(
        f"{page.path}do/sensitive", {"sensitive": "1"}, follow=True
    )

    assert b"Only the pilot, or a lead, decides that" in answer.content
    plain.refresh_from_db()
    assert not plain.sensitive


def test_it_may_be_said_once_it_is_closed(plain, world, clock):
    camille = world.person("camille")
    said = {"incident_id": plain.pk, "by": camille, "at": clock.now}
    actions.close(**said, outcome="published")

    for _ in range(2):
        mark_sensitive(**said, sensitive=True)

    assert kinds(plain).count("sensitive") == 1
    world.office("odile").open(ALERTS).sees("Sensitive call Only those in it see it.")
