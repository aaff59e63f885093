"""A crowd in distress: many teams of one, each with a call at the same instant.

For a process that has Django: `manage.py shell -c "from crowd import …"`.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import connection

from escalation import actions, health
from escalation.actions.policies import save_ladder
from escalation.models import Drill, Incident, Target
from escalation.policies import Rung, ladder_of
from rota.models import Membership, Person, Role, Team

CASE = "crisis"
FIRST_PHONE = 33639980000


def make_crowd(size: int, at: datetime) -> None:
    """Teams of one lead, who is called once in two hours."""
    for number in range(size):
        team = Team.objects.create(name=f"Ville {number}", slug=f"ville-{number}")
        person = Person.objects.create(
            email=f"{number}@ville.example",
            name=f"Numéro {number}",
            phone=f"+{FIRST_PHONE + number}",
            created_at=at,
        )
        Membership.objects.create(
            team=team,
            person=person,
            role=Role.LEAD,
            from_on=at.date() - timedelta(days=1),
        )
        save_ladder(
            team=team,
            case=CASE,
            steps=[Rung(0, Target.LEAD)],
            again_after=120,
            by=None,
            at=at,
        )


def plan_calls(due_at: datetime) -> None:
    """One call each, whose next step is due at that very instant."""
    Incident.objects.bulk_create(
        Incident(
            team=team,
            code=f"P{team.pk}",
            case=CASE,
            title="Échéance",
            request_key=uuid4(),
            raised_at=due_at,
            ladder=ladder_of(team, CASE),
            due_at=due_at,
        )
        for team in Team.objects.all()
    )


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
    """One call each, raised side by side as web requests do."""

    def raise_one(team: Team) -> None:
        try:
            actions.trigger(
                team=team,
                case=CASE,
                title="Appel",
                request_key=uuid4(),
                by=None,
                at=at,
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(raise_one, Team.objects.all()))
