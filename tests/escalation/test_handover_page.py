"""Monday's page: written by what happened, finished by the agent, sent to the team."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from browsing import Browser
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from escalation import actions
from escalation.actions.callouts import correct_time
from escalation.actions.handing_over import OvertakenError, send_handover, write_note
from escalation.handover import weekend_of
from escalation.models import CallOut, HandoverNote, Outcome, Post
from escalation.notices import deliver_due
from escalation.permissions import HANDOVER_LINK
from rota.links import make_token
from rota.models import Notice, Period, Seat, Shift

SATURDAY = datetime(2026, 11, 21, 14, 0)
MONDAY = datetime(2026, 11, 23, 8, 30)
LAST = "/t/edition/handover/"


@pytest.fixture
def period(world, clock) -> Period:
    """The weekend of 21 November, Camille's; it is Monday morning."""
    period = world.on_duty("camille", backup="malik")
    clock.set(MONDAY)
    return period


@pytest.fixture
def call(world, clock, period, cabinet):
    """`call(at, …)`: a call taken by Camille after 2 minutes, closed after 32."""

    def make(at: datetime = SATURDAY, *, closes: bool = True, **fields) -> None:
        clock.set(at)
        incident = world.raise_only("user_info", caller=cabinet, **fields)
        about = {"incident_id": incident.pk, "by": world.person("camille")}
        start = clock.now
        actions.take(**about, via="link", at=start + timedelta(minutes=2))
        if closes:
            end = start + timedelta(minutes=32)
            note = "Parc fermé, publié sur le site."
            actions.close(**about, outcome=Outcome.PUBLISHED, note=note, at=end)
        clock.set(MONDAY)

    return make


@pytest.fixture
def office(lead_client) -> Browser:
    return Browser(lead_client)


@pytest.fixture
def link(period) -> str:
    """The address in Camille's reminder."""
    return link_of(period.shifts.get(seat=Seat.ON_CALL))


def link_of(shift: Shift) -> str:
    return f"/handover/{make_token(HANDOVER_LINK, shift.pk, shift.revision)}"


def notes() -> list[tuple[str, str]]:
    return list(HandoverNote.objects.values_list("comments", "text"))


def test_first_weekend_has_not_begun(office, team):
    office.open(LAST).sees("No published weekend has begun yet.")


def test_quiet_weekend(office, period):
    office.open(LAST)

    office.sees("Fri 20 Nov, 18:00", "Camille R.", "Malik T. (backup)")
    office.sees("Nobody was called.", "Nothing is left open.")
    office.sees("No time was spent on calls.")


def test_page_writes_itself(office, call, world, clock, cabinet):
    call(title="Parc fermé")
    call(datetime(2026, 11, 22, 9, 0), title="Tram arrêté", closes=False)
    clock.set(SATURDAY)
    keep(world, "Un commentaire", cabinet)
    clock.set(MONDAY)

    office.open(LAST)

    office.sees(
        "Parc fermé Urgent user information published",
        "Sat 21 Nov, 14:00 · Cabinet · Camille R., 30 min",
        "Parc fermé, publié sur le site.",
        "Tram arrêté Urgent user information still open",
        "Close the call “Tram arrêté”.",
        "Un commentaire",
        "1 request was kept for Monday; 1 still waits.",
    )


def test_posts_that_stand_are_listed_and_sent(office, call, world, clock):
    call(title="Parc fermé", closes=False)
    incident = world.team.incidents.get()
    outlets = list(world.team.outlets.all()[:2])
    for outlet, removed in zip(outlets, (None, clock.now), strict=True):
        Post.objects.create(
            incident=incident,
            outlet=outlet,
            link=f"https://ville.example/{outlet.pk}",
            by=world.person("camille"),
            at=SATURDAY.replace(tzinfo=world.team.zone),
            removed_at=removed,
        )
    standing, removed = (f"https://ville.example/{one.pk}" for one in outlets)

    office.open(LAST).sees(f"Sat 21 Nov, 14:00 {outlets[0]} , first message")
    assert removed not in office.html
    office.press("Send to the team")
    deliver_due(clock.now)
    assert standing in mail.outbox[0].body
    assert removed not in mail.outbox[0].body


