"""A closed call, replayed with names removed: what is kept, who releases it, what is
shown, and that it outlives the call."""

import json
from datetime import datetime, timedelta

import pytest
from browsing import Browser, signed_in
from django.db import connection
from django.test.utils import CaptureQueriesContext
from people import CAST, HEAD, Fictional, make_member

from escalation import actions
from escalation.actions.walkthroughs import ChangedError, release, withdraw
from escalation.models import Incident, Outcome, Outlet, Walkthrough
from escalation.walking import moments_of, screen_of
from escalation.walkthroughs import Draft, calls_to_walk
from rota.models import Role, Team

SATURDAY = datetime(2026, 11, 21, 2, 10)
PATH = "/t/edition/walk-throughs/"
NAMES = [word for one in CAST for word in one.name.split()]


@pytest.fixture
def taken(world, clock, cabinet) -> Incident:
    """At night; Camille cannot, Malik takes it."""
    world.on_duty("camille", backup="malik")
    clock.set(SATURDAY)
    clock.tick()
    call = world.trigger(
        title="Fumées, rappeler Mme Durand",
        caller=cabinet,
        facts="Vu par Hugo Petit, 06 39 98 01 77, cheviré@ville.example",
        call_back_name="Hugo Petit",
    )
    said = {"incident_id": call.pk, "via": "link"}
    world.phone("camille").expect("CRISE")
    clock.forward(minutes=4)
    actions.pass_on(**said, by=world.person("camille"), at=clock.now)
    clock.forward(minutes=1)
    world.phone("malik").expect("CRISE")
    actions.take(**said, by=world.person("malik"), at=clock.now)
    return call


@pytest.fixture
def closed(taken, world, clock) -> Incident:
    """He waits, then publishes, and closes."""
    mine = {"incident_id": taken.pk, "by": world.person("malik")}
    note = "Camille rappelle le Cabinet ; voir https://x.example/1"
    now = clock.now + timedelta(minutes=3)
    actions.add_note(**mine, text=note, at=now)
    actions.tick(**mine, key="crisis-0", done=True, at=now)
    wait = now + timedelta(minutes=20)
    actions.decide_about(**mine, decision="hold", hold_until=wait, at=now)
    now += timedelta(minutes=10)
    actions.decide_about(**mine, decision="publish", reason="Traoré l’a vu", at=now)
    site = list(Outlet.objects.filter(name="Site"))
    link = "https://ville.example/1"
    actions.add_post(**mine, outlets=site, variant="first", link=link, at=now)
    clock.now = now + timedelta(minutes=30)
    closing = {"outcome": Outcome.PUBLISHED, "note": "Vu avec Odile"}
    actions.close(**mine, **closing, at=clock.now)
    taken.refresh_from_db()
    return taken


@pytest.fixture
def released(closed, world, clock) -> Walkthrough:
    return let_go(closed, world, clock)


def let_go(call, world, clock, words=()) -> Walkthrough:
    seen = Draft(call, words).digest
    by = world.person("odile")
    return release(incident_id=call.pk, words=words, seen=seen, by=by, at=clock.now)


def kinds(content) -> list[str]:
    return [one.kind for one in moments_of(content)]


def test_story_is_told_step_by_step_with_its_questions(closed):
    content = Draft(closed).content

    assert kinds(content) == [
        *("raised", "paged", "question", "passed", "paged", "question", "taken"),
        *("noted", "ticked", "question", "decided", "question", "decided"),
        *("posted", "closed"),
    ]
    steps = moments_of(content)
    assert [one.step["who"] for one in steps[:5]] == [
        ["caller"],
        *(["on_call"], ["on_call"], ["on_call"]),
        ["backup"],
    ]
    assert [one.minutes for one in steps if one.kind == "decided"] == [8, 18]
    assert steps[10].waits == 20
    assert (steps[-1].step["outcome"], steps[-1].minutes) == ("published", 48)


def test_nobody_can_be_told_from_what_is_kept(closed):
    kept = json.dumps(Draft(closed).content, ensure_ascii=False)

    for word in (*NAMES, "Durand", "Hugo", "Petit", "ville.example", "Cabinet", "http"):
        assert word not in kept, word
    assert closed.code not in kept
    assert "2026" not in kept
    assert "0177" not in kept.replace(" ", "")


