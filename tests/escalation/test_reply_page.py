"""The automatic reply: the text to paste for the real weekend, and the team's own."""

from datetime import datetime

import pytest
from browsing import Browser

from escalation import actions
from escalation.autoreply import replies_of, settings_of
from escalation.models import Outcome, ReplyTemplate
from rota.models import Team

PATH = "/t/edition/reply/"
TEXTS = "/t/edition/reply/texts/"


@pytest.fixture
def office(lead_client) -> Browser:
    return Browser(lead_client)


def now(team: Team, at: datetime, language: str = "fr") -> str:
    said = replies_of(team, at).now.said
    text = next(one.text for one in said if one.language == language)
    return text.replace("\u00a0", " ")


def moment(team: Team, *at: int) -> datetime:
    return datetime(*at, tzinfo=team.zone)


@pytest.mark.parametrize(
    ("at", "variant", "french", "english"),
    [
        # a Wednesday: for the weekend to come
        (
            (2026, 11, 18, 9, 0),
            "off_hours",
            "lundi 23 novembre à 8 h",
            "Monday 23 November, 8 am",
        ),
        # in the weekend: for this one
        (
            (2026, 11, 21, 15, 0),
            "off_hours",
            "lundi 23 novembre à 8 h",
            "Monday 23 November, 8 am",
        ),
        # Easter 2027, Friday to Tuesday, over the year
        (
            (2026, 12, 2, 9, 0),
            "off_hours",
            "lundi 7 décembre à 8 h",
            "Monday 7 December, 8 am",
        ),
        (
            (2027, 3, 24, 9, 0),
            "holiday",
            "mardi 30 mars à 8 h",
            "Tuesday 30 March, 8 am",
        ),
        # the weekend when clocks go forward, and the one when they go back
        (
            (2027, 3, 28, 2, 30),
            "holiday",
            "mardi 30 mars à 8 h",
            "Tuesday 30 March, 8 am",
        ),
        (
            (2026, 10, 25, 2, 30),
            "off_hours",
            "lundi 26 octobre à 8 h",
            "Monday 26 October, 8 am",
        ),
        # All Saints' Day 2027 is a Monday; Ascension Day a Thursday
        (
            (2027, 10, 29, 9, 0),
            "holiday",
            "mardi 2 novembre à 8 h",
            "Tuesday 2 November, 8 am",
        ),
        ((2027, 5, 5, 9, 0), "holiday", "vendredi 7 mai à 8 h", "Friday 7 May, 8 am"),
        # New Year: the year is said, for it is another one
        (
            (2026, 12, 31, 9, 0),
            "holiday",
            "lundi 4 janvier 2027 à 8 h",
            "Monday 4 January 2027, 8 am",
        ),
    ],
)
def test_next_opening_is_computed(team, at, variant, french, english):
    replies = replies_of(team, moment(team, *at))

    assert replies.now.variant == variant
    assert french in now(team, moment(team, *at))
    assert english in now(team, moment(team, *at), "en")


def test_day_off_in_the_week_is_no_weekend(team):
    text = now(team, moment(team, 2027, 5, 5, 9, 0))

    assert "après le jour férié" in text


def test_alsace_has_days_of_its_own(team):
    good_friday = moment(team, 2027, 3, 24, 9, 0)
    assert replies_of(team, good_friday).run.starts_at.day == 26

    team.holiday_region = "FR-6AE"

    assert replies_of(team, good_friday).run.starts_at.day == 25


def test_team_that_opens_at_half_past_eight(team):
    team.ends_time = team.ends_time.replace(minute=30)

    assert "lundi 23 novembre à 8 h 30" in now(team, moment(team, 2026, 11, 18, 9, 0))


def test_page_shows_the_text_of_the_real_weekend(office, team):
    office.open(PATH)

    office.sees("Fri 20 Nov, 18:00", "answers from Mon 23 Nov, 08:00")
    assert "lundi 23 novembre" in office.html
    assert "Monday 23 November" in office.html


def test_without_an_address_its_sentence_is_left_out_and_said(office, team):
    office.open(PATH).sees("No page with urgent information is set")

    assert "Infos urgentes" not in now(team, moment(team, 2026, 11, 18, 9, 0))


def test_team_language_comes_first(team):
    at = moment(team, 2026, 11, 18, 9, 0)
    assert [one.language for one in replies_of(team, at).now.said] == ["fr", "en"]
    team.language = "en"
    assert [one.language for one in replies_of(team, at).now.said] == ["en", "fr"]


def test_open_crisis_chooses_the_text_and_is_named(world, office, incident):
    office.open(PATH)

    assert "Nous suivons Fumées visibles à Cheviré." in office.html
    office.open(f"{PATH}?event=les  fumées").sees("During a crisis")
    assert "Nous suivons les fumées." in office.html
    assert "toutes les 60 minutes" in office.html


