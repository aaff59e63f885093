"""A crowd in distress: many teams of one, each with a call at the same instant.

For a process that has Django: `manage.py shell -c "from crowd import …"`.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from escalation import actions, health
from escalation.actions.policies import save_ladder
from escalation.models import Caller, Drill, Incident, Page, Target
from escalation.permissions import CALLER_LINK
from escalation.policies import Rung, ladder_of
from escalation.sending import OPEN, hand_over
from rota.links import make_token
from rota.models import Membership, Period, Person, Role, Seat, Shift, Team
from rota.queue import wake_at

CASE = "crisis"
FIRST_PHONE = 33639980000


def make_crowd(size: int, at: datetime) -> None:
    """Teams of one, who is on call for some days and called once in two hours."""
    for number in range(size):
        team = Team.objects.create(name=f"Ville {number}", slug=f"ville-{number}")
        person = Person.objects.create(
            email=f"{number}@ville.example",
            name=f"Numéro {number}",
            phone=f"+{FIRST_PHONE + number}",
            created_at=at,
        )
        member = Membership.objects.create(
            team=team,
            person=person,
            role=Role.LEAD,
            from_on=at.date() - timedelta(days=1),
        )
        put_on_call(member, at)
        save_ladder(
            team=team,
            case=CASE,
            steps=[Rung(0, Target.ON_CALL)],
            again_after=120,
            by=None,
            at=at,
        )


def put_on_call(member: Membership, at: datetime) -> None:
    """For four days."""
    days = {"starts_at": at - timedelta(days=2), "ends_at": at + timedelta(days=2)}
    period = Period.objects.create(
        team=member.team, kind="weekend", published_at=at, **days
    )
    Shift.objects.create(
        period=period,
        seat=Seat.ON_CALL,
        membership=member,
        uid=uuid4(),
        changed_at=at,
        **days,
    )


def link_of_a_caller() -> str:
    """The path of a new caller's page."""
    caller = Caller.objects.create(team=Team.objects.first(), name="Cabinet")
    token = make_token(CALLER_LINK, caller.pk, caller.version)
    return reverse("caller", args=[token])


def plan_calls(
    due_at: datetime, every: timedelta = timedelta(), size: int | None = None
) -> None:
    """So many calls (one per team unless said), whose next step is due then, each
    `every` after the one before; the queue is to wake for each. `raised_at` keeps
    what `due_at` was."""
    teams = list(Team.objects.all())
    ladder = ladder_of(teams[0], CASE)
    first = Incident.objects.count()
    planned = [
        Incident(
            team=teams[number % len(teams)],
            code=f"P{first + number}",
            case=CASE,
            title="Échéance",
            request_key=uuid4(),
            raised_at=due_at + number * every,
            ladder=ladder,
            due_at=due_at + number * every,
        )
        for number in range(len(teams) if size is None else size)
    ]
    with transaction.atomic():
        for incident in Incident.objects.bulk_create(planned):
            wake_at("escalation.tasks.sweep", incident.due_at)


def plan_drills(due_at: datetime) -> None:
    """One drill each, due at that very instant."""
    Drill.objects.bulk_create(
        Drill(
            team=team,
            request_key=uuid4(),
            case=CASE,
            title="Exercice",
            planned_for=due_at,
            due_at=due_at,
            made_at=due_at,
        )
        for team in Team.objects.all()
    )


def queue_lives(at: datetime) -> None:
    """Signs of life of a queue that nobody runs, for the next ten minutes."""
    for tens in range(60):
        health.beat("queue", f"cluster-{tens}", at + timedelta(seconds=10 * tens))


def raise_calls(at: datetime, threads: int = 8) -> None:
    """One call each, raised side by side as web requests do; nothing is sent."""

    def raise_and_leave(team: Team) -> None:
        raise_one(team, at)
        connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(raise_and_leave, Team.objects.all()))


def raise_one(team: Team, at: datetime) -> Incident:
    """Commits a call with its first page."""
    return actions.trigger(
        team=team,
        case=CASE,
        title="Appel",
        request_key=uuid4(),
        by=None,
        at=at,
    )


def call_out(threads: int) -> None:
    """One call each, raised and handed over by this process, all wanted at the same
    instant. Prints that instant (Unix time)."""

    def call(team: Team) -> None:
        at = timezone.now()
        hand_over(raise_one(team, at).pk, at, timezone.now)

    teams = list(Team.objects.all())
    with ThreadPoolExecutor(threads) as pool:
        # what a process does once is done: its threads, their connections
        list(pool.map(call, teams[:threads]))
        while Page.objects.filter(state__in=OPEN).exists():  # a dispatcher has some
            time.sleep(0.1)
        print(time.time())
        list(pool.map(call, teams))
