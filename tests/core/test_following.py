"""What a caller is told of a call, read from its log."""

from datetime import UTC, datetime, timedelta

import pytest

from escalation.core.following import (
    CLOSED,
    DECIDED,
    LOWERED,
    NO_ANSWER,
    PASSED,
    POSTED,
    RAISED,
    TAKEN,
    Line,
    untold,
)

START = datetime(2026, 11, 28, 14, 2, tzinfo=UTC)
CAMILLE, MALIK = 1, 2
NAMES = {CAMILLE: "Camille R.", MALIK: "Malik T.", None: ""}


def log(*entries: tuple) -> list[Line]:
    """Lines of (kind, person or nobody, data), a minute apart, numbered from 1."""
    found = []
    for number, (kind, *rest) in enumerate(entries, 1):
        person = next((one for one in rest if isinstance(one, int)), None)
        data = next((one for one in rest if isinstance(one, dict)), {})
        at = START + timedelta(minutes=number)
        found.append(Line(number, kind, at, person, NAMES[person], data))
    return found


def kinds(lines: list[Line], since: int = 0) -> list[str]:
    return [one.kind for one in untold(lines, since)]


RUN_OUT = [
    ("raised",),
    ("paged", CAMILLE),
    ("no_answer", CAMILLE),
    ("paged", MALIK),
    ("round", {"round": 2}),
]
TOOK, BACK = ("taken", CAMILLE), ("passed", CAMILLE)
PUBLISH = ("decided", {"decision": "publish", "text": "", "until": ""})


def test_the_ladder_and_working_notes_are_no_news():
    notes = [("noted",), ("ticked",), ("event",), ("completed",), ("untouched", 1)]

    assert kinds(log(*RUN_OUT[:-1], ("passed", MALIK), *notes)) == []


def test_who_has_it_is_news_and_each_change_of_hands():
    [taken] = untold(log(("raised",), TOOK), 0)

    assert (taken.kind, taken.name, taken.at.minute) == (TAKEN, "Camille R.", 4)
    for kind in ("handed_over", "taken_over"):
        [moved] = untold(log(TOOK, (kind, MALIK)), 1)
        assert (moved.kind, moved.name) == (TAKEN, "Malik T.")


def test_only_whoever_had_it_can_give_it_back():
    assert kinds(log(TOOK, BACK), 1) == [PASSED]
    assert kinds(log(BACK, ("passed", MALIK))) == []
    assert kinds(log(TOOK, ("passed", MALIK)), 1) == []
    assert kinds(log(TOOK, BACK, BACK), 2) == []


def test_that_nobody_answers_is_told_once_until_somebody_takes_it():
    lines = log(*RUN_OUT, ("round", {"round": 3}), TOOK, BACK, ("round", {"round": 4}))

    assert kinds(lines[:5]) == [NO_ANSWER]
    assert kinds(lines[:6], 5) == []
    assert kinds(lines, 8) == [NO_ANSWER]


def test_of_what_is_no_longer_so_nothing_is_told():
    assert kinds(log(*RUN_OUT, TOOK)) == [TAKEN]
    assert kinds(log(TOOK, BACK)) == [PASSED]
    hold = ("decided", {"decision": "hold", "text": "", "until": START.isoformat()})

    [decided] = untold(log(hold, PUBLISH), 0)

    assert (decided.value, decided.until) == ("publish", None)
    assert untold(log(hold), 0)[0].until == START


def test_what_happens_together_is_told_in_order():
    assert kinds(log(TOOK, ("raised_to_crisis",), PUBLISH)) == [TAKEN, RAISED, DECIDED]


def test_of_a_crisis_and_none_any_more_only_the_last_is_told():
    up, down = ("raised_to_crisis",), ("lowered", {"text": "Le parc est vide."})

    [lowered] = untold(log(up, down), 0)

    assert (lowered.kind, lowered.text) == (LOWERED, "Le parc est vide.")
    assert kinds(log(up, down, up)) == [RAISED]


def test_posts_are_one_piece_of_news_each_once():
    site = ("posted", {"outlets": "Site", "link": "https://ville.example/a"})
    social = ("posted", {"outlets": "Facebook, X"})

    [posted] = untold(log(site, PUBLISH, social, site), 2)
    both = untold(log(site, PUBLISH, social, site), 0)[-1]

    assert posted.posts == (("Facebook, X", ""), ("Site", "https://ville.example/a"))
    assert both.kind == POSTED
    assert both.posts == (("Site", "https://ville.example/a"), ("Facebook, X", ""))


def test_the_end_is_the_only_news_there_is_then():
    over = ("closed", {"outcome": "published", "text": "Rouvert"})
    lines = log(TOOK, PUBLISH, over, ("watch_off",))

    [end] = untold(lines, 0)

    assert (end.kind, end.value, end.text) == (CLOSED, "published", "Rouvert")
    assert untold(lines, 3) == []


def test_outside_the_two_cases_is_said_by_the_end():
    assert kinds(log(TOOK, ("decided", {"decision": "out_of_frame"})), 1) == []


@pytest.mark.parametrize("since", range(10))
def test_each_line_is_told_at_most_once(since):
    lines = log(*RUN_OUT, TOOK, PUBLISH, BACK, TOOK)

    before = untold([line for line in lines if line.pk <= since], 0)
    after = untold(lines, since)

    assert {one.at for one in before}.isdisjoint(one.at for one in after)
