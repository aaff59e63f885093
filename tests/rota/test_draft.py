"""The draft: seats that shall differ, written by hand or by the fair fill."""

from datetime import timedelta

import pytest
from drafting import go, held

from rota.actions.draft import (
    UNCOVERED,
    ChangedMeanwhileError,
    PeriodOverError,
    assign,
    discard_draft,
    exchange,
    fill,
    mark_uncovered,
)
from rota.actions.people import end_membership
from rota.board.reading import load_board
from rota.models import DraftSeat, Membership, Period, Seat, Shift, Team


@pytest.fixture
def give(world):
    """`give("camille", expected=None)`: drafts her for the coming weekend."""

    def give(key, expected=None, seat=Seat.ON_CALL, period=None):
        assign(
            period_id=(period or world.weekend()).pk,
            seat=seat,
            membership_id=world.member(key).pk if key else None,
            expected=world.member(expected).pk if expected else None,
            by=world.person("odile"),
            at=world.clock.now,
        )

    return give


def drafts(period) -> dict[str, str | None]:
    return {
        row.seat: row.membership.person.name.split()[0] if row.membership else None
        for row in period.drafts.select_related("membership__person")
    }


def test_choice_is_drafted_with_who_made_it(world, give):
    give("camille")

    (row,) = world.weekend().drafts.all()
    assert (row.membership.person.name, row.seat) == ("Camille Roux", Seat.ON_CALL)
    assert (row.by, row.at) == (world.person("odile"), world.clock.now)


def test_drafting_changes_nothing_published(world, give):
    period = world.on_duty("camille", "malik")

    give("yann", expected="camille")

    assert period.shifts.get(seat=Seat.ON_CALL).membership == world.member("camille")
    assert drafts(period) == {Seat.ON_CALL: "Yann"}


def test_second_choice_replaces_the_first(world, give):
    give("camille")
    give("yann", expected="camille")

    assert drafts(world.weekend()) == {Seat.ON_CALL: "Yann"}


def test_choosing_who_is_published_already_undoes_the_draft(world, give):
    period = world.on_duty("camille", "malik")
    give("yann", expected="camille")

    give("camille", expected="yann")

    assert drafts(period) == {}


def test_emptied_seat_is_a_draft_only_when_somebody_is_published(world, give):
    period = world.on_duty("camille", "malik")
    give(None, expected="malik", seat=Seat.BACKUP)
    following = world.team.periods.filter(starts_at__gt=period.starts_at).first()
    give("yann", period=following)

    give(None, expected="yann", period=following)

    assert drafts(period) == {Seat.BACKUP: None}
    assert drafts(following) == {}


def test_stale_choice_overwrites_nothing_and_says_who_holds_it(world, give):
    give("camille")

    with pytest.raises(ChangedMeanwhileError) as raised:
        give("yann", expected=None)

    assert raised.value.holder == world.member("camille")
    assert raised.value.by == world.person("odile")
    assert drafts(world.weekend()) == {Seat.ON_CALL: "Camille"}


def test_choice_made_before_a_publication_is_stale_after_it(world, give):
    world.on_duty("camille", "malik")

    with pytest.raises(ChangedMeanwhileError) as raised:
        give("yann", expected=None)

    assert (raised.value.holder, raised.value.by) == (world.member("camille"), None)


def test_weekend_is_marked_uncovered_and_given_back(world, give):
    period = world.weekend()
    common = {"period_id": period.pk, "by": None, "at": world.clock.now}

    mark_uncovered(expected=None, **common)
    assert period.drafts.get().uncovered
    with pytest.raises(ChangedMeanwhileError) as raised:
        give("camille", expected=None)
    assert raised.value.uncovered

    assign(
        seat=Seat.ON_CALL,
        membership_id=world.member("camille").pk,
        expected=UNCOVERED,
        **common,
    )
    assert drafts(period) == {Seat.ON_CALL: "Camille"}


def test_marking_what_is_published_uncovered_is_no_draft(world):
    period = world.on_duty()

    mark_uncovered(period_id=period.pk, expected=UNCOVERED, by=None, at=world.clock.now)

    assert not period.drafts.exists()


def test_two_people_exchange_their_seats(world):
    period = world.on_duty("camille", "malik")
    seats = {
        "on_call": world.member("camille").pk,
        "backup": world.member("malik").pk,
    }

    exchange(period_id=period.pk, **seats, by=None, at=world.clock.now)

    assert drafts(period) == {Seat.ON_CALL: "Malik", Seat.BACKUP: "Camille"}
    with pytest.raises(ChangedMeanwhileError):
        exchange(period_id=period.pk, **seats, by=None, at=world.clock.now)


def test_member_of_another_team_cannot_be_chosen(world):
    other = Team.objects.create(name="Parcs", slug="parcs")
    stranger = Membership.objects.create(
        team=other, person=world.person("camille"), from_on=world.clock.now.date()
    )

    with pytest.raises(Membership.DoesNotExist):
        assign(
            period_id=world.weekend().pk,
            seat=Seat.ON_CALL,
            membership_id=stranger.pk,
            expected=None,
            by=None,
            at=world.clock.now,
        )


def test_what_is_over_is_not_drafted(world, give):
    period = world.weekend()
    world.clock.now = period.ends_at

    with pytest.raises(PeriodOverError):
        give("camille", period=period)


