"""A lead releases what newcomers may see of a closed call, and withdraws it again."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from escalation.actions.ladder import lock
from escalation.models import Walkthrough
from escalation.walkthroughs import Draft, may_be_walked
from rota.models import Person


class ChangedError(Exception):
    """What would be released is not what its lead has read: the call has a new line,
    or somebody a new name."""


@transaction.atomic
def release(
    *, incident_id: int, words: Collection[str], seen: str, by: Person, at: datetime
) -> Walkthrough:
    """Freezes a call without names and without `words`, in the place of the one
    before. `seen`: the digest of the draft that was read. Raises ChangedError for
    another, and for a call that may not be walked through."""
    incident = lock(incident_id)
    draft = Draft(incident, words)
    if not may_be_walked(incident) or draft.digest != seen:
        raise ChangedError
    _end(incident.walkthroughs.filter(withdrawn_at=None), by, at)
    return Walkthrough.objects.create(
        team=incident.team,
        incident=incident,
        content=draft.content,
        released_at=at,
        released_by=by,
    )


@transaction.atomic
def withdraw(*, walkthrough_id: int, by: Person, at: datetime) -> bool:
    """Nobody sees it any more; False for one that nobody saw already."""
    rows = Walkthrough.objects.filter(pk=walkthrough_id, withdrawn_at=None)
    return bool(_end(rows, by, at))


def _end(rows: QuerySet[Walkthrough], by: Person, at: datetime) -> int:
    return rows.update(withdrawn_at=at, withdrawn_by=by)
