"""The team page: who is in it, whom texts would not reach, and what a lead changes."""

from datetime import date, timedelta

import pytest
from browsing import Browser, signed_in
from people import READER, make_member, phone_of

from rota.actions.draft import assign
from rota.actions.people import MemberDetails, add_member
from rota.actions.publish import publish
from rota.models import DraftSeat, Membership, Notice, Person, Role, Seat, Shift, Team

NUMBER = "06 39 98 01 01"


@pytest.fixture
def lead(lead_client) -> Browser:
    return Browser(lead_client).open("/t/edition/team/")


def member(name: str) -> Membership:
    return Membership.objects.get(person__name=name, team__slug="edition")


def other_team_of(person: Person, at) -> Team:
    """A second team, led by somebody else, that this person is in."""
    other = Team.objects.create(name="Police municipale", slug="police")
    add_member(
        team=other,
        details=MemberDetails(
            name=person.name, email=person.email, from_on=at.date(), role=Role.LEAD
        ),
        by=None,
        at=at,
    )
    return other


def published(team: Team, name: str, at, weeks: int = 1) -> list[Shift]:
    """The first weekends of the team, held by this person on call, published."""
    for period in team.periods.all()[:weeks]:
        assign(
            period_id=period.pk,
            seat=Seat.ON_CALL,
            membership_id=member(name).pk,
            expected=None,
            by=None,
            at=at,
        )
    publish(team=team, by=None, at=at)
    return list(Shift.objects.filter(period__team=team))


def test_everybody_sees_who_is_in_the_team(agent_client) -> None:
    page = Browser(agent_client).open("/t/edition/team/")

    page.sees("Camille Roux", "Tomas Keller", "50 %", "team lead")


def test_a_member_sees_her_own_number_only(agent_client) -> None:
    page = Browser(agent_client).open("/t/edition/team/?numbers=1")

    page.sees(NUMBER)
    assert page.html.count("06 39 98") == 1
    assert "+336" not in page.html.replace("tel:+33639980101", "")


def test_the_lead_sees_numbers_when_she_asks(lead) -> None:
    assert NUMBER not in lead.html

    lead.follow("Show the numbers").sees(NUMBER)


def test_problems_are_said_in_words(lead, team) -> None:
    Person.objects.filter(name="Camille Roux").update(phone="")
    Person.objects.filter(name="Yann Guérin").update(phone_problem="blocked")
    Person.objects.filter(name="Inès Nadir").update(phone_problem="wrong")

    lead.reload().sees(
        "no mobile number", "texts blocked: STOP was answered", "number not in service"
    )


def test_a_reader_needs_no_number(lead, team, reader) -> None:
    Person.objects.filter(name=reader.name).update(phone="")

    assert "no mobile number" not in lead.reload().text


def test_a_lead_adds_a_person(lead, team, clock) -> None:
    lead.follow("Add a person").press(
        "Add",
        name="Zoé Lumière",
        email="Zoe@Ville.example",
        phone="06 39 98 01 42",
        trade="reseaux SOCIAUX",
        new_trainings="Crise, Porte-parole",
        share="80",
    )

    lead.sees("Zoé Lumière", "80 %", "Crise, Porte-parole")
    added = member("Zoé Lumière")
    assert added.person.email == "zoe@ville.example"
    assert added.person.phone == "+33639980142"
    assert added.trade == "Réseaux sociaux"
    assert added.from_on == clock.now.date()
    notice = Notice.objects.get(person=added.person)
    assert (notice.kind, notice.team) == ("welcome", team)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(lead, team) -> None:
    lead.follow("Add a person").press(
        "Add", name="Zoé Lumière", email="zoe", phone="01 44 55 66 77"
    )

    lead.sees("Nothing was saved yet", "This is a landline")
    assert "01 44 55 66 77" in lead.html
    assert not Person.objects.filter(name="Zoé Lumière").exists()


def test_an_address_of_the_team_is_not_added_twice(lead) -> None:
    lead.follow("Add a person").press("Add", name="C", email="CAMILLE@ville.example")

    lead.sees("Somebody with this address is in the team.")


