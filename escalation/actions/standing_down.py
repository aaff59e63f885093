"""What ends with a call, whoever or whatever closes it."""

from datetime import datetime

from escalation.actions.crisis_news import tell_crisis
from escalation.actions.debriefing import owe_debrief
from escalation.actions.ladder import write
from escalation.actions.timers import end_timers
from escalation.involved import took_part
from escalation.models import Case, Incident, Outcome, PageState, Purpose, Watch
from rota.models import Person


def end_watches(*, incident: Incident, at: datetime) -> None:
    """Nothing of it outlives the call; in the transaction that closes it."""
    standing = Watch.objects.filter(incident=incident, ended_at=None)
    for kind in list(standing.values_list("kind", flat=True)):
        write(incident, "watch_off", at, watch=kind)
    standing.update(ended_at=at)


def stand_down(*, incident: Incident, by: Person | None, at: datetime) -> None:
    """A crisis that was just closed: nobody waits for anything any more, and everybody
    who took part hears that it is over, but for who closed it. A real one is debriefed.

    In the transaction that closes it. An exercise that gives way to a real call has
    words of its own (actions/exercises.py).
    """
    end_timers(incident)
    if incident.case != Case.CRISIS or incident.outcome == Outcome.INTERRUPTED:
        return
    # what has not left would come after “it is over”
    incident.pages.filter(state=PageState.PLANNED, purpose=Purpose.NEWS).update(
        state=PageState.CANCELLED, ended_at=at
    )
    debrief = owe_debrief(incident=incident, at=at)
    day = debrief.due_on if debrief else None
    told = [person for person in took_part(incident) if person != by]
    for person in told:
        key = f"over:{incident.pk}:{person.pk}"
        tell_crisis(
            incident, person, "over" if day else "over_only", at, key=key, day=day
        )
    if told:
        write(incident, "stood_down", at, count=len(told))
