"""Every attempt of a call, on its page, on paper and as a file."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from browsing import Browser
from django.conf import settings as django_settings
from people import phone_of
from twilio_double import TwilioDouble
from twilio_wire import answer_lost, answers, refuse

from escalation import actions
from escalation.actions.validating import ask_validation
from escalation.core.limits import LIMIT
from escalation.models import Incident, PageState
from escalation.trace import attempts, masked, record, turns
from rota.core.spreadsheet import BOM

SATURDAY = datetime(2026, 11, 28, 21, 10, 11)
CAMILLE, MALIK = "•• •• •• •• 01", "•• •• •• •• 04"


@pytest.fixture
def night(world, clock):
    """Saturday evening: Camille on call, Malik her backup."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")


@pytest.fixture
def twilio(night, clock, settings):
    """The real client against a strict stand-in."""
    with TwilioDouble(now=lambda: clock.now) as double:
        for name, value in double.settings().items():
            setattr(settings, name, value)
        yield double
        assert not double.violations, double.violations


@pytest.fixture
def incident(world, night, cabinet, clock) -> Incident:
    """A crisis: Camille's phone is off, Malik takes it and closes it."""
    world.phone("camille").becomes("unreachable")
    incident = world.trigger(caller=cabinet, facts="Fumée visible.")
    clock.tick()
    page = world.phone("malik").expect("CRISE").tap_link().press("I take it")
    page.press("Add the note", text="=2+2")
    page.press("Close this call", outcome="published", note="Sur le site")
    incident.refresh_from_db()
    return incident


def page_of(incident: Incident, tail: str = "") -> str:
    return f"/t/edition/alerts/{incident.code}/{tail}"


@pytest.fixture
def office(world, incident) -> Browser:
    """Odile looks at it."""
    return world.office("odile").open(page_of(incident))


def rows_of(browser: Browser, incident: Incident, language: str = "en"):
    """The file, as a spreadsheet reads it: titles → cells of each row."""
    browser.client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
    answer = browser.client.get(page_of(incident, "log.csv"))
    text = answer.content.decode()
    assert text.startswith(BOM)
    delimiter = ";" if language == "fr" else ","
    lines = io.StringIO(text.removeprefix(BOM))
    return answer, list(csv.DictReader(lines, delimiter=delimiter))


# --- on the page --------------------------------------------------------------------
def test_every_attempt_is_shown_with_what_became_of_it(office, incident):
    office.sees("Every attempt", f"Camille R. {CAMILLE} SMS")
    office.sees("30003 The phone is off, or out of coverage.")
    office.sees(f"Malik T. {MALIK} SMS", "delivered")
    for page in incident.pages.exclude(provider_id=""):
        assert page.provider_id in office.text


def test_calls_and_emails_speak_their_own_words(office):
    office.sees("no answer simulator", "no-key Somebody or a voicemail picked up, and")
    office.sees("Camille R. c•••@ville.example e-mail")


def test_no_number_is_shown(office, world, incident):
    paper = world.office("odile").open(page_of(incident, "log/"))
    _, rows = rows_of(office, incident)

    for text in (office.html, paper.html, str(rows)):
        for key in ("camille", "malik"):
            assert phone_of(key)[-8:] not in text.replace(" ", "")


def test_attempt_that_has_not_left_is_shown(world, night, cabinet):
    incident = world.raise_only(caller=cabinet)

    page = world.office("odile").open(page_of(incident))

    page.sees("waiting", "It has not left.")
    actions.close(
        incident_id=incident.pk,
        outcome="stopped",
        by=world.person("odile"),
        at=world.clock.now,
    )
    page.reload().sees("no longer needed")


def test_attempt_that_a_limit_held_back_says_so(world, night, cabinet):
    incident = world.raise_only(caller=cabinet)
    incident.pages.update(state=PageState.CANCELLED, error_code=LIMIT)

    page = world.office("odile").open(page_of(incident))

    page.sees("It has not left. Held back: several texts had just left")


