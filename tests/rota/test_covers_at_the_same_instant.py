"""Colleagues and leads who answer one request at the very same instant, from real
threads with connections of their own: one of them has it, and the rota changes once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from rota.actions.covers import answer, ask, decide, withdraw
from rota.covers.reading import hours_of
from rota.models import CoverAnswer, Person, Publication, Seat, Team

KEYS = ("yann", "ines", "lena", "sofia", "tomas")
again = pytest.mark.parametrize("race", range(3))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def request_(world):
    """Camille asks whoever can."""
    shift = world.on_duty("camille", "malik").shifts.get(seat=Seat.ON_CALL)
    return ask(
        shift=shift,
        hours=hours_of(shift),
        whom=None,
        given=None,
        by=world.member("camille"),
        at=world.clock.now,
    )


def at_once(*acts):
    """What each returns, all having started at the same instant."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def says_yes(world, request, key):
    row = request.answers.get(membership=world.member(key))
    who, at = world.person(key), world.clock.now
    return lambda: answer(answer_id=row.pk, yes=True, by=who, at=at)


@again
def test_of_five_who_say_yes_one_has_it(world, request_, race):
    Team.objects.update(covers_need_lead=False)

    results = at_once(*(says_yes(world, request_, key) for key in KEYS))

    assert Counter(one.changed for one in results) == {True: 1, False: 4}
    assert {one.result for one in results} == {"done"}
    assert CoverAnswer.objects.filter(answer="yes").count() == 1
    assert Publication.objects.count() == 1
    taker = CoverAnswer.objects.get(answer="yes").membership
    [row] = request_.period.shifts.filter(seat=Seat.ON_CALL)
    assert row.membership == taker


@again
def test_of_two_leads_who_approve_one_does(world, request_, race):
    says_yes(world, request_, "yann")()
    at, odile = world.clock.now, world.person("odile")

    def approve():
        return decide(request_id=request_.pk, yes=True, by=odile, at=at)

    both = at_once(approve, approve)

    assert sorted(one.changed for one in both) == [False, True]
    assert Publication.objects.count() == 1


@again
def test_a_yes_and_a_withdrawal_leave_one_truth(world, request_, race):
    Team.objects.update(covers_need_lead=False)
    at, camille = world.clock.now, Person.objects.get(email__startswith="camille")

    def take_back():
        return withdraw(request_id=request_.pk, by=camille, at=at)

    at_once(says_yes(world, request_, "lena"), take_back)

    request_.refresh_from_db()
    [row] = request_.period.shifts.filter(seat=Seat.ON_CALL)
    given = row.membership == world.member("lena")
    assert request_.state == ("done" if given else "withdrawn")
    assert Publication.objects.count() == given
