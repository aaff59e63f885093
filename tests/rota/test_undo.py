"""Undo and redo: steps of one's own, never over what somebody else decided since."""

from datetime import timedelta

import pytest
from drafting import give, go
from sources import python_files

from rota.actions.draft import (
    ChangedMeanwhileError,
    PeriodOverError,
    assign,
    discard_draft,
    exchange,
    fill,
    mark_uncovered,
    swap,
)
from rota.actions.people import end_membership
from rota.actions.undo import NothingToUndoError, redo, stacks_of, undo
from rota.models import (
    DraftEdit,
    DraftSeat,
    DraftStep,
    Period,
    Role,
    Seat,
    StepKind,
    Team,
)


@pytest.fixture
def odile(world):
    return world.person("odile")


def back(world, person) -> DraftStep:
    """She presses Undo."""
    last = stacks_of(world.team, person).done[-1]
    return undo(team=world.team, step_id=last, by=person, at=world.clock.now)


def again(world, person) -> DraftStep:
    """She presses Redo."""
    last = stacks_of(world.team, person).undone[-1]
    return redo(team=world.team, step_id=last, by=person, at=world.clock.now)


def draft() -> dict:
    """Every drafted seat, whoever drafted it."""
    rows = DraftSeat.objects.values_list(
        "period", "seat", "membership__person__name", "uncovered"
    )
    return {(pk, seat): (name, bare) for pk, seat, name, bare in rows}


def test_each_step_says_what_was_before_and_after(world, odile):
    period = world.on_duty("camille", "malik")

    give(world, period, "yann")

    [edit] = DraftEdit.objects.all()
    assert (edit.before, edit.after) == (world.member("camille"), world.member("yann"))
    assert (edit.step.by, edit.step.at) == (odile, world.clock.now)
    assert edit.step.kind == StepKind.EDIT


def test_a_choice_that_changes_nothing_is_no_step(world):
    period = world.on_duty("camille", "malik")

    give(world, period, "camille")

    assert not DraftStep.objects.exists()


def test_undo_and_redo_of_everything_a_lead_does(world, odile):
    at = world.clock.now
    first = world.on_duty("camille", "malik")
    second = world.team.periods.filter(starts_at__gt=first.starts_at)[0]
    camille, malik = world.member("camille").pk, world.member("malik").pk
    seen = [draft()]
    for act in (
        lambda: exchange(
            period_id=first.pk, on_call=camille, backup=malik, by=odile, at=at
        ),
        lambda: give(world, second, "yann"),
        lambda: swap(
            places=((first.pk, Seat.ON_CALL), (second.pk, Seat.BACKUP)),
            expected=(malik, None),
            by=odile,
            at=at,
        ),
        lambda: mark_uncovered(period_id=first.pk, expected=None, by=odile, at=at),
        lambda: fill(
            team=world.team, until=at.date() + timedelta(days=60), by=odile, at=at
        ),
        lambda: discard_draft(team=world.team, by=odile, at=at),
    ):
        act()
        seen.append(draft())

    for before in reversed(seen[:-1]):
        back(world, odile)
        assert draft() == before
    for after in seen[1:]:
        again(world, odile)
        assert draft() == after


def test_the_same_step_is_undone_once(world, odile):
    give(world, world.weekend(), "yann")
    step = back(world, odile)

    with pytest.raises(NothingToUndoError):
        undo(team=world.team, step_id=step.pk, by=odile, at=world.clock.now)


def test_what_another_lead_changed_since_is_kept_and_said(world, odile):
    lena = world.member("lena")
    lena.role = Role.LEAD
    lena.save()
    first = world.weekend()
    second = world.team.periods.filter(starts_at__gt=first.starts_at)[0]
    give(world, second, "camille")
    give(world, first, "yann")
    assign(
        period_id=first.pk,
        seat=Seat.ON_CALL,
        membership_id=world.member("malik").pk,
        expected=world.member("yann").pk,
        by=lena.person,
        at=world.clock.now,
    )

    with pytest.raises(ChangedMeanwhileError) as raised:
        back(world, odile)

    assert (raised.value.holder, raised.value.by) == (
        world.member("malik"),
        lena.person,
    )
    assert draft()[first.pk, Seat.ON_CALL] == ("Malik Traoré", False)
    # …and the step before it is not stuck behind it
    back(world, odile)
    assert list(draft()) == [(first.pk, Seat.ON_CALL)]


def test_each_lead_undoes_her_own_steps(world, odile):
    lena = world.person("lena")
    give(world, world.weekend(), "yann")

    assert stacks_of(world.team, lena).done == []
    with pytest.raises(NothingToUndoError):
        undo(
            team=world.team,
            step_id=stacks_of(world.team, odile).done[-1],
            by=lena,
            at=world.clock.now,
        )


def test_nothing_published_is_undone(world, odile):
    give(world, world.weekend(), "yann")
    go(world)

    assert stacks_of(world.team, odile).done == []


def test_what_is_over_is_not_undone(world, odile):
    give(world, world.weekend(), "yann")
    world.clock.now = world.weekend().ends_at

    with pytest.raises(PeriodOverError):
        back(world, odile)

    assert stacks_of(world.team, odile).done == []


def test_seats_of_two_teams_are_not_exchanged(world, odile):
    theirs = Period.objects.create(
        team=Team.objects.create(name="Parcs", slug="parcs"),
        starts_at=world.weekend().starts_at,
        ends_at=world.weekend().ends_at,
        kind="weekend",
    )

    with pytest.raises(Period.DoesNotExist):
        swap(
            places=((world.weekend().pk, Seat.ON_CALL), (theirs.pk, Seat.ON_CALL)),
            expected=(None, None),
            by=odile,
            at=world.clock.now,
        )


def test_a_last_day_is_a_step_of_the_lead_who_set_it(world, odile):
    period = world.on_duty("camille", "malik")
    end_membership(
        membership_id=world.member("camille").pk,
        last_on=world.clock.now.date(),
        by=odile,
        at=world.clock.now,
    )

    [edit] = DraftEdit.objects.all()

    assert (edit.period, edit.before, edit.after) == (
        period,
        world.member("camille"),
        None,
    )
    assert edit.step.kind == StepKind.LEFT


def test_a_fill_of_two_years_is_logged_in_a_few_questions(
    world, odile, django_assert_max_num_queries
):
    at = world.clock.now

    with django_assert_max_num_queries(16):
        fill(team=world.team, until=at.date() + timedelta(days=700), by=odile, at=at)

    assert DraftEdit.objects.count() == DraftSeat.objects.count() > 90


def test_seats_of_the_draft_are_written_in_one_place():
    written = {
        str(source.path)
        for source in python_files()
        if "DraftSeat(" in source.text and "migrations" not in str(source.path)
    }

    assert {path for path in written if "models" not in path} == {
        "rota/actions/draft.py"
    }