def test_refusal_is_told_with_its_code(world, twilio, cabinet):
    twilio.next(refuse(21211, 400, "Invalid 'To' Phone Number"))
    incident = world.trigger(caller=cabinet)

    page = world.office("odile").open(page_of(incident))

    page.sees("21211 This number does not exist, or is not in service.")
    page.sees("failed (answer to our request)")


def test_what_the_provider_has_twice_is_marked(world, twilio, clock, client, cabinet):
    twilio.next(answer_lost())
    twilio.next(*[answers("Oops", 500)] * 2, on="list")
    incident = world.trigger(caller=cabinet)
    clock.forward(minutes=1)
    texts = [text for text in twilio.sent if text.to == phone_of("camille")]
    assert len(texts) == 2

    for text in texts:
        twilio.receipt(client, text, "delivered")

    page = world.office("odile").open(page_of(incident))
    page.sees("the provider has it twice")
    page.sees("no answer from the provider yet", "it may have been sent or not.")
    assert page.text.count("the provider has it twice") == 1
    assert all(text.sid in page.text for text in texts)


def test_poll_brings_the_attempts_along(lead_client, incident):
    live = lead_client.get(page_of(incident, "live/"))

    assert '<div id="attempts" hx-swap-oob="innerHTML">' in live.text


def test_number_of_attempts_costs_nothing(
    world, night, cabinet, clock, django_assert_num_queries
):
    incident = world.trigger(caller=cabinet)
    with django_assert_num_queries(2):
        before = len(attempts(incident))
    for _ in range(3):
        actions.steps_due(incident_ids=[incident.pk], at=incident.due_at)
        incident.refresh_from_db()

    with django_assert_num_queries(2):
        assert len(attempts(incident)) > before
    for key in ("camille",):
        world.phone(key).expect("CRISE")


# --- on paper -----------------------------------------------------------------------
def test_log_to_print_says_all_of_it(world, incident):
    page = world.office("odile").open(page_of(incident, "log/"))

    page.sees(
        f"Log of call {incident.code} Crisis: Fumées visibles à Cheviré",
        "Saturday 28 November 2026, UTC+0100",
        "Crisis raised by Cabinet: “Fumée visible.”",
        f"SMS → Camille R. {CAMILLE} : not delivered",
        "Malik T. took it (pressed “I take it”)",
        "Closed by Malik T.",
        "printed Sat 28 Nov, 21:10 by Odile Perrin. Times are those of Europe/Paris.",
    )


def test_lines_are_numbered_and_say_who_had_it(world, incident):
    page = world.office("odile").open(page_of(incident, "log/"))

    page.sees(
        "Who did what The call: Malik Traoré, Sat 28 Nov, 21:10 → Sat 28 Nov, 21:10",
        "No. Time Who What happened Saturday 28 November 2026, UTC+0100 1 21:10:11",
        "How messages travelled Time Who What happened",
    )
    lines = [row for row in record(incident) if row.line]
    assert f"<td>{len(lines)}</td>" in page.html
    assert f"<td>{len(lines) + 1}</td>" not in page.html


def test_whoever_hands_it_over_had_it_until_then(world, night, cabinet, clock):
    incident = world.trigger(caller=cabinet)
    world.phone("camille").expect("CRISE")
    for minutes, key in enumerate(("camille", "odile")):
        clock.now += timedelta(minutes=minutes)
        said = {"by": world.person(key), "via": "page", "at": clock.now}
        over = incident.owner_id
        actions.take(incident_id=incident.pk, over_from=over, **said)
        incident.refresh_from_db()

    camille, odile = turns(incident)
    assert (camille.person.short_name, camille.until) == ("Camille R.", clock.now)
    assert (odile.person.short_name, odile.until) == ("Odile P.", None)
    clock.tick()
    world.phone("camille").expect("a repris l'appel")


