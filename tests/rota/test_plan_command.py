"""`manage.py plan`: the fairest rota from the shell."""

import json
import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from rota.models import DraftSeat, Membership, Period

NOVEMBER = {"first": "2026-11-01", "last": "2026-11-30"}


def plan(capsys, *arguments: str, **options) -> str:
    call_command("plan", *arguments, **{"team": "edition"} | NOVEMBER | options)
    return capsys.readouterr().out


@pytest.fixture
def english(team):
    """A team that speaks English."""
    team.language = "en"
    team.save()
    return team


def test_it_says_who_and_how_good_and_writes_nothing(capsys, english):
    said = plan(capsys)

    lines = said.splitlines()
    assert lines[0].startswith("Fri 20 Nov  on call: ")
    assert ", backup: " in lines[0]
    assert "Every seat has somebody." in lines
    assert any("No fairer rota exists." in line for line in lines)
    assert lines[-1] == "Nothing is written: --apply puts it into the draft."
    assert not DraftSeat.objects.exists()


def test_it_speaks_the_language_of_the_team(capsys, team):
    said = plan(capsys)

    assert said.startswith("ven. 20 nov.  astreinte\u00a0: ")
    assert "Rien n’est écrit" in said


def test_what_it_proposes_can_be_drafted(capsys, english):
    proposed = json.loads(plan(capsys, "--json"))

    said = plan(capsys, "--apply")

    assert "4 seats are drafted; the lead publishes them." in said
    drafted = {
        (seat.period.starts_at.date().isoformat(), seat.seat, str(seat.membership))
        for seat in DraftSeat.objects.all()
    }
    assert drafted == {
        (seat["day"], seat["seat"], seat["person"]) for seat in proposed["seats"]
    }
    assert plan(capsys).startswith("There is no empty seat")


def test_programs_read_its_goals(capsys, english):
    found = json.loads(plan(capsys, "--json"))

    assert found["empty"] == []
    assert found["drafted"] is None
    assert [goal["goal"] for goal in found["goals"]] == [
        "coverage",
        "fairness",
        "comfort",
    ]
    assert found["goals"][1]["proven"]


def test_seats_nobody_can_have_are_named_and_end_with_three(capsys, english):
    Membership.objects.filter(team=english).update(until_on=date(2026, 11, 24))

    with pytest.raises(CommandError) as error:
        plan(capsys)

    assert error.value.returncode == 3
    assert str(error.value) == "2 seats stay empty."
    said = capsys.readouterr().out
    assert "Fri 27 Nov, on call: nobody in the team takes weekends then." in said
    assert said.startswith("Fri 20 Nov  on call: ")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"team": "nowhere"}, "No team “nowhere”. Teams: edition"),
        ({"first": "soon"}, "--from: write a day as 2027-01-31, not “soon”."),
        ({"last": "31/12/2026"}, "--to: write a day as 2027-01-31"),
        ({"last": "2026-10-31"}, "--to: write a day that does not come before"),
        ({"first": "2026-01-01", "last": "2026-02-01"}, "that day is over"),
        ({"first": "2031-01-01", "last": "2031-02-01"}, "No weekend to come starts"),
    ],
)
def test_bad_input_is_said_in_one_sentence(capsys, english, options, sentence):
    with pytest.raises(CommandError, match=re.escape(sentence)) as error:
        plan(capsys, **options)

    assert error.value.returncode == 1


def test_a_team_without_weekends_is_told_so(capsys, english):
    Period.objects.all().delete()

    with pytest.raises(CommandError, match="no weekends yet"):
        plan(capsys)
