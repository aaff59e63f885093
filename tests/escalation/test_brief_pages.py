"""The pages of the weekend sheet: filling it in, pasting, reading, taking it along."""

from datetime import datetime, timedelta

import pytest
from briefing import other_row, post_row
from browsing import Browser
from django.core.files.uploadedfile import SimpleUploadedFile

from escalation.models import BriefRow
from rota.models import Period

SATURDAY = datetime(2026, 11, 21, 10, 0)
MONDAY = datetime(2026, 11, 23, 8, 30)
SHEET = "/t/edition/weekend/"
ROWS = (
    "Date\tHeure\tRéseau\tTexte\tLien\tQui\n"
    "21/11/2026\t10:00\tFacebook\tMarché de Noël\thttps://outil.example/1\tSofia\n"
    'dim.\t9h30\tX\t"Musées gratuits,\n""toute la journée"""\t\tYann Guérin\n'
)
BAD = "31/12\t25h\tLinkedIn\tRien de grave\t\tZoé\n"


@pytest.fixture
def period(world) -> Period:
    return world.on_duty("camille", backup="malik")


@pytest.fixture
def office(world, period) -> Browser:
    """Yann, on his sheet."""
    return world.office("yann").open(SHEET)


def paste(office: Browser, text: str, kind: str = "post") -> Browser:
    office.open(SHEET).follow("Paste rows")
    return office.press("Read the rows", text=text, kind=kind)


def said() -> list[tuple[str, str, str, str]]:
    return [
        (f"{row.at:%a %H:%M}", row.outlet.name, row.text, row.owner.name)
        for row in BriefRow.objects.filter(kind="post").select_related()
    ]


def test_empty_sheet_says_so(office):
    office.sees("Weekend sheet", "Fri 20 Nov, 18:00", "Camille R.", "Malik T. (backup)")
    office.sees(
        "Nothing is scheduled.", "No subject is noted.", "Nobody in particular."
    )


def test_weekend_that_may_yet_be_drawn_anew_has_no_sheet(world):
    later = world.weekend()
    office = world.office("yann").open(SHEET)

    office.sees("No weekend is published yet.")
    assert office.open(f"{SHEET}{later.pk}/").status == 404


def test_scheduled_post_is_added_read_and_reread(office, world):
    office.follow("Add a scheduled post")
    facebook = str(world.team.outlets.get(name="Facebook").pk)
    typed = {"day": "2026-11-21", "time": "10h30", "outlet": facebook}
    office.press("Save", text="Marché de Noël", link="outil.example/4", **typed)

    office.sees("It is on the sheet.", "Sat 21 Nov, 10:30", "Marché de Noël")
    office.sees("https://outil.example/4", "Looked after by Yann G.", "not re-read")
    assert "I have re-read it" not in office.text
    ines = world.office("ines").open(SHEET)
    ines.press("I have re-read it").sees("re-read by Inès N., Wed 18 Nov, 09:00")
    ines.press("Not re-read after all")
    assert "re-read by Inès" not in ines.text


def test_what_is_missing_is_said_and_what_was_typed_stays(office):
    office.follow("Add a scheduled post").press("Save", text="Marché", time="bientôt")

    office.sees("Choose the day.", "Write a time, such as 15:30.")
    office.sees("Choose where it is published.")
    assert "Marché" in office.html
    assert "bientôt" in office.html
    assert not BriefRow.objects.exists()


def test_one_after_the_other(office):
    office.follow("Add a note").press("Save, and add another", text="Un")
    office.press("Save", text="Deux")

    office.sees("Un Yann G.", "Deux Yann G.")


def test_contact_is_kept_as_a_number_that_can_be_rung(office):
    office.follow("Add a contact").press("Save", title="Gardien", phone="pas de numéro")
    office.sees("This is not a telephone number.")
    office.press("Save", title="Gardien", phone="02 40 00 00 12")

    assert BriefRow.objects.get().phone == "+33240000012"
    assert 'href="tel:+33240000012"' in office.html


def test_too_long_a_text_is_refused_with_its_length_and_kept(office):
    office.follow("Add a note").press("Save", text="x" * 6000)

    office.sees("That is 6000 characters; 5000 is the most.")
    assert "x" * 6000 in office.html


