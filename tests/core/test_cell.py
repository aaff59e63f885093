"""A crisis cell's decisions: every sequence of events keeps its promises."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from escalation.core.cell import (
    ASKED,
    CALLING,
    DAYTIME,
    EMPTY,
    IDLE,
    IN,
    NEXT,
    OUT,
    TAKEN,
    Accepted,
    Around,
    Call,
    Declined,
    Due,
    Ended,
    Log,
    Place,
    Seat,
    Situation,
    Stop,
    Unreached,
    Wanted,
    decide,
)

START = datetime(2026, 11, 28, 21, 17, tzinfo=UTC)
FIVE = timedelta(minutes=5)
ANNA, BORIS, CHLOE, DORIS = 1, 2, 3, 4
PRESS, SOCIAL, SITE = 11, 12, 13
ALL = Around(may=frozenset({ANNA, BORIS, CHLOE, DORIS}))
EVERY = frozenset({PRESS, SOCIAL, SITE})


def seat(pk, *people, **changes):
    return Seat(pk, tuple(Place(person) for person in people), **changes)


def idle(*seats):
    """Press: Anna, then Boris. Social media: Boris, then Chloe. Site: nobody."""
    usual = (seat(PRESS, ANNA, BORIS), seat(SOCIAL, BORIS, CHLOE), seat(SITE))
    return Situation(seats or usual, wait=FIVE)


def opened(*seats, around=ALL):
    return decide(idle(*seats), Wanted(EVERY, around), START)


def after(now, *events, at=START):
    effects = ()
    for event in events:
        now, effects = decide(now, event, at)
    return now, effects


def called(effects):
    return {e.person: set(e.seats) for e in effects if isinstance(e, Call)}


def logged(effects):
    return {(e.kind, e.person, *e.seats) for e in effects if isinstance(e, Log)}


def standing(now, pk):
    [found] = [seat for seat in now.seats if seat.pk == pk]
    return {place.person: place.standing for place in found.line}


def states(now):
    return {seat.pk: seat.state for seat in now.seats}


def test_first_of_each_role_is_called_at_once():
    now, effects = opened()

    assert called(effects) == {ANNA: {PRESS}, BORIS: {SOCIAL}}
    assert states(now) == {PRESS: CALLING, SOCIAL: CALLING, SITE: EMPTY}
    assert {seat.due_at for seat in now.seats} == {START + FIVE, None}
    assert logged(effects) == {("empty", None, SITE)}


def test_one_person_is_called_once_for_all_her_roles():
    roles = (seat(PRESS, ANNA), seat(SOCIAL, ANNA), seat(SITE, BORIS))

    _, effects = opened(*roles)

    assert called(effects) == {ANNA: {PRESS, SOCIAL}, BORIS: {SITE}}
    assert len([e for e in effects if isinstance(e, Call)]) == 2


def test_one_yes_is_for_all_that_she_is_asked_for():
    now, _ = opened(seat(PRESS, ANNA), seat(SOCIAL, ANNA), seat(SITE, BORIS))

    now, effects = decide(now, Accepted(ANNA), START)

    assert states(now) == {PRESS: TAKEN, SOCIAL: TAKEN, SITE: CALLING}
    assert logged(effects) == {("joined", ANNA, PRESS, SOCIAL)}


def test_role_that_was_left_out_is_not_called_and_may_be_later():
    now, effects = decide(idle(), Wanted(frozenset({PRESS}), ALL), START)
    assert called(effects) == {ANNA: {PRESS}}
    assert states(now)[SOCIAL] == IDLE

    now, effects = decide(now, Wanted(frozenset({PRESS, SOCIAL}), ALL), START)

    assert called(effects) == {BORIS: {SOCIAL}}


@pytest.mark.parametrize(
    "event", [Declined(ANNA, ALL), Unreached(ANNA, ALL)], ids=["no", "unreached"]
)
def test_the_substitute_follows_at_once(event):
    roles = (seat(PRESS, ANNA, CHLOE), seat(SOCIAL, BORIS), seat(SITE))
    now, _ = opened(*roles)

    now, effects = decide(now, event, START)

    assert called(effects) == {CHLOE: {PRESS}}
    assert [e.is_substitute for e in effects if isinstance(e, Call)] == [True]
    assert logged(effects) == {("out", ANNA, PRESS)}
    assert Stop(ANNA) in effects


def test_silence_calls_the_substitute_at_the_deadline_and_not_before():
    now, _ = opened(seat(PRESS, ANNA, CHLOE))
    early = START + FIVE - timedelta(seconds=1)

    assert decide(now, Due(ALL), early) == (now, ())
    now, effects = decide(now, Due(ALL), START + FIVE)

    assert called(effects) == {CHLOE: {PRESS}}
    assert now.seats[0].due_at == START + 2 * FIVE


def test_no_silence_and_no_answer_look_the_same():
    now, _ = opened(seat(PRESS, ANNA, CHLOE))

    ways = [
        decide(now, Declined(ANNA, ALL), START + FIVE),
        decide(now, Unreached(ANNA, ALL), START + FIVE),
        decide(now, Due(ALL), START + FIVE),
    ]

    assert ways[0] == ways[1] == ways[2]


def test_whoever_is_not_available_for_one_role_is_asked_for_no_other():
    now, _ = opened()

    # Boris is the substitute of Anna
    now, _ = decide(now, Declined(BORIS, ALL), START)
    now, effects = decide(now, Declined(ANNA, ALL), START)

    assert called(effects) == {}
    assert states(now)[PRESS] == EMPTY
    assert standing(now, PRESS) == {ANNA: OUT, BORIS: OUT}
    assert ("empty", None, PRESS) in logged(effects)


def test_who_may_not_be_called_is_passed_over_without_a_word_why():
    _, effects = opened(around=Around(may=frozenset({BORIS, CHLOE})))

    assert called(effects) == {BORIS: {PRESS, SOCIAL}}
    assert ("out", ANNA, PRESS) in logged(effects)


def test_who_is_at_work_on_it_is_in_without_a_call():
    now, effects = opened(around=Around(ALL.may, here=frozenset({ANNA})))

    assert called(effects) == {BORIS: {SOCIAL}}
    assert ("joined", ANNA, PRESS) in logged(effects)
    assert standing(now, PRESS)[ANNA] == IN


def test_role_of_office_hours_is_not_called_at_night_but_in_the_day():
    roles = (seat(PRESS, ANNA, off_hours=False), seat(SOCIAL, BORIS))

    now, effects = opened(*roles)
    assert called(effects) == {BORIS: {SOCIAL}}
    assert states(now)[PRESS] == DAYTIME

    day = Around(ALL.may, off_hours=False)
    _, effects = decide(now, Wanted(EVERY, day), START)
    assert called(effects) == {ANNA: {PRESS}}


def test_late_yes_counts_while_nobody_has_the_role():
    now, _ = opened(seat(PRESS, ANNA, CHLOE))
    now, _ = decide(now, Due(ALL), START + FIVE)

    now, effects = decide(now, Accepted(ANNA), START + FIVE)

    assert standing(now, PRESS) == {ANNA: IN, CHLOE: NEXT}
    assert Stop(CHLOE) in effects
    assert decide(now, Accepted(CHLOE), START + FIVE) == (now, ())


def test_yes_of_somebody_who_was_never_asked_is_none():
    now, _ = opened()

    assert decide(now, Accepted(CHLOE), START) == (now, ())
    assert decide(now, Accepted(99), START) == (now, ())
    assert decide(now, Declined(CHLOE, ALL), START) == (now, ())


def test_who_came_may_leave_and_the_next_is_called():
    now, _ = after(opened(seat(PRESS, ANNA, CHLOE))[0], Accepted(ANNA))

    now, effects = decide(now, Declined(ANNA, ALL), START)

    assert called(effects) == {CHLOE: {PRESS}}
    assert standing(now, PRESS)[ANNA] == OUT


@pytest.mark.parametrize(
    "event", [Declined(BORIS, ALL), Unreached(BORIS, ALL), Due(ALL)], ids=str
)
def test_no_to_one_more_role_leaves_her_what_she_has(event):
    now, _ = after(opened()[0], Accepted(BORIS), Declined(ANNA, ALL))
    assert standing(now, PRESS) == {ANNA: OUT, BORIS: ASKED}

    now, _ = decide(now, event, START + FIVE)

    assert standing(now, SOCIAL)[BORIS] == IN
    assert standing(now, PRESS)[BORIS] == OUT


def test_receipt_that_comes_late_changes_nothing():
    now, _ = after(opened()[0], Accepted(ANNA))

    assert decide(now, Unreached(ANNA, ALL), START) == (now, ())


def test_once_it_is_over_nobody_is_called_and_nobody_comes():
    now, _ = after(opened()[0], Accepted(ANNA))

    now, effects = decide(now, Ended(), START)

    assert effects == (Stop(BORIS),)
    assert states(now) == {PRESS: TAKEN, SOCIAL: IDLE, SITE: EMPTY}
    assert all(seat.due_at is None for seat in now.seats)
    for event in EVENTS:
        assert decide(now, event, START + 9 * FIVE) == (now, ())


NIGHT = Around(may=frozenset({ANNA, BORIS}), here=frozenset({DORIS}))
EVENTS = [
    Wanted(EVERY, ALL),
    Wanted(frozenset({SOCIAL}), NIGHT),
    Due(ALL),
    Due(NIGHT),
    *(Accepted(person) for person in (ANNA, BORIS, CHLOE, DORIS)),
    *(Declined(person, ALL) for person in (ANNA, BORIS, DORIS)),
    Declined(CHLOE, NIGHT),
    *(Unreached(person, ALL) for person in (ANNA, BORIS)),
    Ended(),
]


def keeps_its_promises(before, event, now, effects, at):
    for old, new in zip(before.seats, now.seats, strict=True):
        there = [p for p in new.line if p.standing in (ASKED, IN)]
        assert len(there) <= 1
        assert (new.state == CALLING) == any(p.standing == ASKED for p in there)
        assert (new.state == TAKEN) == any(p.standing == IN for p in there)
        assert (new.state == CALLING) == (new.due_at is not None)
        assert [p.person for p in old.line] == [p.person for p in new.line]
        if new.state == EMPTY:
            assert all(p.standing == OUT for p in new.line)
    if before.is_over:
        assert (now, effects) == (before, ())
    said_no = {p.person for s in before.seats for p in s.line if p.standing == OUT}
    is_in = {p.person for s in before.seats for p in s.line if p.standing == IN}
    calls = called(effects)
    assert not calls.keys() & (said_no - is_in)
    if calls:
        assert calls.keys() <= event.around.may
    assert len([e for e in effects if isinstance(e, Call)]) == len(calls)
    for person, pks in calls.items():
        for pk in pks:
            assert standing(now, pk)[person] == ASKED
            assert next(s for s in now.seats if s.pk == pk).due_at == at + FIVE
    if now == before:
        assert not effects


def test_every_sequence_keeps_the_promises():
    roles = (seat(PRESS, ANNA, BORIS), seat(SOCIAL, BORIS, CHLOE, DORIS), seat(SITE))
    start = Situation((*roles[:2], seat(SITE, DORIS, off_hours=False)), wait=FIVE)
    for events in itertools.product(EVENTS, repeat=4):
        now = start
        for number, event in enumerate(events):
            at = START + number * timedelta(minutes=3)
            later, effects = decide(now, event, at)
            keeps_its_promises(now, event, later, effects, at)
            now = later
