"""Somebody falls ill: the lead gives the rest of her shift to somebody else, who is
texted and confirms."""

from datetime import UTC, datetime

import pytest
from django.core import mail

from escalation.models import Page
from rota.actions.covers import ask
from rota.actions.replacing import CannotReplaceError, confirm, replace
from rota.covers.reading import hours_of
from rota.duty import duty_at
from rota.models import Notice, Person, Replacement, Seat, Shift

SATURDAY = datetime(2026, 11, 21, 13, 3, 20, tzinfo=UTC)
LINK = "/t/edition/rota/shift/{}/replace/"


@pytest.fixture
def shift(world, clock) -> Shift:
    """Camille is on call, Malik her backup; it is Saturday, three minutes past two."""
    period = world.on_duty("camille", "malik")
    clock.set(SATURDAY)
    return period.shifts.get(seat=Seat.ON_CALL)


@pytest.fixture
def by(world):
    """`by("yann", shift)`: Odile replaces its holder."""

    def act(key: str, shift: Shift, expected: int | None = None) -> Replacement:
        return replace(
            shift_id=shift.pk,
            expected=expected or shift.membership_id,
            to=world.member(key),
            by=world.person("odile"),
            at=world.clock.now,
        )

    return act


def refused(call, *args) -> str:
    with pytest.raises(CannotReplaceError) as error:
        call(*args)
    return error.value.code


def test_in_two_clicks_the_rest_of_the_shift_is_somebody_elses(world, shift, clock):
    page = world.office("odile").open("/")
    page.sees("Replace Camille R.")

    page = page.open(LINK.format(shift.uid)).follow("Replace by YGYann G.")
    page.sees("From now until", "pass from Camille R. to Yann G.", "Short notice")
    page.press("Yes, replace Camille R. by Yann G.")

    page.sees("Yann G. replaces Camille R.")
    minute = clock.now.replace(second=0)
    before, after = shift.period.shifts.filter(seat=Seat.ON_CALL)
    assert (before.uid, before.ends_at, after.starts_at) == (shift.uid, minute, minute)
    assert duty_at(world.team, clock.now).on_call == world.member("yann")


def test_she_is_texted_at_once_and_confirms_with_one_tap(world, shift, clock, by):
    by("yann", shift)
    office = world.office("odile")
    path = f"/t/edition/replacements/{Replacement.objects.get().pk}/"
    office.open(path).sees("the text is being written", "not confirmed yet")

    clock.tick()

    text = world.phone("yann").expect(
        "ASTREINTE: vous remplacez Camille R.", "lun 08h00"
    )
    world.phone("camille").expect("Yann G. vous remplace", "plus rien")
    clock.forward(minutes=2)
    page = text.tap_link()
    page.sees("You replace Camille R.", "From now until")
    assert Replacement.objects.get().confirmed_at is None
    page.press("I confirm").sees("You confirmed it at 14:05")
    office.open(path).sees(
        "by text at 14:03", "delivered at 14:03", "confirmed at 14:05"
    )
    clock.forward(minutes=20)
    assert not Notice.objects.filter(kind="alarm_unconfirmed").exists()


def test_the_text_is_one_segment_and_leaves_once(world, shift, clock, by):
    by("yann", shift)
    clock.forward(minutes=5)

    [page] = Page.objects.filter(person=world.person("yann"))
    assert len(page.text) <= 160
    assert page.state == "delivered"
    world.phone("yann").expect("ASTREINTE")
    world.phone("camille").expect("vous remplace")


