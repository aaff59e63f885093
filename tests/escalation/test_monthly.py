"""The monthly test text: to whom, when, and what happens when it does not arrive."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from people import CAST, Fictional, make_member

from escalation.models import MONTHLY, Page
from escalation.tasks import try_numbers
from rota.models import Membership, Notice, Period, Person, PhoneProblem, Team

DAYS_25 = timedelta(days=25)
MORNING = datetime(2026, 11, 18, 10, 0)  # a Wednesday


@pytest.fixture
def untried(world, clock):
    """Nothing has reached anybody for 25 days; it is Wednesday, 10 o'clock."""
    clock.set(MORNING)
    Person.objects.update(phone_tested_at=clock.now - DAYS_25)


def tried() -> set[str]:
    """Whose telephones a test text was written for."""
    pages = Page.objects.filter(key__startswith=MONTHLY)
    return {page.person.email.partition("@")[0] for page in pages}


def read_all(world) -> None:
    """Everybody who was tried has one text of it."""
    for key in tried():
        world.phone(key).expect("ESSAI MENSUEL d'astreinte, mer 10h")


def run(world, clock, minutes: int = 10) -> None:
    try_numbers()
    clock.forward(minutes=minutes)


def only(world, key: str) -> None:
    """Everybody else was reached lately."""
    Person.objects.exclude(pk=world.person(key).pk).update(
        phone_tested_at=world.clock.now
    )


def test_everybody_who_may_be_called_gets_one(untried, world, clock, reader):
    run(world, clock)

    assert tried() == {one.key for one in CAST}
    read_all(world)
    assert not Person.objects.filter(
        email__in=[one.email for one in CAST], phone_tested_at__lt=clock.now - DAYS_25
    ).exists()


def test_who_takes_no_weekend_gets_none_unless_a_last_resort(untried, world, clock):
    for key in ("camille", "malik"):
        Membership.objects.filter(person=world.person(key)).update(takes_duties=False)
    Membership.objects.filter(person=world.person("odile")).update(takes_duties=False)
    Team.objects.update(fallback=world.member("malik"))

    run(world, clock)

    assert "camille" not in tried()
    assert {"malik", "odile"} <= tried()
    read_all(world)


def test_who_has_left_gets_none(untried, world, clock):
    Membership.objects.filter(person=world.person("camille")).update(
        until_on=clock.now.date() - timedelta(days=1)
    )

    run(world, clock)

    assert "camille" not in tried()
    read_all(world)


def test_a_number_that_something_reached_lately_is_left_alone(untried, world, clock):
    only(world, "camille")
    people = Person.objects.filter(pk=world.person("camille").pk)
    people.update(phone_tested_at=clock.now - DAYS_25 + timedelta(minutes=1))

    try_numbers()
    assert tried() == set()

    clock.now += timedelta(minutes=15)
    run(world, clock)
    assert tried() == {"camille"}
    read_all(world)


def test_a_number_that_nothing_ever_reached_is_tried(untried, world, clock):
    Person.objects.update(phone_tested_at=clock.now)
    Person.objects.filter(pk=world.person("lena").pk).update(phone_tested_at=None)

    run(world, clock)

    assert tried() == {"lena"}
    read_all(world)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 18, 9, 59),
        datetime(2026, 11, 18, 12, 0),
        datetime(2026, 11, 21, 10, 0),  # Saturday
        datetime(2026, 11, 22, 11, 0),
        datetime(2026, 11, 11, 10, 0),  # Armistice Day, a Wednesday
        datetime(2026, 12, 25, 10, 0),  # Christmas, a Friday
    ],
)
def test_never_at_another_hour_nor_on_a_day_off(world, clock, at):
    clock.set(at)
    Person.objects.update(phone_tested_at=None)

    try_numbers()

    assert tried() == set()


def test_ten_oclock_is_the_teams(world, clock):
    Team.objects.update(time_zone="Indian/Reunion", holiday_region="FR-974")
    Person.objects.update(phone_tested_at=None)

    clock.set(datetime(2026, 11, 18, 10, 0))  # 13 o'clock there
    try_numbers()
    assert tried() == set()

    clock.set(datetime(2026, 11, 19, 7, 0))
    try_numbers()
    assert tried() == {one.key for one in CAST}


def test_not_while_the_team_is_off(untried, world, clock):
    Period.objects.create(
        team=world.team,
        starts_at=clock.now - timedelta(hours=3),
        ends_at=clock.now + timedelta(days=1),
        kind="holiday",
    )

    try_numbers()

    assert tried() == set()


def test_not_while_a_call_is_open(untried, world, clock):
    world.on_duty("camille")
    incident = world.trigger()
    world.phone("odile").expect("CRISE")

    try_numbers()

    assert tried() == set()
    assert incident.state == "triggered"


def test_a_team_may_do_without(untried, world, clock):
    Team.objects.update(monthly_tests=False)

    try_numbers()

    assert tried() == set()


def test_two_runs_send_one_and_so_do_two_days(untried, world, clock):
    run(world, clock)
    read_all(world)
    for days in (0, 1, 1, 3):
        clock.now += timedelta(days=days)
        try_numbers()
        try_numbers()

    assert Page.objects.count() == len(CAST)


