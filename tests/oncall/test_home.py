"""The first page: who is on call now and next, for each reader her part."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser, signed_in
from django.test import Client
from django.views.defaults import server_error
from people import CAST, HEAD, Fictional, make_member, weekends

from escalation.health import beat
from rota.models import Membership, Period, Person, Role, Seat, Team

SATURDAY = datetime(2026, 11, 21, 21, 10)


@pytest.fixture
def camille(world) -> Browser:
    return Browser(signed_in("camille@ville.example"))


@pytest.fixture
def odile(world) -> Browser:
    """The lead's."""
    return Browser(signed_in("odile@ville.example"))


@pytest.fixture
def hugo(reader) -> Browser:
    """The reader's."""
    return Browser(signed_in(reader.email))


@pytest.fixture
def roads(world) -> Team:
    """A second team, of which Camille is a reader."""
    team = Team.objects.create(name="Voirie", slug="voirie")
    Membership.objects.create(
        team=team,
        person=world.person("camille"),
        role=Role.READER,
        from_on=world.clock.now.date() - timedelta(days=9),
    )
    Period.objects.bulk_create(weekends(team, world.clock.now, 3))
    return team


def menu_of(browser: Browser) -> list[str]:
    """Labels of the wide menu; the narrow one repeats them."""
    known = ("Now", "Rota", "Alerts", "Monday", "Calendar", "Team")
    found = [link.text for link in browser.links if link.text in known]
    assert found[: len(found) // 2] == found[len(found) // 2 :]
    return found[: len(found) // 2]


def tone_of(browser: Browser) -> str:
    return browser.html.split('class="pill duty-now"')[1].split('data-tone="')[1][:5]


def test_who_is_on_call_now_and_until_when(world, camille):
    world.on_duty("camille", backup="malik")
    world.clock.set(SATURDAY)

    camille.open("/")

    camille.sees("On call now: Camille R. until Mon 08:00", "until Mon 23 Nov, 08:00")
    camille.sees("Malik T.")
    assert tone_of(camille).startswith("ok")


def test_in_french_the_same_is_said_in_french_hours(world):
    person = world.person("camille")
    person.language = "fr"
    person.save()
    world.on_duty("camille")
    world.clock.set(SATURDAY)

    page = Browser(signed_in(person.email)).open("/")

    assert "lun. 8\u00a0h" in page.html


def test_on_a_working_day_nobody_needs_to_be(world, camille):
    world.on_duty("camille")

    camille.open("/")

    camille.sees("Nobody on call now", "Next:", "from Fri 20 Nov, 18:00")
    assert tone_of(camille) == "muted"


def test_weekend_nobody_holds_is_said_in_red_with_who_is_called(world, camille):
    world.on_duty("")
    world.team.fallback = world.member("odile")
    world.team.save()
    world.clock.set(SATURDAY)

    camille.open("/")

    camille.sees("Nobody on call now", "A call would go to Odile Perrin at once")
    assert tone_of(camille) == "crisi"


def test_weekend_never_published_is_red_too(world, camille):
    world.clock.set(SATURDAY)

    camille.open("/")

    assert tone_of(camille) == "crisi"
    camille.sees("A call would go to the team lead at once")


def test_handing_over_in_the_middle_of_a_weekend_shows_the_present_person(
    world, camille
):
    period = world.on_duty("camille")
    shift = period.shifts.get(seat=Seat.ON_CALL)
    middle = shift.starts_at + timedelta(hours=24)
    period.shifts.create(
        seat=Seat.ON_CALL,
        membership=world.member("yann"),
        starts_at=middle,
        ends_at=shift.ends_at,
        uid="7d2f0f2e-98b2-4a0e-9f0a-4f3c1f0c0001",
        changed_at=world.clock.now,
    )
    shift.ends_at = middle
    shift.save()

    world.clock.set(middle + timedelta(hours=1))
    camille.open("/")

    camille.sees("On call now: Yann G.")
    assert "nobody" not in camille.text


def test_coming_weekends_show_what_is_published_only(world, camille):
    first = world.on_duty("ines", backup="yann")
    world.weekend(first.ends_at)

    camille.open("/")

    camille.sees("Fri 20 Nov, 18:00 → Mon 23 Nov, 08:00 IN Inès N. YG Yann G.")
    camille.sees("Fri 27 Nov, 18:00 → Mon 30 Nov, 08:00 not published yet")


def test_my_weekends_are_mine(world, camille):
    world.on_duty("camille")

    camille.open("/")

    mine = camille.text.split("My weekends")[1]
    assert "Fri 20 Nov, 18:00 → Mon 23 Nov, 08:00 on call" in mine


def test_lead_sees_the_gaps_of_six_weeks(world, odile):
    first = world.on_duty("camille")
    second = world.on_duty("", at=first.ends_at)

    odile.open("/")

    odile.sees("To settle (next 6 weeks)")
    settle = odile.text.split("To settle")[1].split("Weekend sheet")[0]
    assert "Fri 20 Nov" not in settle
    assert "Fri 27 Nov, 18:00 → Mon 30 Nov, 08:00 nobody on call" in settle
    assert settle.count("not published") == 4
    assert second.uncovered


def test_lead_is_told_when_the_rota_stops(world, odile):
    world.team.periods.filter(
        starts_at__gt=world.clock.now + timedelta(days=20)
    ).delete()

    odile.open("/")

    odile.sees("The rota stops on Mon 7 Dec, 08:00")


def test_agents_are_not_shown_what_is_to_settle(camille):
    camille.open("/")

    assert "To settle" not in camille.text


@pytest.mark.parametrize("exercise", [True, False])
def test_open_incident_is_above_everything_for_agents(world, camille, exercise):
    world.on_duty("camille")
    world.clock.set(SATURDAY)
    incident = world.trigger(exercise=exercise)
    world.phone("camille").expect("Fum")

    camille.open("/")

    camille.sees("Crisis: Fumées visibles à Cheviré", "Called at 21:10")
    assert ("EXERCISE" in camille.text) == exercise
    assert f"/t/edition/alerts/{incident.code}/" in [one.value for one in camille.links]


def test_real_calls_stand_above_exercises(world, camille):
    world.on_duty("camille")
    world.clock.set(SATURDAY)
    world.trigger(title="Crue")
    world.clock.set(SATURDAY + timedelta(minutes=1))
    world.trigger(title="Essai", exercise=True)
    for title in ("Crue", "Essai"):
        world.phone("camille").expect(title)

    camille.open("/")

    assert camille.text.index("Crisis: Crue") < camille.text.index("Crisis: Essai")


@pytest.mark.parametrize(
    ("known", "to_callers"),
    [
        ({"phone": ""}, "Neither texts nor calls reach Camille R. now: phone as well."),
        ({"phone_problem": "wrong"}, "Texts do not reach Camille R. now, calls may:"),
    ],
)
def test_nobody_is_on_call_in_green_whom_no_text_reaches(
    world, hugo, cabinet, known, to_callers
):
    world.on_duty("camille")
    world.clock.set(SATURDAY)
    world.clock.tick()
    said = "Texts do not reach Camille R. now: phone as well."
    assert said not in hugo.open("/").text

    Person.objects.filter(pk=world.person("camille").pk).update(**known)

    hugo.reload().sees(said, "On call, but no texts: Camille R.")
    world.desk(cabinet).sees(to_callers, "Also phone: Permanence de la mairie")


def test_reader_sees_no_incident_no_list_and_no_warning(world, hugo):
    world.on_duty("camille")
    world.clock.set(SATURDAY)
    world.trigger()
    world.phone("camille").expect("Fum")

    hugo.open("/")

    assert "Fumées" not in hugo.text
    assert "not running" not in hugo.text
    assert "My weekends" not in hugo.text
    assert menu_of(hugo) == ["Now", "Rota", "Calendar", "Team"]


def test_menu_of_those_who_act(camille, odile):
    for browser in (camille, odile):
        assert menu_of(browser.open("/")) == [
            "Now",
            "Rota",
            "Alerts",
            "Monday",
            "Calendar",
            "Team",
        ]


@pytest.mark.parametrize("path", ["/", "/t/edition/calendar/", "/t/edition/alerts/"])
def test_menu_marks_the_page_one_is_on(camille, path):
    camille.open(path)

    assert camille.html.count(f'href="{path}" aria-current="page"') == 2


def test_dead_machinery_is_said_on_every_page(world, camille):
    camille.open("/t/edition/calendar/")
    camille.sees("The queue is not running")

    beat("queue", "one", world.clock.now)
    beat("dispatcher", "one", world.clock.now)

    assert "not running" not in camille.reload().text


def test_second_team_is_chosen_and_remembered(world, roads, camille):
    camille.open("/")
    camille.sees("Édition numérique", "Voirie")

    camille.follow("Voirie")

    assert camille.path == "/"
    assert menu_of(camille) == ["Now", "Rota", "Calendar", "Team"]
    assert "/t/voirie/calendar/" in [link.value for link in camille.links]
    camille.open("/t/edition/calendar/")
    camille.open("/")
    assert "/t/edition/calendar/" in [link.value for link in camille.links]


@pytest.mark.parametrize("slug", ["nothing", "é", "a" * 500, "voirie"])
def test_a_team_one_is_not_in_is_not_chosen(world, odile, slug):
    odile.open(f"/?team={slug}")

    assert odile.status == 200
    assert "/t/edition/calendar/" in [link.value for link in odile.links]


def test_without_a_team_one_is_told_what_to_do(world, clock):
    Person.objects.create_user("new@ville.example", name="Ana", created_at=clock.now)

    page = Browser(signed_in("new@ville.example")).open("/")

    page.sees("You are in no team yet", "new@ville.example")
    assert menu_of(page) == []


def test_who_has_left_her_only_team_has_none(world, camille):
    member = world.member("camille")
    member.until_on = world.clock.now.date() - timedelta(days=1)
    member.save()

    camille.open("/")

    camille.sees("You are in no team yet")


def test_first_page_asks_little(world, camille, django_assert_max_num_queries):
    world.on_duty("camille", backup="malik")
    make_member(world.team, Fictional("zoe", "Zoé L", HEAD), at=world.clock.now)
    camille.open("/")

    with django_assert_max_num_queries(29):
        camille.reload()


def test_unknown_address_is_said_in_the_products_words(camille):
    camille.open("/t/nowhere/calendar/")

    assert camille.status == 404
    camille.sees("This page does not exist")


def test_forbidden_page_says_whose_it_is(hugo):
    hugo.open("/t/edition/alerts/")

    assert hugo.status == 403
    hugo.sees("You may not open this page", "Your team's lead can change that")


def test_old_form_says_that_nothing_was_sent(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.person("camille"))

    answer = client.post("/language/", {"language": "en"})

    assert answer.status_code == 403
    assert 'class="masthead"' in answer.content.decode()


def test_failure_page_needs_nothing_that_may_have_failed(rf):
    answer = server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "Le programme n’a pas pu répondre" in answer.content.decode()
    assert "The program could not answer" in answer.content.decode()
    assert answer.content.decode().count('<a class="button" href="/">') == 2


def test_accessibility_statement_is_public(client):
    answer = client.get("/accessibility/", headers={"accept-language": "en"})

    assert answer.status_code == 200
    assert "RGAA 4.1.2" in answer.content.decode()
    assert CAST[0].name not in answer.content.decode()
