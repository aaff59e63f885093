"""How a caller chooses to be told, when she calls and later; nothing she types is lost,
and nothing of it delays her call."""

from datetime import datetime

import pytest
from browsing import Browser, Form
from people import CABINET_PHONE

from escalation import actions
from escalation.actions.stops import stop_texts
from escalation.models import Following, Incident, Telling

MOBILE = "+33639980160"
CRISIS = {"case": "crisis", "title": "Fumées visibles à Cheviré"}


@pytest.fixture
def saturday(world, clock):
    """Camille is on call, Malik is backup."""
    clock.set(datetime(2026, 11, 28, 14, 2))
    world.on_duty("camille", backup="malik")
    return world


@pytest.fixture
def desk(saturday, cabinet) -> Browser:
    return saturday.desk(cabinet)


def call(world, desk: Browser, **typed: str) -> Incident:
    desk.press("Call", **CRISIS, **typed)
    world.phone("camille").expect("CRISE")
    return world.incident()


def telling_form(page: Browser) -> Form:
    return next(form for form in page.forms if "told_by" in form.names())


def chosen(page: Browser) -> dict[str, list[str]]:
    return telling_form(page).data()


# --- when she calls -------------------------------------------------------------------
def test_the_page_alone_tells_unless_she_says_otherwise(desk, saturday):
    call(saturday, desk)

    desk.sees("How you are told", "On this page only.")
    assert not Following.objects.exists()


def test_call_back_number_that_gets_texts_and_the_mailbox_are_offered(
    saturday, cabinet
):
    cabinet.email = "cabinet@ville.example"
    cabinet.save()

    said = chosen(saturday.desk(cabinet))

    assert said["told_phone"] == ["06 39 98 01 51"]
    assert said["told_email"] == ["cabinet@ville.example"]
    assert said["told_by"] == ["page"]


def test_a_landline_is_not_offered(saturday, cabinet):
    cabinet.phone = "+33240000000"
    cabinet.save()

    assert chosen(saturday.desk(cabinet))["told_phone"] == [""]


def test_she_is_told_by_text_from_the_call_on(desk, saturday, clock):
    incident = call(saturday, desk, told_by="sms", told_phone="06 39 98 01 60")

    desk.sees("By SMS to •• •• •• •• 60, and on this page.", "Cabinet is told by SMS")
    assert incident.following.to == MOBILE
    actions.take(
        incident_id=incident.pk,
        by=saturday.person("camille"),
        via="link",
        at=clock.now,
    )
    clock.tick()
    saturday.phone(MOBILE).expect("pris en charge")


def test_the_way_is_the_services_default_and_the_number_is_not(desk, saturday, cabinet):
    call(saturday, desk, told_by="sms", told_phone="06 39 98 01 60")

    said = chosen(saturday.desk(cabinet))

    assert said["told_by"] == ["sms"]
    assert said["told_phone"] == ["06 39 98 01 51"]


def test_an_empty_number_is_the_one_to_call_back(desk, saturday):
    typed = {"told_by": "sms", "told_phone": "", "call_back_phone": "06 39 98 01 60"}

    assert call(saturday, desk, **typed).following.to == MOBILE


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"told_by": "sms", "told_phone": "02 40 41 90 00"}, "“02 40 41 90 00”: This"),
        ({"told_by": "sms", "told_phone": "0639"}, "“0639”: This number is too short"),
        ({"told_by": "sms", "told_phone": "Jeanne"}, "“Jeanne”: This is not a number"),
        (
            {"told_by": "sms", "told_phone": "", "call_back_phone": "02 40 41 90 00"},
            "Write the mobile number first.",
        ),
        ({"told_by": "email", "told_email": "cabinet"}, "“cabinet”: This is no e-mail"),
        ({"told_by": "email", "told_email": ""}, "Write the address first."),
    ],
)
def test_what_cannot_be_used_stops_no_call(desk, saturday, typed, said):
    call(saturday, desk, **typed)

    desk.sees(said, "You are told on this page only, until you choose again below.")
    assert not Following.objects.exists()


def test_a_way_that_is_none_stops_no_call_either(desk, saturday):
    call(saturday, desk, told_by="pigeon")

    desk.sees("You are told on this page only")


def test_a_number_that_wants_no_texts_is_said(desk, saturday, clock):
    stop_texts(number=MOBILE, at=clock.now)

    call(saturday, desk, told_by="sms", told_phone="06 39 98 01 60")

    desk.sees("Texts to this number are stopped (STOP). Send START from it")


