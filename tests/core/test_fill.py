"""The first simple fair fill."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plans import FRIDAY, LONG_AGO, make_plan, people, weekend

from rota.core.balance import WEEKEND_MILLI, balances, loads, spread
from rota.core.conflicts import NOT_IN_TEAM, SAME_TRADE, conflicts
from rota.core.fill import fill
from rota.core.plan import Agenda, Member, Plan, Rules, scaled_rules
from rota.core.weights import BACKUP, ON_CALL, USUAL


def after(plan: Plan, found) -> Agenda:
    """The plan with the choices of a fill put in."""
    agenda = Agenda(plan)
    for choice in found.choices:
        agenda.give((choice.slot, choice.seat), choice.member)
    return agenda


def weeks_of(agenda: Agenda, member: int, *seats: str) -> list[int]:
    return sorted(
        agenda.slots[pk].week
        for pk, seat in agenda.duties[member]
        if seat in (seats or (ON_CALL, BACKUP))
    )


def test_eight_people_half_a_year_is_full_and_fair():
    plan = make_plan()

    found = fill(plan, range(26))

    assert not found.unfilled
    assert len(found.choices) == 52
    assert spread(balances(after(plan, found)).values()) < WEEKEND_MILLI


def test_same_plan_gives_the_same_rota():
    assert fill(make_plan(), range(26)) == fill(make_plan(), range(26))


def test_spacing_and_trades_hold():
    plan = make_plan()

    agenda = after(plan, fill(plan, range(26)))

    assert not conflicts(agenda, plan.slots)
    for member in agenda.members:
        weeks = weeks_of(agenda, member)
        on_call = weeks_of(agenda, member, ON_CALL)
        assert all(b - a >= 2 for a, b in pairwise(weeks))
        assert all(b - a >= 3 for a, b in pairwise(on_call))


def test_pauses_are_even():
    plan = make_plan()

    agenda = after(plan, fill(plan, range(26)))

    pauses = [
        later - earlier
        for member in agenda.members
        for earlier, later in pairwise(weeks_of(agenda, member))
    ]
    # eight people with a backup: every fourth week on average
    assert sum(3 <= pause <= 5 for pause in pauses) >= len(pauses) * 0.8


def test_ordinary_leave_is_caught_up_and_a_long_one_is_not():
    away = frozenset((7, pk) for pk in range(13))

    on_leave = after(plan := make_plan(absent=away), fill(plan, range(26)))
    long_leave = after(
        plan := make_plan(absent=away, exempt=away), fill(plan, range(26))
    )

    short, long = (loads(one, one.plan.slots)[7] for one in (on_leave, long_leave))
    assert all(pk >= 13 for pk, _seat in on_leave.duties[7] | long_leave.duties[7])
    assert (short.fair, long.fair) == (26 * 1750, 13 * 1750)  # an eighth of 14 points
    assert short.points > long.points


def test_half_timer_carries_half():
    members = (*people(7), Member(7, "head", 50, LONG_AGO))
    plan = make_plan(members, weeks=52)

    agenda = after(plan, fill(plan, range(52)))

    carried = loads(agenda, plan.slots)
    full = [carried[pk].points for pk in range(7)]
    assert 0.4 < carried[7].points * 7 / sum(full) < 0.6
    assert spread(balances(agenda).values()) < WEEKEND_MILLI


def test_who_did_much_before_does_less_now():
    past = {(number, ON_CALL): 0 for number in (0, 3, 6, 9)}
    plan = make_plan(weeks=26, held=past)

    agenda = after(plan, fill(plan, range(10, 26)))

    later = Counter(m for (pk, seat), m in agenda.held.items() if pk >= 10)
    assert later[0] < min(later[pk] for pk in range(1, 8))


def test_choices_already_made_stay():
    kept = {(5, ON_CALL): 2, (5, BACKUP): 4, (6, BACKUP): 7}

    found = fill(make_plan(held=kept), range(26))

    assert not kept.keys() & {(one.slot, one.seat) for one in found.choices}


def test_spacing_looks_ahead_to_choices_already_made():
    plan = make_plan(held={(5, ON_CALL): 2})

    agenda = after(plan, fill(plan, range(26)))

    first = agenda.slots[0].week
    assert not {3, 4, 6, 7} & {w - first for w in weeks_of(agenda, 2, ON_CALL)}


def test_weekend_left_uncovered_on_purpose_stays_empty():
    found = fill(make_plan(uncovered=frozenset({4})), range(26))

    assert 4 not in {one.slot for one in found.choices}
    assert 4 not in {one.slot for one in found.unfilled}


def test_only_wanted_weekends_are_filled():
    found = fill(make_plan(), [3, 4])

    assert {one.slot for one in found.choices} == {3, 4}


def test_nobody_is_given_a_weekend_outside_her_time_in_the_team():
    leaver = Member(1, "social", 100, LONG_AGO, until_on=weekend(9).last)
    newcomer = Member(2, "social", 100, weekend(9).first + timedelta(days=1))
    members = (*people(1), leaver, newcomer, *people(8)[3:])
    plan = make_plan(members)

    agenda = after(plan, fill(plan, range(26)))

    assert max(pk for pk, _ in agenda.duties[1]) <= 9
    assert min(pk for pk, _ in agenda.duties[2]) >= 10
    assert not [
        one
        for wrong in conflicts(agenda, plan.slots).values()
        for one in wrong
        if one.code == NOT_IN_TEAM
    ]


def test_newcomer_is_not_made_to_catch_up():
    newcomer = Member(8, "press", 100, weekend(26).first)
    plan = make_plan((*people(8), newcomer), weeks=52)

    agenda = after(plan, fill(plan, range(52)))

    counts = Counter(m for (pk, _), m in agenda.held.items() if pk >= 26)
    assert counts[8] <= max(counts[pk] for pk in range(8))


def test_who_is_on_duty_elsewhere_is_not_chosen():
    busy = frozenset((member, 3) for member in range(7))
    plan = make_plan(busy=busy)

    found = fill(plan, range(26))

    assert [one.member for one in found.choices if one.slot == 3] == [7]
    assert [(one.slot, one.seat) for one in found.unfilled] == [(3, BACKUP)]


def test_who_takes_no_duties_is_not_chosen():
    boss = Member(8, "head", 100, LONG_AGO, takes_duties=False)
    plan = make_plan((*people(8), boss))

    agenda = after(plan, fill(plan, range(26)))

    assert not agenda.duties[8]


def test_one_trade_alone_has_no_backup_and_says_why():
    members = tuple(Member(pk, "Press ", 100, LONG_AGO) for pk in range(4))
    plan = make_plan(members, weeks=4)

    found = fill(plan, range(4))

    assert {one.seat for one in found.choices} == {ON_CALL}
    assert {one.seat for one in found.unfilled} == {BACKUP}
    assert SAME_TRADE in {code for _, code in found.unfilled[0].why}


def test_trades_nobody_wrote_down_do_not_clash():
    members = tuple(Member(pk, "", 100, LONG_AGO) for pk in range(4))

    assert not fill(make_plan(members, weeks=8), range(8)).unfilled


def test_first_choice_leaves_somebody_for_the_backup():
    # 0 carries least; were she on call, nobody of another trade would be left
    members = (
        Member(0, "press", 100, LONG_AGO),
        Member(1, "press", 100, LONG_AGO),
        Member(2, "social", 100, LONG_AGO),
    )
    plan = make_plan(members, weeks=1, busy=frozenset({(1, 0)}))

    found = fill(plan, [0])

    assert {one.member for one in found.choices} == {0, 2}


def test_spacing_gives_way_before_coverage_and_says_so():
    plan = make_plan(people(2), weeks=6, rules=Rules(2, 3, False, (ON_CALL,)))

    found = fill(plan, range(6))

    assert not found.unfilled
    assert "sooner" in {one.reason for one in found.choices}


def test_one_person_alone_takes_every_weekend():
    rules = scaled_rules(1, has_backup=False, mixes_trades=True)

    found = fill(make_plan(people(1), weeks=5, rules=rules), range(5))

    assert [one.member for one in found.choices] == [0] * 5
    assert "sooner" not in {one.reason for one in found.choices}


def test_empty_team_leaves_every_seat_unfilled():
    found = fill(make_plan((), weeks=2), range(2))

    assert len(found.unfilled) == 4


def test_reasons_are_what_was_known_that_day():
    found = fill(make_plan(), range(26))

    assert [one.reason for one in found.choices[:2]] == ["first", "first"]
    rested = [one for one in found.choices if one.reason == "rested"]
    assert all(one.weeks >= 2 for one in rested)


@pytest.mark.parametrize(
    ("count", "has_backup", "any_two", "on_call"),
    [
        (1, True, 0, 0),
        (2, True, 1, 1),
        (3, True, 1, 2),
        (4, True, 1, 2),
        (6, True, 2, 3),
        (8, True, 2, 3),
        (3, False, 2, 2),
        (40, True, 2, 3),
    ],
)
def test_small_teams_are_spaced_less(count, has_backup, any_two, on_call):
    rules = scaled_rules(count, has_backup=has_backup, mixes_trades=True)

    assert (rules.gap_any, rules.gap_primary) == (any_two, on_call)


@pytest.mark.parametrize(
    ("kind", "holidays", "expected"),
    [
        ("weekend", (), (10, 4)),
        ("weekend", (date(2027, 8, 15),), (10, 4)),
        ("long_weekend", (date(2027, 3, 29),), (14, 6)),
        ("holiday", (date(2027, 5, 6),), (7, 3)),
        ("weekend", (date(2027, 12, 25),), (20, 8)),
        ("long_weekend", (date(2027, 1, 1),), (20, 8)),
        ("holiday", (date(2029, 12, 25),), (20, 8)),
    ],
)
def test_points(kind, holidays, expected):
    found = tuple(USUAL.of(kind, holidays, seat) for seat in (ON_CALL, BACKUP))

    assert found == expected


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_the_team_no_rule_that_cannot_give_way_is_broken(data):
    count = data.draw(st.integers(0, 7))
    members = tuple(
        Member(
            pk,
            data.draw(st.sampled_from(["", "a", "b"])),
            data.draw(st.sampled_from([20, 50, 100])),
            FRIDAY + timedelta(days=data.draw(st.integers(-30, 30))),
        )
        for pk in range(count)
    )
    busy = data.draw(st.frozensets(st.tuples(st.integers(0, 7), st.integers(0, 7))))
    plan = make_plan(members, weeks=8, busy=busy)

    found = fill(plan, range(8))

    wrong = conflicts(after(plan, found), plan.slots)
    codes = {one.code for found in wrong.values() for one in found}
    assert codes <= {"too_close"}
    assert len(found.choices) + len(found.unfilled) == 16
