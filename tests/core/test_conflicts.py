"""What is wrong with a seat, and who could take it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from plans import LONG_AGO, make_plan, people, weekend

from rota.core.candidates import candidates
from rota.core.conflicts import (
    ABSENT,
    ELSEWHERE,
    NO_DUTIES,
    NO_EXPERIENCE,
    NO_PHONE,
    NOT_IN_TEAM,
    OTHER_SEAT,
    PHONE_PROBLEM,
    RELUCTANT,
    SAME_TRADE,
    TOO_CLOSE,
    TOO_MANY,
    UNTRAINED,
    conflicts,
    seat_conflicts,
)
from rota.core.plan import Agenda, Member, Rules, Slot
from rota.core.weights import BACKUP, ON_CALL


def codes(plan, key) -> list[str]:
    found = conflicts(Agenda(plan), plan.slots)
    return [one.code for one in found.get(key, ())]


def test_a_good_pair_has_no_conflict():
    assert not conflicts(Agenda(make_plan(held={(0, ON_CALL): 0})), [weekend(0)])
    assert not codes(make_plan(held={(0, ON_CALL): 0, (0, BACKUP): 3}), (0, BACKUP))


def test_one_person_in_both_seats_cannot_be_published():
    plan = make_plan(held={(0, ON_CALL): 0, (0, BACKUP): 0})

    found = conflicts(Agenda(plan), plan.slots)

    assert [(key, one.code, one.severity) for key, (one,) in found.items()] == [
        ((0, BACKUP), OTHER_SEAT, "hard")
    ]


def test_same_trade_is_said_once_and_only_warns():
    plan = make_plan(held={(0, ON_CALL): 0, (0, BACKUP): 1})

    (found,) = conflicts(Agenda(plan), plan.slots)[0, BACKUP]

    assert (found.code, found.severity) == (SAME_TRADE, "soft")
    assert not codes(plan, (0, ON_CALL))


@pytest.mark.parametrize(
    ("experienced", "expected"),
    [((), [NO_EXPERIENCE]), ((0,), []), ((3,), []), ((5,), [NO_EXPERIENCE])],
)
def test_one_of_a_pair_is_experienced_where_the_team_asks_for_it(experienced, expected):
    members = tuple(replace(m, experienced=m.pk in experienced) for m in people(8))
    held = {(0, ON_CALL): 0, (0, BACKUP): 3}
    plan = make_plan(members, held=held, rules=Rules(pairs_experience=True))

    assert codes(plan, (0, BACKUP)) == expected
    assert not codes(plan, (0, ON_CALL))


@pytest.mark.parametrize(
    ("most", "in_weeks", "expected"),
    [
        (2, 9, [TOO_MANY]),
        (2, 8, []),
        (3, 52, []),
        (1, 5, [TOO_MANY]),
        (0, 1, [TOO_MANY]),
    ],
)
def test_nobody_has_more_duties_than_the_team_allows(most, in_weeks, expected):
    """Hers are in the weeks 0, 4 and 8."""
    held = {(week, ON_CALL): 0 for week in (0, 4, 8)}
    plan = make_plan(held=held, rules=Rules(most_duties=most, in_weeks=in_weeks))

    assert codes(plan, (4, ON_CALL)) == expected


def test_who_wants_few_duties_a_year_gets_no_more():
    held = {
        (week, ON_CALL): who for who in (0, 1) for week in (who, 20 + who, 51 + who)
    }
    few, *others = people(8)
    plan = make_plan((replace(few, most_duties=2), *others), weeks=60, held=held)

    assert codes(plan, (20, ON_CALL)) == [TOO_MANY]
    assert not codes(plan, (21, ON_CALL))
    assert [
        one.code for one in seat_conflicts(Agenda(plan), 0, weekend(59), ON_CALL)
    ] == [TOO_MANY]


def test_same_trade_is_fine_where_the_team_does_not_mix():
    held = {(0, ON_CALL): 0, (0, BACKUP): 1}
    plan = make_plan(held=held, rules=Rules(mixes_trades=False))

    assert not codes(plan, (0, BACKUP))


@pytest.mark.parametrize(
    ("from_on", "until_on", "is_wrong"),
    [
        (LONG_AGO, None, False),
        (weekend(0).first, weekend(0).last, False),
        (weekend(0).first + timedelta(days=1), None, True),
        (LONG_AGO, weekend(0).last - timedelta(days=1), True),
        (LONG_AGO, date(2026, 6, 30), True),
    ],
)
def test_she_must_be_in_the_team_from_first_to_last_day(from_on, until_on, is_wrong):
    member = Member(0, "social", 100, from_on, until_on)
    plan = make_plan((member,), held={(0, ON_CALL): 0})

    assert (NOT_IN_TEAM in codes(plan, (0, ON_CALL))) is is_wrong


def test_nobody_is_on_call_on_days_she_cannot():
    held = {(0, ON_CALL): 0, (1, ON_CALL): 3}
    plan = make_plan(held=held, absent=frozenset({(0, 0)}))

    (found,) = conflicts(Agenda(plan), plan.slots)[0, ON_CALL]

    assert (found.code, found.severity) == (ABSENT, "hard")
    assert not codes(plan, (1, ON_CALL))


def test_nobody_holds_alone_a_seat_she_never_learnt():
    held = {(0, ON_CALL): 0, (4, BACKUP): 0}
    untrained = frozenset({(0, 0, ON_CALL), (0, 4, ON_CALL)})
    plan = make_plan(held=held, untrained=untrained)

    (found,) = conflicts(Agenda(plan), plan.slots)[0, ON_CALL]

    assert (found.code, found.severity) == (UNTRAINED, "hard")
    assert not codes(plan, (4, BACKUP))


def test_rather_not_is_said_and_may_be_published():
    plan = make_plan(held={(0, BACKUP): 0}, reluctant=frozenset({(0, 0)}))

    (found,) = conflicts(Agenda(plan), plan.slots)[0, BACKUP]

    assert (found.code, found.severity) == (RELUCTANT, "soft")


def test_duty_in_another_team_at_the_same_time_cannot_be_published():
    plan = make_plan(held={(0, ON_CALL): 0}, busy=frozenset({(0, 0)}))

    (found,) = conflicts(Agenda(plan), plan.slots)[0, ON_CALL]

    assert (found.code, found.hard) == (ELSEWHERE, True)


@pytest.mark.parametrize(
    ("seats", "weeks", "is_close"),
    [
        ((ON_CALL, ON_CALL), 2, True),
        ((ON_CALL, ON_CALL), 3, False),
        ((BACKUP, ON_CALL), 1, True),
        ((ON_CALL, BACKUP), 2, False),
        ((BACKUP, BACKUP), 1, True),
    ],
)
def test_duties_too_close_are_named_with_their_distance(seats, weeks, is_close):
    plan = make_plan(held={(0, seats[0]): 0, (weeks, seats[1]): 0})

    found = conflicts(Agenda(plan), plan.slots)

    if not is_close:
        assert not found
        return
    (late,), (early,) = found[weeks, seats[1]], found[0, seats[0]]
    assert (late.code, late.severity) == (TOO_CLOSE, "soft")
    assert (late.other.slot, late.other.seat, late.other.weeks) == (0, seats[0], -weeks)
    assert early.other.weeks == weeks


def test_holiday_in_the_week_before_a_weekend_is_close():
    weekday = date(2027, 1, 5)
    day_off = Slot(
        50,
        weekend(0).ends_at,
        weekend(1).starts_at,
        weekday,
        weekday + timedelta(days=2),
        "holiday",
    )
    plan = make_plan(held={(50, ON_CALL): 0, (1, ON_CALL): 0})
    plan = replace(plan, slots=(weekend(0), day_off, weekend(1)))

    assert codes(plan, (1, ON_CALL)) == [TOO_CLOSE]


@pytest.mark.parametrize(
    ("phone", "expected"),
    [("ok", []), ("missing", [NO_PHONE]), ("problem", [PHONE_PROBLEM])],
)
def test_phone_that_cannot_be_reached_only_warns(phone, expected):
    plan = make_plan(people(2, phone=phone), held={(0, ON_CALL): 0})

    found = conflicts(Agenda(plan), plan.slots).get((0, ON_CALL), ())

    assert [one.code for one in found] == expected
    assert not any(one.hard for one in found)


def test_who_takes_no_duties_only_warns():
    plan = make_plan(people(2, takes_duties=False), held={(0, ON_CALL): 0})

    assert codes(plan, (0, ON_CALL)) == [NO_DUTIES]


def test_seat_not_held_yet_is_judged_as_if_it_were():
    plan = make_plan(held={(0, BACKUP): 3, (1, ON_CALL): 4})

    found = seat_conflicts(Agenda(plan), 4, weekend(0), ON_CALL)

    assert {one.code for one in found} == {SAME_TRADE, TOO_CLOSE}


def test_candidates_are_ordered_by_what_the_rota_would_lose():
    held = {(0, ON_CALL): 1, (4, ON_CALL): 2, (10, BACKUP): 3, (11, ON_CALL): 4}
    plan = make_plan(held=held, busy=frozenset({(7, 10)}))

    found = candidates(plan, weekend(10), ON_CALL)

    order = [one.member for one in found]
    assert sorted(order) == list(range(8))
    assert order[0] == 0  # nothing against her, and she carries nothing
    assert order.index(0) < order.index(1)  # loaded
    assert order.index(2) < order.index(5)  # shares the backup's trade
    assert order.index(6) < order.index(4)  # same trade, and on call the week after
    assert set(order[-2:]) == {3, 7}  # backup that weekend; on duty elsewhere
    assert [one.possible for one in found] == [True] * 6 + [False] * 2


def test_candidate_who_holds_the_seat_is_judged_without_it():
    plan = make_plan(held={(3, ON_CALL): 0})

    (mine,) = [c for c in candidates(plan, weekend(3), ON_CALL) if c.member == 0]

    assert (mine.conflicts, mine.balance, mine.weeks_since) == ((), 0, None)


def test_candidate_knows_when_she_was_last_on_duty():
    plan = make_plan(held={(0, BACKUP): 0, (8, ON_CALL): 0})

    (mine,) = [c for c in candidates(plan, weekend(5), ON_CALL) if c.member == 0]

    assert mine.weeks_since == 5
