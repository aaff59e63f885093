"""One's own page."""

from datetime import timedelta

import pytest
from browsing import Browser

from rota.actions.people import MemberDetails, add_member
from rota.models import Membership, Person, Team
from rota.teams import memberships_of


@pytest.fixture
def me(agent_client) -> Browser:
    return Browser(agent_client).open("/me/")


def camille() -> Person:
    return Person.objects.get(email="camille@ville.example")


def test_a_number_is_shown_as_it_was_understood(me) -> None:
    me.press("Save", phone="+33 (0)6.39.98.01.42")

    assert camille().phone == "+33639980142"
    assert me.forms[0].data()["phone"] == ["06 39 98 01 42"]


def test_a_new_number_is_tried_afresh(me) -> None:
    Person.objects.filter(pk=camille().pk).update(phone_problem="blocked")

    me.reload().sees("STOP was answered")
    me.press("Save", phone="06 39 98 01 42")

    assert camille().phone_problem == ""


def test_a_known_problem_stays_with_its_number(me) -> None:
    Person.objects.filter(pk=camille().pk).update(phone_problem="wrong")

    me.reload().press("Save", name="Camille Le Roux")

    assert camille().phone_problem == "wrong"
    me.sees("Texts to this number do not arrive")


def test_a_number_texts_cannot_reach_is_refused_and_stays_typed(me) -> None:
    me.press("Save", phone="01 44 55 66 77", name="Camille Le Roux")

    me.sees("This is a landline")
    assert me.forms[0].data()["phone"] == ["01 44 55 66 77"]
    assert camille().name == "Camille Roux"


def test_a_number_may_be_withdrawn(me) -> None:
    me.press("Save", phone="")

    assert camille().phone == ""


def test_numbers_for_fiction_are_refused_where_texts_leave(me, settings) -> None:
    settings.SMS_PROVIDER = "twilio"

    me.press("Save", phone="06 39 98 01 42").sees("reserved for fiction")


def test_the_chosen_language_is_that_of_the_pages(me) -> None:
    me.press("Save", language="fr")

    assert camille().language == "fr"
    assert 'lang="fr"' in me.html


def test_teams_are_listed_with_the_role_in_each(me, team, clock) -> None:
    other = Team.objects.create(name="Police municipale", slug="police")
    details = MemberDetails(
        name="C", email=camille().email, from_on=clock.now.date(), role="reader"
    )
    add_member(team=other, details=details, by=None, at=clock.now)

    me.reload().sees(
        "Édition numérique", "on-call agent", "Police municipale", "reader"
    )


def test_memberships_count_from_the_first_to_the_last_day(team, clock) -> None:
    today = clock.now.date()

    assert [one.team for one in memberships_of(camille(), clock.now)] == [team]
    Membership.objects.filter(person=camille()).update(until_on=today)
    assert memberships_of(camille(), clock.now)
    assert memberships_of(camille(), clock.now + timedelta(days=1)) == []


def test_somebody_in_no_team_is_told_so(me) -> None:
    Membership.objects.filter(person=camille()).delete()

    me.reload().sees("You are in no team now.")
