"""What a duty weighs, in points: ten is one ordinary weekend on call.

The defaults of ROTA.md §2. A night before Christmas is not an ordinary night:
whatever period holds Christmas Day or New Year's Day weighs twice, also when it
falls in the middle of a week.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

ON_CALL = "on_call"
BACKUP = "backup"
SEATS = (ON_CALL, BACKUP)

# month and day: Christmas, New Year
FEASTS = frozenset({(12, 25), (1, 1)})
FEAST = "feast"


@dataclass(frozen=True, slots=True)
class Weights:
    """A team's points by kind of period (`Period.kind`, or FEAST): on call, backup."""

    weekend: tuple[int, int] = (10, 4)
    long_weekend: tuple[int, int] = (14, 6)
    holiday: tuple[int, int] = (7, 3)
    feast: tuple[int, int] = (20, 8)

    def of(self, kind: str, holidays: Collection[date], seat: str) -> int:
        """The points of one seat in a period of that kind."""
        pair: tuple[int, int] = getattr(self, FEAST if is_feast(holidays) else kind)
        return pair[SEATS.index(seat)]


USUAL = Weights()
WEEKEND = USUAL.weekend[0]  # what a reader is told balances in


def is_feast(holidays: Collection[date]) -> bool:
    """True when Christmas Day or New Year's Day is among them."""
    return any((day.month, day.day) in FEASTS for day in holidays)
