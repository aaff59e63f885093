"""What a caller is shown before she calls is what leaves: for every ladder, every
choice of whoever is called, and everything that may be wrong with her phone."""

from dataclasses import dataclass
from datetime import datetime
from itertools import product

import pytest

from escalation import actions
from escalation.actions.policies import save_ladder
from escalation.actions.preview import CODE_SHOWN, TOKEN_SHOWN
from escalation.models import Case, Channel, Incident, Ways
from escalation.policies import Rung
from rota.models import PhoneProblem, Reach

SATURDAY = datetime(2026, 11, 28, 21, 10)
DUTIES = ["camille is on call", "camille is the fallback", "camille leads"]
PHONES = [PhoneProblem.NONE, PhoneProblem.BLOCKED, PhoneProblem.WRONG, "no number"]
TITLES = ["Crue", "Fermeture « immédiate » de l’école : fuite de gaz… " + "très " * 12]


@dataclass(frozen=True)
class Said:
    """What the caller typed, beside the case."""

    title: str = "Fumées visibles à Cheviré"
    call_back_phone: str = "+33240419000"
    exercise: bool = False


@pytest.fixture(params=DUTIES)
def camille(request, world, clock):
    """Camille, whom the first step calls, for one reason or another."""
    clock.set(SATURDAY)
    world.on_duty("camille" if request.param == DUTIES[0] else "")
    member = world.member("camille")
    if request.param == DUTIES[1]:
        world.team.fallback = member
        world.team.save()
    if request.param == DUTIES[2]:
        world.team.memberships.update(role="agent")
        member.role = "lead"
        member.save()
    return member.person


def shown(world, case: str, said: Said) -> dict[str, str]:
    """What the form shows, by channel."""
    found = actions.preview(
        team=world.team,
        case=case,
        title=said.title,
        facts="Vent d’est.",
        call_back_name="Cabinet",
        call_back_phone=said.call_back_phone,
        exercise=said.exercise,
        at=world.clock.now,
    )
    assert found.names == "Camille R."
    words = {
        Channel.SMS: found.text,
        Channel.VOICE: found.spoken,
        Channel.EMAIL: found.letter,
    }
    return {channel.value: text for channel, text in words.items() if text}


def written(world, case: str, said: Said) -> dict[str, str]:
    """The pages of the same call, once it is made."""
    incident = world.raise_only(
        case,
        said.title,
        facts="Vent d’est.",
        call_back_name="Cabinet",
        call_back_phone=said.call_back_phone,
        exercise=said.exercise,
    )
    return {page.channel: as_shown(page, incident) for page in incident.pages.all()}


def as_shown(page, incident: Incident) -> str:
    return page.text.replace(page.token, TOKEN_SHOWN).replace(incident.code, CODE_SHOWN)


@pytest.mark.parametrize("case", Case.values)
def test_preview_is_what_leaves_in_every_way(world, camille, case):
    ways = set()
    choices = product(Ways.values, Reach.values, PHONES, (False, True))
    for how, reach, problem, mails_too in choices:
        camille.reach, camille.mails_too = reach, mails_too
        has_phone = problem != "no number"
        camille.phone = world.phone("camille").number if has_phone else ""
        camille.phone_problem = problem if has_phone else PhoneProblem.NONE
        camille.save()
        save_ladder(
            team=world.team,
            case=case,
            steps=[Rung(0, "on_call", how), Rung(5, "lead", how)],
            again_after=5,
            by=None,
            at=world.clock.now,
        )

        promised = shown(world, case, Said())

        assert promised == written(world, case, Said())
        ways.add(frozenset(promised))
    # nothing was compared with nothing, and all that may leave was seen to
    assert len(ways) == 7
    assert frozenset() not in ways


@pytest.mark.parametrize("language", ["", "fr", "en"])
def test_preview_is_what_leaves_in_every_word(world, camille, language):
    camille.language, camille.mails_too = language, True
    camille.save()
    phones = ("", "+33240419000")
    for case, *said in product(Case.values, TITLES, phones, (False, True)):
        promised = shown(world, case, Said(*said))

        assert promised == written(world, case, Said(*said))
        assert "sms" in promised


def test_nobody_to_call_is_no_error(world, clock):
    clock.set(SATURDAY)
    world.on_duty("")
    world.team.memberships.update(role="agent")

    found = actions.preview(team=world.team, case="crisis", title="Crue", at=clock.now)

    assert "Crue" in found.text
    assert (found.names, found.spoken, found.letter) == ("", "", "")


# --- as the form shows it ---------------------------------------------------------
@pytest.fixture
def desk(world, clock, cabinet):
    """The mayor's office, on a Saturday of Camille's."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    return world.desk(cabinet)


def typed(desk):
    return desk.press("Preview", case="crisis", title="Fumées visibles")


def test_words_of_the_call_are_shown_beside_the_text(desk):
    typed(desk).sees(
        "Camille R. will receive this SMS",
        "The telephone rings too: what it says",
        "Appel d'astreinte, équipe Édition numérique. Crise, samedi à 21 heures 10. "
        "Fumées visibles.",
    )


def test_words_of_the_call_alone_where_no_text_leaves(desk, world):
    camille = world.person("camille")
    camille.reach = Reach.CALL
    camille.save()

    page = typed(desk)

    page.sees("The telephone of Camille R. will ring and say this")
    assert "will receive this SMS" not in page.text


def test_only_an_email_is_said_to_be_one(desk, world):
    camille = world.person("camille")
    camille.phone = ""
    camille.save()

    typed(desk).sees(
        "Neither texts nor calls reach Camille R. now: this e-mail leaves",
        "À rappeler : Cabinet",
    )


def test_email_beside_the_call_is_shown_too(desk, world):
    camille = world.person("camille")
    camille.mails_too = True
    camille.save()

    typed(desk).sees("will receive this SMS", "An e-mail says the same")
