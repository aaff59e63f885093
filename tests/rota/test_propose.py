"""Proposals in the browser: asked for, computed by the queue, looked at, taken."""

from datetime import date, timedelta

import pytest
from browsing import Browser, signed_in
from drafting import give, go
from harness import run_queue
from people import HEAD, Fictional, make_member
from proposing import PROPOSE, asked, page_of

from rota.actions import plan_runs
from rota.actions.periods import extend_periods
from rota.actions.plan_runs import NotReadyError, RotaMovedError, take
from rota.models import Absence, DraftSeat, Membership, PlanRun, Seat

NOVEMBER = {"first": "2026-11", "last": "2026-11"}


@pytest.fixture
def lead(world, lead_client) -> Browser:
    return Browser(lead_client)


@pytest.fixture
def second(world) -> Browser:
    """Nadia, who leads the team too."""
    nadia = Fictional("nadia", "Nadia Fortin", HEAD, role="lead")
    make_member(world.team, nadia, at=world.clock.now)
    return Browser(signed_in(nadia.email))


@pytest.fixture
def computed(world):
    """`computed(may_move=True)`: a proposal for the two weekends of November, ready."""

    def compute(**fields) -> PlanRun:
        run = asked(world, **fields)
        run_queue(world.clock.now)
        run.refresh_from_db()
        return run

    return compute


def typed(browser: Browser) -> dict[str, str]:
    """What the form holds."""
    [form] = [f for f in browser.forms if "moves" in f.names()]
    return {name: form.data()[name][0] for name in ("first", "last", "moves")}


def test_a_proposal_is_asked_for_computed_and_taken(world, lead):
    lead.open("/t/edition/rota/").follow("Propose a fair rota")
    lead.press("Propose", **NOVEMBER)
    lead.sees("A fair rota is being computed", "It waits for its turn.")

    run_queue(world.clock.now)
    lead.reload().sees(
        "A fair rota, November 2026",
        "Every seat has somebody.",
        "No fairer rota exists.",
        "Take it into the draft (4 seats)",
    )
    assert not DraftSeat.objects.exists()

    lead.press("Take it into the draft")
    lead.sees("4 seats are in the draft. Nothing is published yet.")
    drafted = DraftSeat.objects.values_list("period__starts_at__day", flat=True)
    assert sorted(drafted) == [20, 20, 27, 27]


def test_the_form_starts_with_the_first_month_that_has_an_empty_seat(world, lead):
    for period in world.team.periods.filter(starts_at__month__in=(11, 12)):
        give(world, period, "camille")
        give(world, period, "malik", Seat.BACKUP)

    assert typed(lead.open(PROPOSE)) == {
        "first": "2027-01",
        "last": "2027-06",
        "moves": "empty",
    }


def test_months_in_the_wrong_order_are_said_and_nothing_typed_is_lost(world, lead):
    lead.open(PROPOSE).press("Propose", first="2027-03", last="2027-01", moves="move")

    lead.sees("Choose a month that does not come before the first one.")
    chosen = {"first": "2027-03", "last": "2027-01", "moves": "move"}
    assert typed(lead) == chosen
    assert not PlanRun.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"first": "x"}, {"moves": "x"}])
def test_a_forged_question_is_refused_in_words(world, lead_client, sent):
    data = {"first": "2026-11", "last": "2031-01", "moves": "empty"} | sent

    answer = lead_client.post(PROPOSE, data)

    assert answer.status_code == 200
    assert b"errors" in answer.content
    assert not PlanRun.objects.exists()


def test_without_weekends_to_come_the_page_says_what_to_do(world, lead):
    world.team.periods.all().delete()

    lead.open(PROPOSE).sees("Prepare some months on the rota first.")


def test_a_second_lead_sees_the_proposal_of_the_first(world, lead, second):
    lead.open(PROPOSE).press("Propose", **NOVEMBER)
    world.clock.now += timedelta(seconds=2)

    second.open(PROPOSE).sees("Odile P. is having a proposal computed since 09:00.")
    second.press("Propose", first="2027-01", last="2027-02")

    second.sees("Odile P. is having a proposal computed already: here it is.")
    assert PlanRun.objects.count() == 1
    assert second.path == lead.path


def test_every_weekend_says_why(computed, lead):
    lead.open(page_of(computed()))

    lead.sees("Fri 20 Nov", "no duty in the months before", "Share of the load")


def test_public_holidays_are_named(world, computed, lead):
    world.team.periods.all().delete()
    until = world.clock.now.date() + timedelta(days=50)
    extend_periods(team=world.team, until=until, by=None, at=world.clock.now)

    run = computed(first=date(2026, 12, 24), last=date(2026, 12, 31))

    lead.open(page_of(run)).sees("Christmas")


def test_what_is_drafted_stays(world, computed):
    first, second, *_others = world.team.periods.all()
    give(world, first, "tomas")

    run = computed()

    given = plan_runs.given_in(run)
    assert (first.pk, Seat.ON_CALL) not in given
    assert (second.pk, Seat.ON_CALL) in given


