"""What whoever has a call does about it: steps, decision, messages, posts."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from browsing import Browser
from django.urls import reverse

from escalation import actions
from escalation.actions.procedures import save_procedure
from escalation.actions.watching import watch
from escalation.core.machine import TRIGGERED
from escalation.models import Deferred, Incident, Outlet, Post, Watch
from escalation.permissions import CALLER_LINK
from escalation.policies import ladder_of
from escalation.response import Work, sheet_of
from rota.links import make_token

SATURDAY = datetime(2026, 11, 28, 14, 2)


@pytest.fixture
def incident(world, clock, caller) -> Incident:
    """Parks close; Camille is on call."""
    clock.set(SATURDAY)
    world.on_duty("camille", backup="malik")
    return world.trigger(
        case="user_info", title="Parc de Procé fermé dès 15 h", caller=caller
    )


@pytest.fixture
def page(world, incident) -> Browser:
    """Camille took it."""
    tapped = world.phone("camille").expect("USAGERS").tap_link()
    return tapped.press("I take it")


@pytest.fixture
def camille(world, page):
    return world.person("camille")


def act(incident, person, clock, action, **said):
    return action(incident_id=incident.pk, by=person, at=clock.now, **said)


def kinds(incident) -> list[str]:
    return list(incident.log.values_list("kind", flat=True))


def post(page: Browser, what: str, **fields):
    token = {"csrfmiddlewaretoken": page.client.cookies["csrftoken"].value}
    return page.client.post(f"{page.path}/do/{what}", fields | token, follow=True)


def test_procedure_of_the_case_is_shown_to_whoever_has_it(page):
    page.sees("What to do", "Check with the source: what, where, until when")


def test_nothing_to_tick_before_it_is_taken(world, incident):
    tapped = world.phone("camille").expect("USAGERS").tap_link()

    assert "Check with the source" not in tapped.text


def test_step_is_ticked_with_its_time_and_unticked(page, incident, camille, clock):
    clock.forward(minutes=3)
    answer = post(page, "tick", key="user_info-0", done="1")

    assert b'aria-checked="true"' in answer.content
    assert b"14:05, Camille R." in answer.content
    post(page, "tick", key="user_info-0", done="1")
    post(page, "tick", key="user_info-0", done="0")
    assert kinds(incident).count("ticked") == 1
    assert kinds(incident).count("unticked") == 1


@pytest.mark.parametrize("key", ["", "user_info-99", "crisis-0", "x" * 5000])
def test_step_that_does_not_exist_changes_nothing(page, incident, key):
    answer = post(page, "tick", key=key, done="1")

    assert b"That has changed meanwhile" in answer.content
    assert "ticked" not in kinds(incident)


def test_event_adds_its_steps_and_messages(page, incident):
    answer = post(page, "event", event="park_wind")

    assert b"Reopen only once the teams have checked" in answer.content
    assert b"Do not shelter under trees" in answer.content
    incident.refresh_from_db()
    assert incident.event == "park_wind"


def test_unknown_event_is_refused_in_words(page, incident):
    assert b"Select a valid choice" in post(page, "event", event="picnic").content
    incident.refresh_from_db()
    assert incident.event == ""


def test_messages_are_filled_with_what_is_known(page, incident):
    assert b"[where?]" in post(page, "event", event="park_wind").content

    answer = post(page, "slots", where="All city parks", until="Sunday 10:00", url="")

    assert b"All city parks closed from 14:02 until Sunday 10:00" in answer.content
    assert incident.log.get(kind="completed").data["slots"] == {
        "where": "All city parks",
        "until": "Sunday 10:00",
    }
    assert b"[who says so?]" in answer.content


def test_messages_escape_what_was_typed(page):
    answer = post(page, "slots", where="<b>here</b>")

    assert b"<b>here</b>" not in answer.content
    assert b"&lt;b&gt;here&lt;/b&gt;" in answer.content


def test_publishing_is_noted_and_the_caller_sees_it(page, incident, caller):
    site, network = Outlet.objects.filter(name__in=["Site", "Facebook"])

    post(
        page,
        "post",
        outlets=[site.pk, network.pk],
        variant="first",
        link="https://ville.example/parcs",
    )

    page.open(page.path)
    page.sees(
        "Published", "Site , first message ( see it Site )", "Facebook , first message"
    )
    token = make_token(CALLER_LINK, caller.pk, caller.version)
    hers = Browser().open(reverse("caller_incident", args=[token, incident.code]))
    hers.sees("Published: Site, Facebook (first message) see it")
    assert "https://ville.example/parcs" in [link.value for link in hers.links]


def test_link_of_a_post_goes_into_the_next_message(page, incident):
    [site] = Outlet.objects.filter(name="Site")
    post(page, "post", outlets=[site.pk], variant="first", link="https://v.example/a")

    update = Work.of(Incident.objects.get(), "en", incident.raised_at).messages[2]

    assert (update.variant, update.language) == ("update", "en")
    assert "https://v.example/a" in update.text


def test_post_is_taken_back_once(page, incident):
    [site] = Outlet.objects.filter(name="Site")
    post(page, "post", outlets=[site.pk], variant="first")
    [noted] = Post.objects.all()

    for _ in range(2):
        post(page, "unpost", post=noted.pk)

    assert kinds(incident).count("unposted") == 1
    assert not Work.of(incident, "en", incident.raised_at).posts


@pytest.mark.parametrize("number", ["", "x", "999999999", "9" * 30])
def test_post_that_does_not_exist_is_said(page, number):
    answer = post(page, "unpost", post=number)

    assert b"That has changed meanwhile" in answer.content


def test_link_that_is_none_is_said_and_kept(page):
    [site] = Outlet.objects.filter(name="Site")

    answer = post(page, "post", outlets=[site.pk], variant="first", link="not a page")

    assert b"copy it from the browser" in answer.content
    assert b'value="not a page"' in answer.content
    assert not Post.objects.exists()


def test_same_tap_sent_twice_counts_once(page, incident):
    [site] = Outlet.objects.filter(name="Site")
    once = str(uuid4())

    for _ in range(2):
        post(page, "post", outlets=[site.pk], variant="first", once=once)

    assert Post.objects.count() == 1
    assert kinds(incident).count("posted") == 1


def test_decision_not_to_publish_needs_a_reason(page, incident):
    answer = post(page, "decide", decision="not", reason="")
    assert b"Say why: the caller reads it." in answer.content

    post(page, "decide", decision="not", reason="The operator says it already.")

    incident.refresh_from_db()
    assert incident.decision == "not"
    page.open(page.path)
    page.sees("Do not publish", "Camille R. decides: do not publish")


def test_waiting_asks_again_at_that_time(page, incident, clock, world):
    post(page, "decide", decision="hold", hold_until="15:30", reason="Wind may fall")

    incident.refresh_from_db()
    at = datetime(2026, 11, 28, 15, 30, tzinfo=incident.team.zone)
    assert incident.hold_until == incident.due_at == at
    clock.forward(minutes=5)
    post(page, "tick", key="user_info-0", done="1")
    incident.refresh_from_db()
    assert incident.due_at == at
    clock.forward(minutes=83)
    world.phone("camille").expect("où en etes-vous")


def test_time_that_is_past_means_tomorrow(page, incident):
    post(page, "decide", decision="hold", hold_until="08:00", reason="")

    incident.refresh_from_db()
    there = incident.hold_until.astimezone(incident.team.zone)
    assert (there.day, there.hour) == (29, 8)


@pytest.mark.parametrize("typed", ["", "25:00", "tomorrow"])
def test_waiting_needs_a_time(page, incident, typed):
    answer = post(page, "decide", decision="hold", hold_until=typed, reason="Because")

    assert b"Say until when" in answer.content or b"such as 15:30" in answer.content
    assert b"Because" in answer.content
    incident.refresh_from_db()
    assert incident.decision == ""


def test_out_of_frame_ends_the_call_and_waits_for_monday(page, incident, clock):
    post(page, "decide", decision="out_of_frame", reason="A comment can wait.")

    incident.refresh_from_db()
    assert (incident.state, incident.outcome) == ("resolved", "out_of_frame")
    [kept] = Deferred.objects.all()
    assert kept.title == incident.title
    assert kept.promised_at > clock.now


def test_crisis_takes_over_procedure_and_ladder(page, incident):
    answer = post(page, "crisis")

    assert b"Suspend the scheduled posts" in answer.content
    incident.refresh_from_db()
    assert (incident.case, incident.owner.name) == ("crisis", "Camille Roux")
    assert incident.ladder == ladder_of(incident.team, "crisis")
    post(page, "crisis")
    assert kinds(incident).count("raised_to_crisis") == 1


def test_somebody_else_changes_nothing(page, incident, world, clock):
    malik = world.person("malik")
    done = [
        act(incident, malik, clock, actions.tick, key="user_info-0", done=True),
        act(incident, malik, clock, actions.decide_about, decision="publish"),
        act(incident, malik, clock, actions.raise_to_crisis),
        act(incident, malik, clock, actions.choose_event, event="heat"),
    ]

    assert {one.result for one in done} == {"not_yours"}
    assert not {"ticked", "decided", "raised_to_crisis", "event"} & set(kinds(incident))


def test_lead_may_work_on_it_too(page, incident, world, clock):
    odile = world.person("odile")

    done = act(incident, odile, clock, actions.tick, key="user_info-0", done=True)

    assert done.result == "noted"
    assert "ticked" in kinds(incident)


def test_closed_call_is_not_worked_on(page, incident, camille, clock):
    act(incident, camille, clock, actions.close, outcome="published")

    done = act(incident, camille, clock, actions.decide_about, decision="publish")

    assert done.result == "closed"
    assert "decided" not in kinds(incident)


def test_handed_back_call_is_nobodys_work(page, incident, camille, clock):
    act(incident, camille, clock, actions.pass_on, via="link")

    done = act(incident, camille, clock, actions.tick, key="user_info-0", done=True)

    assert (done.result, done.incident.state) == ("not_yours", TRIGGERED)


def test_unknown_act_is_not_found(page):
    assert post(page, "dance").status_code == 404


def test_call_keeps_the_version_its_people_read(world, incident, clock, camille):
    texts = {
        one: {"steps": "- [ ] Ours", "first": "", "update": "", "end": ""}
        for one in ("fr", "en")
    }
    save_procedure(
        team=world.team,
        subject="user_info",
        texts=texts,
        seen=0,
        by=world.person("odile"),
        at=clock.now,
    )
    later = world.trigger(case="user_info", title="Tram arrêté")

    assert "Ours" not in sheet_of(incident, "fr").steps
    assert sheet_of(Incident.objects.get(pk=later.pk), "fr").steps == "- [ ] Ours"
    world.phone("camille").expect("Tram")


def test_work_shows_that_somebody_is_at_it(page, incident, clock):
    clock.forward(minutes=50)

    post(page, "tick", key="user_info-0", done="1")

    incident.refresh_from_db()
    assert incident.due_at == clock.now + timedelta(minutes=60)


@pytest.fixture
def crisis(page, incident) -> Browser:
    """It became a crisis."""
    post(page, "crisis")
    return page.open(page.path)


def test_moderation_is_off_and_switched_on_by_name(crisis, incident, world, clock):
    crisis.sees("Only in a crisis Moderation: off", "Monitoring: off")
    clock.forward(minutes=2)
    malik = world.person("malik")

    post(crisis, "watch", kind="moderation", person=malik.pk)

    crisis.open(crisis.path).sees("Moderation: on Malik T., since 14:04")
    crisis.sees("Moderation on: Malik T.")
    post(crisis, "watch", kind="moderation", person="")
    crisis.open(crisis.path).sees("Moderation: off", "Moderation off")
    assert kinds(incident).count("watch_on") == kinds(incident).count("watch_off") == 1


def test_moderation_ends_with_the_crisis(crisis, incident, camille, clock):
    for kind in ("moderation", "monitoring"):
        post(crisis, "watch", kind=kind, person=camille.pk)

    act(incident, camille, clock, actions.close, outcome="published")

    assert not Watch.objects.filter(ended_at=None).exists()
    assert kinds(incident).count("watch_off") == 2


def test_user_information_switches_nothing_on(page, incident, camille, clock):
    done = watch(
        incident_id=incident.pk,
        kind="moderation",
        person=camille,
        by=camille,
        at=clock.now,
    )

    assert done.result == "no_crisis"
    assert not Watch.objects.exists()
    assert "Only in a crisis" not in page.text


@pytest.mark.parametrize("person", ["0", "x", "99999"])
def test_moderator_who_is_nobody_is_said(crisis, person):
    answer = post(crisis, "watch", kind="moderation", person=person)

    assert b"Choose somebody from the list." in answer.content


def test_another_name_takes_its_place(crisis, incident, camille, world):
    for person in (camille, world.person("malik"), world.person("malik")):
        post(crisis, "watch", kind="monitoring", person=person.pk)

    [now] = Watch.objects.filter(ended_at=None)
    assert now.person == world.person("malik")
    assert kinds(incident).count("watch_on") == 2
