"""`manage.py createteam`: the first team of a real installation."""

import pytest
from django.core.management import CommandError, call_command

from rota.models import Notice, Person, Role, Team

LEAD = "Camille Renaud <Camille@Ville.example>"


def run(capsys, *arguments: str, **options) -> str:
    call_command("createteam", *arguments, **options)
    return capsys.readouterr().out


@pytest.mark.django_db
def test_it_makes_a_team_and_its_lead(capsys, settings) -> None:
    said = run(capsys, "Nantes digital", lead=LEAD)

    team = Team.objects.get(slug="nantes-digital")
    lead = team.memberships.get()
    assert (lead.role, lead.takes_duties) == (Role.LEAD, False)
    assert (lead.person.name, lead.person.email) == (
        "Camille Renaud",
        "camille@ville.example",
    )
    assert not lead.person.has_usable_password()
    assert team.periods.exists()
    assert Notice.objects.get().kind == "welcome"
    assert f"{settings.SITE_URL}/accounts/login/code/" in said
    assert "/t/nantes-digital/team/" in said


@pytest.mark.django_db
def test_where_the_team_works_can_be_said(capsys) -> None:
    run(
        capsys,
        "Saint-Denis",
        lead=LEAD,
        time_zone="Indian/Reunion",
        holidays="FR-974",
        language="en",
        takes_duties=True,
    )

    team = Team.objects.get()
    assert (team.time_zone, team.holiday_region, team.language) == (
        "Indian/Reunion",
        "FR-974",
        "en",
    )
    assert team.memberships.get().takes_duties


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["X", "--lead", "Camille Renaud"], "holds no e-mail address"),
        (["X", "--lead", "camille@ville.example"], "holds no name"),
        (["X", "--lead", "Camille <camille@ville>"], "holds no e-mail address"),
        (["  ", "--lead", LEAD], "The name has 1 to 60 characters"),
        (["x" * 61, "--lead", LEAD], "The name has 1 to 60 characters"),
        (["X", "--lead", LEAD, "--time-zone", "Paris"], "“Paris” is no time zone"),
        (["X", "--lead", LEAD, "--holidays", "Mars"], "invalid choice: 'Mars'"),
        (["X"], "--lead"),
    ],
)
def test_errors_say_what_to_write(arguments, sentence) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("createteam", *arguments)

    assert not Team.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_a_team_is_not_made_twice(capsys) -> None:
    run(capsys, "Nantes digital", lead=LEAD)

    with pytest.raises(CommandError, match="already"):
        run(capsys, "nantes  digital", lead=LEAD)


@pytest.mark.django_db
def test_a_lead_of_two_teams_has_one_account(capsys) -> None:
    run(capsys, "Nantes digital", lead=LEAD)
    run(capsys, "Nantes police", lead="C. Renaud <camille@ville.example>")

    assert Person.objects.get().name == "Camille Renaud"
    assert Person.objects.get().memberships.count() == 2
