"""Saving a team's own ladder. Open incidents keep the copy they were raised with."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from escalation.models import Policy, Step
from escalation.policies import Rung
from rota.models import Person, Team


@transaction.atomic
def save_ladder(
    *,
    team: Team,
    case: str,
    steps: Sequence[Rung],
    again_after: int,
    untouched_after: int = 60,
    by: Person | None,
    at: datetime,
) -> None:
    """Replaces the ladder of one case; minutes. The form has checked the rules."""
    policy, _ = Policy.objects.update_or_create(
        team=team,
        case=case,
        defaults={"again_after": again_after, "untouched_after": untouched_after},
    )
    policy.steps.all().delete()
    Step.objects.bulk_create(
        Step(policy=policy, after=rung.after, target=rung.target, ways=rung.ways)
        for rung in steps
    )
