"""What ends with a call, whoever or whatever closes it, and with a crisis."""

from datetime import datetime

from escalation.actions.cell import end_cell
from escalation.actions.ladder import write
from escalation.models import Incident, Watch


def end_with(*, incident: Incident, at: datetime) -> None:
    """Nothing of it outlives the call, nor the crisis; in the transaction that closes
    it, or says that it is none any more."""
    end_watches(incident=incident, at=at)
    end_cell(incident=incident, at=at)


def end_watches(*, incident: Incident, at: datetime) -> None:
    """Nobody moderates or monitors any more."""
    standing = Watch.objects.filter(incident=incident, ended_at=None)
    for kind in list(standing.values_list("kind", flat=True)):
        write(incident, "watch_off", at, watch=kind)
    standing.update(ended_at=at)
