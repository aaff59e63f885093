"""Importing a list of people: read, shown row by row, then done as shown."""

from dataclasses import replace
from datetime import timedelta

import pytest
from browsing import Browser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from people import phone_of

from rota.actions.people import MemberDetails, add_member, import_members
from rota.core.roster_csv import MAX_BYTES, read_roster
from rota.models import Membership, Notice, Person, Role, Team

PAGE = "/t/edition/team/import/"
LIST = """Nom;Prénom;Courriel;Portable;Métier;Formations;Quotité
LUMIÈRE;Zoé;zoe@ville.example;06 39 98 01 42;journaliste;Crise|Photo;80 %
PETIT;Jules;jules@ville;06 39 98 01 43;Vidéaste;;0,5
"""


@pytest.fixture
def lead(lead_client) -> Browser:
    return Browser(lead_client).open(PAGE)


def member(email: str) -> Membership:
    return Membership.objects.get(person__email=email, team__slug="edition")


def names(team: Team) -> list[str]:
    return [one.person.name for one in team.memberships.all()]


def upload(lead: Browser, data: bytes, name: str = "liste.csv") -> Browser:
    file = SimpleUploadedFile(name, data)
    return lead._show(PAGE, lead.client.post(PAGE, {"file": file}))


def test_nothing_is_imported_before_it_was_seen(lead, team) -> None:
    lead.press("Read the list", text=LIST)

    lead.sees("Nothing is imported yet", "Zoé Lumière", "06 39 98 01 42", "is added")
    assert len(names(team)) == 8


def test_bad_rows_stand_beside_their_reason(lead) -> None:
    lead.press("Read the list", text=LIST)

    lead.sees("1 row to correct", "“jules@ville” is not an e-mail address.")
    assert lead.forms[0].data()["row3"] == [LIST.splitlines()[2]]


def test_good_rows_are_imported_and_the_others_left_out(lead, team, clock) -> None:
    lead.press("Read the list", text=LIST)
    lead.press("Import this row, leave the others out")

    lead.sees("1 person was added and is told by e-mail.")
    zoe = member("zoe@ville.example")
    assert zoe.person.name == "Zoé Lumière"
    assert zoe.person.phone == "+33639980142"
    assert (zoe.trade, zoe.share, zoe.role) == ("Journaliste", 80, Role.AGENT)
    assert {one.name for one in zoe.trainings.all()} == {"Crise", "Photo"}
    assert zoe.from_on == clock.now.date()
    assert Notice.objects.get(person=zoe.person).kind == "welcome"
    assert "Jules Petit" not in names(team)


def test_a_corrected_row_is_checked_again_then_imported(lead, team) -> None:
    lead.press("Read the list", text=LIST)
    corrected = LIST.splitlines()[2].replace("@ville", "@ville.example")
    lead.press("Check again", row3=corrected)

    lead.sees("2 rows are understood like this", "Jules Petit", "50 %")
    lead.press("Import these 2 rows")
    assert {"Zoé Lumière", "Jules Petit"} <= set(names(team))


def test_a_row_corrected_but_not_seen_is_shown_first(lead, team) -> None:
    lead.press("Read the list", text=LIST)
    corrected = LIST.splitlines()[2].replace("@ville", "@ville.example")
    lead.press("Import this row", row3=corrected)

    lead.sees("The rows changed since you looked at them.", "Jules Petit")
    assert len(names(team)) == 8


def test_an_emptied_row_is_left_out(lead) -> None:
    lead.press("Read the list", text=LIST).press("Check again", row3="")

    assert "to correct" not in lead.text
    lead.sees("1 row is understood like this")


def test_corrected_rows_keep_their_place(lead) -> None:
    text = "name;email\nL;lea\nA;a@v.example\nB;b@v.example\nA again;a@v.example\n"
    lead.press("Read the list", text=text).sees("already on line 3")
    lead.press("Check again", row2="L;lea@v.example")

    lead.sees("This e-mail address is already on line 3.")


def test_cells_with_line_breaks_survive_both_pages(lead, team) -> None:
    text = 'name;email;trainings\nZoé;zoe@v.example;"Crise\nPhoto"\nX;x;\n'
    lead.press("Read the list", text=text).press("Import this row")

    trainings = member("zoe@v.example").trainings.values_list("name", flat=True)
    assert set(trainings) == {"Crise", "Photo"}