def test_a_double_click_is_told_once(saturday, cabinet):
    typed = CRISIS | {"told_by": "sms", "told_phone": "06 39 98 01 60"}
    desk = saturday.desk(cabinet)
    form, button = telling_form(desk), telling_form(desk).buttons[-1]
    for _ in range(2):
        desk.send(form, button, **typed)
    saturday.phone("camille").expect("CRISE")

    assert Following.objects.count() == Incident.objects.count() == 1


def test_what_can_wait_needs_no_such_choice(desk, saturday):
    desk.press("Call", case="wait", title="Un post", told_by="sms", told_phone="x")

    desk.sees("Noted. Nobody was called.")
    assert "You are told on this page only" not in desk.text


def test_the_team_is_not_asked(saturday):
    office = saturday.office("odile").open("/t/edition/alerts/new/")

    assert all("told_by" not in form.names() for form in office.forms)


# --- later, on the page of her call ---------------------------------------------------
@pytest.fixture
def called(saturday, desk) -> Browser:
    """She has called, and follows on her page."""
    call(saturday, desk)
    return desk


def test_she_chooses_later_and_again(called, saturday):
    called.press("Tell me this way", told_by="sms", told_phone="06 39 98 01 60")
    called.sees("By SMS to •• •• •• •• 60")

    called.press("Tell me this way", told_by="email", told_email="a@ville.example")
    called.sees("By e-mail to a•••@ville.example", "Cabinet is told by e-mail")
    called.press("Tell me this way", told_by="page")

    called.sees("On this page only.", "Cabinet is told on the page only")
    assert Following.objects.get().way == Telling.PAGE


def test_her_number_is_kept_when_she_leaves_it_empty_and_shown_to_nobody(called):
    called.press("Tell me this way", told_by="sms", told_phone="06 39 98 01 60")

    assert chosen(called)["told_phone"] == [""]
    called.sees("Left empty, it stays as it is.")
    assert "98 01 60" not in called.text
    called.press("Tell me this way", told_by="sms", told_phone="")

    assert Following.objects.get().to == MOBILE


def test_so_is_her_address(called):
    called.press("Tell me this way", told_by="email", told_email="moi@maison.example")

    assert chosen(called)["told_email"] == [""]
    assert "moi@maison.example" not in called.html
    called.press("Tell me this way", told_by="email", told_email="")

    assert Following.objects.get().to == "moi@maison.example"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            {"told_by": "sms", "told_phone": "02 40 41 90 00"},
            "This is a landline: texts do not arrive. Write a mobile number.",
        ),
        ({"told_by": "email", "told_email": "a@b"}, "This is no e-mail address."),
        ({"told_by": "email", "told_email": ""}, "Write the address first."),
    ],
)
def test_what_is_wrong_is_said_and_given_back(called, typed, said):
    called.press("Tell me this way", **typed)

    called.sees(said)
    assert {name: [value] for name, value in typed.items()}.items() <= chosen(
        called
    ).items()
    assert not Following.objects.exists()


def test_without_a_number_it_is_asked_for(saturday, cabinet):
    cabinet.phone = "+33240000000"
    cabinet.save()
    desk = saturday.desk(cabinet)
    call(saturday, desk)

    desk.press("Tell me this way", told_by="sms", told_phone="")

    desk.sees("Write the mobile number first.")


def test_call_back_number_is_offered_there_too(called):
    assert chosen(called)["told_phone"] == ["06 39 98 01 51"]

    called.press("Tell me this way", told_by="sms")

    assert Following.objects.get().to == CABINET_PHONE


def test_of_a_closed_call_nothing_is_left_to_choose(called, saturday):
    form = telling_form(called)
    called.press("Called by mistake: stop")
    assert "Choose another way" not in called.text

    called.send(form, form.buttons[-1], told_by="sms")

    called.sees("This call is closed: nothing is left to tell.")
    assert not Following.objects.exists()


def test_callers_phones_are_among_the_test_phones(called, saturday, clock):
    called.press("Tell me this way", told_by="sms", told_phone="06 39 98 01 60")
    actions.take(
        incident_id=saturday.incident().pk,
        by=saturday.person("camille"),
        via="link",
        at=clock.now,
    )
    clock.tick()

    saturday.phone(MOBILE).expect("pris en charge")
    saturday.phones_page().sees("Cabinet", "06 39 98 01 60", "pris en charge")
