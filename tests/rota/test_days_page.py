"""“My days”, and a lead's pages about everybody's."""

from datetime import date, timedelta

import pytest
from browsing import Browser, signed_in
from drafting import give, go

from rota.models import Absence, Notice, Team

URL = "/t/edition/days/"


@pytest.fixture
def camille(world) -> Browser:
    return Browser(signed_in("camille@ville.example")).open(URL)


@pytest.fixture
def odile(world) -> Browser:
    return Browser(signed_in("odile@ville.example"))


@pytest.fixture
def friday(team) -> date:
    """The second weekend of the team: Friday 27 November 2026."""
    return team.periods.all()[1].starts_at.date()


def rows(key: str = "camille") -> list[tuple[str, str, str]]:
    found = Absence.objects.filter(person__email__startswith=key)
    return [(one.kind, str(one.first_on), str(one.last_on)) for one in found]


def member(name: str) -> int:
    return Team.objects.get(slug="edition").memberships.get(person__name=name).pk


def test_two_taps_say_it(camille):
    camille.press("Fri 27", kind="rather_not")

    camille.sees("Saved: rather not, Fri 27 Nov to Mon 30 Nov.", "rather not")
    assert rows() == [("rather_not", "2026-11-27", "2026-11-30")]


def test_the_tool_stays_in_hand(camille):
    camille.press("Fri 27", kind="gladly")

    camille.press("Fri 4")

    assert [kind for kind, _first, _last in rows()] == ["gladly", "gladly"]


def test_the_same_tap_twice_changes_nothing(camille):
    camille.press("Fri 27")

    camille.press("Fri 27").sees("That was said already: nothing changed.")

    assert len(rows()) == 1


def test_a_tap_that_replaces_something_says_so_and_can_be_undone(camille):
    camille.press("Fri 27")
    camille.press("Fri 27", kind="gladly")
    camille.sees("It replaces: cannot, Fri 27 Nov to Mon 30 Nov.")

    camille.press("Undo").sees("Undone: everything is as it was before.")

    assert rows() == [("cannot", "2026-11-27", "2026-11-30")]
    assert not any(b.text == "Undo" for form in camille.forms for b in form.buttons)


def test_nothing_is_undone_when_somebody_else_entered_days_since(camille, odile):
    camille.press("Fri 27")
    odile.open(f"/t/edition/team/{member('Camille Roux')}/days/").press("Fri 4")

    camille.press("Undo").sees("Something else was entered since: nothing was undone.")

    assert len(rows()) == 2


def test_days_are_cleared(camille):
    camille.press("Fri 27")

    camille.press("Fri 27", kind="free").sees("Removed: cannot, Fri 27 Nov")

    assert rows() == []


def test_dates_that_overlap_become_one_and_it_is_said(camille):
    camille.press("Fri 27")

    camille.press("Save", what="cannot", first_on="2026-11-30", last_on="2026-12-06")

    camille.sees(
        "Saved: cannot, Mon 30 Nov to Sun 6 Dec.",
        "Together with what was there: cannot, Fri 27 Nov to Sun 6 Dec.",
    )
    assert rows() == [("cannot", "2026-11-27", "2026-12-06")]


def test_one_day_needs_one_date(camille):
    camille.press("Save", what="cannot", first_on="2026-12-24")

    assert rows() == [("cannot", "2026-12-24", "2026-12-24")]


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-12-06", "2026-12-01", "The last day comes before the first one."),
        ("2062-12-06", "2062-12-07", "is the year right?"),
        ("2012-12-06", "2012-12-07", "is the year right?"),
        ("soon", "", "Enter a valid date."),
        ("", "2026-12-01", "This field is required."),
    ],
)
def test_wrong_dates_are_explained_and_kept(camille, first, last, sentence):
    camille.press("Save", what="gladly", first_on=first, last_on=last)

    camille.sees(sentence)
    assert f'value="{last}"' in camille.html or not last
    assert rows() == []


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "cannot", "days": "2026-11-27"},
        {"kind": "cannot", "days": "2026-11-30/2026-11-27"},
        {"kind": "cannot", "days": "1026-11-27/1026-11-30"},
        {"kind": "never", "days": "2026-11-27/2026-11-30"},
        {"days": "2026-11-27/2026-11-30"},
        {"kind": "cannot", "days": "x" * 5000},
    ],
)
def test_a_tap_nobody_can_make_is_refused_in_words(camille, sent):
    answer = camille.client.post(URL, sent, follow=True)

    assert "not on the list any more" in answer.content.decode()
    assert rows() == []


def test_a_part_of_a_weekend_is_named(camille):
    camille.press("Save", what="cannot", first_on="2026-11-28")

    camille.sees("cannot (Sat 28)")


def test_the_page_names_holidays_and_hints_at_the_school(team, camille):
    Team.objects.update(school_zone="B")

    camille.reload().sees("Christmas school holidays", "All Saints", "to be confirmed")

    Team.objects.update(school_zone="FR-974")
    camille.reload().sees("The school holidays of this zone are not known here yet.")


def test_on_duty_and_away_the_page_says_ask_for_cover(world, camille, friday):
    period = world.team.periods.all()[1]
    give(world, period, "camille")
    go(world)

    camille.reload().press("Fri 27")

    camille.sees(
        "You are on duty on a weekend when you cannot: ask for cover.",
        "The team lead is told by e-mail.",
    )
    link = next(
        one for one in camille.links if str(period.shifts.get().uid) in one.value
    )
    assert link.value.startswith("/t/edition/")
    assert Notice.objects.get(kind="away_on_call").person.name == "Odile Perrin"


