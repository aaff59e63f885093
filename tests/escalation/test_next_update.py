"""The next update of a crisis: announced, counted again, and asked for once."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser
from crises import does, kinds, taken_crisis
from django.urls import reverse
from harness import HOUR, MINUTE, as_utc

from escalation import actions
from escalation.actions.updates import (
    nothing_new,
    promise_update,
    remind_of_update,
    stop_updates,
)
from escalation.crises import due
from escalation.models import Incident, NextUpdate, Outlet
from escalation.permissions import CALLER_LINK
from escalation.response import Work
from rota.links import make_token

HALF_PAST = as_utc(datetime(2026, 11, 28, 14, 30))


@pytest.fixture
def crisis(world, clock, caller):
    return taken_crisis(world, clock, caller)


@pytest.fixture
def page(world, crisis) -> Browser:
    """Camille's own page."""
    token = crisis.pages.filter(person=world.person("camille")).first().token
    return Browser().open(f"/p/{token}")


@pytest.fixture
def announced(world, crisis) -> Incident:
    """News at 14:30, then every half hour."""
    does(world, crisis, promise_update, "camille", due_at=HALF_PAST, every=30)
    return crisis


def promised() -> datetime | None:
    return NextUpdate.objects.get().due_at


def publishes(world, incident, variant: str) -> None:
    outlets = list(Outlet.objects.filter(name="Site"))
    does(world, incident, actions.add_post, "camille", outlets=outlets, variant=variant)


def test_time_is_shown_large_to_the_team_and_to_the_caller(world, page, crisis, caller):
    page.press("Start counting", due_at="14:30", every="30")

    page.sees("Next update at 14:30 then every 30 minutes")
    page.sees("Camille R.: next update at 14:30, then every 30 min")
    token = make_token(CALLER_LINK, caller.pk, caller.version)
    hers = Browser().open(reverse("caller_incident", args=[token, crisis.code]))
    hers.sees("Next update at 14:30")
    world.office("odile").open(f"/t/edition/alerts/{crisis.code}/").sees(
        "Next update at 14:30"
    )


def test_without_a_time_it_counts_from_now(page, clock):
    page.press("Start counting", due_at="", every="45")

    assert promised() == clock.now + 45 * MINUTE


