"""doctor: what would keep Saturday's call from arriving, in plain sentences."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.utils.translation import override
from gateway_double import GatewayDouble
from harness import run_queue
from ovhcloud_double import OvhcloudDouble
from people import make_team
from twilio_double import TwilioDouble
from wire import use

from escalation.actions.drills import plan_drill
from escalation.health import beat
from escalation.sms.ovhcloud import RECEIPTS_PATH
from escalation.sms.seals import sealed_url
from oncall.carriers import carrier_findings
from oncall.diagnosis import (
    calendar_findings,
    database_findings,
    drill_findings,
    machinery_findings,
    pending_migrations,
    people_findings,
    readiness_findings,
    settings_findings,
    weekend_findings,
)
from oncall.findings import Level
from rota.actions.periods import extend_periods
from rota.actions.rendering import rota_changed
from rota.models import Period, Person, PhoneProblem, Shift, Team

AWAY = "http://127.0.0.1:1"  # nobody listens there


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def covered(world, clock) -> None:
    """Camille is on call in every weekend and holiday, and published so."""
    world.team.periods.all().delete()
    until = clock.now.date() + timedelta(weeks=12)
    lead = world.person("odile")
    extend_periods(team=world.team, until=until, by=lead, at=clock.now)
    for period in world.team.periods.all():
        world.on_duty("camille", at=period.starts_at)


def errors(findings) -> list[str]:
    return [one.text for one in findings if one.level == Level.ERROR]


def warnings(findings) -> list[str]:
    return [one.text for one in findings if one.level == Level.WARNING]


def test_covered_weekends_are_fine(covered, clock):
    assert not errors(weekend_findings(clock.now))


def test_weekend_without_a_holder_is_named(covered, world, clock):
    empty = clock.now + timedelta(weeks=3)
    world.on_duty("", at=empty)

    [found] = errors(weekend_findings(clock.now))

    words = found.split()
    assert found.startswith("Édition numérique: nobody is on call")
    assert [word for word in words if word in ("11", "14", "Dec,")] == [
        *("11", "Dec,"),
        *("14", "Dec,"),
    ]


def test_weekend_that_was_never_planned_is_found(covered, world, clock):
    world.weekend(clock.now + timedelta(weeks=5)).delete()

    assert len(errors(weekend_findings(clock.now))) == 1


def test_weekend_that_is_not_published_counts_as_empty(covered, world, clock):
    Period.objects.filter(pk=world.weekend().pk).update(published_at=None)

    assert len(errors(weekend_findings(clock.now))) == 1


def test_hole_in_a_weekend_is_found(covered, world, clock):
    shift = Shift.objects.get(period=world.weekend())
    shift.ends_at -= timedelta(hours=2)
    shift.save()

    assert len(errors(weekend_findings(clock.now))) == 1


def test_hour_that_has_passed_needs_nobody(covered, world, clock):
    shift = Shift.objects.get(period=world.weekend())
    shift.starts_at += timedelta(hours=1)
    shift.save()
    clock.set(shift.starts_at + timedelta(hours=1))

    assert not errors(weekend_findings(clock.now))


def test_nine_weeks_ahead_may_still_be_empty(covered, world, clock):
    world.on_duty("", at=clock.now + timedelta(weeks=9))

    assert not errors(weekend_findings(clock.now))


def test_house_without_a_team_is_told(db, clock):
    assert warnings(weekend_findings(clock.now)) == ["There is no team yet."]


def test_numbers_that_cannot_be_texted_are_named(team, clock):
    Person.objects.filter(name="Inès Nadir").update(phone="")
    Person.objects.filter(name="Yann Guérin").update(phone_problem=PhoneProblem.BLOCKED)

    assert errors(people_findings(clock.now)) == [
        "Édition numérique: Inès Nadir has no mobile number that works.",
        "Édition numérique: Yann Guérin has no mobile number that works.",
    ]


def test_numbers_are_never_printed(team, clock):
    Person.objects.update(phone_problem=PhoneProblem.WRONG)

    assert "6398" not in " ".join(errors(people_findings(clock.now)))


def test_who_no_longer_belongs_needs_no_number(team, clock):
    gone = team.memberships.get(person__name="Inès Nadir")
    gone.until_on = clock.now.date() - timedelta(days=1)
    gone.save()
    Person.objects.filter(pk=gone.person_id).update(phone="")

    assert not errors(people_findings(clock.now))


def test_team_without_a_last_resort_is_named(team, clock):
    Person.objects.filter(name="Odile Perrin").update(phone="")

    assert any(
        "when nobody is on call" in e for e in errors(people_findings(clock.now))
    )


def test_numbers_that_are_proven_and_tried_are_fine(team, clock, settings):
    settings.SMS_PROVIDER, settings.TWILIO_FROM = "twilio", "NantesMetro"
    ladder = "Édition numérique: the ladder rings people, and the provider cannot."

    found = list(readiness_findings(clock.now))

    assert warnings(found) == [ladder]
    assert not errors(found)


def test_numbers_that_nobody_proved_or_tried_are_named(team, clock):
    Person.objects.filter(name="Inès Nadir").update(phone_verified_at=None)
    Person.objects.filter(name="Yann Guérin").update(
        phone_tested_at=clock.now - timedelta(days=31)
    )

    found = warnings(readiness_findings(clock.now))

    told = [text for text in found if "ladder" not in text]
    assert told == [
        "Édition numérique: Inès Nadir. The number is not verified: nobody knows whose "
        "it is.",
        "Édition numérique: Yann Guérin. The last text known to have arrived is 31 "
        "days old.",
    ]


def test_an_unproven_last_resort_may_fail_a_call(team, clock):
    Person.objects.filter(name="Odile Perrin").update(phone_verified_at=None)

    [found] = errors(readiness_findings(clock.now))

    assert found.startswith("Édition numérique: Odile Perrin. The number is not")


def test_team_that_never_rehearses_is_warned_about(world, clock):
    [found] = warnings(drill_findings(clock.now))
    assert found.startswith("Édition numérique: no exercise for six months.")

    exercise = world.raise_only(exercise=True)
    assert not warnings(drill_findings(clock.now))
    later = clock.now + timedelta(days=183)
    assert warnings(drill_findings(later))

    exercise.outcome = "interrupted"
    exercise.save()
    assert warnings(drill_findings(clock.now))


def test_drill_that_is_planned_is_enough(world, clock):
    plan_drill(
        team=world.team,
        case="crisis",
        title="Feu",
        planned_for=clock.now + timedelta(days=9),
        announced=False,
        request_key=uuid4(),
        by=None,
        at=clock.now,
    )

    assert not warnings(drill_findings(clock.now))


def test_dead_machinery_says_how_to_start_it(db, clock):
    assert errors(machinery_findings(clock.now))[-1] == "Start them with manage.py up."


def test_living_machinery_is_fine(db, clock):
    for role in ("dispatcher", "queue"):
        beat(role, "here", clock.now)

    assert not errors(machinery_findings(clock.now))


def test_calendars_that_wait_for_the_queue_are_named(world, clock):
    world.subscribe("camille")
    run_queue(clock.now)
    assert not errors(calendar_findings(clock.now))
    rota_changed(team=world.team, at=clock.now)

    [found] = errors(calendar_findings(clock.now + timedelta(minutes=3)))

    assert found.startswith("Édition numérique: the calendars have been out of date")


def test_address_too_long_for_google_is_warned_about(settings):
    settings.SITE_URL = "https://" + "a" * 150

    assert [text for text in warnings(settings_findings()) if "Google" in text]


def test_demo_settings_are_only_warned_about(settings):
    settings.SITE_URL = "http://localhost:8000"
    settings.SMS_PROVIDER = "simulator"
    found = list(settings_findings())

    assert not errors(found)
    assert any("no real phone" in text for text in warnings(found))


def test_public_address_without_https_is_warned_about(settings):
    settings.SITE_URL = "http://astreinte.example"
    settings.HTTPS = False

    found = warnings(settings_findings())

    assert any("SITE_URL is not https" in text for text in found)
    assert any("nobody's real phone will ring" in text for text in found)


# --- providers ----------------------------------------------------------------------
@pytest.fixture
def ovh(settings):
    with OvhcloudDouble() as double:
        use(settings, double.settings())
        yield double


def test_test_phones_are_not_asked(settings):
    assert list(carrier_findings()) == []


def test_healthy_provider_says_what_is_left(ovh):
    ovh.service["callBack"] = sealed_url(RECEIPTS_PATH)

    assert [(one.level, one.text) for one in carrier_findings()] == [
        (Level.FINE, "OVHcloud answers: texts can leave through it."),
        (Level.FINE, "OVHcloud: 750 credits left."),
    ]
    assert ovh.sent == []


def test_last_credits_are_warned_about(ovh):
    ovh.service["creditsLeft"] = 99.0

    assert "OVHcloud: 99 credits left. Buy more before texts stop." in warnings(
        carrier_findings()
    )


def test_ovhcloud_that_does_not_ring_is_told_where_to(ovh):
    [found] = warnings(carrier_findings())

    assert found.endswith(sealed_url(RECEIPTS_PATH))


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("OVHCLOUD_CONSUMER_KEY", "another", "OVHcloud refuses our keys (HTTP 403)"),
        ("OVHCLOUD_FROM", "Orleans", "OVHcloud has not validated our sender"),
        ("OVHCLOUD_API_BASE_URL", AWAY, "OVHcloud does not answer (ConnectionError)"),
    ],
)
def test_provider_through_which_no_text_leaves_is_an_error(
    ovh, settings, setting, value, words
):
    setattr(settings, setting, value)

    [found] = errors(carrier_findings())

    assert found.startswith(words)
    assert "no text leaves" in found


def test_both_of_two_providers_are_asked(ovh, settings):
    with TwilioDouble() as twilio:
        settings.SMS_PROVIDER = "ovhcloud,twilio"
        use(settings, twilio.settings(SMS_PROVIDER="ovhcloud,twilio"))
        twilio.account |= {"balance": "1.25"}

        found = [one.text for one in carrier_findings()]

    assert "Twilio answers: texts can leave through it." in found
    assert "Twilio: 1.25 EUR left. Buy more before texts stop." in found


@pytest.mark.parametrize(
    ("account", "said"),
    [
        ({"status": "suspended"}, "The account at Twilio is closed (suspended)"),
        ({"balance": None}, "Twilio answers: texts can leave through it."),
    ],
)
def test_account_at_twilio(settings, account, said):
    with TwilioDouble() as twilio:
        use(settings, twilio.settings())
        twilio.account |= account

        [found] = [one.text for one in carrier_findings()]

    assert found.startswith(said)


def test_wrong_token_is_refused(settings):
    with TwilioDouble() as twilio:
        use(settings, twilio.settings(TWILIO_AUTH_TOKEN="another"))

        [found] = errors(carrier_findings())

    assert found.startswith("Twilio refuses our keys (HTTP 401)")


def test_other_provider_is_named_by_its_server(settings):
    with GatewayDouble() as gateway:
        use(settings, gateway.settings())

        found = [one.text for one in carrier_findings()]

    assert found == ["127.0.0.1 answers: texts can leave through it."]


def test_doctor_speaks_french(ovh):
    ovh.service["creditsLeft"] = 3

    with override("fr"):
        [found] = [text for text in warnings(carrier_findings()) if "crédits" in text]

    assert found.startswith("OVHcloud\u202f: il reste 3 crédits.")


def test_queue_that_would_repeat_its_tasks_is_an_error(settings):
    settings.Q_CLUSTER = settings.Q_CLUSTER | {"retry": 60}

    assert any("tasks run twice" in text for text in errors(settings_findings()))


def test_database_is_named_and_up_to_date(db, clock):
    assert [one.text for one in database_findings(clock.now)]
    assert pending_migrations() == 0


def test_command_ends_with_an_error_when_a_call_may_fail(db, clock, capsys):
    make_team(clock.now)
    assert Team.objects.exists()

    with pytest.raises(SystemExit) as ended:
        call_command("doctor", no_color=True)

    shown = capsys.readouterr().out.splitlines()
    assert ended.value.code == 1
    assert all(line[0] in "✓!✗" for line in shown[:-1])
    assert shown[-1].startswith("A call may fail")