def test_changed_meanwhile_shows_both_and_loses_neither(office, world):
    other_row(world, "subject", title="Tram", text="Bus relais")
    ines = world.office("ines").open(SHEET).follow("Change Tram")
    office.reload().follow("Change Tram").press("Save", text="Bus relais, ligne B")
    ines.press("Save", text="Navette gratuite")

    ines.sees("Yann G. changed this row meanwhile", "What it says now")
    ines.sees("Bus relais, ligne B", "Yours is below and not saved yet")
    assert "Navette gratuite" in ines.html
    ines.press("Save", text="Navette gratuite, ligne B")
    assert BriefRow.objects.get().text == "Navette gratuite, ligne B"


def test_saving_what_was_not_touched_is_no_change(office, world):
    row = other_row(world, "note", text="Badge\nau poste de garde")

    # as browsers send the ends of lines
    office.reload().follow("Change Badge")
    office.press("Save", text="Badge\r\nau poste de garde")

    row.refresh_from_db()
    assert row.version == 1


def test_removed_meanwhile_is_said_and_saving_puts_it_back(office, world):
    other_row(world, "subject", title="Tram", text="Bus relais")
    office.reload().follow("Change Tram")
    ines = world.office("ines").open(SHEET)
    ines.follow("Change Tram").press("Remove it from the sheet")
    office.press("Save", text="Navette")

    office.sees("Inès N. removed this row meanwhile", "Saving puts it back.")
    office.press("Save")
    assert BriefRow.objects.get().removed_at is None


def test_removed_row_is_put_back(office, world):
    other_row(world, "subject", title="Tram", text="Bus relais")
    office.reload().follow("Change Tram").press("Remove it from the sheet")

    office.sees("No subject is noted.", "1 row was removed")
    office.press("Put it back")
    office.sees("Bus relais")


def test_readers_read_without_numbers_notes_or_forms(world, reader_client, period):
    post_row(world, SATURDAY)
    other_row(world, "contact", title="Gardien", phone="+33240000012")
    other_row(world, "note", text="Badge au poste")

    page = Browser(reader_client).open(SHEET)

    page.sees("Le marché de Noël ouvre samedi.", "Gardien", "•• •• •• •• 12")
    page.sees("Numbers are for those who may be called")
    for hidden in ("40 00 00 12", "Badge", "Change", "re-read it", "Add a"):
        assert hidden not in page.text
    page.follow("Take it with you")
    assert "40 00 00 12" not in page.html


def test_numbers_are_hidden_once_the_weekend_is_over(office, world, clock, period):
    row = other_row(world, "contact", title="Gardien", phone="+33240000012")
    clock.set(MONDAY)

    office.open(f"{SHEET}{period.pk}/").sees("Gardien", "•• •• •• •• 12")
    assert office.open(f"{SHEET}{period.pk}/rows/{row.pk}/").status == 404


def test_rows_of_another_weekend_are_not_found(office, world, period):
    row = other_row(world, "note", text="Badge")
    other = world.on_duty("lena", at=period.ends_at)

    assert office.open(f"{SHEET}{other.pk}/rows/{row.pk}/").status == 404
    assert office.open(f"{SHEET}{other.pk}/add/picnic/").status == 404


def test_markup_is_text(office, world):
    other_row(world, "note", text="<script>alert(1)</script>")

    assert "<script>alert" not in office.reload().html
    assert "<script>alert" not in office.follow("Take it with you").html


def test_file_holds_everything_and_needs_nothing_of_ours(office, world):
    post_row(world, SATURDAY, link="https://outil.example/4")
    office.reload().follow("Take it with you")

    office.sees("Le marché de Noël ouvre samedi.", "https://outil.example/4")
    assert "/static/" not in office.html
    assert "<form" not in office.html
    name = 'attachment; filename="edition-2026-11-20.html"'
    assert office.response["Content-Disposition"] == name


def test_home_and_readiness_say_what_is_not_reread(office, world, clock):
    post_row(world, SATURDAY)
    clock.set(datetime(2026, 11, 20, 12, 0))

    office.open("/").sees(
        "Weekend sheet", "1 scheduled post, 0 subjects", "1 not re-read"
    )
    world.office("odile").open("/t/edition/readiness/").sees("1 not re-read")


