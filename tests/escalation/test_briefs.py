"""Rows of the weekend sheet: several people at once, a second pair of eyes, nothing
lost."""

from datetime import datetime, timedelta

import pytest
from briefing import other_row, post_row
from django.db import IntegrityError, transaction

from escalation.actions.briefs import (
    RowChangedError,
    SameEyesError,
    add_rows,
    change_row,
    open_brief,
    remove_row,
    reread,
    restore_row,
)
from escalation.briefs import page_of
from escalation.models import Brief, BriefRow

SATURDAY = datetime(2026, 11, 21, 10, 0)


@pytest.fixture
def period(world):
    return world.on_duty("camille", backup="malik")


@pytest.fixture
def row(world, period) -> BriefRow:
    """Sofia's post on Saturday."""
    return post_row(world, SATURDAY)


@pytest.fixture
def about(world, clock, row):
    """`about("yann")`: what Yann says of it now."""
    return lambda key: {"row_id": row.pk, "by": world.person(key), "at": clock.now}


def test_times_are_those_of_the_duty(world, period, clock):
    brief = open_brief(period=period, at=clock.now)

    shown = [
        f"{at.astimezone(world.team.zone):%a %H:%M}"
        for at in (brief.ask_at, brief.late_at, brief.send_at)
    ]
    assert shown == ["Thu 10:00", "Fri 12:00", "Fri 15:00"]
    assert open_brief(period=period, at=clock.now).pk == brief.pk


def test_team_that_never_said_where_it_publishes_may_say_so(world, period, clock):
    assert not world.team.outlets.exists()

    open_brief(period=period, at=clock.now)

    assert world.team.outlets.filter(name="Facebook").exists()


def test_same_row_twice_is_one(world, row, period, clock):
    values = {name: getattr(row, name) for name in ("at", "outlet", "owner", "text")}
    about = {"period": period, "kind": "post", "by": row.owner, "at": clock.now}

    assert add_rows(rows=[values, values], **about) == []
    assert len(add_rows(rows=[values | {"text": "Suite"}] * 2, **about)) == 1


def test_two_add_at_once_and_both_stand(world, period):
    post_row(world, SATURDAY, by="sofia")
    post_row(world, SATURDAY, by="yann", text="Un autre")

    assert BriefRow.objects.count() == 2
    assert Brief.objects.count() == 1


def test_second_change_is_refused_and_nothing_of_the_first_is_lost(about, row):
    change_row(seen=1, values={"text": "Première"}, **about("yann"))

    with pytest.raises(RowChangedError) as refused:
        change_row(seen=1, values={"text": "Seconde"}, **about("ines"))

    assert refused.value.row.text == "Première"
    row.refresh_from_db()
    assert (row.text, row.version, row.changed_by.name) == (
        "Première",
        2,
        "Yann Guérin",
    )


def test_same_change_twice_is_one(about, row):
    for _ in range(2):
        change_row(seen=1, values={"text": "Première"}, **about("yann"))

    row.refresh_from_db()
    assert row.version == 2


def test_somebody_else_rereads_it_and_a_change_takes_the_mark_away(about, row, world):
    reread(seen=1, done=True, **about("yann"))
    row.refresh_from_db()
    assert row.reread_by == world.person("yann")

    change_row(seen=1, values={"text": "Autre"}, **about("sofia"))

    row.refresh_from_db()
    assert (row.reread_by, row.reread_at) == (None, None)


def test_owner_is_no_second_pair_of_eyes(about):
    with pytest.raises(SameEyesError):
        reread(seen=1, done=True, **about("sofia"))


def test_whoever_wrote_it_last_is_none_either(about):
    change_row(seen=1, values={"text": "Autre"}, **about("yann"))

    with pytest.raises(SameEyesError):
        reread(seen=2, done=True, **about("yann"))
    reread(seen=2, done=True, **about("ines"))


def test_nobody_rereads_what_she_has_not_seen(about):
    change_row(seen=1, values={"text": "Autre"}, **about("sofia"))

    with pytest.raises(RowChangedError):
        reread(seen=1, done=True, **about("yann"))


def test_mark_is_taken_back(about, row):
    reread(seen=1, done=True, **about("yann"))
    reread(seen=1, done=False, **about("yann"))

    row.refresh_from_db()
    assert row.reread_at is None


def test_removed_row_is_put_back_as_it_was_but_for_its_mark(about, row):
    reread(seen=1, done=True, **about("yann"))
    remove_row(seen=1, **about("ines"))
    remove_row(seen=1, **about("ines"))
    restore_row(**about("sofia"))

    row.refresh_from_db()
    assert (row.removed_at, row.reread_at) == (None, None)
    assert row.text == "Le marché de Noël ouvre samedi."


def test_nobody_removes_what_she_has_not_seen(about):
    change_row(seen=1, values={"text": "Autre"}, **about("sofia"))

    with pytest.raises(RowChangedError):
        remove_row(seen=1, **about("yann"))


def test_change_of_a_removed_row_says_so_then_puts_it_back(about, row):
    remove_row(seen=1, **about("ines"))

    with pytest.raises(RowChangedError) as refused:
        change_row(seen=1, values={"text": "Autre"}, **about("yann"))
    assert refused.value.row.removed_at
    change_row(seen=2, values={"text": "Autre"}, **about("yann"))

    row.refresh_from_db()
    assert (row.removed_at, row.text) == (None, "Autre")


def test_scheduled_post_without_a_time_is_no_row(world, period, clock):
    brief = open_brief(period=period, at=clock.now)

    with pytest.raises(IntegrityError), transaction.atomic():
        BriefRow.objects.create(brief=brief, kind="post", changed_at=clock.now)


def test_page_counts_what_is_to_be_reread_until_the_weekend_is_over(
    world, row, period, clock
):
    other_row(world, "note", text="Badge au poste de garde")
    noon = clock.now + timedelta(days=2, hours=3)

    assert [page_of(period, at, acts=True).is_late for at in (clock.now, noon)] == [
        False,
        True,
    ]
    assert not page_of(period, period.ends_at, acts=True).is_late
    assert page_of(period, noon, acts=True).to_reread == [row]
