"""One number for two people: a shared phone, or a slip. Kept, and said."""

from datetime import timedelta

import pytest
from browsing import Browser
from people import phone_of

from rota.models import Membership, Person

NUMBER = "06 39 98 01 01"  # Camille's
SHARED = "This mobile phone is also the number of Camille Roux."


@pytest.fixture
def lead(lead_client) -> Browser:
    return Browser(lead_client).open("/t/edition/team/")


def member(name: str) -> Membership:
    return Membership.objects.get(person__name=name, team__slug="edition")


def test_a_number_of_two_people_is_kept_and_said(lead) -> None:
    lead.follow("Add a person").press(
        "Add", name="Zoé Lumière", email="zoe@ville.example", phone=NUMBER
    )

    lead.sees("Zoé Lumière is in the team", SHARED)
    assert member("Zoé Lumière").person.phone == phone_of("camille")


def test_a_number_changed_to_somebody_elses_is_said_once(lead) -> None:
    page = f"/t/edition/team/{member('Yann Guérin').pk}/"

    lead.open(page).press("Save", phone=NUMBER).sees("Saved.", SHARED)
    lead.open(page).press("Save", trade="Vidéaste").sees("Saved.")

    assert SHARED not in lead.text


def test_a_number_of_somebody_outside_the_team_names_nobody(lead, clock) -> None:
    former = member("Camille Roux")
    Membership.objects.filter(pk=former.pk).update(
        until_on=clock.now.date() - timedelta(days=1)
    )
    Person.objects.create_user(
        "leo@ville.example",
        name="Léo Martin",
        phone=phone_of("camille"),
        created_at=clock.now,
    )

    lead.follow("Add a person").press(
        "Add", name="Zoé Lumière", email="zoe@ville.example", phone=NUMBER
    )

    assert "also the number" not in lead.text


def test_numbers_of_several_people_are_said_before_the_import(lead) -> None:
    text = (
        "name;email;phone\nZoé;zoe@v.example;06 39 98 01 01\n"
        "Léo;leo@v.example;06 39 98 01 42\nMia;mia@v.example;0639980142\n"
    )
    lead.follow("Import a list").press("Read the list", text=text)

    lead.sees(
        "Mobile phone: also the number of Camille Roux.",
        "Mobile phone: also the number of Mia.",
        "Mobile phone: also the number of Léo.",
    )
    lead.press("Import these 3 rows").sees("3 people were added")


def test_nobody_shares_a_number_with_herself(lead) -> None:
    text = (
        "name;email;phone\nCamille Roux;camille@ville.example;06 39 98 01 01\n"
        "Zoé;zoe@v.example;\nMia;mia@v.example;\n"
    )
    lead.follow("Import a list").press("Read the list", text=text).sees(
        "already there, unchanged"
    )

    assert "also the number" not in lead.text
