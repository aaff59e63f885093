"""The machine once somebody has the call: silence, hand-over, a lead who steps in."""

import itertools
from datetime import timedelta

import pytest
from situations import (
    CAMILLE,
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
    Closed,
    Log,
    Offered,
    PassedOn,
    StepDue,
    Stop,
    Taken,
    Tell,
    Touched,
    Unreached,
    Withdrawn,
    decide,
)

ONCE_TAKEN = [
    StepDue(PEOPLE),
    Taken(CAMILLE),
    Taken(MALIK),
    Taken(LENA, over=True),
    Offered(CAMILLE, MALIK),
    Offered(MALIK, LENA),
    Offered(LENA, LENA),
    Withdrawn(CAMILLE),
    StepDue(PEOPLE, owner_is_gone=True),
    Touched(),
    PassedOn(CAMILLE),
    PassedOn(MALIK),
    Unreached(MALIK),
    Closed(),
]


def test_every_sequence_after_it_was_taken_keeps_the_promises():
    taken, _ = decide(climb(raised())[0], Taken(CAMILLE), START)
    for events in itertools.product(ONCE_TAKEN, repeat=4):
        play(taken, events)


def taken_by_camille():
    return decide(climb(raised())[0], Taken(CAMILLE), START)[0]


def test_an_owner_who_is_silent_is_asked_and_then_the_leads_are():
    taken = taken_by_camille()

    asked, effects = decide(taken, StepDue(PEOPLE), taken.due_at)
    told, later = decide(asked, StepDue(PEOPLE), asked.due_at)

    assert Tell(CAMILLE, "asked_again") in effects
    assert asked.due_at == taken.due_at + timedelta(hours=1)
    assert Alarm("untouched") in later
    assert (told.owner, told.due_at) == (CAMILLE, None)


def test_an_owner_who_does_something_is_left_alone():
    taken = taken_by_camille()
    asked, _ = decide(taken, StepDue(PEOPLE), taken.due_at)
    at = taken.due_at + timedelta(minutes=20)

    busy, effects = decide(asked, Touched(), at)

    assert not effects
    assert (busy.asks, busy.due_at) == (0, at + timedelta(hours=1))


def test_a_call_is_hers_until_the_colleague_she_asked_takes_it():
    offered, effects = decide(taken_by_camille(), Offered(CAMILLE, MALIK), START)

    assert called(effects) == [MALIK]
    assert offered.owner == CAMILLE
    moved, effects = decide(offered, Taken(MALIK), START)
    assert moved.owner == MALIK
    assert Tell(CAMILLE, "handed_over") in effects


def test_somebody_else_cannot_take_what_was_offered_to_a_colleague():
    offered, _ = decide(taken_by_camille(), Offered(CAMILLE, MALIK), START)

    after, effects = decide(offered, Taken(LENA), START)

    assert after == offered
    assert kinds(effects) == ["already_taken"]


@pytest.mark.parametrize(
    ("event", "kind"),
    [(PassedOn(MALIK), "offer_refused"), (StepDue(PEOPLE), "offer_unanswered")],
)
def test_a_colleague_who_does_not_take_it_leaves_it_with_her(event, kind):
    offered, _ = decide(taken_by_camille(), Offered(CAMILLE, MALIK), START)

    kept, effects = decide(offered, event, offered.due_at)

    assert (kept.owner, kept.handing_to) == (CAMILLE, None)
    assert Tell(CAMILLE, kind) in effects


def test_a_lead_takes_over_and_the_former_owner_is_told():
    moved, effects = decide(taken_by_camille(), Taken(LENA, over=True), START)

    assert moved.owner == LENA
    assert kinds(effects) == ["taken_over"]
    assert Tell(CAMILLE, "taken_over") in effects


def test_an_owner_who_takes_it_back_is_not_waited_for():
    offered, _ = decide(taken_by_camille(), Offered(CAMILLE, MALIK), START)

    kept, effects = decide(offered, Withdrawn(CAMILLE), START)

    assert (kept.owner, kept.handing_to) == (CAMILLE, None)
    assert kept.due_at == START + timedelta(hours=1)
    assert (kinds(effects), Stop() in effects) == (["offer_withdrawn"], True)
    late, effects = decide(kept, Taken(MALIK), START)
    assert (late, kinds(effects)) == (kept, ["already_taken"])


@pytest.mark.parametrize("person", [MALIK, LENA])
def test_only_its_owner_withdraws_an_offer(person):
    offered, _ = decide(taken_by_camille(), Offered(CAMILLE, MALIK), START)

    assert decide(offered, Withdrawn(person), START) == (offered, ())


def test_an_owner_who_is_gone_is_asked_nothing():
    taken = taken_by_camille()

    told, effects = decide(taken, StepDue(PEOPLE, owner_is_gone=True), taken.due_at)

    assert effects == (Log("untouched", CAMILLE), Alarm("untouched"))
    assert (told.owner, told.due_at) == (CAMILLE, None)


def test_a_no_after_somebody_took_it_leaves_a_line_and_nothing_else():
    taken = taken_by_camille()

    after, effects = decide(taken, PassedOn(MALIK), START)

    assert after == taken
    assert effects == (Log("passed_late", MALIK),)


def test_whoever_declined_before_it_was_taken_says_nothing_new():
    declined, _ = decide(climb(raised())[0], PassedOn(MALIK), START)
    taken, _ = decide(declined, Taken(CAMILLE), START)

    assert decide(taken, PassedOn(MALIK), START) == (taken, ())


def test_to_ask_a_colleague_is_a_sign_of_life():
    taken = taken_by_camille()
    asked, _ = decide(taken, StepDue(PEOPLE), taken.due_at)

    offered, _ = decide(asked, Offered(CAMILLE, MALIK), taken.due_at)

    assert offered.asks == 0
