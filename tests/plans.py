"""Plain plans for the tests of the rota's rules: weekends, people, who holds what."""

from datetime import UTC, date, datetime, time, timedelta

from rota.core.plan import Member, Plan, Slot, scaled_rules

FRIDAY = date(2027, 1, 1)
LONG_AGO = date(2020, 1, 1)
TRADES = ("social", "social", "social", "press", "press", "press", "press", "head")


def weekend(number: int, kind: str = "weekend", holidays=()) -> Slot:
    first = FRIDAY + timedelta(days=7 * number)
    starts_at = datetime.combine(first, time(17), tzinfo=UTC)
    return Slot(
        pk=number,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=62),
        first=first,
        last=first + timedelta(days=3),
        kind=kind,
        holidays=holidays,
    )


def people(count: int, **fields) -> tuple[Member, ...]:
    return tuple(
        Member(pk, TRADES[pk % 8], share=100, from_on=LONG_AGO, **fields)
        for pk in range(count)
    )


def make_plan(members=None, weeks: int = 26, held=None, **fields) -> Plan:
    members = people(8) if members is None else members
    rules = scaled_rules(len(members), has_backup=True, mixes_trades=True)
    slots = tuple(weekend(number) for number in range(weeks))
    usual = {"slots": slots, "rules": rules}
    return Plan(members=members, held=held or {}, **usual | fields)
