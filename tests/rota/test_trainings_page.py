"""The table of trainings: what a lead sees and changes, and what others see."""

from datetime import date, datetime

import pytest
from browsing import Browser, signed_in
from people import HEAD, Fictional, make_member

from rota.actions.trainings import (
    TrainingDetails,
    TrainingExists,
    add_training,
    record_training,
)
from rota.models import Qualification, Role, Team, Training

PAGE = "/t/edition/trainings/"


@pytest.fixture
def lead(world, lead_client) -> Browser:
    return Browser(lead_client)


@pytest.fixture
def learn(world):
    """`learn("CMS", "camille", since_on=…)`: written down by the lead."""

    def make(name: str, *keys: str, **fields) -> Training:
        training = Training.objects.filter(team=world.team, name=name).first()
        own = {"since_on", "expires_on"}
        about = {key: value for key, value in fields.items() if key not in own}
        training = training or add_training(
            team=world.team,
            details=TrainingDetails(name, **about),
            by=None,
            at=world.clock.now,
        )
        for key in keys:
            record_training(
                training=training,
                member=world.member(key),
                since_on=fields.get("since_on"),
                expires_on=fields.get("expires_on"),
                by=None,
                at=world.clock.now,
            )
        return training

    return make


def row_of(world, key: str) -> Qualification:
    return Qualification.objects.get(membership=world.member(key))


def test_each_state_is_said_in_words_and_has_its_sign(world, lead, learn):
    learn("CMS", "camille", since_on=date(2026, 1, 5), expires_on=date(2028, 1, 5))
    learn("CMS", "yann", since_on=date(2026, 1, 5), expires_on=date(2026, 12, 5))
    learn("CMS", "ines", since_on=date(2025, 1, 5), expires_on=date(2026, 11, 17))
    learn("CMS", "malik", since_on=date(2027, 2, 1))
    learn("CMS", "lena")

    lead.open(PAGE)

    lead.sees(
        "Camille R. ✓ until 5 January 2028 done on 5 January 2026",
        "Inès N. ✗ expired on 17 November 2026",
        "Lena B. ✓ trained",
        "Malik T. ○ planned on 1 February 2027",
        "Sofia A. – not trained",
        "Yann G. ⚠ only until 5 December 2026",
    )


def test_a_training_is_added_renamed_and_says_who_needs_it(world, lead):
    lead.open(PAGE).sees("No training is on the list yet.")
    lead.follow("Add a training").press(
        "Add", name="  Agorapulse ", valid_months="12", needed_on_call="on"
    )

    lead.sees("The training is on the list.", "needed on call, valid 12 months")
    lead.follow("Change Agorapulse").press("Save", name="Publication", valid_months="")

    training = Training.objects.get()
    assert (training.name, training.valid_months) == ("Publication", None)
    assert (training.needed_on_call, training.needed_backup) == (True, False)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"name": "agorapulse"}, "The team has a training of this name."),
        ({"name": "CMS", "valid_months": "0"}, "greater than or equal to 1"),
        ({"name": "CMS", "valid_months": "121"}, "less than or equal to 120"),
        ({"name": "CMS", "valid_months": "a year"}, "Enter a whole number."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(lead, learn, typed, sentence):
    learn("Agorapulse")

    lead.open(PAGE).follow("Add a training").press("Add", **typed)

    lead.sees(sentence)
    assert Training.objects.count() == 1
    (form,) = [form for form in lead.forms if "name" in form.names()]
    assert {key: form.data()[key][0] for key in typed} == typed


def test_a_training_keeps_its_own_name_when_it_is_saved(lead, learn):
    learn("Agorapulse")

    lead.open(PAGE).follow("Change").press("Save", name="AgoraPulse")

    assert Training.objects.get().name == "AgoraPulse"


def test_the_same_name_is_refused_however_it_is_spelt(world, learn):
    learn("Média")

    with pytest.raises(TrainingExists):
        learn("MEDIA")


def test_removing_one_asks_and_says_what_goes_with_it(world, lead, learn):
    learn("CMS", "camille", "yann", needed_on_call=True)

    lead.open(PAGE).follow("Change").follow("Remove…")
    lead.sees("Remove “CMS”?", "2 people have it", "A seat needs it now")
    assert Training.objects.exists()
    lead.press("Remove it")

    lead.sees("“CMS” is off the list.", "No training is on the list yet.")
    assert not Qualification.objects.exists()


def test_dates_are_changed_on_a_page_of_their_own(world, lead, learn):
    learn("CMS", valid_months=12)

    lead.open(PAGE).follow("Edit Camille Roux, CMS")
    lead.sees("Left empty, 12 months after that day.")
    lead.press("Save", since_on="2026-11-02")

    lead.sees("Camille R. ✓ until 2 November 2027 done on 2 November 2026")
    lead.follow("Edit Camille Roux, CMS").press("Not trained")
    lead.sees("Camille R. – not trained")


def test_a_date_of_ones_own_goes_before_the_validity(world, lead, learn):
    learn("CMS", valid_months=12)

    lead.open(PAGE).follow("Edit Camille Roux, CMS").press(
        "Save", since_on="2026-11-02", expires_on="2026-12-31"
    )

    assert row_of(world, "camille").expires_on == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"since_on": "2026-11-02", "expires_on": "2026-11-01"}, "It would end before"),
        ({"since_on": "yesterday"}, "Enter a valid date."),
        ({"expires_on": "2026-02-30"}, "Enter a valid date."),
    ],
)
def test_dates_that_cannot_be_are_said(world, lead, learn, typed, sentence):
    learn("CMS")

    lead.open(PAGE).follow("Edit Camille Roux").press("Save", **typed)

    lead.sees(sentence)
    assert not Qualification.objects.exists()


