"""Scheduled posts in a call: which are listed, what is done with them, and what is
left for Monday."""

from datetime import datetime, timedelta

import pytest
from briefing import post_row
from browsing import Browser

from escalation import actions
from escalation.actions.suspending import settle, suspend
from escalation.briefs import page_of, to_suspend
from escalation.handover import weekend_of
from escalation.models import Suspension
from escalation.notices import deliver_due

SATURDAY = datetime(2026, 11, 21, 14, 0)
EVENING = datetime(2026, 11, 21, 18, 0)
SUNDAY_NIGHT = datetime(2026, 11, 22, 20, 0)


@pytest.fixture
def period(world):
    return world.on_duty("camille", backup="malik")


@pytest.fixture
def posts(world, period):
    """One before the call, one in the evening, one more than a day later."""
    moments = (SATURDAY - timedelta(hours=1), EVENING, SUNDAY_NIGHT)
    return [post_row(world, at) for at in moments]


@pytest.fixture
def taken(world, clock, cabinet, posts):
    """`taken("crisis")`: a call that Camille has since 14:00."""

    def make(case: str = "crisis", **more):
        clock.set(SATURDAY)
        incident = world.raise_only(case, caller=cabinet, **more)
        said = {"by": world.person("camille"), "at": clock.now, "via": "page"}
        actions.take(incident_id=incident.pk, **said)
        incident.refresh_from_db()
        return incident

    return make


@pytest.fixture
def do(world, clock):
    """`do(incident, row, "suspended")`, by Camille, now."""

    def act(incident, row, choice: str, by: str = "camille"):
        return suspend(
            incident_id=incident.pk,
            row_id=row.pk,
            choice=choice,
            by=world.person(by),
            at=clock.now,
        )

    return act


def listed(incident, clock) -> list:
    return [one.row for one in to_suspend(incident, clock.now)]


def test_user_information_lists_those_of_the_next_24_hours(taken, posts, clock):
    assert listed(taken("user_info"), clock) == [posts[1]]


def test_crisis_lists_all_until_the_weekend_ends(taken, posts, clock):
    assert listed(taken("crisis"), clock) == posts[1:]


def test_removed_post_is_not_listed(taken, posts, clock):
    incident = taken()
    posts[1].removed_at = clock.now
    posts[1].save()

    assert listed(incident, clock) == posts[2:]


def test_post_whose_time_came_during_the_call_stays_listed(taken, posts, clock):
    incident = taken("user_info")
    clock.set(EVENING + timedelta(minutes=1))

    assert posts[1] in listed(incident, clock)


def test_posts_of_another_team_are_nobodys_business(taken, posts, do, world, clock):
    incident = taken()
    other = posts[1].brief
    elsewhere = type(world.team).objects.create(name="Voirie", slug="voirie")
    type(other).objects.filter(pk=other.pk).update(team=elsewhere)

    assert listed(incident, clock) == []
    assert do(incident, posts[1], "suspended").result == "moved"


def test_suspended_with_who_and_when_and_one_line_in_the_log(taken, posts, do, clock):
    incident = taken()
    clock.forward(minutes=3)
    for _ in range(2):
        do(incident, posts[1], "suspended")

    [held] = Suspension.objects.all()
    assert (held.choice, held.by.name, held.at) == (
        "suspended",
        "Camille Roux",
        clock.now,
    )
    [line] = incident.log.filter(kind="post_suspended")
    assert line.data["text"].replace("\xa0", " ") == "Facebook, sam. 21 nov., 18 h"


def test_undone_and_kept_instead(taken, posts, do, clock):
    incident = taken()
    do(incident, posts[1], "suspended")
    do(incident, posts[1], "")
    do(incident, posts[1], "kept")

    [planned, _] = to_suspend(incident, clock.now)
    assert planned.held.choice == "kept"
    kinds = incident.log.filter(kind__startswith="post_").values_list("kind", flat=True)
    assert list(kinds) == ["post_suspended", "post_undone", "post_kept"]


@pytest.mark.parametrize("choice", ["deleted", "SUSPENDED", "x" * 500])
def test_other_choices_change_nothing(taken, posts, do, choice):
    assert do(taken(), posts[1], choice).result == "moved"
    assert not Suspension.objects.exists()


