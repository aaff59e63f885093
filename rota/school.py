"""The school holidays shipped with the program, read from their file once."""

from functools import cache
from pathlib import Path

from rota.core.school import SchoolHoliday, read_school_holidays

FILE = Path(__file__).parent / "data" / "school_holidays.csv"


@cache
def school_holidays() -> tuple[SchoolHoliday, ...]:
    """Every line of rota/data/school_holidays.csv."""
    return read_school_holidays(FILE.read_text(encoding="utf-8"))