def test_rhythm_of_the_automatic_reply_is_offered(page):
    assert 'name="every" value="60"' in page.html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"due_at": "half past", "every": "30"}, "Write a time, such as 15:30."),
        ({"due_at": "", "every": "1"}, "greater than or equal to 5"),
        ({"due_at": "", "every": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_read_is_said_and_kept(page, typed, sentence):
    page.press("Start counting", **typed)

    page.sees(sentence)
    assert not NextUpdate.objects.exists()


def test_owner_is_reminded_once(world, announced, clock, phone):
    clock.forward(minutes=29)
    phone("camille").silence()

    clock.forward(minutes=1)
    phone("camille").expect(
        f"{announced.code}: rien n'a été publié à 14h30 comme annoncé.", "/p/"
    )
    clock.forward(minutes=25)
    phone("camille").silence()
    assert kinds(announced).count("update_late") == 1
    assert promised() == HALF_PAST


def test_late_promise_is_marked_for_everybody(announced, clock, page, phone):
    clock.forward(minutes=30)
    phone("camille").expect("comme annoncé")

    page.reload().sees("An update was announced for 14:30")


@pytest.mark.parametrize("variant", ["first", "update"])
def test_update_counts_again_by_itself(world, announced, clock, variant, phone):
    clock.forward(minutes=25)
    publishes(world, announced, variant)
    assert promised() == HALF_PAST + 30 * MINUTE

    clock.forward(minutes=34)
    phone("camille").silence()
    clock.forward(minutes=1)
    phone("camille").expect("15h00")


def test_end_message_ends_it(world, announced, clock, phone):
    publishes(world, announced, "end")
    clock.forward(minutes=50)

    assert promised() is None
    phone("camille").silence()


def test_nothing_new_counts_again_and_is_told(world, announced, clock, page, phone):
    clock.forward(minutes=31)
    phone("camille").expect("comme annoncé")

    page.reload().press("Nothing new: say so, and count again")

    page.sees("Camille R.: nothing new, next update at 15:00")
    page.sees("Next update at 15:00")


def test_nothing_new_sent_twice_is_one_line(world, announced, clock):
    for _ in range(2):
        does(world, announced, nothing_new, "camille", once="a")

    assert kinds(announced).count("update_nothing") == 1


def test_nothing_new_without_a_promise_changes_nothing(world, crisis):
    answer = does(world, crisis, nothing_new, "camille")

    assert answer.result == "moved"
    assert "update_nothing" not in kinds(crisis)


def test_same_promise_twice_is_one_line(world, announced):
    does(world, announced, promise_update, "camille", due_at=HALF_PAST, every=30)

    assert kinds(announced).count("update_set") == 1


def test_promise_can_be_taken_back(announced, clock, page, phone):
    page.press("No more updates are announced")
    clock.forward(minutes=50)

    phone("camille").silence()
    assert "Next update at 14:30" not in page.reload().text
    assert kinds(announced).count("update_stopped") == 1


def test_whoever_has_it_by_then_is_reminded(world, announced, clock, phone):
    does(world, announced, actions.offer, "camille", to=world.person("malik"))
    clock.tick()
    phone("malik").expect("relais").tap_link().press("I take it over")
    clock.tick()
    phone("camille").expect("a pris le relais")
    phone("malik").rings().hangs_up()

    clock.forward(minutes=31)

    phone("malik").expect("comme annoncé")


def test_nobody_has_it_nobody_is_reminded(world, announced, clock):
    Incident.objects.filter(pk=announced.pk).update(owner=None, state="triggered")

    remind_of_update(incident_id=announced.pk, at=HALF_PAST)

    assert not announced.pages.filter(key__startswith="update:").exists()
    assert kinds(announced).count("update_late") == 1


def test_messages_announce_the_time_that_follows(world, announced, clock):
    def slot(at: datetime) -> str:
        return Work.of(announced, "en", at).values("en")["next_update"]

    assert slot(HALF_PAST - 25 * MINUTE) == "14:30"
    assert slot(HALF_PAST - 5 * MINUTE) == "15:00"
    assert slot(HALF_PAST + 5 * MINUTE) == "15:00"


def test_new_promise_replaces_what_was_typed(world, crisis):
    does(world, crisis, actions.complete, "camille", slots={"next_update": "noon"})
    does(world, crisis, promise_update, "camille", due_at=HALF_PAST, every=30)

    crisis.refresh_from_db()
    assert "next_update" not in crisis.slots


def test_only_a_crisis_and_who_works_on_it(world, crisis, clock):
    said = {"due_at": None, "every": 30}
    assert does(world, crisis, promise_update, "yann", **said).result == "not_yours"
    assert does(world, crisis, promise_update, "odile", **said).is_news

    Incident.objects.filter(pk=crisis.pk).update(case="user_info")
    answer = does(world, crisis, promise_update, "camille", **said)
    assert answer.result == "no_crisis"
    assert does(world, crisis, stop_updates, "yann").result == "not_yours"


def test_due_is_one_question(announced, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert due(HALF_PAST - timedelta(seconds=1)) == []
    with django_assert_num_queries(1):
        assert due(HALF_PAST) == [("update", announced.pk)]


def test_exercise_is_counted_and_said_to_be_one(world, clock, caller, phone):
    drill = taken_crisis(world, clock, caller, exercise=True)
    does(world, drill, promise_update, "camille", due_at=None, every=30)
    clock.forward(minutes=31)

    phone("camille").expect("EXERCICE - ", "comme annoncé")
    assert clock.now < HALF_PAST + HOUR