def test_time_of_calls_at_once_is_counted_once(call, period, clock):
    call(title="Parc fermé")
    call(SATURDAY + timedelta(minutes=10), title="Tram arrêté")

    weekend = weekend_of(period, clock.now)

    [worked] = weekend.worked
    assert worked.length == timedelta(minutes=40)


def test_longest_time_without_a_call_is_beside_the_rest_it_should_hold(call, office):
    call(datetime(2026, 11, 21, 14, 0))
    call(datetime(2026, 11, 22, 16, 0))

    office.open(LAST).sees("Camille R., longest time without a call 25 h 30 min")
    office.sees("under 35 h")


def test_long_quiet_says_nothing_about_rest(call, office):
    call(datetime(2026, 11, 20, 19, 0))

    office.open(LAST)

    assert "under" not in office.text


def test_exercise_is_counted_and_nothing_more(call, office):
    call(title="Répondez", exercise=True)

    office.open(LAST).sees("Nobody was called.", "And 1 exercise.")
    assert "Répondez" not in office.text


def test_call_left_open_before_the_weekend_is_in_it(call, office, clock):
    call(datetime(2026, 11, 20, 17, 0), title="Depuis vendredi", closes=False)

    office.open(LAST).sees("Depuis vendredi", "still open")


def test_calls_of_another_weekend_are_not(call, office):
    call(datetime(2026, 11, 19, 17, 0), title="Jeudi")

    assert "Jeudi" not in office.open(LAST).text


def test_past_weekends_are_a_step_away(world, period, office, clock):
    second = world.on_duty("ines", at=period.ends_at)
    clock.set(datetime(2026, 11, 30, 9, 0))

    office.open(LAST)
    assert office.path.endswith(f"/{second.pk}/")
    office.follow("The weekend before").sees("Camille R.")
    office.follow("The weekend after").sees("Inès N.")


def test_weekend_that_is_on_may_be_written_already(world, period, office, clock):
    clock.set(SATURDAY)

    office.open(LAST).press("Only save it", text="Tout va bien.")

    assert notes() == [("", "Tout va bien.")]


def test_weekend_to_come_is_not_there(world, period, lead_client):
    second = world.on_duty("ines", at=period.ends_at)

    assert lead_client.get(f"{LAST}{second.pk}/").status_code == 404


def test_versions_are_kept(office, period):
    office.open(LAST).press("Only save it", text="Calme.", comments="Le tram")
    office.press("Only save it", text="Très calme.", comments="Le tram")

    assert notes() == [("Le tram", "Calme."), ("Le tram", "Très calme.")]
    office.sees("2 versions", "Calme.", "Saved by Odile P.")


def test_same_words_are_no_version(office, period):
    office.open(LAST).press("Only save it", text="Calme.")
    office.press("Only save it", text="Calme.")

    assert len(notes()) == 1


def test_paste_that_is_too_long_is_told_and_kept(office, period):
    office.open(LAST).press("Only save it", text="a" * 20_000)

    office.sees("That is 20000 characters; 8000 fit.", "a" * 20_000)
    assert notes() == []


def test_another_version_is_shown_beside_hers(office, period, world, clock, link):
    agent = Browser().open(link)
    office.open(LAST).press("Only save it", text="D’Odile.")

    agent.press("Only save it", text="De Camille.")

    agent.sees("Odile P. saved another version", "D’Odile.", "De Camille.")
    assert notes() == [("", "D’Odile.")]
    agent.press("Only save it", text="D’Odile et de Camille.")
    assert len(notes()) == 2


def test_agent_sends_it_by_her_link_without_signing_in(world, call, link, clock):
    call(title="Parc fermé")
    agent = Browser().open(link)
    agent.sees("Parc fermé")

    agent.press("Send to the team", text="Bonne semaine.", comments="Le tram")

    agent.sees(
        "The handover goes to 8 people, by e-mail.", "Sent to the team by Camille R."
    )
    deliver_due(clock.now)
    letter = world.mail("yann", "Bonne semaine.")
    assert "Parc fermé (Information urgente aux usagers" in letter.body
    assert "Camille R. vous fait la passation" in letter.body
    assert len(mail.outbox) == 8


