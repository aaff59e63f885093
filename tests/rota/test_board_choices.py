"""What a lead does on the board: choose, compare, publish, undo."""

from datetime import UTC, datetime, timedelta

import pytest
from browsing import Browser
from django.urls import reverse
from drafting import give, go, held, with_fallback
from people import weekends

from rota.actions.draft import mark_uncovered
from rota.board.changes import draft_changes, fingerprint
from rota.board.reading import load_draft
from rota.models import DraftSeat, Period, Publication, Seat, Team

BOARD = "/t/edition/rota/"


@pytest.fixture
def lead(world, lead_client) -> Browser:
    return Browser(lead_client)


def chooser(browser: Browser, period: Period, seat: str = "on_call") -> Browser:
    return browser.open(f"{BOARD}?cell={period.pk}-{seat}")


def test_lead_chooses_a_person_without_javascript(world, lead):
    period = world.weekend()
    lead.open(BOARD).follow(", on call, Fri 20, 18:00")
    lead.sees("Who can take Fri 20 Nov?")

    lead.press("Camille R.")

    assert DraftSeat.objects.get().membership == world.member("camille")
    lead.sees("Draft: 1 change, 1 person to tell, 1 within 15 days")
    assert lead.path == f"{BOARD}?from=2026-11&done={period.pk}-on_call#p{period.pk}"


def test_the_page_shown_stays_after_a_choice(world, lead):
    period = world.weekend(datetime(2027, 6, 5, tzinfo=UTC))
    lead.open(f"{BOARD}?from=2027-05&cell={period.pk}-backup")

    lead.press("Malik T.")

    lead.sees("Weekend rota, May to October 2027")


def test_candidates_come_with_reasons_and_the_impossible_are_named(world, lead):
    period = world.on_duty("camille", "malik")
    following = world.team.periods.filter(starts_at__gt=period.starts_at).first()
    world.on_duty("yann", at=following.starts_at + timedelta(hours=1))

    chooser(lead, period)

    lead.sees(
        "Possible, but",
        "Yann G. on call the week after",
        "Lena B. same trade as Malik T.",
        "Not: Malik T. (backup that weekend).",
    )


def test_who_holds_the_seat_is_compared_with_the_others(world, lead):
    period = world.weekend()
    give(world, period, "yann")
    chooser(lead, period).sees("Yann G. no duty in the months before.")
    lead.sees("Nobody would be better.")

    following = world.team.periods.filter(starts_at__gt=period.starts_at).first()
    give(world, following, "yann")
    chooser(lead, period).sees("Now YG Yann G. on call the week after")
    lead.sees("7 people carry less, or have less against it.")


def test_readers_and_those_who_take_no_duties_are_not_offered(world, lead, reader):
    member = world.member("odile")
    member.takes_duties = False
    member.save()

    chooser(lead, world.weekend())

    buttons = [b.text for form in lead.forms for b in form.buttons]
    assert not [text for text in buttons if "Hugo" in text or "Odile" in text]


def test_stale_choice_says_who_holds_it_now_and_changes_nothing(world, lead):
    period = world.weekend()
    chooser(lead, period)
    give(world, period, "yann")

    lead.press("Camille R.")

    lead.sees(
        "Nothing was changed: Yann G. now holds Fri 20 Nov (on call), "
        "as Odile P. has just decided."
    )
    assert DraftSeat.objects.get().membership == world.member("yann")


def test_weekend_is_left_uncovered_and_shown_so(world, lead):
    with_fallback(world)
    period = world.weekend()
    chooser(lead, period).press("Leave uncovered")

    lead.sees("nobody, on purpose", "uncovered")
    lead.follow("Publish…").press("Publish")

    period.refresh_from_db()
    assert period.uncovered


