"""The caller's page: a bookmark, no account, under thirty seconds to a call."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser
from django.conf import settings
from django.test import Client

from escalation import actions
from escalation.actions.policies import save_ladder
from escalation.health import beat
from escalation.models import Caller, Deferred, Incident, Target
from escalation.permissions import CALLER_LINK
from escalation.policies import Rung
from rota.links import make_token

SATURDAY = datetime(2026, 11, 28, 14, 2)
CRISIS = {"case": "crisis", "title": "Fumées visibles à Cheviré"}


def address(caller: Caller) -> str:
    return f"/call/{make_token(CALLER_LINK, caller.pk, caller.version)}"


@pytest.fixture
def saturday(world, clock):
    """Camille is on call, Malik is backup, and everything runs."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    beat("dispatcher", "here", clock.now)
    beat("queue", "here", clock.now)
    return world


@pytest.fixture
def desk(saturday, cabinet):
    return saturday.desk(cabinet)


@pytest.fixture
def form_of():
    """The form of a call, as it is on the page."""

    def find(browser: Browser):
        return next(form for form in browser.forms if "case" in form.names())

    return find


def test_who_is_on_call_is_said_with_the_date(desk):
    desk.sees(
        "Saturday 28 November, 14:02.",
        "Camille R. is on call, Malik T. is backup.",
        "On call now: Camille R. until Mon 30 Nov, 08:00",
    )


def test_choices_say_what_they_do(desk):
    desk.sees(
        "Calls the on-call person at once",
        "A park closes, a tram line stops.",
        "Nobody is called; it is read on Mon 30 Nov, 08:00.",
    )


def test_cards_say_how_far_a_call_goes(saturday, cabinet, team):
    saturday.desk(cabinet).sees(
        "not a crisis. Calls the on-call person at once, then the backup and the "
        "team lead if nobody answers. It goes no further.",
        "touchy subject. Calls the on-call person at once, then the backup and the "
        "team lead if nobody answers. A crisis cell can follow.",
    )
    team.has_backup = False
    team.save()

    saturday.desk(cabinet).sees("at once, then the team lead if nobody answers.")


def test_card_of_a_short_ladder_promises_nobody_else(saturday, cabinet, team, clock):
    alone = (Rung(0, Target.ON_CALL),)
    save_ladder(
        team=team, case="user_info", steps=alone, again_after=5, by=None, at=clock.now
    )

    saturday.desk(cabinet).sees(
        "not a crisis. Calls the on-call person at once, and nobody else."
    )


def test_case_the_link_is_not_for_cannot_be_chosen(saturday, caller, form_of):
    desk = saturday.desk(caller)

    values = [c.value for c in form_of(desk).controls if c.name == "case"]
    assert values == ["user_info", "wait"]
    desk.sees(
        "This link cannot call for a crisis.",
        "For a crisis, phone: Permanence de la mairie, 02 40 41 90 00.",
    )


def test_call_back_is_filled_in_from_the_caller(desk, form_of):
    said = form_of(desk).data()

    assert said["call_back_name"] == ["Cabinet"]
    assert said["call_back_phone"] == ["06 39 98 01 51"]


def test_preview_shows_the_text_and_calls_nobody(desk, form_of):
    desk.press("Preview", **CRISIS, facts="Vent d'est")

    desk.sees(
        "Camille R. will receive this SMS", "of 160 characters, 1 segment", "CRISE"
    )
    assert not Incident.objects.exists()
    said = form_of(desk).data()
    assert (said["case"], said["facts"]) == (["crisis"], ["Vent d'est"])


def test_preview_of_an_urgent_information_says_who_is_next(desk):
    desk.sees(
        "If there is no answer in 10 minutes, Malik T. is called.",
        "If there is no answer in 15 minutes, Malik T. is called.",
    )


def test_enter_in_a_field_calls_nobody(desk, form_of):
    desk.send(form_of(desk), **CRISIS)

    assert desk.status == 200
    assert not Incident.objects.exists()


def test_htmx_gets_the_preview_alone(saturday, cabinet):
    answer = Client().post(
        address(cabinet), {**CRISIS, "preview": "1"}, headers={"HX-Request": "true"}
    )

    assert "<html" not in answer.text
    assert "Fumées visibles" in answer.text


def test_text_of_something_that_can_wait_is_a_promise(desk):
    desk.press("Preview", case="wait", title="Un post pour mardi")

    desk.sees("Nobody is called", "kept and read on Mon 30 Nov, 08:00")


def test_nothing_typed_is_lost_when_something_is_missing(desk, form_of):
    desk.press("Call Camille R. now", case="crisis", facts="Vent d'est")

    desk.sees("Nobody has been called yet.", "Write in one line what is happening.")
    assert form_of(desk).data()["facts"] == ["Vent d'est"]
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "x" * 121}, "That is 121 characters; keep the first line under 120"),
        ({"case": "war"}, "Nobody has been called yet."),
    ],
)
def test_what_cannot_be_used_is_told_beside_it(desk, typed, said):
    desk.press("Call", **CRISIS | typed)

    desk.sees(said)
    assert not Incident.objects.exists()


@pytest.mark.parametrize("typed", ["zz", "poste 12", "02 40"])
def test_unreadable_number_to_call_back_stops_no_call(desk, saturday, typed):
    desk.press("Call", **CRISIS, call_back_phone=typed)

    desk.sees(f"“{typed}” could not be read as a telephone number", f"Cabinet, {typed}")
    called = saturday.incident()
    assert (called.call_back_name, called.call_back_phone) == (f"Cabinet, {typed}", "")
    saturday.phone("camille").expect("CRISE")


