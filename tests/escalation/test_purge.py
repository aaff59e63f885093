"""After a while words, numbers and links are put away; what happened stays."""

from datetime import timedelta

from escalation import actions
from escalation.actions.purge import purge
from escalation.models import HandsetCall, HandsetMessage, InboundSms, LogEntry, Page
from escalation.tasks import purge as purge_task

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