def test_members_are_updated_as_announced(lead, team) -> None:
    lead.press(
        "Read the list",
        text="name;email;phone;trade;share;trainings\n"
        "Camille Le Roux;camille@ville.example;06 39 98 01 42;Photo;80;Crise\n",
    )

    lead.sees(
        "already there, will be updated:",
        "Camille Roux → Camille Le Roux",
        "06 39 98 01 01 → 06 39 98 01 42",
        "Réseaux sociaux → Photo",
        "100 % → 80 %",
    )
    lead.press("Import this row").sees("1 person was updated.")
    camille = member("camille@ville.example")
    assert (camille.person.name, camille.trade) == ("Camille Le Roux", "Photo")
    assert camille.person.phone == "+33639980142"
    assert camille.share == 80
    assert camille.trainings.get().name == "Crise"
    assert not Notice.objects.exists()


def test_empty_cells_and_other_spellings_change_nothing(lead, team) -> None:
    text = (
        "nom;courriel;portable;métier\n"
        "ROUX Camille;camille@ville.example;;RESEAUX sociaux\n"
    )

    lead.press("Read the list", text=text).sees("already there, unchanged")
    lead.press("Import this row").sees("Nothing had to change.")
    assert member("camille@ville.example").person.phone == phone_of("camille")


def test_an_account_of_another_team_keeps_name_and_number(lead, team, clock) -> None:
    other = Team.objects.create(name="Police", slug="police")
    details = MemberDetails(
        name="Zoé Lumière",
        email="zoe@ville.example",
        phone="+33639980199",
        from_on=clock.now.date(),
    )
    add_member(team=other, details=details, by=None, at=clock.now)

    lead.press("Read the list", text=LIST.replace("LUMIÈRE", "DUPONT"))

    lead.sees("has an account already", "Name and mobile phone stay as they are")
    lead.press("Import this row")
    zoe = Person.objects.get(email="zoe@ville.example")
    assert (zoe.name, zoe.phone) == ("Zoé Lumière", "+33639980199")
    assert zoe.memberships.count() == 2


def test_a_former_member_comes_back(lead, team, clock) -> None:
    yesterday = clock.now.date() - timedelta(days=1)
    Membership.objects.filter(person__email="camille@ville.example").update(
        until_on=yesterday
    )
    text = "name;email\nCamille Roux;camille@ville.example\n"

    lead.press("Read the list", text=text).sees("comes back to the team")
    lead.press("Import this row")

    camille = member("camille@ville.example")
    assert camille.until_on is None
    assert camille.trade == "Réseaux sociaux"


def test_one_spelling_for_the_trades_of_one_list(lead, team) -> None:
    text = "name;email;trade\nA B;a@v.example;Vidéaste\nC D;c@v.example;videaste\n"
    lead.press("Read the list", text=text).press("Import these 2 rows")

    assert {member("a@v.example").trade, member("c@v.example").trade} == {"Vidéaste"}


def test_nothing_is_half_imported(team, clock) -> None:
    text = "name;email\nZoé Lumière;zoe@v.example\nJules Petit;jules@v.example\n"
    first, second = read_roster(text, accept_fiction=True).rows
    # what no list can hold, and the database refuses
    rows = [first, replace(second, share=200)]

    with pytest.raises(IntegrityError):
        import_members(team=team, rows=rows, by=None, at=clock.now)

    assert not Person.objects.filter(name="Zoé Lumière").exists()
    assert not Notice.objects.exists()


def test_a_file_as_excel_saves_it(lead) -> None:
    upload(lead, LIST.encode("cp1252")).sees("Zoé Lumière", "Journaliste")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04xxxx", "This is a spreadsheet."),
        (b"%PDF\x00", "This file is not a text."),
        (b"name;email\n", "There are headings, but nobody under them."),
        (b"phone\n06\n", "A column is missing: name, e-mail."),
        (b"x" * (MAX_BYTES + 1), "This file is too large"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(lead, data, sentence) -> None:
    upload(lead, data).sees(sentence)


def test_a_list_without_its_columns_stays_to_be_corrected(lead) -> None:
    lead.press("Read the list", text="phone;trade\n06;Photo\n")

    assert "06;Photo" in lead.forms[0].data()["text"][0]


@pytest.mark.parametrize("data", [b"", b" \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_said_to_be_empty(lead, data) -> None:
    upload(lead, data).sees("This list is empty. Choose another file")
    assert "Choose a file, or" not in lead.text


def test_an_empty_form_asks_for_a_list(lead) -> None:
    lead.press("Read the list").sees("Choose a file, or paste the list into the box.")


def test_a_mangled_second_page_is_no_error(lead, team) -> None:
    rows = {
        "heading": "name;email",
        "row2": "A;a@v.example",
        "rowx": "?",
        "import": "1",
    }
    page = lead._show(PAGE, lead.client.post(PAGE, rows))

    page.sees("The rows changed since you looked at them.")
    assert len(names(team)) == 8
