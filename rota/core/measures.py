"""What each person did, measured in several ways, each beside a fair share.

A fair share of anything is divided like points: among those who owed the seat, pro
rata of their working time (ROTA.md §4). Amounts are whole thousandths.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rota.core.balance import MILLI
from rota.core.plan import Agenda, Slot
from rota.core.weights import BACKUP

LOAD, WEEKENDS, BACKUPS, HOLIDAYS, HOURS = MEASURES = (
    "load",
    "weekends",
    "backups",
    "holidays",
    "hours",
)
HOUR = 3600


@dataclass(slots=True)
class Share:
    """One person: what she did before the months looked at, what she holds in them,
    and what would have been fair of both together, in thousandths."""

    before: int = 0
    now: int = 0
    fair: int = 0

    @property
    def total(self) -> int:
        """Before and now."""
        return self.before + self.now


def amount(measure: str, slot: Slot, seat: str) -> int:
    """What holding this seat adds, in thousandths of a point, a period or an hour."""
    if measure == LOAD:
        return slot.points(seat) * MILLI
    if (seat == BACKUP) != (measure == BACKUPS):
        return 0
    if measure == HOURS:
        return _length(slot)
    return 0 if measure == HOLIDAYS and not slot.holidays else MILLI


def shares(
    agenda: Agenda, measure: str, before: Collection[Slot], now: Collection[Slot]
) -> dict[int, Share]:
    """The shares of every member; empty seats count for nobody."""
    found = {pk: Share() for pk in agenda.members}
    for slots, is_now in ((before, False), (now, True)):
        for slot in slots:
            for seat in agenda.plan.rules.seats:
                holder = agenda.held.get((slot.pk, seat))
                whole = amount(measure, slot, seat)
                if holder is None or not whole:
                    continue
                found[holder].now += whole * is_now
                found[holder].before += whole * (not is_now)
                for pk, part in _divide(agenda, slot, seat, whole).items():
                    found[pk].fair += part
    return found


def spread_out(
    totals: Mapping[int, int], like: Mapping[int, Share]
) -> dict[int, Share]:
    """Shares of something counted elsewhere, in whole units by member: what is fair of
    it follows what was fair of `like`."""
    whole, fair = sum(totals.values()) * MILLI, sum(one.fair for one in like.values())
    return {
        pk: Share(
            before=totals.get(pk, 0) * MILLI,
            fair=whole * one.fair // fair if fair else 0,
        )
        for pk, one in like.items()
    }


def _divide(agenda: Agenda, slot: Slot, seat: str, whole: int) -> dict[int, int]:
    plan = agenda.plan
    counted = [member for member in plan.members if plan.owes(member, slot, seat)]
    total = sum(member.share for member in counted)
    return {member.pk: whole * member.share // total for member in counted}


def _length(slot: Slot) -> int:
    """Elapsed hours, in thousandths: 62, or 61 and 63 when clocks change."""
    seconds = round((slot.ends_at - slot.starts_at).total_seconds())
    return seconds * MILLI // HOUR
