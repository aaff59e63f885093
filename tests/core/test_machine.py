"""The ladder's decisions: every sequence of events keeps its promises."""

import itertools
from datetime import timedelta

import pytest
from situations import (
    CAMILLE,
    FALLBACK,
    LENA,
    MALIK,
    PEOPLE,
    START,
    called,
    climb,
    kinds,
    play,
    raised,
)

from escalation.core.machine import (
    Alarm,
    Call,
    Closed,
    PassedOn,
    StepDue,
    Stop,
    Taken,
    Unreached,
    decide,
)


def test_the_person_on_call_is_called_at_once():
    after, effects = decide(raised(), StepDue(PEOPLE), START)

    assert called(effects) == [CAMILLE]
    assert after.due_at == START + timedelta(minutes=5)


def test_the_ladder_goes_round_until_somebody_takes_it():
    after, people = climb(raised(), steps=9)

    assert people == [CAMILLE, CAMILLE, MALIK, LENA] * 2 + [CAMILLE]
    assert after.round == 2
    assert after.due_at == START + timedelta(minutes=45)


def test_nothing_happens_before_the_deadline():
    situation = raised()

    assert decide(situation, StepDue(PEOPLE), START - timedelta(seconds=1)) == (
        situation,
        (),
    )


def test_silence_is_logged_and_a_whole_round_of_it_alarms_the_leads():
    situation, _ = climb(raised(), steps=4)

    after, effects = decide(situation, StepDue(PEOPLE), situation.due_at)

    assert kinds(effects) == ["no_answer", "round"]
    assert Alarm() in effects
    assert not any(
        isinstance(e, Alarm)
        for e in decide(climb(after, steps=3)[0], StepDue(PEOPLE), START)[1]
    )


@pytest.mark.parametrize("missing", ["backup", "lead"])
def test_an_empty_rung_is_stepped_over_at_once(missing):
    people = PEOPLE | {missing: ()}
    situation, _ = climb(raised(), people, steps=3)

    assert situation.asked
    assert situation.due_at is not None


def test_nobody_on_duty_calls_the_fallback_and_says_so():
    _, effects = decide(raised(), StepDue(PEOPLE | {"on_call": ()}), START)

    assert called(effects) == [FALLBACK]
    assert kinds(effects) == ["nobody_on_duty"]
    assert next(e for e in effects if isinstance(e, Call)).reason == "fallback"


def test_nobody_at_all_tries_again_after_the_pause():
    after, effects = decide(raised(), StepDue({}), START)

    assert called(effects) == []
    assert after.due_at == START + timedelta(minutes=5)
    later, effects = decide(after, StepDue(PEOPLE), after.due_at)
    assert called(effects) == [CAMILLE]
    assert Alarm() in effects
    assert later.state == "triggered"


def test_a_step_that_fails_is_followed_at_once():
    situation, _ = climb(raised())

    after, _ = decide(situation, Unreached(CAMILLE), START + timedelta(seconds=2))

    assert after.due_at == START + timedelta(seconds=2)


def test_a_phone_that_is_off_is_not_rung_again_in_this_round():
    situation, _ = climb(raised())
    situation, _ = decide(situation, Unreached(CAMILLE), START)

    situation, people = climb(situation, steps=3)

    assert people == [MALIK, LENA, CAMILLE]


def test_a_round_that_fails_entirely_keeps_its_pause():
    situation, _ = climb(raised(), steps=4)

    after, _ = decide(situation, Unreached(LENA), START)

    assert after.due_at == situation.due_at


def test_one_phone_that_is_off_does_not_hurry_the_others_of_its_rung():
    people = PEOPLE | {"on_call": (CAMILLE, FALLBACK)}
    situation, _ = climb(raised(), people)

    after, _ = decide(situation, Unreached(CAMILLE), START)
    hurried, _ = decide(after, PassedOn(FALLBACK), START + timedelta(seconds=9))

    assert after.due_at == situation.due_at
    assert hurried.due_at == START + timedelta(seconds=9)


def test_who_could_not_be_reached_is_not_said_to_be_silent():
    situation, _ = climb(raised(), steps=4)
    situation, _ = decide(situation, Unreached(LENA), START)

    _, effects = decide(situation, StepDue(PEOPLE), situation.due_at)

    assert kinds(effects) == ["round"]


def test_the_rung_after_a_failed_one_gets_its_full_time():
    situation, _ = climb(raised())
    at = START + timedelta(seconds=2)
    situation, _ = decide(situation, Unreached(CAMILLE), at)

    after, effects = decide(situation, StepDue(PEOPLE), at)

    assert called(effects) == [MALIK]
    assert after.due_at == at + timedelta(minutes=5)


def test_the_first_to_take_it_owns_it():
    situation, _ = climb(raised())

    taken, effects = decide(situation, Taken(MALIK), START)
    again, late = decide(taken, Taken(CAMILLE), START)

    assert taken.owner == again.owner == MALIK
    assert Stop() in effects
    assert kinds(late) == ["already_taken"]
    assert taken.due_at == START + timedelta(hours=1)


def test_who_cannot_is_not_called_again_in_this_round():
    situation, _ = climb(raised())

    situation, _ = decide(situation, PassedOn(CAMILLE), START)
    _, effects = decide(situation, StepDue(PEOPLE), START)

    assert situation.due_at == START
    assert called(effects) == [MALIK]


def test_when_everybody_declined_they_are_asked_again():
    situation, _ = climb(raised())
    for person in (CAMILLE, MALIK, LENA):
        situation, _ = decide(situation, PassedOn(person), START)
    situation, effects = decide(situation, StepDue(PEOPLE), START)

    assert called(effects) == []
    _, effects = decide(situation, StepDue(PEOPLE), situation.due_at)
    assert called(effects) == [CAMILLE]


def test_an_owner_who_hands_back_is_replaced_from_the_first_rung_that_can():
    situation, _ = climb(raised())
    situation, _ = decide(situation, Taken(CAMILLE), START)

    situation, _ = decide(situation, PassedOn(CAMILLE), START)
    after, effects = decide(situation, StepDue(PEOPLE), START)

    assert called(effects) == [MALIK]
    assert after.owner is None


def test_who_did_not_answer_is_not_called_again_because_the_owner_hands_back():
    situation, _ = climb(raised(), steps=3)  # Camille twice, then Malik
    situation, _ = decide(situation, Taken(MALIK), START)

    situation, _ = decide(situation, PassedOn(MALIK), START)
    _, effects = decide(situation, StepDue(PEOPLE), START)

    assert called(effects) == [LENA]


EVENTS = [
    StepDue(PEOPLE),
    StepDue({}),
    StepDue({"on_call": (CAMILLE,), "lead": (CAMILLE,)}),
    Unreached(CAMILLE),
    Unreached(MALIK),
    Taken(CAMILLE),
    Taken(MALIK),
    PassedOn(CAMILLE),
    PassedOn(MALIK),
    Closed(),
]


@pytest.mark.parametrize("first", EVENTS)
def test_every_sequence_of_five_events_keeps_the_promises(first):
    for others in itertools.product(EVENTS, repeat=4):
        play(raised(), (first, *others))