def test_unreadable_number_is_kept_with_what_can_wait(desk):
    desk.press("Call", case="wait", title="Un post", call_back_phone="zz")

    desk.sees("Nobody was called.", "“zz” could not be read as a telephone number")
    assert Deferred.objects.get().call_back == "Cabinet, zz"


def test_call_back_too_long_to_keep_stops_no_call(desk, saturday):
    desk.press("Call", **CRISIS, call_back_name="n" * 90, call_back_phone="z" * 90)

    assert saturday.incident().call_back_name == "n" * 18 + ", " + "z" * 40
    saturday.phone("camille").expect("CRISE")


def test_landline_to_call_back_is_welcome(desk, saturday):
    desk.press("Call", **CRISIS, call_back_phone="02.40.41.90.00")

    assert saturday.incident().call_back_phone == "+33240419000"
    saturday.phone("camille").expect("CRISE")


def test_everything_but_case_and_title_may_stay_empty(desk, saturday):
    desk.press("Call", **CRISIS, call_back_name="", call_back_phone="")

    desk.sees("Crisis: Fumées visibles à Cheviré")
    saturday.phone("camille").expect("CRISE")


def test_damaged_form_still_calls(desk, saturday):
    desk.press("Call", **CRISIS, request_key="nonsense")

    desk.sees("Calling Camille R.")
    saturday.phone("camille").expect("CRISE")


def test_form_reached_again_with_other_words_is_another_call(desk, saturday, form_of):
    form = form_of(desk)

    desk.send(form, **CRISIS, call="1")
    desk.send(form, **CRISIS | {"title": "Deuxième fumée"}, call="1")

    assert saturday.team.incidents.count() == 2
    saturday.phone("camille").expect("Fumées visibles")
    saturday.phone("camille").expect("Deuxième")


def test_open_calls_are_on_the_page(desk, saturday, cabinet):
    desk.press("Call", **CRISIS)
    saturday.phone("camille").expect("CRISE")

    saturday.desk(cabinet).follow("Fumées visibles").sees("Calling Camille R.")


def test_weekend_nobody_holds_is_said_plainly(world, clock, cabinet):
    clock.set(SATURDAY)
    world.on_duty()

    world.desk(cabinet).sees(
        "Nobody holds this weekend's duty.",
        "A call from here goes straight to Odile P. (not on duty).",
        "Permanence de la mairie, 02 40 41 90 00",
    )


def test_working_hours_are_said_plainly(world, clock, cabinet):
    world.on_duty("camille", at=clock.now)

    world.desk(cabinet).sees(
        "These are working hours: nobody is on call now.",
        "The next duty starts on Fri 20 Nov, 18:00.",
        "Call Odile P. now",
    )


def test_fallback_of_the_team_is_named(world, clock, cabinet):
    world.team.fallback = world.member("sofia")
    world.team.save()

    world.desk(cabinet).sees("goes straight to Sofia A. (not on duty)")


def test_nobody_at_all_is_said_too(world, cabinet):
    world.team.memberships.filter(role="lead").delete()

    world.desk(cabinet).sees("Nobody can be called from here at this moment.")


def test_machinery_that_stands_still_asks_to_phone_as_well(saturday, cabinet, clock):
    clock.set(SATURDAY + timedelta(minutes=5))

    saturday.desk(cabinet).sees(
        "Something here is not working as it should.",
        "also phone: Permanence de la mairie, 02 40 41 90 00.",
    )


def test_machinery_that_runs_says_nothing(desk):
    assert "not working" not in desk.text


def test_what_can_wait_is_promised_for_monday(desk, saturday):
    desk.press("Call", case="wait", title="Un post pour mardi")

    desk.sees("Noted. Nobody was called.", "It will be read on Mon 30 Nov, 08:00")
    kept = Deferred.objects.get()
    assert (kept.title, kept.caller.name) == ("Un post pour mardi", "Cabinet")
    actions.handle_deferred(
        deferred_id=kept.pk, by=saturday.person("odile"), at=saturday.clock.now
    )
    desk.reload().sees("Dealt with on Sat 28 Nov, 14:02.")


def test_language_is_the_callers_own(saturday, cabinet):
    answer = Client(headers={"Accept-Language": "en"}).get(address(cabinet))

    assert '<html lang="fr">' in answer.text


def test_language_chosen_in_this_browser_goes_first(saturday, cabinet):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    assert '<html lang="en">' in client.get(address(cabinet)).text


def test_page_is_kept_from_search_engines_and_caches(saturday, cabinet):
    answer = Client().get(address(cabinet))

    assert '<meta name="robots" content="noindex">' in answer.text
    assert "no-store" in answer["Cache-Control"]
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


@pytest.mark.parametrize(
    "token", ["1-" + "0" * 32, "x", "1-", "ffffffffffff-" + "0" * 32, "0-" + "a" * 32]
)
def test_unknown_link_says_whom_to_ask(team, cabinet, token):
    page = Browser().open(f"/call/{token}")

    assert page.status == 404
    page.sees("This link is not known", "ask the communications team")


def test_withdrawn_link_says_whom_to_phone(saturday, cabinet):
    old = address(cabinet)
    cabinet.version += 1
    cabinet.save()

    page = Browser().open(old)

    assert page.status == 410
    page.sees("Nobody was called.", "the team “Édition numérique”", "02 40 41 90 00")


def test_deleting_is_no_way_to_call(saturday, cabinet):
    assert Client().delete(address(cabinet)).status_code == 405
