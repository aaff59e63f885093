"""On the team's pages: whose number is proven, and that a new one is not."""

import pytest
from browsing import Browser

from rota.models import Person


@pytest.fixture
def lead(lead_client) -> Browser:
    return Browser(lead_client).open("/t/edition/team/")


def test_the_lead_sees_whose_number_is_proven_and_what_was_chosen(lead, team) -> None:
    Person.objects.filter(name="Camille Roux").update(
        phone_verified_at=None, reach="sms"
    )

    lead.reload().sees("not verified yet", "✓ verified", "texts only")


def test_colleagues_see_their_own_proof_only(agent_client, team) -> None:
    Person.objects.update(phone_verified_at=None, reach="sms")

    page = Browser(agent_client).open("/t/edition/team/")

    assert page.text.count("not verified yet") == 1
    assert page.text.count("texts only") == 1


def test_a_number_the_lead_changes_is_to_be_proven_again(lead, team) -> None:
    member = team.memberships.get(person__name="Camille Roux")
    page = f"/t/edition/team/{member.pk}/"
    lead.open(page).sees("verified on 18 November 2026")

    lead.press("Save", name="Camille Le Roux")
    assert Person.objects.get(pk=member.person_id).phone_verified_at
    lead.open(page).press("Save", phone="06 39 98 01 42")

    lead.open(page).sees("not verified yet")
    assert Person.objects.get(pk=member.person_id).phone_tested_at is None


def test_an_imported_number_is_to_be_proven_again(lead, team) -> None:
    rows = "name;email;phone\nCamille Roux;camille@ville.example;06 39 98 01 42\n"

    lead.follow("Import a list").press("Read the list", text=rows)
    lead.press("Import")

    person = Person.objects.get(name="Camille Roux")
    assert (person.phone, person.phone_verified_at) == ("+33639980142", None)
