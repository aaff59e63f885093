"""A team that is on call at any hour of the week, for a program that is seen from
outside: `manage.py shell -c "import standby; …"`."""

from datetime import datetime, timedelta
from uuid import uuid4

from people import CABINET_PHONE, make_caller, make_team

from escalation import actions
from escalation.models import Incident, Target
from escalation.permissions import CALLER_LINK
from rota.links import make_token
from rota.models import Period, Seat, Shift, Team

CASE = "crisis"
UNANSWERED = "Personne ne repond"  # as it stands in a text


def make_watch(at: datetime) -> str:
    """The team of eight; Camille is on call for two days, Malik is her backup,
    Odile leads. Returns the path of a caller's page."""
    team = make_team(at)
    team.periods.all().delete()
    period = Period.objects.create(
        team=team,
        starts_at=at - timedelta(days=1),
        ends_at=at + timedelta(days=2),
        kind="weekend",
        published_at=at,
    )
    for seat, key in ((Seat.ON_CALL, "camille"), (Seat.BACKUP, "malik")):
        Shift.objects.create(
            period=period,
            seat=seat,
            membership=team.memberships.get(person__email=f"{key}@ville.example"),
            starts_at=period.starts_at,
            ends_at=period.ends_at,
            uid=uuid4(),
            changed_at=at,
        )
    caller = make_caller(team, "Cabinet", CABINET_PHONE)
    return f"/call/{make_token(CALLER_LINK, caller.pk, caller.version)}"


def plan_climbs(number: int, every: float, at: datetime) -> None:
    """Calls that nobody will take: their ladder has a rung every so many seconds,
    from `at` on."""
    targets = [Target.ON_CALL, Target.BACKUP, Target.LEAD]
    steps = [
        {"after": n * every, "target": str(target), "ways": "sms"}
        for n, target in enumerate(targets)
    ]
    Incident.objects.bulk_create(
        Incident(
            team=Team.objects.get(),
            code=f"CL{n:03}",
            case=CASE,
            title=UNANSWERED,
            request_key=uuid4(),
            raised_at=at,
            ladder={"steps": steps, "again_after": every, "untouched_after": 0},
            due_at=at + timedelta(seconds=every * n / number),
        )
        for n in range(number)
    )


def stop_climbs(at: datetime) -> None:
    """Closes the calls that nobody took."""
    for incident in Incident.objects.filter(title=UNANSWERED):
        actions.close(incident_id=incident.pk, outcome="stopped", by=None, at=at)
