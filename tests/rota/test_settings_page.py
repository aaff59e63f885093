"""The team's settings: what a lead may set, and what it changes."""

from datetime import UTC, date, datetime, time

import pytest
from browsing import Browser, signed_in
from django.forms import model_to_dict
from django.utils import translation
from django_q.models import OrmQ
from people import Fictional, make_member

from rota.core.frame import DEFAULT_FRAME
from rota.forms.settings import TeamSettingsForm
from rota.models import Period, Person, Team

ADDRESS = "/t/edition/settings/"
ODILE = "odile@ville.example"


@pytest.fixture
def sheet(lead_client) -> Browser:
    return Browser(lead_client).open(ADDRESS)


def fresh(team) -> Team:
    return Team.objects.get(pk=team.pk)


def value_of(sheet, name: str) -> str:
    (form,) = [form for form in sheet.forms if name in form.names()]
    return form.data()[name][0]


def test_the_week_is_shown_in_words_with_the_coming_weekends(sheet):
    sheet.sees(
        "Your weekends run from Friday 18:00 to Monday 08:00 (62 h).",
        "Fri 20 Nov, 18:00 → Mon 23 Nov, 08:00 (62 h)",
        "Fri 18 Dec, 18:00 → Mon 21 Dec, 08:00 (62 h)",
    )
    assert sheet.text.count("→") == 5


def test_a_lengthened_weekend_names_its_holiday(team, clock):
    clock.set(datetime(2027, 3, 24, 9))

    sheet = Browser(signed_in(ODILE)).open(ADDRESS)

    sheet.sees("Fri 26 Mar, 18:00 → Tue 30 Mar, 08:00 (85 h) Easter Monday")


def test_the_page_as_it_is_can_be_saved_without_changing_anything(team, sheet):
    before = Team.objects.filter(pk=team.pk).values().get()
    periods = list(team.periods.values())

    sheet.press("Save")

    sheet.sees("The settings are saved.")
    assert "nobody holds yet were redrawn" not in sheet.text
    assert Team.objects.filter(pk=team.pk).values().get() == before
    assert list(team.periods.values()) == periods


def test_settings_are_saved_and_shown_again(team, sheet, world):
    sheet.press(
        "Save",
        name="Presse et réseaux",
        language="en",
        time_zone="Indian/Reunion",
        holiday_region="FR-974",
        has_backup=[],
        notice_days="21",
        fallback=str(world.member("odile").pk),
        emergency_contact="Cadre d’astreinte, 02 62 00 00 00",
        frame="Rien d’autre que l’urgence.",
    )

    saved = fresh(team)
    assert (saved.name, saved.language) == ("Presse et réseaux", "en")
    assert (saved.time_zone, saved.holiday_region) == ("Indian/Reunion", "FR-974")
    assert (saved.has_backup, saved.mixes_trades, saved.notice_days) == (
        False,
        True,
        21,
    )
    assert saved.fallback == world.member("odile")
    assert saved.frame == "Rien d’autre que l’urgence."
    assert value_of(sheet, "emergency_contact") == "Cadre d’astreinte, 02 62 00 00 00"


def test_a_team_does_without_test_texts_when_its_lead_says_so(team, sheet):
    assert team.monthly_tests
    sheet.sees("Send a test text each month")

    sheet.press("Save", monthly_tests=[])

    assert not fresh(team).monthly_tests


def test_a_new_name_reaches_the_calendars(team, sheet, clock):
    sheet.press("Save", name="Presse et réseaux")

    assert fresh(team).revision == team.revision + 1
    assert fresh(team).feeds_due_at == clock.now


def test_another_change_leaves_calendars_and_weekends_alone(team, sheet):
    # the team's Christmas is a plain weekend: a redrawing would lengthen it
    before = list(team.periods.values())

    sheet.press("Save", notice_days="21")

    assert fresh(team).revision == team.revision
    assert not OrmQ.objects.exists()
    assert list(team.periods.values()) == before


