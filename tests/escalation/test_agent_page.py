"""The page behind the link in a text: one thumb, half asleep, not signed in."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser
from django.conf import settings
from django.test import Client

from escalation import actions
from escalation.models import IncidentState

SATURDAY = datetime(2026, 11, 28, 21, 10)
CLOSING = {"outcome": "published", "note": "Sur le site"}


@pytest.fixture
def incident(world, clock, cabinet):
    """A crisis that Camille was just told of."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    return world.trigger(
        caller=cabinet,
        facts="Fumée visible, préfecture prévenue.",
        call_back_name="Cabinet",
        call_back_phone="+33240419000",
    )


@pytest.fixture
def page(world, incident) -> Browser:
    """Camille taps the link."""
    return world.phone("camille").expect("CRISE").tap_link()


@pytest.fixture
def malik(world, page, clock) -> Browser:
    """Nobody answers; Malik is called too, and taps his link."""
    clock.forward(minutes=10)
    world.phone("camille").expect("CRISE")
    return world.phone("malik").expect("CRISE").tap_link()


def take(incident, person, at):
    return actions.take(incident_id=incident.pk, by=person, via="link", at=at)


def test_call_is_understood_at_a_glance(page):
    page.sees(
        "Crisis, 21:10 Fumées visibles à Cheviré Fumée visible, préfecture prévenue.",
        "I take it I can't: call the backup Ring Cabinet",
        "What is not asked of you: Ni modération ni réponses individuelles hors crise.",
    )


def test_page_needs_no_session(page):
    assert settings.SESSION_COOKIE_NAME not in page.client.cookies


def test_opening_the_page_answers_nothing(page, incident):
    for method in (page.client.get, page.client.head):
        assert method(page.path).status_code == 200
        assert method(f"{page.path}/live").status_code == 200

    incident.refresh_from_db()
    assert incident.state == IncidentState.TRIGGERED
    assert not incident.log.filter(kind__in=["taken", "passed"]).exists()


@pytest.mark.parametrize("answer", ["take", "pass", "close", "note"])
def test_answers_are_posts(page, answer):
    assert page.client.get(f"{page.path}/{answer}").status_code == 405


def test_ring_leads_to_the_number_of_whoever_called(page):
    assert [c.value for c in page.links if "Ring" in c.text] == ["tel:+33240419000"]


def test_taking_it_stops_the_ladder(page, world, clock):
    page.press("I take it")

    page.sees("You took it at 21:10.", "Nobody else is called any more.")
    clock.forward(minutes=55)
    world.phone("malik").silence()


def test_second_one_is_told_who_was_first(page, malik, clock):
    page.press("I take it")
    clock.forward(minutes=1)

    malik.press("I take it")

    malik.sees("Taken by Camille R. at 21:20.", "you can put the phone away")
    assert not any("take" in b.text for f in malik.forms for b in f.buttons)


def test_passing_it_on_calls_the_next_person_at_once(page, world, clock):
    page.press("I can't: call the backup")
    clock.tick()

    page.reload().sees("You passed it on. Malik T. is being called.")
    world.phone("malik").expect("CRISE")


def test_who_passed_it_on_may_take_it_after_all(page, world, clock):
    page.press("I can't: call the backup")
    clock.tick()
    world.phone("malik").expect("CRISE")

    page.press("I take it after all")

    page.sees("You took it at 21:10.")


def test_backup_is_told_that_the_lead_comes_next(malik):
    malik.sees("I can't: call the team lead")


def test_owner_may_hand_it_back(page, world, clock):
    page.press("I take it").press("I can't any more: call the next person")
    clock.tick()

    page.reload().sees("You passed it on.")
    world.phone("malik").expect("CRISE")


def test_owner_closes_with_an_outcome(page, world):
    page.press("I take it").press("Close this call", **CLOSING)

    page.sees("Closed Sat 28 Nov, 21:10: published.", "Sur le site")
    assert world.incident().outcome == "published"


def test_closing_without_an_outcome_is_asked_again(page, world):
    page.press("I take it").press("Close this call", note="Sur le site")

    page.sees("Choose what came of it.", "Sur le site")
    assert world.incident().state == IncidentState.ACKNOWLEDGED


