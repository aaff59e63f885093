"""Asking a colleague to hold one's shift, or hours in it; answering; approving."""

from datetime import timedelta
from uuid import uuid4

import pytest

from rota.actions.covers import CannotAskError, answer, ask, decide, settle, withdraw
from rota.actions.people import end_membership
from rota.core.hours import Hours
from rota.covers.reading import hours_of
from rota.models import (
    CoverAnswer,
    CoverRequest,
    Membership,
    Notice,
    Publication,
    PublishedChange,
    Seat,
    Shift,
    Team,
)

WEEK = timedelta(days=7)


@pytest.fixture
def shift(world) -> Shift:
    """Camille's coming weekend, with Malik as her backup."""
    return world.on_duty("camille", "malik").shifts.get(seat=Seat.ON_CALL)


@pytest.fixture
def request_of(world):
    """`request_of(shift)`: its holder asks; of whoever can, unless `whom` says."""

    def make(shift: Shift, *, hours=None, whom="", given=None) -> CoverRequest:
        return ask(
            shift=shift,
            hours=hours or hours_of(shift),
            whom=world.member(whom) if whom else None,
            given=given,
            by=Membership.objects.get(pk=shift.membership_id),
            at=world.clock.now,
        )

    return make


def says(world, request, key, *, yes=True):
    row = request.answers.get(membership=world.member(key))
    who = world.person(key)
    return answer(answer_id=row.pk, yes=yes, by=who, at=world.clock.now)


def approves(world, request, *, yes=True):
    odile = world.person("odile")
    return decide(request_id=request.pk, yes=yes, by=odile, at=world.clock.now)


def alone(world) -> None:
    """Two consents suffice in this team."""
    Team.objects.filter(pk=world.team.pk).update(covers_need_lead=False)


def holders(period, seat=Seat.ON_CALL) -> list[str]:
    rows = period.shifts.filter(seat=seat).select_related("membership__person")
    return [row.membership.person.name.split()[0] for row in rows]


def told(kind: str) -> set[str]:
    rows = Notice.objects.filter(kind=kind).select_related("person")
    return {row.person.name.split()[0] for row in rows}


def test_everybody_who_can_is_asked_once(world, shift, request_of):
    request = request_of(shift)

    everybody = {"Yann", "Inès", "Lena", "Sofia", "Tomas", "Odile"}
    assert told("cover_asked") == everybody
    assert request.expires_at == shift.starts_at


def test_one_colleague_is_asked_alone(shift, request_of):
    request_of(shift, whom="yann")

    assert told("cover_asked") == {"Yann"}


def test_a_yes_waits_for_the_lead_who_approves(world, shift, request_of):
    request = request_of(shift)

    assert says(world, request, "yann").result == "agreed"
    assert holders(shift.period) == ["Camille"]
    assert (told("cover_answered"), told("cover_to_approve")) == (
        {"Camille"},
        {"Odile"},
    )

    assert approves(world, request).result == "done"
    assert holders(shift.period) == ["Yann"]
    assert told("cover_done") == {"Camille", "Yann", "Odile"}
    assert told("cover_over") == {"Inès", "Lena", "Sofia", "Tomas", "Odile"}


def test_two_consents_suffice_where_the_team_says_so(world, shift, request_of):
    alone(world)

    assert says(world, request_of(shift), "yann").result == "done"
    assert holders(shift.period) == ["Yann"]


def test_a_leads_own_yes_is_her_approval(world, shift, request_of):
    assert says(world, request_of(shift), "odile").result == "done"


def test_a_whole_shift_keeps_its_identity(world, shift, request_of):
    alone(world)
    says(world, request_of(shift), "yann")

    row = shift.period.shifts.get(seat=Seat.ON_CALL)
    assert (row.uid, row.revision) == (shift.uid, shift.revision + 1)
    assert row.changed_at == world.clock.now


def test_hours_split_the_shift_and_are_the_evidence(world, shift, request_of):
    alone(world)
    day = timedelta(hours=20)
    hours = Hours(shift.starts_at + day, shift.starts_at + 2 * day)

    request = request_of(shift, hours=hours)
    says(world, request, "yann")

    before, within, after = shift.period.shifts.filter(seat=Seat.ON_CALL)
    assert [
        one.membership.person.name.split()[0] for one in (before, within, after)
    ] == [
        "Camille",
        "Yann",
        "Camille",
    ]
    assert before.uid == shift.uid
    assert hours_of(within) == hours
    request.refresh_from_db()
    change = PublishedChange.objects.get()
    assert change.publication == request.publication
    assert Hours(change.starts_at, change.ends_at) == hours
    assert (change.before, change.after) == (
        world.member("camille"),
        world.member("yann"),
    )