def test_four_weeks_later_it_is_time_again(untried, world, clock):
    run(world, clock)
    read_all(world)

    clock.now += DAYS_25 + timedelta(days=3)
    try_numbers()

    assert Page.objects.count() == 2 * len(CAST)


def test_they_leave_some_seconds_apart(untried, world, clock):
    try_numbers()

    due = sorted(Page.objects.values_list("due_at", flat=True))
    assert due == [clock.now + timedelta(seconds=3 * n) for n in range(len(CAST))]
    clock.tick()
    assert len(world.phone("camille").unread()) == 1
    assert world.phone("odile").unread() == []
    clock.forward(minutes=1)
    read_all(world)


def test_the_texts_are_in_each_ones_language(untried, world, clock, phone):
    only(world, "camille")
    Person.objects.filter(pk=world.person("camille").pk).update(language="en")

    run(world, clock)

    phone("camille").expect("Monthly on-call TEST, Wed 10:00")


def test_a_text_that_does_not_arrive_is_told_to_her_and_the_lead(
    untried, world, clock, phone
):
    only(world, "camille")
    phone("camille").becomes("unreachable")

    run(world, clock)

    told = Notice.objects.values_list("kind", "person__email")
    assert set(told) == {
        ("alarm_test", "camille@ville.example"),
        ("alarm_test", "odile@ville.example"),
    }
    hers, leads = world.mail("camille", "essai"), world.mail("odile", "essai")
    assert "/me/calls/" in hers.body
    assert "/t/edition/readiness/" in leads.body
    assert "06 39" not in hers.body + leads.body
    assert len(mail.outbox) == 2


def test_a_dead_number_is_told_once_a_month_and_marked(untried, world, clock, phone):
    only(world, "camille")
    phone("camille").becomes("wrong")

    for _ in range(3):
        run(world, clock)
        clock.now += timedelta(days=1)

    assert world.person("camille").phone_problem == PhoneProblem.WRONG
    assert Notice.objects.filter(kind="alarm_test").count() == 2
    assert not Notice.objects.exclude(kind="alarm_test").exists()


def test_after_stop_nobody_is_texted(untried, world, clock):
    Person.objects.filter(pk=world.person("camille").pk).update(phone_problem="blocked")

    try_numbers()

    assert "camille" not in tried()


def test_a_number_that_was_out_of_service_is_tried(untried, world, clock, phone):
    only(world, "camille")
    Person.objects.filter(pk=world.person("camille").pk).update(phone_problem="wrong")

    run(world, clock)

    phone("camille").expect("ESSAI MENSUEL")
    assert world.person("camille").phone_problem == ""


def test_a_provider_that_is_away_is_no_ones_fault_and_tried_the_next_day(
    untried, world, clock, settings, phone
):
    only(world, "camille")
    settings.SMS_PROVIDER, settings.TWILIO_API_BASE_URL = "twilio", "http://127.0.0.1:1"
    settings.TWILIO_ACCOUNT_SID = settings.TWILIO_AUTH_TOKEN = "x"
    settings.TWILIO_FROM = "38123"

    run(world, clock)

    assert Page.objects.get().state == "failed"
    assert not Notice.objects.filter(kind="alarm_test").exists()
    settings.SMS_PROVIDER = "simulator"
    clock.now += timedelta(days=1)
    run(world, clock)
    phone("camille").expect("ESSAI MENSUEL")


def test_a_text_that_nobody_sent_in_time_is_made_up_for(untried, world, clock, phone):
    only(world, "camille")
    try_numbers()
    clock.now += timedelta(minutes=20)
    clock.tick()
    assert Page.objects.get().state == "expired"

    clock.now += timedelta(days=1)
    run(world, clock)

    phone("camille").expect("ESSAI MENSUEL")
    assert not Notice.objects.exists()


def test_a_new_number_is_tried_though_the_old_one_was(untried, world, clock, phone):
    only(world, "camille")
    run(world, clock)
    phone("camille").expect("ESSAI MENSUEL")
    Person.objects.filter(pk=world.person("camille").pk).update(
        phone="+33639980142", phone_tested_at=None
    )

    clock.now += timedelta(days=1)
    try_numbers()

    assert Page.objects.filter(to="+33639980142").count() == 1


def test_somebody_in_two_teams_gets_one(untried, world, clock, phone):
    only(world, "camille")
    roads = Team.objects.create(name="Voirie", slug="voirie")
    Membership.objects.create(
        team=roads, person=world.person("camille"), from_on=date(2026, 1, 1)
    )

    run(world, clock)

    phone("camille").expect("ESSAI MENSUEL")
    phone("camille").silence()


def test_a_broken_team_holds_no_other_up(untried, world, clock, phone):
    only(world, "camille")
    nowhere = Team.objects.create(name="A", slug="a", holiday_region="XX")
    make_member(nowhere, Fictional("zoe", "Zoé", ""), at=clock.now)
    world.expected_errors.append("no monthly test texts")

    run(world, clock)

    phone("camille").expect("ESSAI MENSUEL")