def test_only_the_owner_closes(page, malik, world, clock):
    page.press("I take it")
    malik.reload()
    csrf = malik.client.cookies["csrftoken"].value

    answer = malik.client.post(
        f"{malik.path}/close", {**CLOSING, "csrfmiddlewaretoken": csrf}
    )

    assert answer.status_code == 302
    malik.reload().sees("Camille R. has this call now", "You wrote: “Sur le site”")
    assert world.incident().state == IncidentState.ACKNOWLEDGED


def test_owner_adds_to_the_log(page):
    page.press("I take it").press("Add the note", text="Message posté")

    page.sees("Camille R.: “Message posté”")


def test_empty_note_is_asked_for(page):
    page.press("I take it").press("Add the note")

    page.sees("Write the note first.")


def test_call_that_was_closed_says_so(page, incident, world, clock):
    actions.close(
        incident_id=incident.pk,
        outcome="out_of_frame",
        note="Lundi",
        by=world.person("odile"),
        at=clock.now,
    )

    page.reload().sees(
        "Closed Sat 28 Nov, 21:10: outside the two cases.",
        "There is nothing to do.",
        "Lundi",
    )


def test_answer_to_a_closed_call_changes_nothing(page, incident, world, clock):
    form = next(f for f in page.forms if f.action.endswith("/take"))
    actions.close(incident_id=incident.pk, outcome="stopped", by=None, at=clock.now)

    page.send(form)

    page.sees("Closed", "There is nothing to do.")
    assert world.incident().owner is None


@pytest.mark.parametrize(("days", "status"), [(2, 200), (4, 410)])
def test_link_is_put_away_some_days_after_the_end(
    page, incident, world, clock, days, status
):
    actions.close(incident_id=incident.pk, outcome="published", by=None, at=clock.now)

    clock.set(clock.now + timedelta(days=days))

    assert page.reload().status == status


def test_link_of_an_open_call_never_expires(page, world, clock, incident):
    take(incident, world.person("camille"), clock.now)
    clock.set(clock.now + timedelta(days=30))

    page.reload().sees("You took it at 21:10.")


def test_link_nobody_was_given_is_not_found(world, page):
    wrong = Browser().open("/p/" + "A" * 16)

    assert wrong.status == 404
    wrong.sees("This link is not known")


def test_answer_without_its_cookie_says_what_to_do(page, world):
    form = next(f for f in page.forms if f.action.endswith("/take"))
    stranger = Browser().open(page.path)
    stranger.client.cookies.clear()
    stranger.client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    stranger.send(form)

    assert stranger.status == 403
    stranger.sees("Nothing was sent")
    assert world.incident().owner is None


def test_exercise_cannot_be_mistaken(world, clock):
    clock.set(SATURDAY)
    world.on_duty("camille")
    world.trigger(exercise=True)

    page = world.phone("camille").expect("EXERCICE").tap_link()

    page.sees("EXERCISE – nothing of this is real")
    assert "data-exercise" in page.html


def test_language_is_the_persons_own(world, page):
    camille = world.person("camille")
    camille.language = "en"
    camille.save()

    answer = Client(headers={"Accept-Language": "fr"}).get(page.path)

    assert '<html lang="en">' in answer.text


def test_poll_says_when_nothing_changed_and_when_it_is_over(page, incident, clock):
    path = f"{page.path}/live"
    first = page.client.get(path)
    again = {"If-None-Match": first["ETag"]}

    assert page.client.get(path, headers=again).status_code == 304
    actions.close(incident_id=incident.pk, outcome="published", by=None, at=clock.now)
    last = page.client.get(path, headers=again)
    assert last.status_code == 286
    assert "There is nothing to do." in last.text


def test_poll_costs_the_same_however_long_the_log(
    page, world, clock, incident, django_assert_max_num_queries
):
    for number in range(20):
        actions.add_note(
            incident_id=incident.pk,
            text=f"Note {number}",
            by=world.person("malik"),
            at=clock.now,
        )

    with django_assert_max_num_queries(16):  # one of them: has it a cell
        page.client.get(f"{page.path}/live")


def test_phone_number_of_colleagues_is_nowhere(page, malik):
    for number in ("06 39 98", "+3363998"):
        assert number not in malik.html
