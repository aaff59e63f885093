"""A seat that needs a training: who may hold it on which day, and what is said."""

from datetime import date, timedelta

import pytest
from browsing import Browser
from drafting import give, go

from rota.actions.draft import fill
from rota.actions.publish import CannotPublishError
from rota.actions.trainings import TrainingDetails, add_training, record_training
from rota.board.reading import load_board
from rota.core.conflicts import UNTRAINED, conflicts
from rota.models import Seat, Training
from rota.skills import shifts_lacking

FRIDAY = date(2026, 11, 20)
EVERYBODY = ("camille", "yann", "ines", "malik", "lena", "sofia", "tomas", "odile")


@pytest.fixture
def tool(world) -> Training:
    """A training that whoever is on call needs; nobody has it yet."""
    return add_training(
        team=world.team,
        details=TrainingDetails("Agorapulse", needed_on_call=True),
        by=None,
        at=world.clock.now,
    )


def learns(world, training: Training, key: str, *, until: date | None = None) -> None:
    record_training(
        training=training,
        member=world.member(key),
        since_on=date(2025, 1, 1),
        expires_on=until,
        by=None,
        at=world.clock.now,
    )


def board_of(world):
    now = world.clock.now
    return load_board(world.team, now, now + timedelta(weeks=4), at=now, draft=True)


def test_a_team_that_asks_for_nothing_is_as_before(world):
    add_training(
        team=world.team,
        details=TrainingDetails("Agorapulse"),
        by=None,
        at=world.clock.now,
    )

    assert board_of(world).agenda.plan.untrained == frozenset()


@pytest.mark.parametrize(
    ("until", "may_hold"),
    [
        (None, True),
        (FRIDAY, True),
        (FRIDAY - timedelta(days=1), False),
        (FRIDAY + timedelta(days=1), True),
    ],
)
def test_expiry_counts_on_the_day_a_weekend_begins(world, tool, until, may_hold):
    learns(world, tool, "camille", until=until)
    give(world, world.weekend(), "camille")

    board = board_of(world)

    found = conflicts(board.agenda, board.agenda.plan.slots)
    codes = [one.code for one in found.get((world.weekend().pk, Seat.ON_CALL), ())]
    assert (UNTRAINED not in codes) == may_hold


def test_the_other_seat_needs_nothing(world, tool):
    learns(world, tool, "yann")
    give(world, world.weekend(), "yann")
    give(world, world.weekend(), "malik", Seat.BACKUP)

    go(world)


def test_a_training_that_expires_between_draft_and_shift_blocks_publishing(
    world, tool, lead_client
):
    learns(world, tool, "camille", until=FRIDAY)
    give(world, world.weekend(), "camille")
    learns(world, tool, "camille", until=FRIDAY - timedelta(days=1))

    with pytest.raises(CannotPublishError):
        go(world)

    page = Browser(lead_client).open("/t/edition/rota/")
    page.sees("training “Agorapulse” valid until 19 November 2026 only")
    page.follow("Publish…").sees(
        "Not ready to publish:",
        "Fri 20 Nov: Camille R., training “Agorapulse” valid until 19 November 2026 "
        "only.",
    )


def test_who_lacks_a_training_is_named_with_it_where_a_seat_is_chosen(
    world, tool, lead_client
):
    for key in EVERYBODY[1:]:
        learns(world, tool, key)

    page = Browser(lead_client).open(
        f"/t/edition/rota/?cell={world.weekend().pk}-on_call"
    )

    page.sees("Not: Camille R. (without the training “Agorapulse”).")


def test_a_fair_fill_gives_nobody_what_she_has_not_learnt(world, tool, clock):
    learns(world, tool, "yann")
    learns(world, tool, "ines")
    until = clock.now.date() + timedelta(weeks=26)

    fill(team=world.team, until=until, by=world.person("odile"), at=clock.now)

    held = {
        draft.membership.person.name.split()[0]
        for period in world.team.periods.all()
        for draft in period.drafts.filter(seat=Seat.ON_CALL)
    }
    assert held == {"Yann", "Inès"}


def test_published_weekends_that_lack_a_training_are_found_before_they_begin(
    world, tool, clock
):
    world.on_duty("camille", backup="malik")
    learns(world, tool, "camille", until=FRIDAY - timedelta(days=1))

    (found,) = shifts_lacking(world.team, clock.now)

    assert found.shift.membership == world.member("camille")
    assert found.words == "training “Agorapulse” valid until 19 November 2026 only"
    assert shifts_lacking(world.team, clock.now, member=world.member("malik")) == []
    clock.set(world.weekend().starts_at)
    assert shifts_lacking(world.team, clock.now) == []


def test_the_board_costs_as_many_queries_for_many_as_for_few(
    world, tool, django_assert_num_queries
):
    for key in EVERYBODY:
        learns(world, tool, key, until=FRIDAY)

    with django_assert_num_queries(9):
        board_of(world)