def test_all_who_were_there_are_written_down_at_once(world, lead, learn):
    learn("CMS", "yann", since_on=date(2026, 11, 10), valid_months=24)
    there = [str(world.member(key).pk) for key in ("camille", "yann", "malik")]

    lead.open(PAGE).follow("Write down many").press(
        "Write it down", since_on="2026-10-01", members=there
    )

    lead.sees("“CMS” is written down for 2 people.")
    assert row_of(world, "camille").expires_on == date(2028, 10, 1)
    # she has done it again since
    assert row_of(world, "yann").since_on == date(2026, 11, 10)


def test_one_who_was_there_alone_keeps_her_later_date_too(world, lead, learn):
    learn("CMS", "yann", since_on=date(2026, 11, 10))

    lead.open(PAGE).follow("Write down many").press(
        "Write it down", since_on="2026-10-01", members=[str(world.member("yann").pk)]
    )

    lead.sees("Nothing had to change.")
    assert row_of(world, "yann").since_on == date(2026, 11, 10)


def test_nobody_there_is_said(world, lead, learn):
    learn("CMS")

    lead.open(PAGE).follow("Write down many").press("Write it down", members=[])

    lead.sees("Choose at least one person.")


def test_nobody_of_another_team_is_written_down(world, lead, learn, clock):
    other = Team.objects.create(name="Voirie", slug="voirie")
    stranger = make_member(
        other, Fictional("nadia", "Nadia Fortin", HEAD, role=Role.LEAD), at=clock.now
    )
    training = learn("CMS")
    theirs = add_training(
        team=other, details=TrainingDetails("SIG"), by=None, at=clock.now
    )

    lead.open(f"{PAGE}{training.pk}/session/").press(
        "Write it down", members=[str(stranger.pk)]
    )

    lead.sees("Select a valid choice.")
    assert not Qualification.objects.exists()
    for path in (f"{training.pk}/{stranger.pk}/", f"{theirs.pk}/", "999/session/"):
        assert lead.open(PAGE + path).status == 404


def test_a_member_sees_her_own_and_no_others(world, learn, agent_client, reader_client):
    learn("CMS", "camille", "yann", needed_on_call=True)

    page = Browser(agent_client).open("/t/edition/team/").follow("My trainings")

    page.sees("CMS", "needed on call", "✓ trained")
    assert "Yann" not in page.text
    Browser(reader_client).open(PAGE).sees("– not trained")


def test_who_has_left_is_not_in_the_table(world, lead, learn):
    member = world.member("lena")
    member.until_on = date(2026, 11, 17)
    member.save()
    learn("CMS")

    assert "Lena" not in lead.open(PAGE).text


def test_the_table_opens_in_a_spreadsheet(world, lead_client, learn):
    learn("=CMS", "camille", since_on=date(2026, 1, 5), valid_months=12)

    answer = lead_client.get(f"{PAGE}trainings.csv", headers={"accept-language": "fr"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Personne;Formation;Suivie le;Valable jusqu’au;État"
    assert lines[1].startswith("Camille Roux;'=CMS;2026-01-05;2027-01-05;")
    assert lines[8] == "Yann Guérin;'=CMS;;;pas suivie"


def test_published_weekends_without_their_training_are_named(world, lead, learn):
    world.on_duty("camille", backup="malik", at=datetime(2026, 11, 21, 9).astimezone())

    learn("CMS", "malik", needed_on_call=True)
    lead.open(PAGE)

    lead.sees(
        "1 published weekend is held by somebody who lacks a training for it.",
        "Camille R. (on call), without the training “CMS”",
    )
    Browser(signed_in("malik@ville.example")).open(PAGE)


def test_the_page_costs_few_queries(
    world, lead_client, learn, django_assert_max_num_queries
):
    for name in ("CMS", "Agorapulse", "Crise"):
        learn(name, "camille", "yann", "malik", needed_on_call=True)
    lead_client.get(PAGE)

    with django_assert_max_num_queries(20):
        lead_client.get(PAGE)