def test_readers_get_no_letter(world, reader, link, clock):
    Browser().open(link).press("Send to the team")
    deliver_due(clock.now)

    assert reader.email not in [address for one in mail.outbox for address in one.to]


def test_letter_holds_nothing_of_the_callers(world, call, office, clock, cabinet):
    call(
        title="Rappeler le 06 39 98 01 50",
        facts="Mme Untel, 12 rue du Port",
        call_back_name="Mme Untel",
        call_back_phone="+33639980150",
    )
    clock.set(SATURDAY)
    keep(world, "Répondre à M. Dupont", cabinet)
    clock.set(MONDAY)
    note = "Merci de rappeler au 06 39 98 01 50 ou paul@ville.example."
    office.open(LAST).press("Send to the team", text=note)

    deliver_due(clock.now)

    for letter in mail.outbox:
        text = letter.subject + letter.body
        for hidden in ("Untel", "Dupont", "Cabinet", "01 50", "paul@", "rue du Port"):
            assert hidden not in text
        assert "Demandes qui attendent : 1" in text.replace("\u202f", " ")


def test_letter_in_english(world, call, office, clock):
    yann = world.person("yann")
    yann.language = "en"
    yann.save()
    call(title="Parc fermé")
    office.open(LAST).press("Send to the team")

    deliver_due(clock.now)

    world.mail("yann", "Handover of the weekend", "Odile P. hands over", "published")


def test_sent_again_goes_out_again(office, period, clock):
    office.open(LAST).press("Send to the team")
    office.press("Send it again to the team", text="J’oubliais.")

    assert Notice.objects.filter(kind="handover").count() == 16


def test_two_clicks_are_one_letter(office, period, world, clock):
    office.open(LAST)
    form, button = office._find("Send to the team", {})
    office.send(form, button)
    office.send(form, button)

    office.sees("Odile P. sent it just before", "nothing was sent twice")
    assert Notice.objects.filter(kind="handover").count() == 8


def test_link_leads_to_no_page_that_asks_to_sign_in(call, link):
    call(title="Parc fermé")

    page = Browser().open(link)

    assert not [one.value for one in page.links if "/t/edition" in one.value]


def test_page_shows_no_number(call, link, cabinet):
    call(call_back_phone="+33639980151")

    assert "01 51" not in Browser().open(link).text.replace("\u00a0", " ")


def test_number_of_calls_costs_no_queries(call, lead_client, period):
    call(title="Un")
    path = f"{LAST}{period.pk}/"
    lead_client.get(path)
    with CaptureQueriesContext(connection) as few:
        lead_client.get(path)
    for number in range(5):
        call(SATURDAY + timedelta(hours=number), title=f"Appel {number}")

    with CaptureQueriesContext(connection) as many:
        lead_client.get(path)

    assert len(many) == len(few)


def test_weekend_of_another_team_is_not_found(period, lead_client, world):
    other = type(world.team).objects.create(name="Voirie", slug="voirie")
    Period.objects.filter(pk=period.pk).update(team=other)

    assert lead_client.get(f"{LAST}{period.pk}/").status_code == 404


def test_overtaken_says_by_whom(period, world, clock):
    odile = world.person("odile")
    said = {"period": period, "comments": "", "by": odile, "at": clock.now}
    write_note(text="Un", seen=0, **said)
    with pytest.raises(OvertakenError) as error:
        write_note(text="Deux", seen=0, **said)
    assert (error.value.person, error.value.when) == (odile, clock.now)

    send_handover(period=period, seen=0, by=odile, at=clock.now)
    with pytest.raises(OvertakenError):
        send_handover(period=period, seen=0, by=odile, at=clock.now)


def keep(world, title: str, caller) -> None:
    actions.defer(
        team=world.team,
        title=title,
        caller=caller,
        request_key=uuid4(),
        by=None,
        at=world.clock.now,
    )


def test_corrected_time_is_what_counts(call, world, office, period, clock):
    call(title="Parc fermé")
    row = CallOut.objects.get()
    correct_time(
        call_out=row,
        started_at=row.started_at,
        ended_at=row.started_at + timedelta(minutes=55),
        why="Appel avant",
        by=world.person("camille"),
        at=clock.now,
    )

    office.open(LAST).sees("Camille R., on calls 55 min")