def test_call_that_was_only_closed_asks_what_to_decide_before_its_end(
    world, clock, caller
):
    world.on_duty("camille", backup="malik")
    clock.set(SATURDAY)
    call = world.raise_only("user_info", "Parc fermé", caller=caller)
    said = {"incident_id": call.pk, "by": world.person("camille"), "at": clock.now}
    actions.take(**said, via="link")
    actions.close(**said, outcome=Outcome.NOT_PUBLISHED)
    call.refresh_from_db()

    steps = moments_of(Draft(call).content)

    assert [one.kind for one in steps[-2:]] == ["question", "closed"]
    assert steps[-1].step["decision"] == "not"


def test_raised_to_a_crisis_changes_the_procedure_from_then_on(world, clock, caller):
    world.on_duty("camille", backup="malik")
    clock.set(SATURDAY)
    call = world.raise_only("user_info", "Parc fermé", caller=caller)
    said = {"incident_id": call.pk, "by": world.person("camille"), "at": clock.now}
    actions.take(**said, via="link")
    actions.tick(**said, key="user_info-0", done=True)
    actions.raise_to_crisis(**said)
    actions.close(**said, outcome=Outcome.PUBLISHED)
    call.refresh_from_db()

    content = Draft(call).content

    assert content["case"] == "user_info"
    steps = kinds(content)
    before = screen_of(content, str(steps.index("ticked")), "")
    after = screen_of(content, str(steps.index("raised_to_crisis")), "")
    first = before.procedure[0]
    assert first.is_done
    assert first.html not in [one.html for one in after.procedure]
    assert len(after.procedure) > 10


def test_words_of_the_lead_go_too(closed):
    kept = json.dumps(Draft(closed, ["Fumées"]).content)

    assert "Fum" not in kept
    assert "words" in kept


def test_only_what_was_read_is_released(closed, world, clock):
    odile, seen = world.person("odile"), Draft(closed).digest
    said = {"incident_id": closed.pk, "by": odile, "at": clock.now}

    with pytest.raises(ChangedError):
        release(**said, words=["Fumées"], seen=seen)
    actions.add_note(**said, text="Rappeler demain")
    with pytest.raises(ChangedError):
        release(**said, words=[], seen=seen)

    assert not Walkthrough.objects.exists()


def test_second_one_takes_the_place_of_the_first(released, closed, world, clock):
    again = let_go(closed, world, clock, ["Fumées"])

    standing = Walkthrough.objects.filter(withdrawn_at=None)
    assert list(standing) == [again]
    assert not withdraw(walkthrough_id=released.pk, by=again.released_by, at=clock.now)


def test_open_calls_and_mistakes_are_not_offered(world, clock, caller):
    world.on_duty("camille", backup="malik")
    call = world.raise_only("user_info", "Parc fermé", caller=caller)
    assert not calls_to_walk(world.team).exists()

    actions.close(incident_id=call.pk, outcome=Outcome.STOPPED, by=None, at=clock.now)

    assert not calls_to_walk(world.team).exists()
    with pytest.raises(ChangedError):
        let_go(call, world, clock)


def test_it_outlives_the_call(released, closed, reader_client):
    before = Browser(reader_client).open(f"{PATH}{released.pk}/?step=12").text
    for page in closed.pages.all():
        page.events.all()._raw_delete("default")
    closed.log.all()._raw_delete("default")
    closed.delete()

    after = Browser(reader_client).open(f"{PATH}{released.pk}/?step=12").text

    assert after == before
    assert Walkthrough.objects.get().incident is None


def test_lead_reads_both_sides_leaves_out_more_and_releases(closed, lead_client):
    page = Browser(lead_client).open(f"/t/edition/alerts/{closed.code}/")
    page.follow("Make a walk-through")
    page.sees("Camille R.", "Hugo Petit, 06 39 98 01 77", "The backup takes it.")
    page.sees("[on-call person] rappelle le [calling service] ; voir [link]")
    assert "Fumées" in [box.value for box in boxes(page)]

    page.press("Show it without them", ticked=["Fumées"], more="rappeler")
    page.sees("[…] , […] Mme [a person]")
    assert [box.value for box in boxes(page) if box.chosen] == ["Fumées"]
    page.press("Release it")

    page.sees("Released: everybody in the team can play it.", "Odile P.")
    assert "Fum" not in json.dumps(Walkthrough.objects.get().content)


def boxes(page):
    return [c for form in page.forms for c in form.controls if c.name == "ticked"]


def test_ticked_and_released_in_one_go_is_shown_once_more(closed, lead_client):
    page = Browser(lead_client).open(f"/t/edition/alerts/{closed.code}/walk-through/")

    page.press("Release it", more="Fumées")
    page.sees("That is not what you read")
    assert not Walkthrough.objects.exists()

    page.press("Release it")
    assert Walkthrough.objects.get().withdrawn_at is None


