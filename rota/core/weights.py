"""What a duty weighs, in points: ten is one ordinary weekend on call.

The defaults of ROTA.md §2. A night before Christmas is not an ordinary night:
whatever period holds Christmas Day or New Year's Day weighs twice, also when it
falls in the middle of a week.
"""

from collections.abc import Collection
from datetime import date

ON_CALL = "on_call"
BACKUP = "backup"
SEATS = (ON_CALL, BACKUP)

POINTS = {
    "weekend": {ON_CALL: 10, BACKUP: 4},
    "long_weekend": {ON_CALL: 14, BACKUP: 6},
    "holiday": {ON_CALL: 7, BACKUP: 3},
}
MAJOR_FEAST = {ON_CALL: 20, BACKUP: 8}
# month and day: Christmas, New Year
FEASTS = frozenset({(12, 25), (1, 1)})
WEEKEND = POINTS["weekend"][ON_CALL]


def points(kind: str, holidays: Collection[date], seat: str) -> int:
    """The points of one seat in a period of that kind (`Period.kind`)."""
    if any((day.month, day.day) in FEASTS for day in holidays):
        return MAJOR_FEAST[seat]
    return POINTS[kind][seat]
