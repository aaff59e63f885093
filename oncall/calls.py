"""Calls taken, for the rota's load chart: the rota knows nothing of incidents."""

from collections import Counter
from datetime import datetime

from escalation.models import Incident
from rota.models import Team


def calls_taken(team: Team, since: datetime, until: datetime) -> dict[int, int]:
    """How many calls each member took in [since, until), exercises left out, by
    membership; a call that changed hands counts for whoever had it last."""
    taken = Incident.objects.filter(
        team=team,
        exercise=False,
        owner__isnull=False,
        raised_at__gte=since,
        raised_at__lt=until,
    )
    by_person = Counter(taken.values_list("owner", flat=True))
    members = team.memberships.filter(person__in=by_person)
    return {pk: by_person[person] for pk, person in members.values_list("pk", "person")}
