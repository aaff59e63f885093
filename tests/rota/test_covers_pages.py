"""Covers and swaps as people meet them: on their own pages, and by the link in a
letter, where nobody signs in."""

from datetime import datetime, timedelta

import pytest
from browsing import Browser
from django.core import mail

from rota.actions.people import end_membership
from rota.models import CoverRequest, Seat, Shift, Team

LANGUAGE = "django_language"


@pytest.fixture
def shift(world) -> Shift:
    """Camille's coming weekend, 20 to 23 November, with Malik as her backup."""
    return world.on_duty("camille", "malik").shifts.get(seat=Seat.ON_CALL)


@pytest.fixture
def form(world, shift) -> Browser:
    """The page on which Camille asks."""
    return world.office("camille").open("/").follow("Ask for cover")


def link_of(world, key: str) -> Browser:
    """She opens the link in her letter."""
    world.clock.tick()
    return world.mail(key, "/c/").tap_link()


def test_those_who_can_come_in_order_and_the_others_with_the_reason(form):
    form.sees("Whoever can: 6 colleagues", "Yann G.", "no duty in the months before")
    form.sees("Not:", "Malik T. (backup that weekend)")


def test_she_asks_whoever_can_and_the_first_yes_counts(world, form):
    page = form.press("Ask", whom="any")
    page.sees("Asked. You are told as soon as one answers.", "Waits for an answer")

    yann, lena = link_of(world, "yann"), link_of(world, "lena")
    yann.sees("Camille R. asks for cover", "pass from Camille R. to Yann G.")
    yann.press("I take these hours").sees("You said yes, thank you", "A lead has to")
    lena = lena.press("I take these hours")

    lena.sees("Yann G. was first to say yes.", "There is nothing to do.")
    assert CoverRequest.objects.get().state == "agreed"


def test_opening_the_link_answers_nothing(world, form):
    form.press("Ask", whom="any")
    page = link_of(world, "yann")

    assert page.client.head(page.path).status_code == 200
    assert not CoverRequest.objects.get().answers.exclude(answer="").exists()


def test_the_lead_sees_what_it_means_and_approves(world, form):
    form.press("Ask", whom="any")
    link_of(world, "yann").press("I take these hours")

    page = world.office("odile").open("/")
    page.sees("waiting for you")
    page = page.follow("Covers")
    page.sees("To approve")
    page = page.open(f"/t/edition/covers/{CoverRequest.objects.get().pk}/")
    page.sees(
        "Yann G.: now at a fair share, afterwards 1 weekend above",
        "62 h pass from Camille R. to Yann G., with their pay.",
        "Short notice: 2 days ahead; the team's is 15 days.",
    )
    page.press("Approve").sees("Yann G. has taken it. The rota is changed.")

    world.clock.tick()
    world.mail("camille", "Remplacement fait")
    world.mail("lena", "C’est déjà pris")


def test_the_second_lead_hears_that_it_is_done(world, form):
    form.press("Ask", whom="any")
    link_of(world, "yann").press("I take these hours")
    address = f"/t/edition/covers/{CoverRequest.objects.get().pk}/"
    one, two = (world.office("odile").open(address) for _ in range(2))
    one.press("Approve")

    two.press("Approve").sees("Yann G. has taken it. The rota is changed.")


def test_a_colleague_says_no_and_may_change_her_mind(world, form):
    form.press("Ask", whom="any")
    page = link_of(world, "yann").press("I can't")

    page.sees("You may still change your mind.")
    page.press("I take these hours").sees("You said yes")


def test_she_asks_for_hours_only(world, form):
    form.press(
        "Ask",
        whom="any",
        part="part",
        starts_on="2026-11-21",
        starts_time="10:00",
        ends_on="2026-11-22",
        ends_time="20:00",
    )

    found = CoverRequest.objects.get()
    zone = world.team.zone
    assert found.starts_at == datetime(2026, 11, 21, 10, tzinfo=zone)
    assert found.ends_at == datetime(2026, 11, 22, 20, tzinfo=zone)


def test_in_the_middle_of_her_weekend_hours_to_come_are_proposed(world, shift, clock):
    clock.set(datetime(2026, 11, 21, 14, 20))
    page = world.office("camille").open("/").follow("Ask for cover")

    page.press("Ask", whom="any").sees("Waits for an answer")

    found = CoverRequest.objects.get()
    zone = world.team.zone
    assert found.starts_at == datetime(2026, 11, 21, 15, tzinfo=zone)
    assert found.ends_at == shift.ends_at


def test_hours_that_have_begun_are_refused(world, shift, clock):
    clock.set(datetime(2026, 11, 21, 14, 20))
    page = world.office("camille").open("/").follow("Ask for cover")

    page.press("Ask", whom="any", part="whole")
    page.sees("These hours have begun or are over.", "ask your lead to replace you")


def test_hours_outside_are_refused_and_what_was_typed_stays(form):
    page = form.press(
        "Ask", whom="any", part="part", starts_on="2026-11-25", starts_time="10:00"
    )

    page.sees("Choose hours that lie within your weekend.")
    [asked] = [one for one in page.forms if "starts_on" in one.names()]
    assert asked.data()["starts_on"] == ["2026-11-25"]
    assert asked.data()["whom"] == ["any"]


def test_hours_without_an_end_are_refused(form):
    page = form.press("Ask", whom="any", part="part", ends_on="")

    page.sees("Say from when until when, days and times.")


def test_a_time_that_is_none_is_marked(form):
    page = form.press("Ask", whom="any", part="part", starts_time="99:99")

    page.sees("Nothing was asked yet: please correct what is marked below.")
    assert not CoverRequest.objects.exists()


