"""What people say of their days, what becomes of it, and who hears of it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from drafting import give, go
from people import Fictional, make_member

from escalation.notices import deliver_due
from rota.actions import absences
from rota.actions.absences import GRACE, DaysMovedError
from rota.core.absences import Stretch
from rota.models import Absence, AbsenceKind, Notice, Role, Shift

MONDAY = date(2027, 3, 1)


def days(first: int, last: int, kind: str = "cannot") -> Stretch:
    return Stretch(
        MONDAY + timedelta(days=first - 1), MONDAY + timedelta(days=last - 1), kind
    )


@pytest.fixture
def say(world):
    """`say("camille", 5, 8)`: she cannot on these days of March 2027."""

    def enter(key: str, first: int, last: int, kind: str = "cannot", by: str = ""):
        return absences.enter(
            person=world.person(key),
            stretch=days(first, last, kind),
            by=world.person(by or key),
            at=world.clock.now,
        )

    return enter


@pytest.fixture
def duty(world) -> Shift:
    """Camille's published weekend, Friday 5 to Monday 8 March 2027."""
    period = next(
        one
        for one in world.team.periods.all()
        if one.starts_at.date() == MONDAY + timedelta(days=4)
    )
    give(world, period, "camille")
    go(world)
    Notice.objects.all().delete()
    return period.shifts.get()


def entered(world, key: str = "camille") -> list[Stretch]:
    return [
        Stretch(row.first_on, row.last_on, row.kind)
        for row in world.person(key).absences.all()
    ]


def letters() -> list[tuple[str, str]]:
    """Who is written to about whom."""
    return [
        (notice.person.name, notice.data["name"])
        for notice in Notice.objects.filter(kind="away_on_call")
    ]


def test_a_later_word_counts_and_says_what_it_replaced(world, say):
    say("camille", 1, 10)

    said = say("camille", 4, 5, "gladly")

    assert said.replaced == (days(4, 5),)
    assert entered(world) == [days(1, 3), days(4, 5, "gladly"), days(6, 10)]


def test_overlapping_absences_become_one(world, say):
    say("camille", 1, 10)

    say("camille", 8, 12)

    assert entered(world) == [days(1, 12)]


def test_who_wrote_what_stays_with_what_is_not_changed(world, say):
    say("camille", 1, 2)
    world.clock.forward(hours=1)

    say("camille", 8, 9, by="odile")

    first, second = Absence.objects.all()
    assert (first.by.name, second.by.name) == ("Camille Roux", "Odile Perrin")
    assert first.at < second.at


def test_the_days_of_others_are_left_alone(world, say):
    say("yann", 1, 10)

    say("camille", 4, 5, "gladly")

    assert entered(world, "yann") == [days(1, 10)]


def test_days_are_freed_and_put_back(world, say):
    said = say("camille", 1, 10)
    freed = absences.free(
        person=world.person("camille"),
        first=days(3, 3).first,
        last=days(3, 3).last,
        by=None,
        at=world.clock.now,
    )
    assert entered(world) == [days(1, 2), days(4, 10)]

    absences.undo(
        person=world.person("camille"),
        before=freed.before,
        after=freed.after,
        by=None,
        at=world.clock.now,
    )

    assert tuple(entered(world)) == said.after


def test_what_was_entered_since_is_not_undone_away(world, say):
    said = say("camille", 1, 10)
    say("camille", 20, 21, by="odile")

    with pytest.raises(DaysMovedError):
        absences.undo(
            person=world.person("camille"),
            before=said.before,
            after=said.after,
            by=None,
            at=world.clock.now,
        )

    assert entered(world) == [days(1, 10), days(20, 21)]


def test_a_long_leave_lies_over_what_was_entered(world, say):
    say("camille", 4, 5, "gladly")

    absences.give_long_leave(
        person=world.person("camille"),
        first=days(1, 1).first,
        last=days(20, 20).first,
        by=world.person("odile"),
        at=world.clock.now,
    )
    leave = Absence.objects.get(exempt=True)
    assert (leave.first_on, leave.last_on) == (days(1, 20).first, days(1, 20).last)

    absences.end_long_leave(
        person=world.person("camille"),
        first=days(1, 1).first,
        last=days(20, 20).first,
        by=world.person("odile"),
        at=world.clock.now,
    )
    assert entered(world) == [days(4, 5, "gladly")]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": AbsenceKind.CANNOT, "first_on": MONDAY, "last_on": date(2027, 2, 28)},
        {
            "kind": AbsenceKind.GLADLY,
            "first_on": MONDAY,
            "last_on": MONDAY,
            "exempt": True,
        },
    ],
)
def test_the_database_refuses_what_makes_no_sense(world, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.create(
            person=world.person("camille"), at=world.clock.now, **fields
        )


def test_an_absence_over_a_published_duty_is_accepted_and_the_lead_is_told(
    world, say, duty
):
    said = say("camille", 6, 6)

    assert said.on_call == (duty,)
    assert entered(world) == [days(6, 6)]
    assert letters() == [("Odile Perrin", "Camille Roux")]
    assert duty.membership.person.name == "Camille Roux"


def test_rather_not_tells_nobody(world, say, duty):
    say("camille", 5, 8, "rather_not")

    assert letters() == []


def test_more_days_of_the_same_weekend_are_not_told_twice(world, say, duty):
    say("camille", 6, 6)

    said = say("camille", 5, 8)

    assert said.on_call == ()
    assert len(letters()) == 1


def test_a_lead_who_enters_it_herself_needs_no_letter(world, say, duty):
    say("camille", 6, 6, by="odile")

    assert letters() == []


def test_what_is_taken_back_at_once_is_never_told(world, say, duty):
    said = say("camille", 6, 6)

    absences.undo(
        person=world.person("camille"),
        before=said.before,
        after=said.after,
        by=None,
        at=world.clock.now,
    )

    assert letters() == []


def test_a_weekend_that_is_near_is_told_at_once(world):
    period = world.team.periods.first()
    give(world, period, "camille")
    go(world)
    Notice.objects.all().delete()
    world.clock.set(period.starts_at - timedelta(days=1))
    saturday = period.starts_at.date() + timedelta(days=1)

    absences.enter(
        person=world.person("camille"),
        stretch=Stretch(saturday, saturday, "cannot"),
        by=None,
        at=world.clock.now,
    )

    assert Notice.objects.get().due_at == world.clock.now


def test_the_letter_names_the_weekend_and_no_reason(world, say, duty, mailoutbox):
    say("camille", 6, 6)

    assert deliver_due(world.clock.now) == 0
    assert deliver_due(world.clock.now + GRACE) == 1

    (letter,) = mailoutbox
    assert letter.to == ["odile@ville.example"]
    assert letter.subject == (
        "Camille Roux ne peut pas assurer une astreinte publiée – Édition numérique"
    )
    body = letter.body.replace("\u00a0", " ")
    assert "ven. 5 mars 2027 18 h → lun. 8 mars 2027 8 h" in body
    assert "/t/edition/team/days/" in body


def test_every_lead_of_the_team_is_told(world, say, duty):
    rose = Fictional("rose", "Rose Lambert", "", role=Role.LEAD)
    make_member(world.team, rose, at=world.clock.now)

    say("camille", 6, 6)

    assert {name for name, _about in letters()} == {"Odile Perrin", "Rose Lambert"}
