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


def test_whether_the_number_is_proven_is_clear(me) -> None:
    me.sees("How to reach me", "06 39 98 01 01", "verified on 18 November 2026")

    Person.objects.update(phone_verified_at=None)

    me.reload().sees("not verified yet")
    me.follow("Verify your number")
    assert me.path == "/me/calls/"


def test_a_known_problem_is_said(me) -> None:
    Person.objects.update(phone_problem="blocked")

    me.reload().sees("STOP was answered")


def test_who_has_no_number_is_asked_for_one(me) -> None:
    Person.objects.update(phone="")

    me.reload().sees("no mobile number")
    me.follow("Write your number")


def test_the_choice_is_shown(me) -> None:
    Person.objects.update(reach="sms", mails_too=True)

    me.reload().sees("Texts only", "an e-mail as well")


def test_the_name_is_saved_and_the_number_left_alone(me) -> None:
    before = camille()

    me.press("Save", name="Camille Le Roux").sees("Saved.")

    after = camille()
    assert after.name == "Camille Le Roux"
    assert (after.phone, after.phone_verified_at) == (
        before.phone,
        before.phone_verified_at,
    )


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