def test_seats_are_exchanged(world, lead):
    period = world.on_duty("camille", "malik")

    chooser(lead, period, "backup").press("Exchange on call and backup")
    lead.follow("Publish…").press("Publish")

    assert held(period) == {Seat.ON_CALL: "Malik", Seat.BACKUP: "Camille"}


def test_seat_is_emptied(world, lead):
    period = world.on_duty("camille", "malik")

    chooser(lead, period, "backup").press("Empty this seat")

    lead.sees("nobody yet was Malik T.")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"period": "0", "seat": "on_call"},
        {"seat": "pilot", "member": ""},
        {"seat": "on_call", "member": "x"},
        {"seat": "on_call", "member": "99999999999999999999"},
        {"seat": "on_call", "member": "-1"},
        {"seat": "backup", "member": "uncovered"},
        {"seat": "on_call", "member": "exchange"},
        {"seat": "on_call", "member": "", "expected": "nobody"},
        {"seat": "on_call", "member": "", "from": "soon"},
    ],
)
def test_forged_choice_is_refused_in_words(world, lead_client, sent):
    data = {"period": str(world.weekend().pk)} | sent

    answer = Browser(lead_client)
    answer.client.post(reverse("assign", args=["edition"]), data)

    assert not DraftSeat.objects.exists()
    answer.open(BOARD)
    if "from" not in sent:
        answer.sees("That choice is not on the list any more.")


def test_weekend_of_another_team_cannot_be_drafted(world, lead_client):
    other = Team.objects.create(name="Parcs", slug="parcs")
    theirs = next(weekends(other, world.clock.now, 1))
    theirs.save()

    lead_client.post(
        reverse("assign", args=["edition"]),
        {"period": theirs.pk, "seat": "on_call", "member": "uncovered"},
    )

    assert not DraftSeat.objects.exists()


def test_weekend_that_is_over_has_no_chooser(world, lead):
    period = world.on_duty("camille", "malik")
    chooser(lead, period)
    world.clock.now = period.ends_at
    give_up = lead.press("Yann G.")

    give_up.sees("That weekend is over and cannot be changed.")
    chooser(lead, period)
    assert "Who can take" not in lead.text


def test_what_cannot_be_published_says_so_and_is_refused_by_name(world, lead):
    period = world.weekend()
    give(world, period, "malik", Seat.BACKUP)
    lead.open(BOARD).sees("can’t publish")

    seen = fingerprint(draft_changes(load_draft(world.team, world.clock.now)))
    lead.client.post(reverse("publish", args=["edition"]), {"seen": seen})
    lead.open(BOARD)

    lead.sees("Nothing was published. Fri 20 Nov: nobody is on call.")
    assert not Publication.objects.exists()


def test_publishing_says_how_many_people_are_told(world, lead):
    give(world, world.weekend(), "camille")
    give(world, world.weekend(), "malik", Seat.BACKUP)

    lead.open(BOARD).follow("Publish…").press("Publish")

    lead.sees("2 changes are published. 2 people will be told by e-mail and SMS.")


def test_publish_on_the_board_shows_the_changes_and_publishes_nothing(world, lead):
    give(world, world.weekend(), "camille")

    lead.open(BOARD).follow("Publish…")

    lead.sees("What publishing will change", "Camille R. gains Fri 20 Nov (on call)")
    assert not Publication.objects.exists()


def test_board_says_how_many_weekends_are_still_to_be_filled(world, lead):
    lead.open(BOARD).sees("24 weekends on this page still to be filled.")
    first, second, *others = world.team.periods.all()
    for period in (first, second):
        give(world, period, "camille")
    give(world, first, "malik", Seat.BACKUP)
    go(world)

    lead.open(BOARD).sees("23 weekends on this page still to be filled.")

    assert "Everything is published" not in lead.text
    for period in (second, *others):
        world.on_duty("camille", "malik", at=period.starts_at + timedelta(hours=1))
    lead.open(BOARD).sees("Everything is published, last on Wed 18 Nov, 09:00.")


