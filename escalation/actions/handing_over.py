"""Monday's handover: what the agent writes, and sending it to the team."""

from datetime import datetime

from django.db import transaction

from escalation.actions.ladder import tell
from escalation.models import Handover, HandoverNote
from rota.models import Membership, Period, Person, Role

KIND = "handover"


class OvertakenError(Exception):
    """Somebody else wrote or sent since the page was shown."""

    def __init__(self, person: Person | None, when: datetime | None) -> None:
        super().__init__()
        self.person, self.when = person, when


@transaction.atomic
def write_note(
    *,
    period: Period,
    text: str,
    comments: str,
    seen: int,
    by: Person,
    at: datetime,
) -> HandoverNote | None:
    """Adds a version of the note, as typed; none when nothing changed.

    `seen`: how many versions the page showed. Raises OvertakenError when there are
    more: hers would hide one that she has not read.
    """
    row = _locked(period)
    notes = list(row.notes.select_related("by"))
    last = notes[-1] if notes else None
    if (last.text, last.comments) == (text, comments) if last else not text + comments:
        return last
    if last and len(notes) != seen:
        raise OvertakenError(last.by, last.at)
    return HandoverNote.objects.create(
        handover=row, text=text, comments=comments, by=by, at=at
    )


@transaction.atomic
def send_handover(*, period: Period, seen: int, by: Person, at: datetime) -> int:
    """Sends the page to everybody who may be called, by e-mail; returns to how many.

    `seen`: how often it was sent, as the page knew. Raises OvertakenError when
    somebody sent it since: two clicks are one letter.
    """
    row = _locked(period)
    if row.times_sent != seen:
        raise OvertakenError(row.sent_by, row.sent_at)
    row.times_sent, row.sent_at, row.sent_by = seen + 1, at, by
    row.save(update_fields=["times_sent", "sent_at", "sent_by"])
    readers = _team_of(period, at)
    for member in readers:
        tell(member.person, period.team, KIND, at, period=period.pk, by=by.pk)
    return len(readers)


def _locked(period: Period) -> Handover:
    """The row of a period, made when nobody needed it before."""
    row, _ = Handover.objects.get_or_create(
        period=period, defaults={"team": period.team}
    )
    return Handover.objects.select_for_update().get(pk=row.pk)


def _team_of(period: Period, at: datetime) -> list[Membership]:
    """Leads and agents of that day; readers see no incidents."""
    today = at.astimezone(period.team.zone).date()
    members = period.team.memberships.exclude(role=Role.READER).select_related("person")
    return [one for one in members if one.is_in_team(today) and one.person.is_active]