def test_weekend_going_on_can_still_be_changed(world, give):
    period = world.weekend()
    world.clock.now = period.ends_at - timedelta(minutes=1)

    give("camille", period=period)

    assert drafts(period) == {Seat.ON_CALL: "Camille"}


def test_draft_is_discarded_for_this_team_only(world, give):
    give("camille")
    other = Team.objects.create(name="Parcs", slug="parcs")
    theirs = Period.objects.create(
        team=other,
        starts_at=world.weekend().starts_at,
        ends_at=world.weekend().ends_at,
        kind="weekend",
    )
    DraftSeat.objects.create(
        period=theirs, seat=Seat.ON_CALL, uncovered=True, at=world.clock.now
    )

    dropped = discard_draft(team=world.team, by=None, at=world.clock.now)

    assert dropped == 1
    assert list(DraftSeat.objects.values_list("period", flat=True)) == [theirs.pk]


def test_fill_drafts_every_empty_seat_up_to_a_day(world):
    until = world.clock.now.date() + timedelta(days=90)

    found = fill(team=world.team, until=until, by=None, at=world.clock.now)

    wanted = [p for p in world.team.periods.all() if p.starts_at.date() <= until]
    assert len(wanted) == 13
    assert len(found.choices) == DraftSeat.objects.count() == 26
    assert {row.period for row in DraftSeat.objects.all()} == set(wanted)


def test_fill_keeps_what_is_published_drafted_and_left_uncovered(world, give):
    first = world.on_duty("camille", "malik")
    second, third = world.team.periods.filter(starts_at__gt=first.starts_at)[:2]
    give("yann", period=second)
    mark_uncovered(period_id=third.pk, expected=None, by=None, at=world.clock.now)

    fill(
        team=world.team,
        until=third.starts_at.date(),
        by=None,
        at=world.clock.now,
    )

    assert drafts(first) == {}
    assert drafts(second)[Seat.ON_CALL] == "Yann"
    assert drafts(second)[Seat.BACKUP] is not None
    assert drafts(third) == {Seat.ON_CALL: None}


def test_fill_gives_the_seats_of_a_leaver_to_others_and_they_are_published(world):
    first = world.on_duty("camille", "malik")
    second = world.team.periods.filter(starts_at__gt=first.starts_at)[1]
    world.on_duty("camille", "malik", at=second.starts_at + timedelta(hours=1))
    end_membership(
        membership_id=world.member("camille").pk,
        last_on=first.starts_at.date(),
        by=None,
        at=world.clock.now,
    )
    assert drafts(first) == drafts(second) == {Seat.ON_CALL: None}

    fill(team=world.team, until=second.starts_at.date(), by=None, at=world.clock.now)

    assert None not in drafts(first).values()
    go(world)
    assert held(first)[Seat.ON_CALL] != "Camille"
    assert held(second)[Seat.ON_CALL] != "Camille"


def test_fill_that_gives_a_seat_back_to_who_is_published_leaves_no_draft(world, give):
    period = world.on_duty("camille", "malik")
    give(None, expected="camille")
    others = world.team.memberships.exclude(pk=world.member("camille").pk)
    others.update(takes_duties=False)

    found = fill(
        team=world.team, until=period.starts_at.date(), by=None, at=world.clock.now
    )

    assert [one.member for one in found.choices] == [world.member("camille").pk]
    assert drafts(period) == {}


def test_fill_leaves_the_weekend_going_on_alone(world):
    period = world.weekend()
    world.clock.now = period.starts_at

    fill(
        team=world.team,
        until=period.starts_at.date() + timedelta(days=7),
        by=None,
        at=world.clock.now,
    )

    assert drafts(period) == {}
    assert DraftSeat.objects.count() == 2


def test_filling_twice_adds_nothing(world):
    day = world.clock.now.date() + timedelta(days=60)
    fill(team=world.team, until=day, by=None, at=world.clock.now)
    before = list(DraftSeat.objects.values())

    found = fill(team=world.team, until=day, by=None, at=world.clock.now)

    assert not found.choices
    assert list(DraftSeat.objects.values()) == before


def test_fill_knows_the_duties_people_have_in_another_team(world):
    period = world.weekend()
    other = Team.objects.create(name="Parcs", slug="parcs")
    theirs = Period.objects.create(
        team=other, starts_at=period.starts_at, ends_at=period.ends_at, kind="weekend"
    )
    at = world.clock.now
    for number, member in enumerate(world.team.memberships.all()[:7]):
        abroad = Membership.objects.create(
            team=other, person=member.person, from_on=at.date()
        )
        Shift.objects.create(
            period=theirs,
            seat=Seat.ON_CALL,
            membership=abroad,
            # several in one seat, one after the other
            starts_at=period.starts_at + timedelta(hours=number),
            ends_at=period.starts_at + timedelta(hours=number + 1),
            uid=f"00000000-0000-4000-8000-00000000000{number}",
            changed_at=at,
        )

    found = fill(team=world.team, until=period.starts_at.date(), by=None, at=at)

    free = world.team.memberships.all()[7]
    assert [one.member for one in found.choices] == [free.pk]


def test_board_is_read_in_eight_queries(world, django_assert_max_num_queries):
    at = world.clock.now
    fill(team=world.team, until=at.date() + timedelta(days=300), by=None, at=at)

    with django_assert_max_num_queries(8):
        board = load_board(world.team, at, at + timedelta(days=365), at=at, draft=True)
        assert all(board.holder((pk, Seat.ON_CALL)) for pk in list(board.periods)[:30])