def test_weekends_over_or_left_uncovered_are_not_to_be_filled(world, lead):
    with_fallback(world)
    first, second, *_others = world.team.periods.all()
    mark_uncovered(period_id=second.pk, expected=None, by=None, at=world.clock.now)
    go(world)
    world.clock.now = first.ends_at

    lead.open(BOARD).sees("22 weekends on this page still to be filled.")


def test_page_without_weekends_does_not_boast_that_all_is_published(world, lead):
    give(world, world.weekend(), "camille")
    go(world)

    lead.open(f"{BOARD}?from=2028-01")

    assert "Everything is published" not in lead.text


def test_publishing_twice_publishes_once(world, lead, lead_client):
    give(world, world.weekend(), "camille")
    lead.open(BOARD).follow("Publish…")
    (form,) = [f for f in lead.forms if "seen" in f.names()]
    lead.send(form)

    lead.send(form)

    lead.sees("Nothing to publish: everything is published already.")
    assert Publication.objects.count() == 1


def test_draft_that_moved_is_shown_before_it_is_published(world, lead):
    give(world, world.weekend(), "camille")
    lead.open(BOARD).follow("Publish…")
    give(world, world.weekend(), "yann")

    lead.press("Publish")

    lead.sees("the draft has changed since you looked at it", "Yann G.")
    assert not Publication.objects.exists()
    lead.press("Publish").sees("1 change is published.")


def test_changes_say_who_gains_and_who_loses(world, lead):
    period = world.on_duty("camille", "malik")
    give(world, period, "yann")

    lead.open(BOARD).follow("Publish…")

    lead.sees(
        "1 change, 2 people to tell, 1 within 15 days",
        "Camille R. loses Fri 20 Nov (on call)",
        "Yann G. gains Fri 20 Nov (on call)",
        "less than 15 days ahead",
    )
    lead.press("Publish").sees("1 change is published.")


def test_changes_of_another_year_say_it(world, lead):
    first = world.weekend(datetime(2027, 1, 2, tzinfo=UTC))
    give(world, world.weekend(), "camille")
    give(world, first, "camille")
    give(world, world.weekend(first.ends_at), "malik", Seat.BACKUP)

    lead.open("/t/edition/rota/changes/")

    lead.text = lead.text.replace("\u00a0", " ")
    lead.sees(
        "Fri 8 Jan 2027: nobody is on call.",
        "Fri 20 Nov, 18:00 → Mon 23 Nov, 08:00",
        "Fri 1 Jan 2027, 18:00 → Mon 4 Jan 2027, 08:00",
        "gains Fri 20 Nov (on call), Fri 1 Jan 2027 (on call)",
    )


def test_changes_name_what_forbids_publishing(world, lead):
    give(world, world.weekend(), "malik", Seat.BACKUP)

    lead.open("/t/edition/rota/changes/")

    lead.sees("Not ready to publish:", "Fri 20 Nov: nobody is on call.")
    assert "Publish" not in [b.text for f in lead.forms for b in f.buttons]


def test_undoing_asks_first(world, lead):
    give(world, world.weekend(), "camille")

    lead.open(BOARD).follow("Undo all changes")
    assert DraftSeat.objects.exists()
    lead.press("Undo 1 change")

    lead.sees("The draft is gone; what is published stays.")
    assert not DraftSeat.objects.exists()


def test_members_see_what_is_published_and_no_draft(world, agent_client):
    period = world.on_duty("camille", "malik")
    give(world, period, "yann")
    agent = Browser(agent_client)

    agent.open(f"{BOARD}?cell={period.pk}-on_call")

    agent.sees("Camille R.")
    (row,) = [line for line in agent.html.split("<tr ") if f'id="p{period.pk}"' in line]
    assert "Camille R." in row
    assert "Yann G." not in row
    for word in ("Publish", "Draft", "Fill fairly", "Who can take"):
        assert word not in agent.text