def test_an_account_keeps_its_name_and_number(lead, team, clock) -> None:
    stranger = Person.objects.create_user(
        "zoe@ville.example",
        name="Zoé Lumière",
        phone=phone_of("hugo"),
        created_at=clock.now,
    )

    lead.follow("Add a person").press(
        "Add", name="Zoe L.", email="zoe@ville.example", phone="06 39 98 01 42"
    )

    lead.sees("Zoé Lumière already has an account")
    stranger.refresh_from_db()
    assert (stranger.name, stranger.phone) == ("Zoé Lumière", phone_of("hugo"))


def test_a_missing_number_of_an_account_is_filled_in(lead, clock) -> None:
    Person.objects.create_user("zoe@ville.example", name="Zoé", created_at=clock.now)

    lead.follow("Add a person").press(
        "Add", name="Zoé", email="zoe@ville.example", phone="06 39 98 01 42"
    )

    assert member("Zoé").person.phone == "+33639980142"


def test_colours_spread_over_the_team(lead, team, clock) -> None:
    for number in range(6):
        add_member(
            team=team,
            details=MemberDetails(
                name=f"P{number}", email=f"p{number}@v.example", from_on=date.today()
            ),
            by=None,
            at=clock.now,
        )

    colours = team.memberships.order_by("pk").values_list("colour", flat=True)
    assert list(colours) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1]


def test_a_lead_changes_a_member(lead, team) -> None:
    Person.objects.filter(name="Camille Roux").update(phone_problem="wrong")
    member("Camille Roux").qualifications.create(
        training=team.trainings.create(name="Crise")
    )

    lead.open(f"/t/edition/team/{member('Camille Roux').pk}/").press(
        "Save", name="Camille Le Roux", phone="0692 12 34 56", trainings=[]
    )

    changed = member("Camille Le Roux")
    assert changed.person.phone == "+262692123456"
    assert changed.person.phone_problem == ""
    assert not changed.trainings.exists()


def test_an_address_can_be_corrected_until_it_was_used(lead, clock) -> None:
    page = f"/t/edition/team/{member('Camille Roux').pk}/"

    lead.open(page).press("Save", email="c.roux@ville.example")

    camille = member("Camille Roux").person
    assert camille.email == "c.roux@ville.example"
    assert Notice.objects.filter(person=camille, kind="welcome").exists()
    Person.objects.filter(pk=camille.pk).update(last_login=clock.now)
    assert "email" not in lead.open(page).forms[0].names()


def test_an_address_of_another_account_is_refused(lead) -> None:
    lead.open(f"/t/edition/team/{member('Camille Roux').pk}/").press(
        "Save", email="yann@ville.example"
    )

    lead.sees("Another account has this address.")
    assert member("Camille Roux").person.email == "camille@ville.example"


def test_somebody_of_two_teams_changes_her_number_herself(lead, clock) -> None:
    other_team_of(member("Camille Roux").person, clock.now)

    lead.open(f"/t/edition/team/{member('Camille Roux').pk}/")

    lead.sees("This person is in another team too")
    form = lead.forms[0]
    assert not {"name", "email", "phone"} & form.names()
    lead.send(form, form.buttons[0], name="X", phone="0639980142", trade="Photo")
    assert member("Camille Roux").trade == "Photo"
    assert member("Camille Roux").person.phone == phone_of("camille")


def test_the_last_lead_stays_lead(lead) -> None:
    page = f"/t/edition/team/{member('Odile Perrin').pk}/"

    lead.open(page).press("Save", role=Role.AGENT).sees("A team needs a lead")
    lead.open(page).press("Set the last day", until_on="2026-12-24")

    lead.sees("A team needs a lead")
    odile = member("Odile Perrin")
    assert (odile.role, odile.until_on) == (Role.LEAD, None)


def test_a_lead_may_go_when_another_leads(lead) -> None:
    Membership.objects.filter(person__name="Camille Roux").update(role=Role.LEAD)

    lead.open(f"/t/edition/team/{member('Odile Perrin').pk}/").press(
        "Set the last day", until_on="2026-12-24"
    )

    assert member("Odile Perrin").until_on == date(2026, 12, 24)