def test_text_that_was_validated_is_printed_in_full(world, night, cabinet, clock):
    incident = world.trigger(caller=cabinet)
    world.phone("camille").expect("CRISE").tap_link().press("I take it")
    long = "Fermez vos fenêtres. " * 40
    ask_validation(
        incident_id=incident.pk,
        text=long,
        validator=world.person("odile"),
        minutes=10,
        by=world.person("camille"),
        at=clock.now,
    )
    clock.tick()
    world.phone("odile").expect("valider")

    page = world.office("odile").open(page_of(incident, "log/"))

    page.sees("Text 1: Camille Roux asked Odile Perrin", "No answer.")
    assert page.text.count("Fermez vos fenêtres.") >= 40


def test_late_answers_are_all_in_the_record(world, incident, clock, night, cabinet):
    other = world.trigger(caller=cabinet)
    for key in ("malik", "odile", "odile"):
        who = world.person(key)
        actions.take(incident_id=other.pk, by=who, via="page", at=clock.now)

    kinds = [row.line.kind for row in record(other) if row.line]

    assert kinds.count("already_taken") == 2


def test_exercise_is_one_on_paper_and_in_the_name_of_the_file(world, night):
    exercise = world.trigger(exercise=True)
    world.phone("camille").expect("EXERCICE")

    page = world.office("odile").open(page_of(exercise, "log/"))
    answer, rows = rows_of(page, exercise)

    page.sees("EXERCISE – nothing of this is real")
    assert f"edition-{exercise.code}-exercise.csv" in answer["Content-Disposition"]
    assert rows[0]["What happened"].startswith("Crisis (exercise)")


# --- as a file ----------------------------------------------------------------------
def test_file_holds_the_log_and_the_facts_in_order(office, incident):
    answer, rows = rows_of(office, incident)

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert f'filename="edition-{incident.code}.csv"' in answer["Content-Disposition"]
    times = [row["Time"] for row in rows]
    assert times == sorted(times)
    assert times[0] == "2026-11-28T21:10:11+01:00"
    assert (rows[0]["Who"], rows[0]["What happened"]) == (
        "Cabinet",
        "Crisis raised by Cabinet: “Fumée visible.”",
    )
    lost = next(row for row in rows if row["Code"] == "30003")
    page = incident.pages.filter(channel="sms").first()
    assert lost["Number or address"] == CAMILLE
    assert lost["Meaning"] == "The phone is off, or out of coverage."
    assert (lost["Provider"], lost["Provider's id"]) == ("simulator", page.provider_id)


def test_file_holds_every_line_and_every_fact(office, incident):
    _, rows = rows_of(office, incident)

    facts = sum(page.events.count() for page in incident.pages.all())
    assert len(rows) == incident.log.count() + facts


def test_file_is_french_for_french_readers(office, incident):
    _, rows = rows_of(office, incident, "fr")

    said = "Crise déclenchée par Cabinet : « Fumée visible. »"
    assert rows[0]["Ce qui s’est passé"] == said
    assert {row["Qui"] for row in rows} >= {"Cabinet", "Malik T.", "simulator"}


def test_what_somebody_typed_is_no_formula(office, incident):
    _, rows = rows_of(office, incident)

    said = [row["What happened"] for row in rows if "2+2" in row["What happened"]]
    assert said == ["Malik T.: “=2+2”"]
    assert not any(
        cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values()
    )


def test_markup_that_somebody_typed_stays_what_it_is(world, office, incident, clock):
    actions.add_note(
        incident_id=incident.pk,
        text="a < b & <b>c</b>",
        by=world.person("odile"),
        at=clock.now,
    )

    _, rows = rows_of(office, incident)

    said = [row["What happened"] for row in rows if row["Who"] == "Odile P."]
    assert said == ["Odile P.: “a < b & <b>c</b>”"]


def test_address_that_was_put_away_stays_masked(incident):
    page = incident.pages.filter(channel="sms").first()
    page.to = masked(page)
    assert masked(page) == CAMILLE
    page.channel, page.to = "email", ""
    assert masked(page) == ""


@pytest.mark.parametrize("tail", ["log/", "log.csv"])
def test_readers_and_strangers_get_nothing(reader_client, client, incident, tail):
    assert reader_client.get(page_of(incident, tail)).status_code == 403
    assert client.get(page_of(incident, tail)).status_code == 302
    assert client.post(page_of(incident, tail)).status_code == 302