# --- pasting ------------------------------------------------------------------
def test_pasted_rows_are_shown_then_added(office, world):
    paste(office, ROWS).sees(
        "Check the rows", "Nothing is added yet.", "Marché de Noël"
    )
    assert not BriefRow.objects.exists()

    office.press("Add these 2 rows").sees("2 rows were added.")

    assert said() == [
        ("Sat 09:00", "Facebook", "Marché de Noël", "Sofia Almeida"),
        ("Sun 08:30", "X", 'Musées gratuits,\n"toute la journée"', "Yann Guérin"),
    ]


def test_wrong_cells_are_named_and_put_right_in_place(office, world):
    paste(office, ROWS + BAD).sees(
        "1 row needs a correction",
        "“31/12” is no day of this weekend: choose it.",
        "“25h” is no time: write one, such as 15:30.",
        "“LinkedIn” is none of the team's networks: choose one.",
        "“Zoé” is nobody of the team: choose a colleague, or nobody.",
    )
    office.press("Add these 3 rows").sees("Choose the day.", "Rien de grave")
    assert not BriefRow.objects.exists()
    site = str(world.team.outlets.get(name="Site").pk)
    right = {"r2-day": "2026-11-22", "r2-time": "18h", "r2-outlet": site}

    office.press("Add these 3 rows", **right).sees("3 rows were added.")
    assert BriefRow.objects.filter(outlet__name="Site", owner=None).exists()


def test_row_may_be_left_out(office):
    paste(office, ROWS + BAD)

    office.press("Add these 3 rows", **{"r2-skip": "1"}).sees("2 rows were added.")


def test_pasting_again_adds_nothing_twice(office):
    for _ in range(2):
        paste(office, ROWS).press("Add these 2 rows")

    office.sees("0 rows were added. 2 were on the sheet already.")
    assert BriefRow.objects.count() == 2


def test_pasted_subjects(office):
    table = "Sujet\tÉléments de langage\tSource\tJusqu’au\nTram\tBus\tTAN\t22/11"

    paste(office, table, "subject").press("Add this row").sees("1 row was added.")

    row = BriefRow.objects.get()
    assert (row.title, row.text, row.source) == ("Tram", "Bus", "TAN")
    assert f"{row.until_on}" == "2026-11-22"


def test_columns_that_are_not_used_are_named(office):
    paste(office, "Date\tHeure\tRéseau\tTexte\tStatut\n21/11\t10h\tX\tMarché\tprêt")

    office.sees("These columns are not used: Statut.")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Nothing was pasted"),
        ("x" * 20_001, "That is 20001 characters; 20000 is the most."),
        ("x\ty\n" * 101, "That is 101 rows; 100 is the most."),
    ],
)
def test_limits_are_said_and_the_text_stays(office, text, words):
    paste(office, text).sees(words)

    assert text.strip()[:5000] in office.html


def test_20_000_characters_are_taken(office):
    row = "21/11\t10h\tX\t" + "y" * 4900 + "\n"

    paste(office, row * 4 + "z" * (20_000 - 4 * len(row)))

    office.sees("Check the rows")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (ROWS.replace("\t", ";").encode("cp1252"), "Marché de Noël"),
        (ROWS.encode("utf-16"), "Marché de Noël"),
        (b"PK\x03\x04" + b"\0" * 50, "This is a spreadsheet file."),
        (b"", "This file is empty."),
        (b"\x00\x01\x02", "This file is not a text."),
    ],
)
def test_file_instead(office, data, words):
    office.follow("Paste rows")
    file = SimpleUploadedFile("table.csv", data)

    answer = office.client.post(office.path, {"kind": "post", "text": "", "file": file})

    assert words in answer.content.decode()


@pytest.mark.parametrize("forged", ["-1", "x", "9" * 30, "5000"])
def test_forged_counts_add_nothing(office, forged):
    office.follow("Paste rows")
    sent = {"kind": "post", "count": forged}

    assert office.client.post(office.path, sent).status_code in (200, 302)
    assert not BriefRow.objects.exists()


def test_hour_that_the_clocks_skip(world, clock):
    world.team.periods.all().delete()
    sunday = datetime(2027, 3, 28, 8, 0, tzinfo=world.team.zone)
    start = sunday - timedelta(days=1)
    end = sunday + timedelta(days=1)
    Period.objects.create(
        team=world.team,
        starts_at=start,
        ends_at=end,
        kind="weekend",
        published_at=clock.now,
    )
    office = world.office("yann").open(SHEET).follow("Add a scheduled post")

    office.press("Save", day="2027-03-28", time="2h30", text="Rien")

    office.sees("The clocks skip this hour that night")
