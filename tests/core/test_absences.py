"""What one person says of her days: a later word counts, nothing else is lost."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rota.core.absences import Stretch, covered, join, lay, lift

KINDS = ("cannot", "rather_not", "gladly")
MARCH = date(2027, 3, 1)


def day(number: int) -> date:
    return MARCH + timedelta(days=number - 1)


def stretch(first: int, last: int, kind: str = "cannot") -> Stretch:
    return Stretch(day(first), day(last), kind)


stretches = st.builds(
    lambda first, length, kind: stretch(first, first + length, kind),
    st.integers(1, 40),
    st.integers(0, 12),
    st.sampled_from(KINDS),
)


def said(found) -> dict[date, str]:
    """Day by day, what those stretches say; fails where two say something."""
    by_day = {}
    for one in found:
        for number in range(one.days):
            on = one.first + timedelta(days=number)
            assert on not in by_day
            by_day[on] = one.kind
    return by_day


def entered(words) -> list[Stretch]:
    found: list[Stretch] = []
    for word in words:
        found = lay(found, word)
    return found


@pytest.mark.parametrize(
    ("new", "left"),
    [
        (stretch(5, 9), [stretch(5, 20)]),
        (stretch(21, 22), [stretch(10, 22)]),
        (stretch(12, 13), [stretch(10, 20)]),
        (stretch(1, 30), [stretch(1, 30)]),
        (stretch(22, 23), [stretch(10, 20), stretch(22, 23)]),
        (
            stretch(12, 13, "gladly"),
            [stretch(10, 11), stretch(12, 13, "gladly"), stretch(14, 20)],
        ),
        (
            stretch(18, 25, "rather_not"),
            [stretch(10, 17), stretch(18, 25, "rather_not")],
        ),
    ],
)
def test_a_later_word_joins_cuts_or_replaces(new, left):
    assert lay([stretch(10, 20)], new) == left


def test_days_can_be_freed_again():
    assert lift([stretch(10, 20)], day(12), day(13)) == [
        stretch(10, 11),
        stretch(14, 20),
    ]
    assert lift([stretch(10, 20)], day(1), day(31)) == []


def test_what_lies_in_some_days_is_cut_to_them():
    inside = covered([stretch(1, 5), stretch(8, 12, "gladly")], day(4), day(9))

    assert inside == [stretch(4, 5), stretch(8, 9, "gladly")]


@given(st.lists(stretches, max_size=12), stretches)
def test_each_day_says_what_was_said_of_it_last(words, new):
    before = said(entered(words))

    after = said(lay(entered(words), new))

    assert after == before | said([new])


@given(st.lists(stretches, max_size=12), stretches)
def test_freeing_days_changes_no_other_day(words, gap):
    before = said(entered(words))

    after = said(lift(entered(words), gap.first, gap.last))

    assert after == {
        on: kind for on, kind in before.items() if not gap.first <= on <= gap.last
    }


@given(st.lists(stretches, max_size=12))
def test_no_two_neighbours_say_the_same(words):
    found = entered(words)

    assert found == sorted(found)
    for one, other in pairwise(found):
        touching = other.first <= one.last + timedelta(days=1)
        assert not (touching and one.kind == other.kind)


@given(st.lists(stretches, max_size=12))
def test_joining_keeps_every_day_of_each_kind(words):
    joined = join(words)

    for kind in KINDS:
        mine = [one for one in words if one.kind == kind]
        kept = [one for one in joined if one.kind == kind]
        assert set(said(kept)) == {on for one in mine for on in said([one])}