def test_a_swap_gives_each_the_others_weekend(world, shift, request_of):
    alone(world)
    later = world.on_duty("yann", "lena", at=shift.starts_at + 2 * WEEK)
    given = later.shifts.get(seat=Seat.ON_CALL)

    request = request_of(shift, given=given)
    assert told("cover_asked") == {"Yann"}
    says(world, request, "yann")

    assert (holders(shift.period), holders(later)) == (["Yann"], ["Camille"])
    assert Publication.objects.count() == 1
    assert PublishedChange.objects.count() == 2


def test_a_swap_of_seats_within_one_weekend(world, shift, request_of):
    alone(world)
    backup = shift.period.shifts.get(seat=Seat.BACKUP)

    says(world, request_of(shift, given=backup), "malik")

    assert holders(shift.period) == ["Malik"]
    assert holders(shift.period, Seat.BACKUP) == ["Camille"]


def test_of_two_who_say_yes_the_first_has_it(world, shift, request_of):
    request = request_of(shift)
    says(world, request, "yann")

    assert says(world, request, "lena").result == "agreed"
    request.refresh_from_db()
    assert request.taker == world.member("yann")


def test_the_same_yes_twice_is_one_yes(world, shift, request_of):
    request = request_of(shift)
    says(world, request, "yann")

    assert says(world, request, "yann").result == "yours"
    assert Notice.objects.filter(kind="cover_to_approve").count() == 1


def test_when_everybody_asked_says_no_it_is_over(world, shift, request_of):
    request = request_of(shift, whom="yann")

    assert says(world, request, "yann", yes=False).result == "noted"
    request.refresh_from_db()
    assert request.state == "refused"
    assert told("cover_over") == {"Camille"}


def test_a_no_may_become_a_yes_while_others_are_asked(world, shift, request_of):
    request = request_of(shift)
    says(world, request, "yann", yes=False)

    assert says(world, request, "yann").result == "agreed"


def test_the_lead_does_not_approve(world, shift, request_of):
    request = request_of(shift, whom="yann")
    says(world, request, "yann")

    assert approves(world, request, yes=False).result == "declined"
    assert holders(shift.period) == ["Camille"]
    assert told("cover_over") == {"Camille", "Yann"}


def test_two_approvals_of_one_request_change_the_rota_once(world, shift, request_of):
    request = request_of(shift)
    says(world, request, "yann")
    approves(world, request)

    assert approves(world, request).result == "done"
    assert Publication.objects.count() == 1


def test_withdrawn_it_can_be_answered_no_more(world, shift, request_of):
    request = request_of(shift, whom="yann")
    who, at = world.person("camille"), world.clock.now

    assert withdraw(request_id=request.pk, by=who, at=at).result == "withdrawn"
    assert says(world, request, "yann").result == "withdrawn"
    assert told("cover_over") == {"Yann"}


def test_nobody_else_withdraws_it(world, shift, request_of):
    request = request_of(shift)
    who, at = world.person("yann"), world.clock.now

    assert withdraw(request_id=request.pk, by=who, at=at).result == "not_yours"


def test_once_the_hours_begin_it_is_too_late(world, shift, request_of):
    request = request_of(shift, whom="yann")
    world.clock.now = shift.starts_at

    assert says(world, request, "yann").result == "expired"
    assert told("cover_over") == {"Camille", "Yann"}
    assert settle(at=world.clock.now) == 0


def test_the_sweep_ends_what_comes_too_late(world, shift, request_of):
    request_of(shift)
    world.clock.now = shift.starts_at - timedelta(seconds=1)
    assert settle(at=world.clock.now) == 0

    world.clock.now = shift.starts_at
    assert settle(at=world.clock.now) == 1
    assert CoverRequest.objects.get().state == "expired"


def test_an_asker_who_leaves_the_team_asks_no_more(world, shift, request_of):
    request = request_of(shift)
    today, pk = world.clock.now.date(), world.member("camille").pk
    end_membership(membership_id=pk, last_on=today, by=None, at=world.clock.now)

    assert says(world, request, "yann").result == "left"
    request.refresh_from_db()
    assert request.state == "overtaken"


