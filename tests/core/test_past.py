"""The published rota of the past, from the record of what changed it."""

from datetime import UTC, datetime, timedelta

from rota.core.past import Hours, Published, as_it_was

FRIDAY = datetime(2027, 4, 2, 16, tzinfo=UTC)
MONDAY = FRIDAY + timedelta(hours=62)
CAMILLE, MALIK, YANN = 1, 2, 3


def change(after, at, hours=None) -> Published:
    return Published(at, 7, "on_call", FRIDAY, MONDAY, after, hours)


BEFORE = FRIDAY - timedelta(days=30)


def test_what_was_published_before_it_began_holds_the_whole_weekend():
    changes = [change(CAMILLE, BEFORE), change(MALIK, BEFORE + timedelta(days=1))]

    assert as_it_was(changes) == {(7, "on_call"): [Hours(MALIK, FRIDAY, MONDAY)]}


def test_a_change_in_the_middle_keeps_what_was_done_already():
    noon = FRIDAY + timedelta(hours=18)

    found = as_it_was(
        [change(CAMILLE, BEFORE), change(MALIK, noon + timedelta(seconds=41))]
    )

    assert found == {
        (7, "on_call"): [Hours(CAMILLE, FRIDAY, noon), Hours(MALIK, noon, MONDAY)]
    }


def test_nobody_from_now_on():
    noon = FRIDAY + timedelta(hours=18)

    found = as_it_was([change(CAMILLE, BEFORE), change(None, noon)])

    assert found == {(7, "on_call"): [Hours(CAMILLE, FRIDAY, noon)]}


def test_hours_that_changed_hands_split_a_seat():
    since, until = FRIDAY + timedelta(hours=4), FRIDAY + timedelta(hours=9)

    found = as_it_was([change(CAMILLE, BEFORE), change(YANN, BEFORE, (since, until))])

    assert found == {
        (7, "on_call"): [
            Hours(CAMILLE, FRIDAY, since),
            Hours(YANN, since, until),
            Hours(CAMILLE, until, MONDAY),
        ]
    }
