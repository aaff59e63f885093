"""One person's own weekends."""

from datetime import timedelta

from django.template.loader import render_to_string
from django.utils import translation
from drafting import give

from rota.mine import my_shifts
from rota.models import Membership, Period, Seat, Shift, Team


def test_own_weekends_come_in_order_and_end_when_they_are_over(world):
    first = world.on_duty("camille", "malik")
    later = world.on_duty("yann", "camille", at=first.ends_at + timedelta(days=1))
    camille = world.person("camille")

    coming = my_shifts(camille, world.clock.now)

    assert [(one.period, one.seat) for one in coming] == [
        (first, Seat.ON_CALL),
        (later, Seat.BACKUP),
    ]
    assert len(my_shifts(camille, first.ends_at - timedelta(seconds=1))) == 2
    assert len(my_shifts(camille, first.ends_at)) == 1


def test_what_is_drafted_is_nobodys_weekend_yet(world):
    give(world, world.weekend(), "camille")

    assert my_shifts(world.person("camille"), world.clock.now) == []


def test_weekends_of_all_teams_are_there(world):
    period = world.on_duty("camille", "malik")
    other = Team.objects.create(name="Parcs", slug="parcs")
    theirs = Period.objects.create(
        team=other,
        starts_at=period.ends_at,
        ends_at=period.ends_at + timedelta(days=1),
        kind="holiday",
        published_at=world.clock.now,
    )
    Shift.objects.create(
        period=theirs,
        seat=Seat.ON_CALL,
        membership=Membership.objects.create(
            team=other, person=world.person("camille"), from_on=period.starts_at.date()
        ),
        starts_at=theirs.starts_at,
        ends_at=theirs.ends_at,
        uid="00000000-0000-4000-8000-000000000001",
        changed_at=world.clock.now,
    )

    found = my_shifts(world.person("camille"), world.clock.now)

    assert [one.membership.team.name for one in found] == ["Édition numérique", "Parcs"]


def test_list_says_when_which_seat_and_which_team(world, django_assert_num_queries):
    world.on_duty("camille", "malik")
    shifts = my_shifts(world.person("malik"), world.clock.now)

    with translation.override("en"), django_assert_num_queries(0):
        page = render_to_string("rota/_my_weekends.html", {"shifts": shifts})

    text = " ".join(page.split())
    assert "Fri 20 Nov, 18:00" in text
    assert "backup" in text
    assert "Édition numérique" in text


def test_empty_list_is_good_news():
    with translation.override("en"):
        page = render_to_string("rota/_my_weekends.html", {"shifts": []})

    assert "No weekend of yours" in page
