"""Whole months, as the pages of the rota turn: “2027-03” and what follows."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

KEY = re.compile(r"(\d{4})-(\d{2})")
# beyond these the calendar of Python, and ours, has no use
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month."""

    year: int
    number: int  # 1 to 12

    @property
    def key(self) -> str:
        """“2027-03”, as in addresses."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.plus(1).first - timedelta(days=1)

    def plus(self, months: int) -> "Month":
        """So many months later, or earlier when negative."""
        count = self.year * 12 + self.number - 1 + months
        return Month(count // 12, count % 12 + 1)


def month_of(day: date) -> Month:
    """The month a day lies in."""
    return Month(day.year, day.month)


def read_month(text: str) -> Month | None:
    """The month of “2027-03”; None for anything else."""
    found = KEY.fullmatch(text)
    if found is None:
        return None
    year, number = int(found[1]), int(found[2])
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        return None
    return Month(year, number)