def test_newcomer_plays_it_forward_and_back(released, reader_client):
    page = Browser(reader_client).open(PATH)
    page.follow("Play it").sees(
        "step 1 of 15", "Crisis raised by the service that called"
    )
    assert "Back" not in [link.text for link in page.links]

    page.follow("Next").follow("Next")
    page.sees("Would you take it?", "I can't: call the next person")
    page.follow("I take it")
    page.sees(
        "The on-call person cannot: passed on.",
        "You said: I take it . What was done: I can't: call the next person",
    )
    page.follow("Back").follow("Show what was done")
    assert "You said" not in page.text
    page.open(f"{PATH}{released.pk}/?step=14").sees("Closed: published.")
    page.follow("From the beginning").sees("step 1 of 15")


def test_newcomer_is_asked_what_she_would_decide(released, reader_client):
    page = Browser(reader_client).open(f"{PATH}{released.pk}/?step=9")

    page.sees("What would you decide?", "Publish", "Outside the two cases")
    page.follow("Do not publish")

    page.sees("The backup decides: wait until… (20 minutes)")
    page.sees("You said: do not publish . What was done: wait until…")


def test_clock_tells_who_was_asked_by_part(released, reader_client):
    page = Browser(reader_client).open(f"{PATH}{released.pk}/?step=8")

    page.sees("The clock 0 min the call 0 min the on-call person (SMS", "4 min cannot")


def test_procedure_shows_what_was_done_by_then(released, reader_client):
    before = Browser(reader_client).open(f"{PATH}{released.pk}/?step=7")
    after = Browser(reader_client).open(f"{PATH}{released.pk}/?step=8")

    assert "(done)" not in before.text
    after.sees("(done)")


@pytest.mark.parametrize("step", ["-1", "99", "x", "", "٣", "1" * 40])
def test_steps_that_are_none_show_one_that_is(step, released, reader_client):
    page = Browser(reader_client).open(f"{PATH}{released.pk}/?step={step}&said=nobody")

    page.sees("of 15")


def test_french(released, reader_client):
    page = Browser(reader_client, "fr").open(f"{PATH}{released.pk}/?step=6")

    page.sees("Le renfort prend l’appel", "étape 7 sur 15")


def test_withdrawn_is_seen_by_nobody(released, lead_client, reader_client):
    Browser(lead_client).open(PATH).press("Withdraw").sees("nobody sees it any more")

    assert Browser(reader_client).open(f"{PATH}{released.pk}/").status == 404
    Browser(reader_client).open(PATH).sees("No walk-through yet.")


def test_readers_are_shown_no_name(released, reader_client):
    pages = [
        Browser(reader_client).open(f"{PATH}{released.pk}/?step={n}") for n in range(15)
    ]

    main = " ".join(
        page.html.split("<main", 1)[1].split("</main>")[0] for page in pages
    )
    assert not [
        word for word in (*NAMES, "Durand", closed_code(released)) if word in main
    ]


def closed_code(walk) -> str:
    return walk.incident.code


def test_other_teams_and_other_calls_are_not_found(released, closed, clock):
    other = Team.objects.create(name="Voirie", slug="voirie")
    nadia = Fictional("nadia", "Nadia Fortin", HEAD, role=Role.LEAD)
    make_member(other, nadia, at=clock.now)
    page = Browser(signed_in(nadia.email))

    for path in (
        f"{PATH}{released.pk}/",
        f"/t/voirie/walk-throughs/{released.pk}/",
        f"/t/voirie/alerts/{closed.code}/walk-through/",
    ):
        assert page.open(path).status == 404
    assert (
        page.client.post(f"/t/voirie/walk-throughs/{released.pk}/withdraw/").status_code
        == 404
    )


def test_agents_find_it_from_the_call_and_make_none(released, closed, agent_client):
    page = Browser(agent_client).open(f"/t/edition/alerts/{closed.code}/")

    assert "Make a walk-through" not in page.text
    page.follow("Play it as a walk-through").sees("step 1 of 15")


def test_list_asks_as_much_of_many_as_of_one(
    released, lead_client, django_assert_num_queries
):
    lead_client.get(PATH)
    with CaptureQueriesContext(connection) as asked:
        lead_client.get(PATH)
    rows = [
        Walkthrough(
            team=released.team,
            content=released.content,
            released_at=released.released_at,
            released_by=released.released_by,
        )
        for _ in range(20)
    ]
    Walkthrough.objects.bulk_create(rows)

    with django_assert_num_queries(len(asked)):
        assert lead_client.get(PATH).status_code == 200