def test_name_of_an_event_is_escaped_and_short(office, incident):
    office.open(f"{PATH}?event=<script>{'a' * 200}")

    assert f"Nous suivons &lt;script&gt;{'a' * 72}." in office.html


def test_crisis_that_was_published_about_is_said_to_be_over(world, incident, clock):
    camille = {"incident_id": incident.pk, "by": world.person("camille")}
    actions.take(**camille, via="link", at=clock.now)
    actions.close(**camille, outcome=Outcome.PUBLISHED, at=clock.now)

    assert "L’évènement est terminé" in now(world.team, clock.now)
    clock.set(datetime(2026, 11, 22, 2, 11))
    assert "L’évènement est terminé" not in now(world.team, clock.now)


@pytest.mark.parametrize("outcome", [Outcome.STOPPED, Outcome.OUT_OF_FRAME])
def test_call_that_was_none_is_not_said_to_be_over(world, incident, clock, outcome):
    camille = {"incident_id": incident.pk, "by": world.person("camille")}
    actions.take(**camille, via="link", at=clock.now)
    actions.close(**camille, outcome=outcome, at=clock.now)

    assert replies_of(world.team, clock.now).now.variant == "off_hours"


def test_exercise_changes_no_reply(world, clock):
    world.on_duty("camille")
    clock.set(datetime(2026, 11, 21, 2, 10))
    clock.tick()
    world.trigger(exercise=True)
    world.phone("camille").expect("EXERCICE")

    assert replies_of(world.team, clock.now).now.variant == "off_hours"


def test_lead_writes_the_teams_own_text(office, team):
    office.open(TEXTS).press("Save", off_hours_fr="Retour le {prochaine_ouverture} !")

    office.sees("The texts are saved.")
    assert now(team, moment(team, 2026, 11, 18, 9, 0)) == (
        "Retour le lundi 23 novembre à 8 h !"
    )
    [row] = ReplyTemplate.objects.all()
    assert (row.variant, row.language, row.by.name) == (
        "off_hours",
        "fr",
        "Odile Perrin",
    )


def test_each_change_is_a_version_and_the_newest_counts(office, team):
    for text in ("Un {next_opening}", "Deux {next_opening}", "Deux {next_opening}"):
        office.open(TEXTS).press("Save", off_hours_en=text)

    assert ReplyTemplate.objects.count() == 2
    assert now(team, moment(team, 2026, 11, 18, 9, 0), "en").startswith("Deux Monday")


def test_empty_text_goes_back_to_the_one_proposed(office, team):
    office.open(TEXTS).press("Save", off_hours_fr="Le {prochaine_ouverture}.")

    office.open(TEXTS).press("Save", off_hours_fr="")

    assert now(team, moment(team, 2026, 11, 18, 9, 0)).startswith("Bonjour, merci")


def test_saving_what_is_proposed_writes_nothing(office, team):
    office.open(TEXTS).press("Save")

    assert ReplyTemplate.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "Lundi {heure} {next_opening}",
            "{heure} is no slot: use {prochaine_ouverture}",
        ),
        ("{a} {b} {next_opening}", "{a}, {b} are no slots"),
        ("À lundi.", "This text must hold {prochaine_ouverture}."),
        ("{prochaine_ouverture", "A brace stands alone"),
        ("{prochaine_ouverture}" + "é" * 1000, "a reply holds 1000."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(office, team, typed, said):
    office.open(TEXTS).press(
        "Save", off_hours_fr=typed, holiday_en="Moi {next_opening}"
    )

    office.sees("Nothing is saved yet", said, typed, "Moi {next_opening}")
    assert ReplyTemplate.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "pas une adresse"}, "This is no address."),
        ({"minutes": "2"}, "greater than or equal to 5"),
        ({"minutes": ""}, "This field is required."),
    ],
)
def test_wrong_settings_are_told(office, team, typed, said):
    office.open(TEXTS).press("Save", **typed)

    office.sees(said)


def test_address_is_filled_in(office, team):
    office.open(TEXTS).press("Save", url="ville.example/infos", minutes="30")

    team = Team.objects.get(pk=team.pk)
    assert settings_of(team).url == "https://ville.example/infos"
    assert now(team, moment(team, 2026, 11, 18, 9, 0)).endswith(
        "Infos urgentes : https://ville.example/infos"
    )


def test_agents_copy_and_do_not_change(agent_client, team):
    page = Browser(agent_client).open(PATH)

    assert "Change the texts" not in page.text
    assert agent_client.get(TEXTS).status_code == 403
