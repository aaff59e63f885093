"""How good a proposal is, in words: nothing is claimed that was not proven."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils.translation import override
from proposing import asked

from rota.board.quality import gap_text, points_text, room_text, verdicts
from rota.board.question import Question, read_question
from rota.core.planner import COMFORT, COVERAGE, FAIRNESS, STABILITY, Goal
from rota.models import Seat


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def question(world) -> Question:
    """The two weekends of November, nobody in any seat."""
    return read_question(asked(world), at=world.clock.now)


def said(question: Question, goal: Goal, given=None) -> str:
    [verdict] = verdicts(question, given or {}, [goal])
    assert verdict.proven == goal.proven
    return f"{verdict.reached} {verdict.limit}".strip()


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        (1, "0.1 of a weekend", "0,1 week-end"),
        (3_000, "0.3 of a weekend", "0,3 week-end"),
        (5_000, "half a weekend", "un demi-week-end"),
        (10_000, "one weekend", "un week-end"),
        (14_000, "1.4 weekends", "1,4 week-end"),
        (20_000, "2 weekends", "2 week-ends"),
    ],
)
def test_points_are_parts_of_a_weekend(amount, english, french):
    with override("en"):
        assert points_text(amount) == english
    with override("fr"):
        assert points_text(amount) == french


def test_a_gap_that_rounding_makes_is_none():
    assert gap_text(12) == "Everybody carries exactly a fair share."
    assert gap_text(6_000) == "Largest gap between two people: 0.6 of a weekend."


def test_the_room_left_is_shared_by_the_people():
    assert room_text(0, 8) == "No fairer rota exists."
    assert room_text(24_000, 8) == (
        "A fairer one may exist, by 0.3 of a weekend at the most."
    )


def test_empty_seats_are_counted_and_proven_or_not(question):
    assert said(question, Goal(COVERAGE, 4, 4)) == (
        "4 seats stay empty. No rota that keeps the rules fills more."
    )
    assert said(question, Goal(COVERAGE, 4, 2)) == (
        "4 seats stay empty. Whether more can be filled could not be settled in time."
    )


def test_fairness_not_proven_says_how_much_fairer_it_could_be(question, world):
    key = (question.wanted[0], Seat.ON_CALL)
    given = {key: world.member("camille").pk}

    text = said(question, Goal(FAIRNESS, 90_000, 74_000), given)

    assert text == (
        "Largest gap between two people: one weekend. "
        "A fairer one may exist, by 0.2 of a weekend at the most."
    )


def test_the_solvers_own_value_never_makes_it_look_worse(question, world):
    """It may be larger than what the rota it found is worth."""
    given = {(question.wanted[0], Seat.ON_CALL): world.member("camille").pk}
    high, higher = (Goal(FAIRNESS, value, 74_000) for value in (10**6, 10**7))

    assert said(question, high, given) == said(question, higher, given)


def test_moves_are_counted_with_those_that_nothing_could_spare(question):
    """The planner counts those only whose holder could have stayed."""
    first, second = question.wanted
    published = {(first, Seat.ON_CALL): 1, (second, Seat.ON_CALL): 2}
    moving = replace(question, published=published)

    assert said(moving, Goal(STABILITY, 1, 1)).startswith("2 published seats change")
    assert said(moving, Goal(STABILITY, 1, 0)) == (
        "2 published seats change hands. It takes at least 1; fewer might do."
    )
    assert said(question, Goal(STABILITY, 0, 0)) == "What is published stays as it is."


def test_pauses_and_wishes_are_told(question, world):
    camille = world.member("camille").pk
    first, second = question.wanted
    both = {(first, Seat.ON_CALL): camille, (second, Seat.ON_CALL): camille}
    unwilling = replace(question.plan, reluctant=frozenset({(camille, first)}))
    wishing = replace(question, plan=unwilling)

    assert said(wishing, Goal(COMFORT, 9, 3), both) == (
        "At least 1 week from one duty of a person to her next. "
        "1 weekend falls where somebody would rather not. "
        "Pauses and wishes could perhaps be met a little better."
    )
    assert said(wishing, Goal(COMFORT, 0, 0)) == (
        "Everybody’s wishes are met. Pauses and wishes cannot be met better."
    )
