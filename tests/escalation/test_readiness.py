"""Who can be reached: what is found, in which words, and who may read it."""

from datetime import timedelta

import pytest
from browsing import Browser, signed_in
from django.utils.translation import override

from escalation.actions.policies import save_ladder
from escalation.models import Case, Target, Ways
from escalation.policies import Rung
from escalation.readiness import (
    FALLBACK,
    Means,
    coming_crews,
    last_resorts,
    means_of,
    not_ready,
    readiness_of,
)
from rota.models import Membership, Person, Seat, Team

TEXTS = Means(can_ring=False, rungs=(Rung(0, Target.ON_CALL, Ways.SMS),))
RINGS = Means(can_ring=True, rungs=(Rung(0, Target.ON_CALL, Ways.CALL),))
BOTH = Means(can_ring=True, rungs=(Rung(0, Target.ON_CALL, Ways.BOTH),))
FIRST = {Target.ON_CALL}


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def camille(world) -> Membership:
    return world.member("camille")


def change(key: str, **fields: object) -> None:
    Person.objects.filter(email=f"{key}@ville.example").update(**fields)


def found(member, clock, means=TEXTS, targets=FIRST, **fields) -> list[str]:
    """The codes of what is found of somebody like that."""
    for name, value in fields.items():
        setattr(member.person, name, value)
    return [f.code for f in readiness_of(member, means, clock.now, targets).findings]


def state(member, clock, means=TEXTS, targets=FIRST) -> tuple[str, str]:
    readiness = readiness_of(member, means, clock.now, targets)
    return readiness.state, readiness.tone


def test_a_number_that_is_proven_and_was_reached_lately_is_ready(camille, clock):
    assert found(camille, clock) == []
    assert state(camille, clock) == ("ready", "ok")


CASES = [
    ({"phone": "", "phone_verified_at": None}, ["no_number"], "unreachable", "crisis"),
    ({"phone_problem": "wrong"}, ["wrong", "mail_only"], "unreachable", "crisis"),
    ({"phone_problem": "blocked"}, ["blocked", "mail_only"], "unreachable", "crisis"),
    ({"phone_verified_at": None}, ["unverified"], "attention", "crisis"),
    ({"phone_tested_at": None}, ["untested"], "attention", "info"),
    ({"reach": "call"}, ["cannot_ring"], "ready", "ok"),
    ({"reach": "sms"}, [], "ready", "ok"),
]


@pytest.mark.parametrize(("fields", "codes", "level", "tone"), CASES)
def test_what_is_wrong_is_found(camille, clock, fields, codes, level, tone):
    assert found(camille, clock, **fields) == codes
    assert state(camille, clock) == (level, tone)


@pytest.mark.parametrize(("fields", "codes", "level", "tone"), CASES)
def test_each_finding_is_a_sentence_in_both_languages(
    camille, clock, fields, codes, level, tone
):
    found(camille, clock, **fields)
    said = {}
    for language in ("fr", "en"):
        with override(language):
            readiness = readiness_of(camille, TEXTS, clock.now, FIRST)
            said[language] = [f.text for f in readiness.findings]
            assert all(text.endswith(".") for text in said[language])
            assert readiness.word
    assert not set(said["fr"]) & set(said["en"])


def test_thirty_days_are_fresh_and_a_second_more_is_not(camille, clock):
    month = timedelta(days=30)

    assert found(camille, clock, phone_tested_at=clock.now - month) == []
    older = clock.now - month - timedelta(seconds=1)
    assert found(camille, clock, phone_tested_at=older) == ["untested"]


def test_a_blocked_phone_that_can_be_rung_is_to_be_mended_but_reached(camille, clock):
    assert found(camille, clock, BOTH, phone_problem="blocked")[0] == "blocked"


def test_a_choice_that_the_ladder_would_have_otherwise_is_noted(camille, clock):
    assert found(camille, clock, RINGS, reach="sms") == ["texts_only"]
    assert found(camille, clock, BOTH, reach="sms") == []
    texts = Means(can_ring=True, rungs=TEXTS.rungs)
    assert found(camille, clock, texts, reach="call") == ["calls_only"]
    assert state(camille, clock, texts) == ("ready", "ok")
    assert found(camille, clock, RINGS, {Target.LEAD}, reach="sms") == []


