"""After a while words, numbers and links are put away; what happened stays."""

from datetime import timedelta

import pytest
from browsing import Browser
from django.db import connection
from drafting import give, go

from escalation import actions
from escalation.actions.briefs import add_rows
from escalation.actions.purge import EVIDENCE, purge
from escalation.models import (
    BriefRow,
    CallerLetter,
    Following,
    HandsetCall,
    HandsetMessage,
    InboundSms,
    LogEntry,
    Page,
)
from escalation.notices import deliver_due
from escalation.tasks import purge as purge_task
from rota.models import Delivery, Publication

KEEP = timedelta(days=90)


def test_old_words_numbers_and_links_go(world, clock, incident, phone):
    clock.tick()
    phone("camille").rings().reply("OUI")
    clock.tick()
    phone("camille").expect("c'est noté")
    actions.close(incident_id=incident.pk, outcome="published", by=None, at=clock.now)
    clock.tick()
    phone("camille").expect("la crise est terminée")
    clock.now += KEEP + timedelta(hours=1)
    lines = LogEntry.objects.count()

    purge(keep=KEEP, at=clock.now)

    for page in Page.objects.all():
        assert (page.text, page.token) == ("", None)
        assert page.to in ("", "•• •• •• •• 01")
        assert page.provider_id or page.state == "cancelled"
    assert not InboundSms.objects.exists()
    assert not HandsetMessage.objects.exists()
    assert not HandsetCall.objects.exists()
    assert LogEntry.objects.count() == lines
    assert purge(keep=KEEP, at=clock.now) == 0


def test_what_is_recent_or_still_open_stays(world, clock, incident):
    page = incident.pages.first()

    clock.now += KEEP - timedelta(hours=1)
    assert purge(keep=KEEP, at=clock.now) == 0
    clock.now += timedelta(days=30)
    purge(keep=KEEP, at=clock.now)

    page.refresh_from_db()
    assert page.text
    assert page.token


def test_pages_of_a_purged_call_still_open_for_the_team(world, clock, incident, house):
    actions.close(incident_id=incident.pk, outcome="published", by=None, at=clock.now)
    clock.now += KEEP + timedelta(hours=1)

    purge_task()

    office = world.office("odile").open(f"/t/edition/alerts/{incident.code}/")
    office.sees("SMS to Camille R.", "Closed")


@pytest.fixture
def told(world, clock, phone) -> Publication:
    """Camille was told of this weekend by letter and by text."""
    give(world, world.weekend(), "camille")
    done = go(world)
    clock.forward(minutes=1)
    phone("camille").expect("Planning")
    return done


def kept() -> list[tuple[str, str, bool, bool]]:
    rows = Delivery.objects.order_by("way")
    return [(one.way, one.error, bool(one.words), bool(one.to)) for one in rows]


def test_evidence_loses_its_words_after_a_year_and_nothing_else(world, clock, told):
    before, sent_at = kept(), Delivery.objects.first().at
    assert before == [("email", "", True, True), ("sms", "", True, True)]
    over = world.team.periods.get(pk=told.changes.get().period_id).ends_at

    purge(keep=KEEP, at=over + EVIDENCE)
    assert kept() == before
    gone_at = over + EVIDENCE + timedelta(minutes=1)
    purge(keep=KEEP, at=gone_at)

    assert kept() == [("email", "", False, False), ("sms", "", False, False)]
    first = Delivery.objects.first()
    assert (first.at, first.put_away_at) == (sent_at, gone_at)
    purge(keep=KEEP, at=gone_at + timedelta(days=1))
    assert Delivery.objects.first().put_away_at == gone_at


def test_evidence_of_a_rota_far_ahead_outlives_its_year(world, clock):
    give(world, world.team.periods.last(), "camille")
    go(world)
    deliver_due(clock.now)

    purge(keep=KEEP, at=clock.now + EVIDENCE + timedelta(days=2))

    assert kept()[0][2:] == (True, True)


def test_the_page_says_when_the_words_were_removed(world, clock, told, lead_client):
    path = f"/t/edition/rota/published/{told.pk}/?texts=1"
    page = Browser(lead_client).open(path)
    page.sees("camille@ville.example", "removed a year after the last of these")

    clock.now += EVIDENCE + timedelta(days=10)
    purge_task()

    lead_client.force_login(world.person("odile"))
    page = Browser(lead_client).open(path)
    page.sees(
        "E-mail accepted by the mail server, 18 November 2026",
        "SMS written, 18 November 2026",
        "Words and address removed on",
    )
    assert "camille@ville.example" not in page.text
    assert "Planning publié" not in page.text


def test_no_address_is_left_anywhere_in_the_evidence(world, clock, told):
    purge(keep=KEEP, at=clock.now + 2 * EVIDENCE)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM rota_delivery")
        assert "ville.example" not in repr(cursor.fetchall())


def test_where_callers_were_told_goes_with_the_rest(world, clock, incident):
    to = {"sms": "+33639980160", "email": "garde@cabinet.example"}
    calls = [incident, world.raise_only(title="Autre", caller=incident.caller)]
    for call, (way, where) in zip(calls, to.items(), strict=True):
        told = {"way": way, "to": where, "caller": call.caller}
        actions.choose_telling(incident_id=call.pk, **told, at=clock.now)
        actions.close(incident_id=call.pk, outcome="published", by=None, at=clock.now)
    clock.tick()
    world.phone(to["sms"]).expect("terminé")
    assert CallerLetter.objects.get().state == "sent"
    purge(keep=KEEP, at=clock.now + KEEP - timedelta(hours=1))
    assert set(Following.objects.values_list("to", flat=True)) == set(to.values())

    purge(keep=KEEP, at=clock.now + KEEP + timedelta(hours=1))

    assert set(Following.objects.values_list("to", "token")) == {("", None)}
    assert CallerLetter.objects.values_list("to", "text").get() == ("", "")
    text = Page.objects.get(purpose="caller")
    assert (text.text, text.to) == ("", "•• •• •• •• 60")
    assert purge(keep=KEEP, at=clock.now + KEEP + timedelta(hours=1)) == 0


def test_contacts_and_notes_of_an_old_weekend_go(world, clock):
    period = world.on_duty("camille")
    about = {"by": world.person("camille"), "at": clock.now, "period": period}
    contact = {"title": "Gardien", "source": "stade", "phone": "+33240000012"}
    add_rows(kind="contact", rows=[contact], **about)
    add_rows(kind="note", rows=[{"text": "Badge au poste de garde"}], **about)
    add_rows(kind="subject", rows=[{"title": "Tram", "text": "Bus relais"}], **about)
    clock.now = period.ends_at + KEEP
    assert purge(keep=KEEP, at=clock.now) == 0

    clock.now += timedelta(hours=1)
    purge(keep=KEEP, at=clock.now)

    rows = BriefRow.objects.values_list("kind", "title", "text", "source", "phone")
    assert sorted(rows) == [
        ("contact", "", "", "", ""),
        ("note", "", "", "", ""),
        ("subject", "Tram", "Bus relais", "", ""),
    ]
    assert purge(keep=KEEP, at=clock.now) == 0