def test_a_new_week_says_what_was_redrawn_and_what_was_kept(team, sheet, world):
    world.on_duty("camille", at=datetime(2026, 11, 21, 12, tzinfo=UTC))
    world.on_duty("yann", at=datetime(2026, 11, 28, 12, tzinfo=UTC))

    sheet.press("Save", starts_time="17:30")

    sheet.sees(
        "The coming weekends nobody holds yet were redrawn: 53 have the new hours.",
        "2 weekends were kept as they were (Fri 20 Nov, Fri 27 Nov)",
        "Your weekends run from Friday 17:30 to Monday 08:00 (62 h 30 min).",
    )
    assert fresh(team).starts_time == time(17, 30)
    assert team.periods.filter(starts_at__minute=0).count() == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"ends_weekday": "4", "ends_time": "18:00"},
            "On call starts and ends on Friday: choose an ending hour that comes "
            "after the starting hour, or another day.",
        ),
        (
            {"ends_weekday": "4", "ends_time": "08:00"},
            "On call starts and ends on Friday",
        ),
        (
            {"ends_weekday": "3", "ends_time": "20:00"},
            "These off-hours leave less than one day of work in a week.",
        ),
        ({"ends_time": "8 o'clock"}, "Enter a valid time."),
        ({"ends_time": ""}, "This field is required."),
        ({"starts_weekday": "9"}, "Select a valid choice."),
        ({"name": " "}, "This field is required."),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice."),
        ({"holiday_region": "XX"}, "Select a valid choice."),
        ({"notice_days": "-1"}, "greater than or equal to 0"),
        ({"notice_days": "91"}, "less than or equal to 90"),
        ({"notice_days": "two"}, "Enter a whole number."),
        ({"fallback": "999999"}, "Select a valid choice."),
        ({"fallback": "Odile"}, "Select a valid choice."),
        ({"emergency_contact": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field(team, typed, sentence):
    data = model_to_dict(team) | typed

    with translation.override("en"):
        form = TeamSettingsForm(data, instance=team, today=date(2026, 11, 18))
        errors = form.errors

    (field,) = errors
    assert field in typed
    assert sentence in " ".join(errors[field])


def test_an_error_saves_nothing(team, sheet):
    before = Team.objects.filter(pk=team.pk).values().get()

    sheet.press("Save", name="Presse", ends_weekday="4", ends_time="08:00")

    assert sheet.status == 200
    sheet.sees("Nothing was saved yet", "On call starts and ends on Friday")
    assert Team.objects.filter(pk=team.pk).values().get() == before


def test_nothing_typed_is_lost_by_an_error(sheet):
    sheet.press(
        "Save", name="Presse", ends_weekday="4", frame="Rien d’autre que l’urgence."
    )

    sheet.sees("Nothing was saved yet")
    assert value_of(sheet, "name") == "Presse"
    assert value_of(sheet, "ends_weekday") == "4"
    assert value_of(sheet, "frame") == "Rien d’autre que l’urgence."
    # the preview still tells what is true
    sheet.sees("Your weekends run from Friday 18:00 to Monday 08:00 (62 h).")


def test_a_fallback_who_cannot_be_called_is_refused(team, sheet, world):
    person = world.person("lena")
    person.phone = ""
    person.save()
    sheet.reload().sees("Lena Blanc (no mobile phone yet)")

    sheet.press("Save", fallback=str(world.member("lena").pk))

    sheet.sees("Lena Blanc has no mobile phone yet and could not be called.")
    assert fresh(team).fallback is None


def test_nobody_of_another_team_nor_who_has_left_can_be_the_fallback(
    team, sheet, world, clock
):
    other = Team.objects.create(name="Presse", slug="presse")
    stranger = make_member(
        other, Fictional("zoe", "Zoé Petit", ""), at=clock.now, phone="+33600"
    )
    left = world.member("lena")
    left.until_on = clock.now.date().replace(day=1)
    left.save()

    for member in (stranger, left):
        sheet.open(ADDRESS).press("Save", fallback=str(member.pk))
        sheet.sees("Select a valid choice.")
    assert fresh(team).fallback is None


def test_a_team_that_said_nothing_is_proposed_the_usual_frame(team, sheet):
    Team.objects.filter(pk=team.pk).update(frame="")

    assert value_of(sheet.reload(), "frame") == DEFAULT_FRAME["fr"]


@pytest.mark.parametrize("typed", ["", DEFAULT_FRAME["fr"], DEFAULT_FRAME["en"]])
def test_the_usual_frame_is_not_kept_in_one_language(team, sheet, typed):
    sheet.press("Save", frame=typed, language="en")

    assert fresh(team).frame == ""
    assert value_of(sheet, "frame") == DEFAULT_FRAME["en"]


def test_an_unusual_zone_or_region_of_a_team_stays_on_offer(team, sheet):
    Team.objects.filter(pk=team.pk).update(time_zone="UTC", holiday_region="BE")

    sheet.reload().press("Save", notice_days="20")

    saved = fresh(team)
    assert (saved.time_zone, saved.holiday_region) == ("UTC", "BE")
    assert saved.notice_days == 20


def test_french_territories_come_first_in_the_readers_language(lead_client):
    sheet = Browser(lead_client, language="fr").open(ADDRESS)

    zones = [c for form in sheet.forms for c in form.controls if c.name == "time_zone"]
    regions = [
        c for form in sheet.forms for c in form.controls if c.name == "holiday_region"
    ]
    assert zones[0].text == "France hexagonale et Corse (Europe/Paris)"
    assert zones[4].text == "La Réunion (Indian/Reunion)"
    assert regions[1].text == "Alsace et Moselle"
    assert len(zones) == len({zone.value for zone in zones}) > 400


def test_only_the_lead_changes_settings(team, agent_client, reader_client):
    for client in (agent_client, reader_client):
        assert client.get(ADDRESS).status_code == 403
        assert client.post(ADDRESS, {"name": "Mine"}).status_code == 403
    assert fresh(team).name == team.name


def test_the_lead_of_another_team_finds_nothing(team, lead_client, clock):
    Team.objects.create(name="Presse", slug="presse")

    assert lead_client.get("/t/presse/settings/").status_code == 404


def test_an_empty_form_is_answered_not_a_crash(lead_client):
    response = lead_client.post(ADDRESS, {})

    assert response.status_code == 200


def test_other_methods_are_refused(lead_client):
    assert lead_client.delete(ADDRESS).status_code == 405
    assert lead_client.head(ADDRESS).status_code == 200


def test_the_page_costs_few_queries(team, lead_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        lead_client.get(ADDRESS)


def test_periods_of_a_new_zone_start_on_its_clock(team, sheet):
    sheet.press("Save", time_zone="Indian/Reunion")

    assert {
        one.starts_at.astimezone(fresh(team).zone).time()
        for one in Period.objects.filter(team=team)
    } == {time(18)}


def test_the_fallback_is_offered_by_name_whatever_the_accents(team, lead_client):
    Person.objects.filter(name="Sofia Almeida").update(name="Élodie Almeida")

    sheet = Browser(lead_client).open(ADDRESS)

    (form,) = [form for form in sheet.forms if "fallback" in form.names()]
    names = [c.text.split()[0] for c in form.controls if c.name == "fallback"]
    assert names[:4] == ["Nobody", "Camille", "Élodie", "Inès"]
