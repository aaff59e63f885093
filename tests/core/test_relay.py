"""Whether a relay leaves its people enough rest (décret 2000-815, art. 3)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from escalation.core.relay import Hours, Strain, runs, strain

START = datetime(2026, 11, 28, tzinfo=ZoneInfo("UTC"))


def hours(start: float, end: float) -> Hours:
    return Hours(START + timedelta(hours=start), START + timedelta(hours=end))


def length(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("planned", "others", "found"),
    [
        ((8, 18), [], Strain()),
        ((8, 18.5), [], Strain(run=length(10.5))),
        # what touches is one run; half an hour of coffee is no rest
        ((12, 18), [(6, 12)], Strain(run=length(12))),
        ((12, 18), [(6, 11.5)], Strain(run=length(12))),
        ((12, 14), [(6, 10)], Strain(rest=length(2))),
        # eleven hours are enough, before and after
        ((20, 24), [(5, 9), (35, 39)], Strain()),
        ((20, 24), [(6, 10)], Strain(rest=length(10))),
        ((20, 24), [(34, 39)], Strain(rest=length(10))),
        ((20, 31), [(6, 10)], Strain(run=length(11), rest=length(10))),
        # a short rest elsewhere is not this plan's doing
        ((60, 64), [(5, 9), (12, 14)], Strain()),
    ],
)
def test_strain(planned, others, found):
    assert strain(hours(*planned), [hours(*one) for one in others]) == found


def test_no_strain_is_false():
    assert not Strain()
    assert Strain(rest=length(2))


def test_what_overlaps_is_one_run():
    assert runs([hours(3, 6), hours(1, 4), hours(2, 3), hours(8, 9)]) == [
        hours(1, 6),
        hours(8, 9),
    ]