def test_her_own_calendar_page_is_not_offered_to_the_lead_for_her(odile, world):
    page = odile.open(f"/t/edition/team/{member('Camille Roux')}/days/")

    page.sees("Days of Camille Roux", "There is no reason to give.")


def test_a_lead_enters_days_and_a_long_leave_for_her_people(odile, camille):
    page = odile.open(f"/t/edition/team/{member('Camille Roux')}/days/")

    page.press("Save", what="long_leave", first_on="2027-01-01", last_on="2027-06-30")

    leave = Absence.objects.get()
    assert (leave.exempt, leave.by.name) == (True, "Odile Perrin")
    page.sees("long leave")
    camille.reload().sees("long leave")
    assert "Remove" not in camille.text


def test_a_member_cannot_give_herself_a_long_leave(camille):
    sent = {"what": "long_leave", "first_on": "2027-01-01"}

    answer = camille.client.post(URL, sent)

    assert answer.status_code == 200
    assert rows() == []


def test_a_member_cannot_end_a_long_leave(camille, odile):
    page = odile.open(f"/t/edition/team/{member('Camille Roux')}/days/")
    page.press("Save", what="long_leave", first_on="2027-01-01", last_on="2027-06-30")

    camille.client.post(URL, {"end_leave": "2027-01-01/2027-06-30"})

    assert Absence.objects.get().exempt


def test_a_lead_ends_a_long_leave_and_may_undo_it(odile, world):
    page = odile.open(f"/t/edition/team/{member('Camille Roux')}/days/")
    page.press("Save", what="long_leave", first_on="2027-01-01", last_on="2027-06-30")

    page.press("Remove").sees("Removed: cannot, Fri 1 Jan 2027 to Wed 30 Jun 2027.")
    assert rows() == []

    page.press("Undo")
    assert Absence.objects.get().exempt


def test_colleagues_see_nobody_elses_days(world, camille):
    world.person("yann").absences.create(
        kind="cannot",
        first_on="2026-11-27",
        last_on="2026-11-30",
        at=world.clock.now,
    )

    for path in ("/", URL, "/t/edition/team/", "/t/edition/rota/"):
        assert "cannot (" not in camille.open(path).text
    assert camille.client.get("/t/edition/team/days/").status_code == 403


def test_the_grid_shows_who_cannot_and_how_many_are_left(odile, world, friday):
    world.person("yann").absences.create(
        kind="cannot",
        first_on=friday,
        last_on=friday + timedelta(days=3),
        at=world.clock.now,
    )
    world.person("camille").absences.create(
        kind="gladly",
        first_on=friday,
        last_on=friday + timedelta(days=3),
        at=world.clock.now,
    )

    page = odile.open("/t/edition/team/days/")

    page.sees("Yann Guérin cannot", "Camille Roux", "gladly", "could take it 8 7 8")
    page.follow("Yann Guérin").sees("Days of Yann Guérin", "cannot")


def test_the_grid_marks_who_is_on_duty_and_cannot(odile, world, friday):
    give(world, world.team.periods.all()[1], "camille")
    go(world)
    world.person("camille").absences.create(
        kind="cannot", first_on=friday, last_on=friday, at=world.clock.now
    )

    odile.open("/t/edition/team/days/").sees("cannot, on duty")


def test_one_may_look_a_year_further_but_not_back(camille):
    assert "Earlier" not in [link.text for link in camille.links]

    camille.follow("Later").sees("November 2027")

    camille.follow("Earlier").sees("November 2026")
    camille.open(f"{URL}?from=2001-01").sees("November 2026")


def test_every_weekend_is_there_beyond_the_prepared_ones(team, camille):
    team.periods.filter(starts_at__year__gte=2027).delete()

    camille.reload().sees("Fri 8 → Mon 11", "October 2027")


def test_menu_home_and_profile_lead_there(camille):
    for path in ("/", "/me/"):
        camille.open(path).follow("My days").sees("Choose what to say")


def test_the_pages_ask_the_database_little(
    camille, odile, django_assert_max_num_queries
):
    for _weekend in ("Fri 27", "Fri 4", "Fri 11"):
        camille.press(_weekend)
    odile.open("/t/edition/team/days/")

    with django_assert_max_num_queries(20):
        camille.client.get(URL)
    with django_assert_max_num_queries(17):
        odile.client.get("/t/edition/team/days/")


def test_the_board_says_that_somebody_drafted_cannot_and_does_not_publish(
    odile, world, friday
):
    give(world, world.team.periods.all()[1], "camille")
    world.person("camille").absences.create(
        kind="cannot", first_on=friday, last_on=friday, at=world.clock.now
    )

    odile.open("/t/edition/rota/").sees("cannot on those days", "can’t publish")
    odile.follow("Publish…").sees("Fri 27 Nov: Camille R. cannot on those days.")


def test_the_board_says_that_somebody_published_cannot(odile, world, friday):
    give(world, world.team.periods.all()[1], "camille")
    go(world)
    world.person("camille").absences.create(
        kind="cannot", first_on=friday, last_on=friday, at=world.clock.now
    )

    odile.open("/t/edition/rota/").sees("cannot on those days", "conflict")
    world.person("yann").absences.create(
        kind="rather_not", first_on=friday, last_on=friday, at=world.clock.now
    )
    give(world, world.team.periods.all()[1], "yann")
    odile.reload().sees("would rather not on those days")
    go(world)