def test_what_is_typed_beside_all_of_it_counts_for_nothing(form, shift):
    form.press("Ask", whom="any", part="whole", starts_on="", ends_time="99:99")

    assert CoverRequest.objects.get().ends_at == shift.ends_at


@pytest.mark.parametrize(
    "whom", ["member-999999", "return-x", "", "member-" + "9" * 40]
)
def test_whom_nobody_listed_is_refused(form, whom):
    page = form.press("Ask", whom=whom)

    assert page.status == 200
    assert not CoverRequest.objects.exists()


def test_asking_twice_says_so(world, form):
    form.press("Ask", whom="any")

    page = world.office("camille").open("/").follow("Ask for cover")
    page.press("Ask", whom="any").sees("You have asked for these hours already.")


def test_a_swap_names_what_is_given_in_return(world, shift):
    later = world.on_duty("yann", at=shift.starts_at + timedelta(weeks=2))
    page = world.office("camille").open("/").follow("Ask for cover")
    given = later.shifts.get()

    page.press("Ask", whom=f"return-{given.uid}").sees("In return")

    yann = link_of(world, "yann")
    yann.sees("Camille R. proposes a swap", "In return")
    yann.press("I swap").sees("You said yes")


def test_a_swap_for_what_is_near_is_short_notice(world, shift):
    """Far ahead is what she asks for; in return she takes next week's."""
    far = world.on_duty("camille", at=shift.starts_at + timedelta(weeks=9))
    near = world.on_duty("yann", at=shift.starts_at + timedelta(weeks=1))
    page = world.office("camille").open(
        f"/t/edition/rota/shift/{far.shifts.get().uid}/cover/"
    )

    page.press("Ask", whom=f"return-{near.shifts.get().uid}")

    link_of(world, "yann").sees("Short notice: 9 days ahead; the team's is 15 days.")


def test_withdrawn_the_link_says_so(world, form):
    page = form.press("Ask", whom="any")
    letter = link_of(world, "yann")

    page.press("Withdraw the request").sees("Withdrawn: the hours stay with you.")

    letter.press("I take these hours").sees("Camille R. has withdrawn the request.")


def test_too_late_the_link_says_so(world, form, shift, clock):
    form.press("Ask", whom="any")
    letter = link_of(world, "yann")
    clock.now = shift.starts_at

    letter.press("I take these hours").sees("Too late: the time to answer is over")


def test_what_the_rota_has_overtaken_is_said_before_anybody_answers(world, form):
    form.press("Ask", whom="any")
    letter, late = link_of(world, "yann"), link_of(world, "lena")
    world.publish(on_call="sofia")

    letter.reload().sees("The rota has changed meanwhile")
    late.press("I take these hours").sees("this request no longer holds")


def test_an_asker_who_left_is_named(world, form):
    form.press("Ask", whom="any")
    letter = link_of(world, "yann")
    day, camille = world.clock.now.date(), world.member("camille").pk
    end_membership(membership_id=camille, last_on=day, by=None, at=world.clock.now)

    letter.press("I take these hours")
    letter.sees("Camille R. is in the team no more: nothing is to be covered.")


def test_days_later_the_link_is_put_away(world, form, shift, clock):
    form.press("Ask", whom="any")
    letter = link_of(world, "yann")
    clock.now = shift.ends_at + timedelta(days=3, seconds=1)

    assert letter.reload().status == 410
    letter.sees("This duty is over")


def test_a_link_cut_in_two_opens_nothing(world, form):
    form.press("Ask", whom="any")
    path = link_of(world, "yann").path

    assert Browser().open(path[:-3]).status == 404


def test_whoever_left_the_team_answers_nothing(world, form):
    form.press("Ask", whom="any")
    letter = link_of(world, "yann")
    day = world.clock.now.date() - timedelta(days=1)
    yann = world.member("yann").pk
    end_membership(membership_id=yann, last_on=day, by=None, at=world.clock.now)

    assert letter.reload().status == 403
    letter.sees("You are no longer in the team")
    assert letter.client.post(f"{letter.path}/answer").status_code == 403


def test_the_letter_speaks_her_language(world, form):
    form.press("Ask", whom="any")
    world.clock.tick()

    letter = world.mail("yann", "cherche à se faire remplacer")
    browser = Browser()
    del browser.client.cookies[LANGUAGE]
    browser.open(letter.link).sees("Je prends ces heures", "Ce que cela change")


def test_nobody_else_sees_a_request(world, form):
    form.press("Ask", whom=f"member-{world.member('yann').pk}")
    address = f"/t/edition/covers/{CoverRequest.objects.get().pk}/"

    assert world.office("lena").open(address).status == 404
    assert world.office("yann").open(address).status == 200
    assert world.office("odile").open(address).status == 200


def test_the_team_lets_two_consents_suffice(world, form):
    world.office("odile").open("/t/edition/settings/").press(
        "Save", covers_need_lead=[]
    )
    assert not Team.objects.get(pk=world.team.pk).covers_need_lead

    form.press("Ask", whom="any")
    link_of(world, "yann").press("I take these hours").sees("The rota is changed.")
    world.clock.tick()
    world.mail("odile", "Remplacement fait")


def test_her_own_page_lists_what_she_asked_and_is_asked(world, form):
    form.press("Ask", whom="any")

    world.office("camille").open("/t/edition/covers/").sees("What you asked", "Camille")
    world.office("yann").open("/t/edition/covers/").sees("You are asked", "Camille R.")
    world.clock.tick()
    assert {message.to[0] for message in mail.outbox} >= {"yann@ville.example"}