def test_what_a_leaver_still_holds_is_listed_and_opened(lead, team, clock) -> None:
    _first, second, third = published(team, "Camille Roux", clock.now, weeks=3)
    page = f"/t/edition/team/{member('Camille Roux').pk}/"

    # 23 November is the Monday the first weekend ends on
    lead.open(page).press("Set the last day", until_on="2026-11-23")

    lead.sees("still holds 2 published weekends", "Fri 27 Nov", "Fri 4 Dec")
    emptied = DraftSeat.objects.filter(membership__isnull=True)
    assert {seat.period for seat in emptied} == {second.period, third.period}
    assert Shift.objects.count() == 3
    lead.open("/t/edition/team/").sees("still holds 2 weekends after that day")


def test_the_weekend_of_the_last_day_ends_after_it(lead, team, clock) -> None:
    (shift,) = published(team, "Camille Roux", clock.now)
    page = f"/t/edition/team/{member('Camille Roux').pk}/"

    lead.open(page).press("Set the last day", until_on="2026-11-22")

    assert DraftSeat.objects.get().period == shift.period


def test_a_last_day_taken_back_gives_the_weekends_back(lead, team, clock) -> None:
    published(team, "Camille Roux", clock.now)
    page = f"/t/edition/team/{member('Camille Roux').pk}/"

    lead.open(page).press("Set the last day", until_on="2026-11-19")
    lead.open(page).press("Set the last day", until_on="")

    assert not DraftSeat.objects.exists()
    assert member("Camille Roux").until_on is None


def test_weekends_drafted_for_a_leaver_are_open_again(lead, team, clock) -> None:
    period = team.periods.first()
    camille = member("Camille Roux")
    assign(
        period_id=period.pk,
        seat=Seat.BACKUP,
        membership_id=camille.pk,
        expected=None,
        by=None,
        at=clock.now,
    )

    lead.open(f"/t/edition/team/{camille.pk}/").press(
        "Set the last day", until_on="2026-11-19"
    )

    assert not DraftSeat.objects.exists()


def test_a_last_day_before_the_first_is_refused(lead) -> None:
    lead.open(f"/t/edition/team/{member('Camille Roux').pk}/").press(
        "Set the last day", until_on="2020-01-01"
    )

    lead.sees("The last day comes before the first one")


def test_a_former_member_comes_back(lead, team, clock) -> None:
    Membership.objects.filter(person__name="Camille Roux").update(
        until_on=clock.now.date() - timedelta(days=1)
    )
    lead.reload().sees("1 former member")

    lead.follow("Add a person").press(
        "Add", name="Camille Roux", email="camille@ville.example"
    )

    assert member("Camille Roux").until_on is None
    assert team.memberships.count() == 8


@pytest.mark.parametrize("address", ["new/", "import/"])
def test_agents_change_nothing(agent_client, address) -> None:
    assert agent_client.get(f"/t/edition/team/{address}").status_code == 403


def test_members_of_other_teams_are_not_found(lead, clock) -> None:
    stranger = make_member(
        Team.objects.create(name="Autre", slug="autre"),
        READER,
        at=clock.now,
    )

    assert lead.open(f"/t/edition/team/{stranger.pk}/").status == 404


def test_a_lead_starts_another_team(lead, clock) -> None:
    lead.open("/me/").follow("Start another team").press(
        "Make the team", name="Édition numérique", holiday_region="FR-6AE"
    )

    made = Team.objects.get(slug="edition-numerique")
    assert made.memberships.get().role == Role.LEAD
    assert not made.memberships.get().takes_duties
    assert made.periods.count() >= 52
    assert not Notice.objects.exists()
    lead.sees("The team is made.", "1 person")


def test_two_teams_of_one_name_have_two_addresses(lead) -> None:
    for _ in range(2):
        lead.open("/teams/new/").press("Make the team", name="Cabinet")

    assert set(Team.objects.filter(name="Cabinet").values_list("slug", flat=True)) == {
        "cabinet",
        "cabinet-2",
    }


def test_agents_start_no_team(agent_client) -> None:
    assert agent_client.get("/teams/new/").status_code == 403


def test_the_page_asks_the_database_little(
    team, clock, django_assert_max_num_queries
) -> None:
    client = signed_in("odile@ville.example")
    client.get("/t/edition/team/")

    with django_assert_max_num_queries(20):
        client.get("/t/edition/team/?numbers=1")
