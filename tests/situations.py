"""A ladder, the people on it, and what must hold whatever happens to a call."""

from datetime import UTC, datetime, timedelta

from escalation.core.machine import (
    Call,
    Ladder,
    Log,
    Offered,
    Rung,
    Situation,
    StepDue,
    Taken,
    Tell,
    decide,
)

START = datetime(2026, 11, 28, 21, 10, tzinfo=UTC)
LADDER = Ladder(
    (Rung(0, "on_call"), Rung(300, "on_call"), Rung(600, "backup"), Rung(900, "lead")),
    again_after=300,
    untouched_after=3600,
)
CAMILLE, MALIK, LENA, FALLBACK = 1, 2, 3, 4
PEOPLE = {"on_call": (CAMILLE,), "backup": (MALIK,), "lead": (LENA,)}
PEOPLE |= {"fallback": (FALLBACK,)}


def raised(**changes):
    return Situation("triggered", LADDER, due_at=START, **changes)


def called(effects):
    return [person for e in effects if isinstance(e, Call) for person in e.people]


def kinds(effects):
    return [e.kind for e in effects if isinstance(e, Log)]


def climb(situation, people=PEOPLE, steps=1):
    everyone = []
    for _ in range(steps):
        situation, effects = decide(situation, StepDue(people), situation.due_at)
        everyone += called(effects)
    return situation, everyone


def keeps_its_promises(before, event, after, effects, at):
    assert (after.state == "triggered") <= (after.due_at is not None)
    assert (after.state == "resolved") <= (after.due_at is None)
    assert (after.handing_to is not None) <= (after.state == "acknowledged")
    assert after.handing_to is None or after.handing_to != after.owner
    assert (after.state == "acknowledged") <= (after.owner is not None)
    if before.state == "resolved":
        assert after == before
        assert not effects
    if before.state == "acknowledged" == after.state and after.owner != before.owner:
        assert isinstance(event, Taken)
        assert event.over or event.person == before.handing_to
        assert any(isinstance(e, Tell) and e.person == before.owner for e in effects)
    if after.state != "triggered" and not isinstance(event, Offered):
        assert not called(effects)
    # who has it is never left alone with it for good before the leads were told
    if after.state == "acknowledged" and after.due_at is None:
        assert after.asks == 2
    off = before.unreached if before.step else frozenset()
    if not isinstance(event, Offered):  # she chose him by name
        assert not set(called(effects)) & (before.declined | off)
    may_answer = after.asked - after.declined - after.unreached
    if after.state == "triggered" and after.step and not may_answer:
        assert after.due_at <= at
    named = set()
    if isinstance(event, StepDue):
        named = {p for people in event.people.values() for p in people}
    if isinstance(event, Offered):
        named = {event.to}
    assert set(called(effects)) <= named


def play(situation, events):
    for minutes, event in enumerate(events):
        at = START + timedelta(minutes=37 * minutes)
        after, effects = decide(situation, event, at)
        keeps_its_promises(situation, event, after, effects, at)
        situation = after
