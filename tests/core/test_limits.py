"""Limits hold back what repeats, never what calls somebody."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalation.core.limits import (
    BRAKE,
    HOUR,
    IN_A_MINUTE,
    IN_A_QUARTER,
    LIMIT,
    MINUTE,
    QUARTER,
    TO_A_CALLER,
    Right,
    Tally,
    held_by,
    right_of,
)

START = datetime(2026, 11, 28, 21, 10, tzinfo=UTC)
PER_HOUR = 10
PURPOSES = ("page", "reply", "news", "code", "test", "caller")
TALLIES = [
    Tally(minute, quarter, hour, called_lately)
    for minute, quarter, hour, called_lately in itertools.product(
        range(3), range(7), (0, PER_HOUR - 1, PER_HOUR, 999), (False, True)
    )
    if minute <= quarter
]


@dataclass(frozen=True)
class Sent:
    """A message that left."""

    at: datetime
    person: int
    incident: int
    channel: str
    purpose: str
    right: Right


def tally_of(
    history: Iterable[Sent], person: int, incident: int, at: datetime
) -> Tally:
    """What escalation/actions/limits.py asks the database."""
    lately = [sent for sent in history if sent.at > at - HOUR]
    hers = [s for s in lately if s.person == person and s.at > at - QUARTER]
    repeats = [sent.at for sent in hers if sent.right == Right.REPEAT]
    return Tally(
        minute=sum(moment > at - MINUTE for moment in repeats),
        quarter=len(repeats),
        hour=len(lately),
        called_lately=any(
            sent.incident == incident and sent.purpose == "page" for sent in hers
        ),
    )


# --- what a message may claim -----------------------------------------------------
@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("channel", ["voice", "email"])
def test_only_texts_are_ever_held_back(channel, purpose):
    for texted in (False, True):
        assert right_of(channel, purpose, texted=texted) == Right.ALWAYS


@pytest.mark.parametrize(
    ("purpose", "texted", "decides", "right"),
    [
        ("page", False, False, Right.ALWAYS),
        ("page", True, False, Right.REPEAT),
        ("page", False, True, Right.ALWAYS),
        ("page", True, True, Right.ALWAYS),
        # the link, to whoever took the call by a key: the first text she gets of it
        ("news", False, False, Right.ALWAYS),
        ("news", True, False, Right.REPEAT),
        # that a colleague took it over, or cannot
        ("news", True, True, Right.ANSWER),
        ("reply", True, False, Right.ANSWER),
        ("code", True, False, Right.ANSWER),
        ("test", True, False, Right.ALWAYS),
        # asked once for each role at the most
        ("cell", True, False, Right.ALWAYS),
        ("caller", False, False, Right.ASIDE),
    ],
)
def test_right_of_a_text(purpose, texted, decides, right):
    assert right_of("sms", purpose, texted=texted, decides=decides) == right


# --- what the rules say, whatever was sent before ----------------------------------
@pytest.mark.parametrize("tally", TALLIES)
def test_every_tally(tally):
    full = tally.minute >= IN_A_MINUTE or tally.quarter >= IN_A_QUARTER
    braking = tally.hour >= PER_HOUR
    for right, purpose in itertools.product(Right, PURPOSES):
        held = held_by(right, purpose, tally, per_hour=PER_HOUR)
        if right == Right.ALWAYS:
            assert held == ""
        elif braking and (purpose != "page" or tally.called_lately):
            assert held == BRAKE
        elif full and right == Right.REPEAT:
            assert held == LIMIT
        else:
            assert held == ""


def test_call_that_nobody_took_asks_for_help_even_under_the_brake():
    silent = Tally(hour=999, called_lately=False)

    assert held_by(Right.REPEAT, "page", silent, per_hour=PER_HOUR) == ""
    assert held_by(Right.REPEAT, "news", silent, per_hour=PER_HOUR) == BRAKE


@pytest.mark.parametrize(
    ("tally", "held"),
    [
        (Tally(to_number=TO_A_CALLER - 1, to_callers=PER_HOUR - 1), ""),
        (Tally(to_number=TO_A_CALLER, to_callers=TO_A_CALLER), LIMIT),
        (Tally(to_number=1, to_callers=PER_HOUR), LIMIT),
        (Tally(hour=PER_HOUR), BRAKE),
    ],
)
def test_callers_have_limits_of_their_own(tally, held):
    assert held_by(Right.ASIDE, "caller", tally, per_hour=PER_HOUR) == held


# --- any history ----------------------------------------------------------------
MESSAGES = st.tuples(
    st.integers(0, 300),  # seconds since the one before
    st.integers(1, 2),  # person
    st.integers(1, 3),  # incident
    st.sampled_from(["sms", "sms", "voice"]),
    st.sampled_from(PURPOSES),
    st.booleans(),  # an offer, or what came of it
)


def replay(messages) -> tuple[list[Sent], list[tuple[Sent, str]]]:
    """What leaves, and everything with what held it."""
    at, left, all_of_them = START, [], []
    for seconds, person, incident, channel, purpose, decides in messages:
        at += timedelta(seconds=seconds)
        texted = any(
            (sent.person, sent.incident, sent.channel) == (person, incident, "sms")
            and sent.purpose in ("page", "news")
            for sent in left
        )
        right = right_of(channel, purpose, texted=texted, decides=decides)
        sent = Sent(at, person, incident, channel, purpose, right)
        tally = tally_of(left, person, incident, at)
        held = held_by(right, purpose, tally, per_hour=PER_HOUR)
        all_of_them.append((sent, held))
        if not held:
            left.append(sent)
    return left, all_of_them


@given(st.lists(MESSAGES, max_size=60))
def test_no_history_silences_the_first_text_of_a_call_to_a_person(messages):
    _left, everything = replay(messages)

    met: set[tuple[int, int]] = set()
    for sent, held in everything:
        about = (sent.person, sent.incident)
        if sent.channel == "voice" or (sent.purpose == "page" and about not in met):
            assert not held
        if sent.channel == "sms" and sent.purpose in ("page", "news"):
            met.add(about)


@given(st.lists(MESSAGES, max_size=60))
def test_nobody_gets_more_repeats_than_the_limits_say(messages):
    left, _everything = replay(messages)

    for person in (1, 2):
        repeats = [s.at for s in left if (s.person, s.right) == (person, Right.REPEAT)]
        for at in repeats:
            assert sum(at - MINUTE < other <= at for other in repeats) <= IN_A_MINUTE
            assert sum(at - QUARTER < other <= at for other in repeats) <= IN_A_QUARTER


@given(st.lists(MESSAGES, max_size=60))
def test_under_the_brake_only_calls_for_help_leave(messages):
    left, _everything = replay(messages)

    for number, sent in enumerate(left):
        lately = [other for other in left[:number] if other.at > sent.at - HOUR]
        if len(lately) >= PER_HOUR:
            assert sent.right == Right.ALWAYS or sent.purpose == "page"