def test_a_colleague_who_is_on_duty_elsewhere_by_now_cannot(world, shift, request_of):
    request = request_of(shift)
    Shift.objects.filter(seat=Seat.BACKUP).update(membership=world.member("yann"))

    found = says(world, request, "yann")

    assert found.result == "cannot"
    assert CoverAnswer.objects.filter(answer="yes").count() == 0


def test_a_colleague_who_left_by_then_cannot(world, shift, request_of):
    request = request_of(shift)
    yann = Membership.objects.filter(pk=world.member("yann").pk)
    yann.update(until_on=world.clock.now.date())

    assert says(world, request, "yann").result == "cannot"


def test_a_shift_that_changed_hands_overtakes_it(world, shift, request_of):
    request = request_of(shift)
    world.publish(on_call="lena")

    assert settle(at=world.clock.now) == 1
    assert says(world, request, "yann").result == "overtaken"
    assert "Camille" in told("cover_over")


def test_a_shift_that_is_gone_overtakes_it(world, shift, request_of):
    request = request_of(shift)
    shift.delete()

    assert says(world, request, "yann").result == "overtaken"


def test_hours_that_are_left_survive_a_move_of_the_shift(world, shift, request_of):
    alone(world)
    late = Hours(shift.ends_at - timedelta(hours=12), shift.ends_at)
    early = Hours(shift.starts_at, shift.starts_at + timedelta(hours=12))
    first, second = request_of(shift, hours=late), request_of(shift, hours=early)

    says(world, second, "lena")
    says(world, first, "yann")

    assert holders(shift.period) == ["Lena", "Camille", "Yann"]


def refused(call, *args, **kwargs) -> str:
    with pytest.raises(CannotAskError) as error:
        call(*args, **kwargs)
    return error.value.code


def test_a_past_shift_is_not_covered(world, shift, request_of):
    world.clock.now = shift.ends_at

    assert refused(request_of, shift) == "past"


def test_hours_outside_the_shift_are_refused(shift, request_of):
    hour = timedelta(hours=1)
    beyond = Hours(shift.starts_at, shift.ends_at + hour)
    backwards = Hours(shift.ends_at - hour, shift.starts_at)

    assert refused(request_of, shift, hours=beyond) == "outside"
    assert refused(request_of, shift, hours=backwards) == "outside"


def test_nobody_asks_herself(shift, request_of):
    assert refused(request_of, shift, whom="camille") == "yourself"


def test_nobody_asks_for_the_shift_of_another(world, shift, request_of):
    mine = Membership.objects.filter(pk=shift.membership_id)
    stale = Shift.objects.get(pk=shift.pk)
    Shift.objects.filter(pk=shift.pk).update(membership=world.member("lena"))

    assert mine.exists()
    assert refused(request_of, stale) == "not_yours"


def test_the_same_hours_are_asked_for_once(shift, request_of):
    request_of(shift)
    later = Hours(shift.starts_at + timedelta(hours=5), shift.ends_at)

    assert refused(request_of, shift, hours=later) == "already_asked"


def test_whoever_cannot_is_not_asked(shift, request_of):
    assert refused(request_of, shift, whom="malik") == "cannot"


def test_when_nobody_can_it_is_said(world, shift, request_of):
    Membership.objects.exclude(pk=shift.membership_id).update(
        until_on=world.clock.now.date()
    )

    assert refused(request_of, shift) == "nobody"


def test_a_swap_for_what_has_begun_is_refused(world, shift, request_of):
    now = world.on_duty("camille", "malik")
    later = world.on_duty("camille", at=now.starts_at + WEEK)
    given = Shift.objects.create(
        period=now,
        seat=Seat.BACKUP,
        membership=world.member("lena"),
        starts_at=world.clock.now - timedelta(hours=1),
        ends_at=world.clock.now + timedelta(hours=1),
        uid=uuid4(),
        changed_at=world.clock.now,
    )

    shift = later.shifts.get(seat=Seat.ON_CALL)
    assert refused(request_of, shift, given=given) == "given_past"


def test_a_seat_that_was_emptied_midway_may_be_given_in_return(
    world, shift, request_of
):
    later = world.on_duty("yann", at=shift.starts_at + 2 * WEEK)
    given = later.shifts.get()
    Shift.objects.filter(pk=given.pk).update(ends_at=given.ends_at - timedelta(hours=5))

    assert request_of(shift, given=given).given == given