def test_only_whoever_has_the_call_or_a_lead_may(taken, posts, do):
    incident = taken()

    assert do(incident, posts[1], "suspended", by="yann").result == "not_yours"
    assert do(incident, posts[1], "suspended", by="odile").result == "noted"


def test_another_call_sees_what_was_suspended(taken, posts, do, clock):
    first = taken()
    do(first, posts[1], "suspended")

    [planned, _] = to_suspend(taken(), clock.now)

    assert planned.held.incident == first


def test_exercise_suspends_nothing(taken, posts, do, clock, period):
    exercise = taken(exercise=True)
    do(exercise, posts[1], "suspended")
    real = taken()

    assert to_suspend(exercise, clock.now)[0].held
    assert to_suspend(real, clock.now)[0].held is None
    assert all(one.held is None for one in page_of(period, clock.now, acts=True).posts)


def test_monday_lists_what_is_to_be_scheduled_again(
    taken, posts, do, world, period, clock
):
    incident = taken()
    do(incident, posts[1], "suspended")
    do(incident, posts[2], "kept")
    closing = {"outcome": "published", "by": world.person("camille"), "at": clock.now}
    actions.close(incident_id=incident.pk, **closing)
    clock.set(datetime(2026, 11, 23, 8, 30))
    office = world.office("odile").open(f"/t/edition/handover/{period.pk}/")

    office.sees(
        "Schedule again, or give up, the suspended post: Facebook, Sat 21 Nov, 18:00."
    )
    office.press("Send to the team")
    deliver_due(clock.now)
    letter = world.mail("yann", "Publications suspendues, à reprogrammer").body
    assert "Facebook, sam. 21 nov., 18 h" in letter.replace("\xa0", " ")
    office.follow("see it on the sheet").press("Scheduled again")
    office.sees("suspended, scheduled again")
    assert weekend_of(period, clock.now).to_resume == []
    office.press("Still to be done")
    assert len(weekend_of(period, clock.now).to_resume) == 1


def test_what_was_undone_cannot_be_settled(taken, posts, do, world, clock):
    incident = taken()
    do(incident, posts[1], "suspended")
    held = Suspension.objects.get()
    do(incident, posts[1], "")

    said = {"afterwards": "resumed", "by": world.person("odile"), "at": clock.now}
    assert not settle(suspension_id=held.pk, **said)


def test_on_the_agents_page_by_one_tap(taken, posts, world, clock):
    incident = taken()
    page = incident.pages.filter(person=world.person("camille")).first()
    link = Browser().open(f"/p/{page.token}")

    link.sees("Scheduled posts to suspend", "Sat 21 Nov, 18:00", "Facebook")
    link.press("Suspended Facebook, Sat 21 Nov, 18:00")
    link.sees("suspended Sat 21 Nov, 14:00, Camille R.")
    link.sees("Camille R. suspended the scheduled post: Facebook")
    link.press("Undo")
    assert "suspended Sat" not in link.text


def test_sheet_is_one_tap_from_the_call(taken, posts, world):
    incident = taken()
    page = incident.pages.filter(person=world.person("camille")).first()

    sheet = Browser().open(f"/p/{page.token}").follow("Weekend sheet: wording")

    sheet.sees("Weekend sheet", "Le marché de Noël ouvre samedi.")
    office = world.office("yann").open(f"/t/edition/alerts/{incident.code}/")
    assert "/sheet/" not in office.html


def test_incident_page_shows_it_to_the_others(taken, posts, do, world):
    incident = taken()
    do(incident, posts[1], "suspended")

    office = world.office("yann").open(f"/t/edition/alerts/{incident.code}/")

    office.sees("Scheduled posts to suspend", "suspended Sat 21 Nov, 14:00, Camille R.")
    assert "Kept on purpose" not in office.text


def test_caller_does_not_read_of_it(taken, posts, do, world, cabinet):
    incident = taken()
    do(incident, posts[1], "suspended")

    desk = world.desk(cabinet)

    assert "suspended" not in desk.open(f"{desk.path}/{incident.code}").text