@pytest.mark.parametrize("place", [Target.LEAD, FALLBACK])
def test_an_unproven_last_resort_is_said_in_its_own_words(camille, clock, place):
    camille.person.phone_verified_at = None

    readiness = readiness_of(camille, TEXTS, clock.now, {place})

    assert "the last one called" in readiness.findings[0].text
    assert readiness.tone == "crisis"


def test_a_ladder_that_rings_in_vain_is_seen(team, settings):
    settings.SMS_PROVIDER, settings.TWILIO_FROM = "twilio", "NantesMetro"
    assert means_of(team).rings_in_vain

    for case in Case.values:
        save_ladder(
            team=team,
            case=case,
            steps=[Rung(0, Target.ON_CALL)],
            again_after=5,
            by=None,
            at=None,
        )

    assert not means_of(team).rings_in_vain


def test_the_coming_weekends_are_those_published(world, clock):
    world.on_duty("camille", backup="malik")
    world.on_duty("", at=clock.now + timedelta(days=14))

    crews = coming_crews(world.team, TEXTS, clock.now, 6)

    assert [crew.is_held for crew in crews] == [True, False]
    places = [(p.name, p.readiness.member.person.name) for p in crews[0].places]
    assert places == [(Seat.ON_CALL, "Camille Roux"), (Seat.BACKUP, "Malik Traoré")]


def test_of_a_seat_shared_in_time_everybody_to_come_is_there(world, clock):
    period = world.on_duty("camille")
    shift = period.shifts.get()
    middle = shift.starts_at + timedelta(hours=30)
    period.shifts.update(ends_at=middle)
    shift.pk, shift.uid = None, "6f1e3d5c-0000-4000-8000-000000000000"
    shift.membership, shift.starts_at = world.member("lena"), middle
    shift.save()

    def names() -> list[str]:
        [crew] = coming_crews(world.team, TEXTS, clock.now, 1)
        return [place.readiness.member.person.name for place in crew.places]

    assert names() == ["Camille Roux", "Lena Blanc"]
    clock.set(middle)
    assert names() == ["Lena Blanc"]


def test_last_resorts_are_the_fallback_and_the_leads(world, clock):
    Team.objects.update(fallback=world.member("malik"))
    team = Team.objects.get()
    change("odile", phone_verified_at=None)

    places = last_resorts(team, TEXTS, clock.now)

    assert [place.name for place in places] == [FALLBACK, Target.LEAD]
    assert [p.readiness.member.person.name for p in not_ready(places)] == [
        "Odile Perrin"
    ]
    gone = team.fallback
    gone.until_on = clock.now.date() - timedelta(days=1)
    gone.save()
    assert len(last_resorts(Team.objects.get(), TEXTS, clock.now)) == 1


@pytest.fixture
def troubled(world) -> None:
    world.on_duty("camille", backup="malik")
    change("camille", phone_verified_at=None)
    change("malik", phone_problem="blocked")


def test_the_lead_sees_everybody_by_weekend_and_no_number(troubled, world):
    page = world.office("odile").open("/t/edition/readiness/")

    page.sees(
        "Fri 20 Nov, 18:00 → Mon 23 Nov, 08:00",
        "Camille R.",
        "The number is not verified",
        "Malik T.",
        "Texts are blocked: STOP was answered",
        "Odile P.",
        "ready",
    )
    assert "06 39" not in page.text


def test_a_member_sees_herself_only(troubled, world):
    page = world.office("camille").open("/t/edition/readiness/")

    page.sees("Camille R.", "The number is not verified")
    assert "Malik" not in page.text
    page.follow("How to reach me")
    assert page.path == "/me/calls/"


def test_a_weekend_without_anybody_says_so(world):
    world.on_duty("")

    world.office("odile").open("/t/edition/readiness/").sees("nobody on call")


def test_before_anything_is_published_the_page_says_so(world):
    page = world.office("odile").open("/t/edition/readiness/")

    page.sees("No weekend is published yet.", "The last ones called")


def test_the_page_costs_few_queries(troubled, world, django_assert_max_num_queries):
    for week in range(1, 6):
        world.on_duty("lena", "sofia", at=world.clock.now + timedelta(weeks=week))
    client = signed_in("odile@ville.example")
    client.get("/t/edition/readiness/")

    with django_assert_max_num_queries(21):
        client.get("/t/edition/readiness/")


def test_a_reader_sees_nothing_of_others(troubled, reader):
    page = Browser(signed_in(reader.email)).open("/t/edition/readiness/")

    assert page.status == 200
    assert "Camille" not in page.text