def test_somebody_chosen_who_cannot_any_more_is_named(world, computed, lead):
    first = world.team.periods.first()
    give(world, first, "tomas")
    day = first.starts_at.date()
    absent = {"kind": "cannot", "first_on": day, "last_on": day, "at": world.clock.now}
    Absence.objects.create(person=world.person("tomas"), **absent)

    run = computed()

    lead.open(page_of(run))
    lead.sees(
        "Chosen before, and left as it is, but it cannot be published:",
        "Fri 20 Nov: Tomas K. cannot on those days.",
    )
    lead.follow("Go to the seat").sees("Who can take Fri 20 Nov?")
    assert (first.pk, Seat.ON_CALL) not in plan_runs.given_in(run)


def test_only_what_must_moves_of_what_is_published(world, computed, lead):
    take(run=computed(), by=None, at=world.clock.now)
    go(world)
    shift = world.weekend().shifts.get(seat=Seat.ON_CALL)
    leaver = shift.membership
    leaver.until_on = world.clock.now.date()
    leaver.save()

    run = computed(may_move=True)

    lead.open(page_of(run))
    lead.sees(
        "1 published seat changes hands. It cannot be done with fewer.",
        "What is published and would move",
        f"{leaver.person.short_name} loses",
    )
    take(run=run, by=None, at=world.clock.now)
    assert DraftSeat.objects.exclude(membership=leaver).count() == 1


def test_a_published_seat_that_nobody_can_keep_is_emptied_and_said(world, lead):
    """The backup has the trade of the only one left to be on call."""
    period = world.on_duty("malik", "yann")
    world.team.periods.exclude(pk=period.pk).delete()
    today = world.clock.now.date()
    kept = [world.member(key).pk for key in ("camille", "yann")]
    world.team.memberships.exclude(pk__in=kept).update(until_on=today)
    run = asked(world, may_move=True)
    run_queue(world.clock.now)

    lead.open(page_of(run))

    lead.sees("1 seat stays empty.", "2 published seats change hands.")
    assert lead.text.count("loses Fri 20 Nov") == 2
    take(run=run, by=None, at=world.clock.now)
    assert DraftSeat.objects.get(seat=Seat.BACKUP).membership is None
    assert DraftSeat.objects.get(seat=Seat.ON_CALL).membership is not None


def test_nothing_is_taken_when_the_draft_changed_meanwhile(world, computed, lead):
    run = computed()
    lead.open(page_of(run))
    give(world, world.weekend(), "camille")

    lead.press("Take it into the draft")

    lead.sees("The rota has changed since this was computed.")
    assert DraftSeat.objects.count() == 1
    lead.press("Compute it again")
    run_queue(world.clock.now)
    lead.reload().press("Take it into the draft")
    lead.sees("3 seats are in the draft.")
    assert DraftSeat.objects.count() == 4


@pytest.mark.parametrize("change", ["publication", "member", "time"])
def test_nothing_is_taken_when_anything_changed_meanwhile(world, computed, change):
    run = computed()
    match change:
        case "publication":
            world.on_duty("camille")
        case "member":
            Membership.objects.filter(pk=world.member("lena").pk).update(share=50)
        case "time":
            world.clock.now = world.weekend().starts_at

    with pytest.raises(RotaMovedError):
        take(run=run, by=None, at=world.clock.now)


def test_a_telephone_that_changes_is_no_reason_to_compute_again(world, computed):
    run = computed()
    lena = world.person("lena")
    lena.phone = ""
    lena.save()

    assert take(run=run, by=None, at=world.clock.now) == 4


def test_a_proposal_is_taken_once(world, computed, lead):
    run = computed()
    lead.open(page_of(run))
    take(run=run, by=None, at=world.clock.now)

    lead.press("Take it into the draft")

    lead.sees("This proposal is in the draft already.")
    with pytest.raises(NotReadyError):
        take(run=run, by=None, at=world.clock.now)


def test_the_same_rota_has_the_same_proposal(world, computed):
    one, two = computed(), computed()

    assert one.pk != two.pk
    assert one.result == two.result


def test_seats_nobody_can_take_are_named_with_the_rules_and_whom_to_ask(
    world, computed, lead
):
    kept = [world.member(key).pk for key in ("odile", "camille", "yann")]
    world.team.memberships.exclude(pk__in=kept).delete()
    Membership.objects.filter(pk=world.member("odile").pk).update(takes_duties=False)

    lead.open(page_of(computed()))

    lead.sees(
        "2 seats stay empty. No rota that keeps the rules fills more.",
        "2 seats nobody can take",
        "Fri 20 Nov, backup 1 holds the other seat, 1 has the trade of who holds the",
        "You could ask",
        "same trade as",
        "Take it into the draft (2 seats)",
    )


def test_a_proposal_of_another_team_is_not_found(world, computed, lead_client):
    run = computed()
    client = signed_in(
        make_member(
            type(world.team).objects.create(name="Parcs", slug="parcs"),
            Fictional("nadia", "Nadia Fortin", HEAD, role="lead"),
            at=world.clock.now,
        ).person.email
    )

    assert client.get(f"/t/parcs/rota/propose/{run.pk}/").status_code == 404
    assert lead_client.get(page_of(run)).status_code == 200


def test_a_proposal_that_waits_for_its_lead_is_named_until_it_is_taken(
    world, computed, lead
):
    run = computed()
    lead.open(PROPOSE).sees("The proposal of Wed 18 Nov, 09:00 is not in the draft.")
    lead.follow("See it").sees("How good it is")

    take(run=run, by=None, at=world.clock.now)

    assert "is not in the draft" not in lead.open(PROPOSE).text
    lead.open(page_of(run)).sees("This proposal is in the draft already.")
