"""Who may call: the lead gives links out, and takes them back."""

import pytest
from browsing import Browser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from people import make_caller

from escalation.models import Caller
from escalation.permissions import CALLER_LINK
from rota.links import make_token
from rota.models import Team

PATH = "/t/edition/callers/"
DESK = {
    "name": "Accueil",
    "phone": "02 40 41 90 00",
    "language": "fr",
    "cases": "user_info",
}


@pytest.fixture
def office(lead_client) -> Browser:
    return Browser(lead_client)


def link_of(caller: Caller) -> str:
    caller.refresh_from_db()
    return f"/call/{make_token(CALLER_LINK, caller.pk, caller.version)}"


def test_service_is_added_with_a_link_of_its_own(office):
    office.open(PATH).press("Add", **DESK)

    office.sees("The service is added", "Accueil", "urgent user information only")
    added = Caller.objects.get(name="Accueil")
    assert added.phone == "+33240419000"
    assert link_of(added) in office.html
    assert Browser().open(link_of(added)).status == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": " CABINET "}, "There is already a caller of this name."),
        ({"phone": "poste 12"}, "This is not a telephone number."),
        ({"cases": "war"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_used_is_told(office, cabinet, typed, said):
    office.open(PATH).press("Add", **DESK | typed)

    office.sees(said)
    assert Caller.objects.count() == 1


def test_name_another_team_uses_is_free(office, team):
    other = Team.objects.create(name="Voirie", slug="voirie")
    make_caller(other, "Accueil", "")

    office.open(PATH).press("Add", **DESK)

    assert team.callers.get().name == "Accueil"


def test_change_keeps_the_link(office, cabinet):
    before = link_of(cabinet)

    office.open(PATH).follow("Change").press("Save", name="Cabinet du maire", phone="")

    office.sees("its link stays", "Cabinet du maire")
    assert link_of(cabinet) == before
    assert cabinet.phone == ""


def test_change_that_cannot_be_kept_is_told(office, cabinet, caller):
    office.open(f"{PATH}{cabinet.pk}/").press("Save", name=caller.name)

    office.sees("There is already a caller of this name.")


def test_number_is_shown_as_people_write_it(office, cabinet):
    office.open(f"{PATH}{cabinet.pk}/")

    (form,) = [form for form in office.forms if "phone" in form.names()]
    assert form.data()["phone"] == ["06 39 98 01 51"]


def test_withdrawn_link_calls_nobody(office, cabinet):
    before = link_of(cabinet)

    office.open(PATH).press("Withdraw it")

    office.sees("The link of “Cabinet” no longer works.", "link withdrawn")
    assert Browser().open(before).status == 410
    assert Browser().open(link_of(cabinet)).status == 410


def test_new_link_replaces_the_old_one(office, cabinet):
    before = link_of(cabinet)

    office.open(PATH).press("Replace it by a new one")

    office.sees("“Cabinet” has a new link")
    assert Browser().open(before).status == 410
    assert Browser().open(link_of(cabinet)).status == 200


def test_withdrawn_service_may_get_a_new_link(office, cabinet):
    office.open(PATH).press("Withdraw it").press("Give it a new link")

    assert Browser().open(link_of(cabinet)).status == 200


def test_card_has_the_address_and_speaks_the_services_language(office, cabinet):
    office.open(PATH).follow("Card to print")
    office.sees(link_of(cabinet), "02 40 41 90 00", "Print this page")
    assert 'lang="fr"' in office.html

    Caller.objects.update(language="en")
    office.reload().sees("Crisis", "Urgent user information")


def test_card_of_a_service_for_one_case_names_that_case(office, caller):
    Caller.objects.update(language="en")

    office.open(f"{PATH}{caller.pk}/card/")

    office.sees("A park closes")
    assert "danger" not in office.text


def test_withdrawn_service_has_no_card(office, cabinet):
    office.open(PATH).press("Withdraw it")

    assert office.open(f"{PATH}{cabinet.pk}/card/").status == 404


@pytest.mark.parametrize("tail", ["", "card/", "withdraw/", "renew/"])
def test_another_teams_caller_is_not_found(lead_client, cabinet, tail):
    cabinet.team = Team.objects.create(name="Voirie", slug="voirie")
    cabinet.save()
    path = f"{PATH}{cabinet.pk}/{tail}"

    send = lead_client.get if tail in ("", "card/") else lead_client.post
    assert send(path).status_code == 404


@pytest.mark.parametrize("tail", ["", "1/", "1/card/", "1/withdraw/", "1/renew/"])
def test_only_leads_see_links(agent_client, reader_client, tail):
    for client in (agent_client, reader_client):
        assert client.post(f"{PATH}{tail}").status_code in (403, 405)
        assert client.get(f"{PATH}{tail}").status_code in (403, 405)


def test_number_of_services_costs_no_queries(
    lead_client, team, django_assert_num_queries
):
    make_caller(team, "Accueil", "")
    lead_client.get(PATH)
    with CaptureQueriesContext(connection) as few:
        lead_client.get(PATH)
    for number in range(10):
        make_caller(team, f"Service {number}", "")

    with django_assert_num_queries(len(few)):
        lead_client.get(PATH)
