"""What is known of one's own calendars, as their page shows it."""

from dataclasses import dataclass
from datetime import datetime

from rota.core.absences import Stretch
from rota.days.wording import days_text
from rota.models import AbsenceCalendar, Membership

MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """One calendar, and the coming days found in it: the first ones in words, and
    how many stretches there are in all."""

    calendar: AbsenceCalendar
    days: list[str]
    found: int

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.found - len(self.days)


def own_calendars(member: Membership, at: datetime) -> list[OwnCalendar]:
    """Hers, the oldest first, whatever team she was in when she gave them."""
    today = at.astimezone(member.team.zone).date()
    mine = member.person.absence_calendars.order_by("created_at", "pk")
    shown = []
    for calendar in mine.prefetch_related("absences"):
        coming = sorted(
            Stretch(row.first_on, row.last_on, row.kind)
            for row in calendar.absences.all()
            if row.last_on >= today
        )
        words = [days_text(one.first, one.last, today) for one in coming[:MOST_SHOWN]]
        shown.append(OwnCalendar(calendar, words, len(coming)))
    return shown
