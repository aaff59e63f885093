"""What ends with a call, whoever or whatever closes it, and with a crisis."""

from datetime import datetime

from escalation.actions.ladder import write
from escalation.models import Incident, Watch
from rota.models import Person


def end_crisis(*, incident: Incident, by: Person, at: datetime) -> None:
    """What only a crisis switches on goes off: the call is user information again, by
    word of `by`; in the transaction that says so."""
    end_watches(incident=incident, at=at)


def end_watches(*, incident: Incident, at: datetime) -> None:
    """Nothing of it outlives the call; in the transaction that closes it."""
    standing = Watch.objects.filter(incident=incident, ended_at=None)
    for kind in list(standing.values_list("kind", flat=True)):
        write(incident, "watch_off", at, watch=kind)
    standing.update(ended_at=at)