def test_the_text_does_not_wait_for_a_mail_server(world, shift, clock, by, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    by("yann", shift)

    clock.tick()

    world.phone("yann").expect("ASTREINTE")
    world.phone("camille").expect("vous remplace")


def test_without_a_confirmation_the_leads_are_alarmed_after_ten_minutes(
    world, shift, clock, by
):
    by("yann", shift)
    clock.forward(minutes=9)
    world.phone("odile").silence()

    clock.forward(minutes=2)

    text = world.phone("odile").expect("Yann G. n'a pas confirmé")
    world.mail("odile", "Remplacement non confirmé")
    world.office("odile").open(text.link).sees("not confirmed in ten minutes")
    clock.forward(minutes=30)
    assert Notice.objects.filter(kind="alarm_unconfirmed").count() == 1
    for key in ("yann", "camille"):
        world.phone(key).expect("ASTREINTE")


def test_the_alarm_comes_without_the_queue(world, shift, clock, by):
    clock.queue_runs = False
    by("yann", shift)

    clock.forward(minutes=11)

    for key, word in (("yann", "Camille"), ("camille", "Yann"), ("odile", "confirmé")):
        world.phone(key).expect(word)


def test_once_somebody_else_holds_it_nobody_is_alarmed(world, shift, clock, by):
    by("yann", shift)
    clock.forward(minutes=5)
    row = by("lena", Shift.objects.get(membership=world.member("yann")))
    confirm(replacement_id=row.pk, yes=True, by=world.person("lena"), at=clock.now)

    clock.forward(minutes=10)

    assert not Notice.objects.filter(kind="alarm_unconfirmed").exists()
    for key in ("camille", "yann", "lena"):
        world.phone(key).expect("ASTREINTE")
    world.phone("yann").expect("Lena B. vous remplace")


def test_she_says_that_she_cannot_and_the_lead_finds_another(world, shift, clock, by):
    row = by("yann", shift)
    clock.tick()
    page = world.phone("yann").expect("ASTREINTE").tap_link()

    page.press("I can't").sees("The lead is told that you cannot")

    clock.tick()
    clock.tick()
    world.phone("odile").expect("Yann G. ne peut pas remplacer")
    assert duty_at(world.team, clock.now).on_call == world.member("yann")
    hers = Shift.objects.get(membership=world.member("yann"))
    by("lena", hers)
    page.reload().sees("Somebody else has this duty now")
    row.refresh_from_db()
    assert row.confirmed_at is None
    clock.tick()
    clock.tick()
    for key in ("camille", "yann", "lena"):
        world.phone(key).expect("ASTREINTE")


def test_everybody_concerned_is_told_by_letter(world, shift, clock, by):
    by("yann", shift)
    clock.forward(minutes=1)

    subjects = {message.to[0].split("@")[0]: message.subject for message in mail.outbox}
    assert set(subjects) == {"camille", "yann", "malik"}
    assert subjects["yann"].startswith("Vous remplacez Camille R. d’astreinte")
    for key in ("camille", "yann"):
        world.phone(key).expect("ASTREINTE")


def test_calls_she_took_stay_hers_and_the_page_says_so(world, incident, clock, by):
    world.phone("camille").unread()
    world.office("camille").open(f"/t/edition/alerts/{incident.code}/").press(
        "I take it"
    )
    shift = Shift.objects.get(membership=world.member("camille"))

    row = by("yann", shift)

    page = world.office("odile").open(f"/t/edition/replacements/{row.pk}/")
    page.sees("Calls still with Camille R.", incident.title)


def test_a_coming_shift_passes_whole(world, by):
    shift = world.on_duty("camille", "malik").shifts.get(seat=Seat.ON_CALL)

    by("yann", shift)

    row = shift.period.shifts.get(seat=Seat.ON_CALL)
    assert (row.uid, row.membership) == (shift.uid, world.member("yann"))


def test_a_request_for_the_same_hours_is_overtaken(world, clock, by):
    shift = world.on_duty("camille", "malik").shifts.get(seat=Seat.ON_CALL)
    request = ask(
        shift=shift,
        hours=hours_of(shift),
        whom=world.member("lena"),
        given=None,
        by=world.member("camille"),
        at=clock.now,
    )

    by("yann", shift)

    request.refresh_from_db()
    assert request.state == "overtaken"


def test_a_shift_that_is_over_is_not_replaced(world, shift, clock, by):
    clock.now = shift.ends_at

    assert refused(by, "yann", shift) == "over"
    page = world.office("odile").open(LINK.format(shift.uid))
    page.sees("This duty is over: there is nothing left to replace.")


def test_the_second_of_two_leads_hears_that_it_is_done(world, shift, by):
    camille = shift.membership_id
    by("yann", shift)

    assert refused(by, "lena", shift, camille) == "moved"


def test_the_backup_is_not_put_into_both_seats(shift, by):
    assert refused(by, "malik", shift) == "cannot"


def test_without_a_number_the_page_says_to_phone(world, shift, clock, by):
    Person.objects.filter(pk=world.person("yann").pk).update(phone="")

    row = by("yann", shift)

    page = world.office("odile").open(f"/t/edition/replacements/{row.pk}/")
    page.sees("no text reaches this number: phone")
    clock.tick()
    clock.tick()
    world.phone("camille").expect("ASTREINTE")


@pytest.mark.parametrize("chosen", ["", "x", "999999", "9" * 5000])
def test_whom_nobody_listed_replaces_nobody(world, shift, chosen):
    office = world.office("odile").open(LINK.format(shift.uid))

    sent = {"by": chosen, "expected": str(shift.membership_id)}
    answer = office.client.post(office.path, sent, follow=True)

    assert "Choose one of the colleagues listed." in answer.text
    assert not Replacement.objects.exists()


def test_a_confirmation_is_written_once_per_answer(world, shift, by):
    row, at = by("yann", shift), world.clock.now
    confirm(replacement_id=row.pk, yes=False, by=world.person("yann"), at=at)
    confirm(replacement_id=row.pk, yes=True, by=world.person("yann"), at=at)

    row.refresh_from_db()
    assert (row.confirmed_at, row.refused_at) == (at, None)
