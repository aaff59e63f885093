"""The ladder of a team for each case: the lead's own, else the default.

Defaults are read, not stored: a row appears when the lead saves one
(escalation/actions/policies.py), so looking at a ladder never writes.
"""

from dataclasses import dataclass
from typing import Any

from escalation.models import Case, Policy, Target, Ways
from rota.models import Team


@dataclass(frozen=True, slots=True)
class Rung:
    """Whom to call, so many minutes after the call was made, and how."""

    after: int
    target: str  # a Target
    ways: str = Ways.SMS


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs in order, then round again `again_after` minutes after the last.

    Whoever took it and does nothing for `untouched_after` minutes is asked what
    becomes of it (0: never)."""

    steps: tuple[Rung, ...]
    again_after: int
    untouched_after: int = 60
    is_default: bool = False


# DESIGN.md §5. Answer windows are for the ladder, not a duty imposed on people.
DEFAULTS: dict[str, Ladder] = {
    Case.CRISIS: Ladder(
        (
            Rung(0, Target.ON_CALL, Ways.BOTH),
            Rung(5, Target.ON_CALL, Ways.BOTH),
            Rung(10, Target.BACKUP, Ways.BOTH),
            Rung(15, Target.LEAD, Ways.BOTH),
        ),
        again_after=5,
        is_default=True,
    ),
    Case.USER_INFO: Ladder(
        (
            Rung(0, Target.ON_CALL),
            Rung(10, Target.ON_CALL, Ways.CALL),
            Rung(15, Target.BACKUP),
            Rung(30, Target.LEAD),
        ),
        again_after=10,
        is_default=True,
    ),
}


def policy_of(team: Team, case: str) -> Ladder:
    """The ladder in force for this case, in minutes."""
    policy = (
        Policy.objects.filter(team=team, case=case).prefetch_related("steps").first()
    )
    if policy is None:
        return DEFAULTS[case]
    steps = tuple(
        Rung(step.after, step.target, step.ways) for step in policy.steps.all()
    )
    if not steps:  # a ladder without rungs would call nobody
        return DEFAULTS[case]
    return Ladder(steps, policy.again_after, policy.untouched_after)


def ladder_of(team: Team, case: str) -> dict[str, Any]:
    """The ladder as copied into an incident, in seconds:
    {"steps": [{"after": …, "target": …, "ways": …}], "again_after": …,
    "untouched_after": …}."""
    ladder = policy_of(team, case)
    return {
        "steps": [
            {
                "after": rung.after * 60,
                "target": str(rung.target),
                "ways": str(rung.ways),
            }
            for rung in ladder.steps
        ],
        "again_after": ladder.again_after * 60,
        "untouched_after": ladder.untouched_after * 60,
    }
