"""A backup moves up to be on call in one step, and leaves her seat to the next one or
to nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from rota.actions.handing import Handing, hand_over
from rota.actions.replacing import CannotReplaceError, replace
from rota.core.hours import Hours
from rota.duty import duty_at
from rota.models import Absence, Notice, Replacement, Seat, Shift

SATURDAY = datetime(2026, 11, 21, 13, 3, 20, tzinfo=UTC)
LINK = "/t/edition/rota/shift/{}/replace/"


@pytest.fixture
def shift(world, clock) -> Shift:
    """Camille is on call, Malik her backup; it is Saturday, three minutes past two."""
    period = world.on_duty("camille", "malik")
    clock.set(SATURDAY)
    return period.shifts.get(seat=Seat.ON_CALL)


def refused(call, *args) -> str:
    with pytest.raises(CannotReplaceError) as error:
        call(*args)
    return error.value.code


@pytest.fixture
def up(world):
    """`up(shift, "lena")`: Malik, the backup, moves up, and Lena is backup then."""

    def act(shift: Shift, then: str | None = None) -> Replacement:
        return replace(
            shift_id=shift.pk,
            expected=shift.membership_id,
            to=world.member("malik"),
            by=world.person("odile"),
            at=world.clock.now,
            moves_up=True,
            then=world.member(then) if then else None,
        )

    return act


def on_duty(world) -> tuple[str, str]:
    duty = duty_at(world.team, world.clock.now)
    held = (duty.on_call, duty.backup)
    return tuple(one.person.short_name if one else "" for one in held)


def test_the_backup_moves_up_in_the_same_form(world, shift, clock):
    page = world.office("odile").open(LINK.format(shift.uid))
    page.sees("Move the backup up: MT Malik T.")
    assert "Not: Malik" not in page.text

    page = page.follow("Move the backup up: MTMalik T.")
    page.sees("Who is backup after Malik T.?", "Nobody for now", "Lena B.")
    page.sees("TK Tomas K. same trade as Malik T.")
    assert "CR Camille R. at" not in page.text
    lena = str(world.member("lena").pk)
    page.press("Yes, replace Camille R. by Malik T.", then=lena)

    page.sees("Malik T. replaces Camille R.", "Lena B. replaces Malik T. as backup.")
    assert on_duty(world) == ("Malik T.", "Lena B.")
    assert shift.period.shifts.count() == 4


def test_the_seat_of_the_backup_may_stay_empty(world, shift, clock, up):
    row = up(shift)

    assert on_duty(world) == ("Malik T.", "")
    page = world.office("odile").open(f"/t/edition/replacements/{row.pk}/")
    page.sees("nobody for now", "You may choose somebody on the rota.")
    assert Replacement.objects.count() == 1
    clock.forward(minutes=2)
    world.phone("malik").expect("ASTREINTE: vous remplacez Camille R.")
    world.phone("camille").expect("Malik T. vous remplace")
    [letter] = [one for one in mail.outbox if one.to[0].startswith("malik")]
    assert "personne ne l’est à votre place" in letter.body


def test_both_are_told_and_both_confirm(world, shift, clock, up):
    up(shift, "lena")

    clock.forward(minutes=2)

    malik = world.phone("malik").expect("ASTREINTE: vous remplacez Camille R.")
    lena = world.phone("lena").expect("RENFORT: vous remplacez Malik T.")
    world.phone("camille").expect("Malik T. vous remplace")
    for text in (malik, lena):
        text.tap_link().press("I confirm")
    assert not Replacement.objects.filter(confirmed_at=None).exists()
    [letter] = [one for one in mail.outbox if one.to[0].startswith("malik")]
    assert "Lena Blanc l’est à votre place" in letter.body
    clock.forward(minutes=20)
    assert not Notice.objects.filter(kind="alarm_unconfirmed").exists()


def test_a_later_part_of_the_backup_stays_with_its_holder(world, shift, clock, up):
    """Malik is backup until Sunday noon, Yann from then on."""
    noon = datetime(2026, 11, 22, 11, tzinfo=UTC)
    backup = shift.period.shifts.get(seat=Seat.BACKUP)
    hours = Hours(noon, backup.ends_at)
    hand_over(
        [Handing(backup, hours, world.member("yann"))],
        team=world.team,
        by=None,
        at=clock.now,
    )

    up(shift, "lena")

    assert on_duty(world) == ("Malik T.", "Lena B.")
    clock.now = noon
    assert on_duty(world) == ("Malik T.", "Yann G.")


def test_a_coming_weekend_passes_whole_and_the_backups_seat_is_gone(world, up):
    shift = world.on_duty("camille", "malik").shifts.get(seat=Seat.ON_CALL)

    up(shift)

    [row] = shift.period.shifts.all()
    assert (row.uid, row.seat, row.membership) == (
        shift.uid,
        Seat.ON_CALL,
        world.member("malik"),
    )


def test_the_rota_as_it_was_and_its_history_know_of_it(world, shift, clock, up):
    up(shift)
    clock.now += timedelta(minutes=1)

    page = world.office("odile").open("/t/edition/rota/history/")

    page.sees("before: MT Malik T. → after: nobody", "Camille R. → after: MT Malik T.")


@pytest.mark.parametrize("then", ["camille", "malik"])
def test_the_seat_left_goes_to_neither_of_the_two(world, shift, up, then):
    assert refused(up, shift, then) == "moved"


def test_whoever_cannot_is_not_put_into_the_seat_left(world, shift, up):
    Absence.objects.create(
        person=world.person("lena"),
        kind="cannot",
        first_on=SATURDAY.date(),
        last_on=SATURDAY.date(),
        at=world.clock.now,
    )

    assert refused(up, shift, "lena") == "cannot"
    assert on_duty(world) == ("Camille R.", "Malik T.")
    malik = world.member("malik").pk
    page = world.office("odile").open(LINK.format(shift.uid) + f"?by={malik}")
    assert "Lena B." not in page.text


def test_a_backup_who_is_away_does_not_move_up(world, shift, up):
    Absence.objects.create(
        person=world.person("malik"),
        kind="cannot",
        first_on=SATURDAY.date(),
        last_on=SATURDAY.date(),
        at=world.clock.now,
    )

    assert refused(up, shift) == "cannot"
    page = world.office("odile").open(LINK.format(shift.uid))
    assert "Move the backup up" not in page.text


def test_whoever_is_backup_no_more_does_not_move_up(world, shift, up):
    backup = shift.period.shifts.get(seat=Seat.BACKUP)
    replace(
        shift_id=backup.pk,
        expected=backup.membership_id,
        to=world.member("lena"),
        by=world.person("odile"),
        at=world.clock.now,
    )

    assert refused(up, shift) == "moved"


def test_a_backup_is_replaced_by_nobody_on_call(world, shift, up):
    """Only from the seat of a backup to the one on call, not the other way round."""
    backup = shift.period.shifts.get(seat=Seat.BACKUP)
    page = world.office("odile").open(LINK.format(backup.uid))

    assert "Move the backup up" not in page.text


def test_the_next_call_goes_to_whoever_moved_up(world, shift, clock, up):
    up(shift)
    clock.forward(minutes=1)
    world.phone("malik").expect("ASTREINTE"), world.phone("camille").expect("ASTREINTE")

    world.trigger("crisis", "Crue de la Loire")
    clock.tick()

    world.phone("malik").expect("CRISE")
    world.phone("camille").silence()
