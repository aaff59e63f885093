"""Several at the same instant on one weekend sheet, from real threads: each row of
each stands, one change of a row is refused, each letter is written once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from briefing import other_row
from django.db import connection

from escalation.actions.briefing import look_after
from escalation.actions.briefs import RowChangedError, add_rows, change_row
from escalation.models import Brief, BriefRow
from rota.models import Notice, Person

FRIDAY = datetime(2026, 11, 20, 15, 0)
# who is first is chance: each race is run some times
again = pytest.mark.parametrize("race", range(4))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def period(world):
    return world.on_duty("camille", backup="malik")


@pytest.fixture
def people(world) -> list[Person]:
    return [world.person(key) for key in ("sofia", "yann", "ines")]


def at_once(act: Callable[[Person], object], people: list[Person]) -> list[str]:
    """“done” or the name of the refusal, for each; all start at the same instant."""
    start = Barrier(len(people))

    def run(person: Person) -> str:
        start.wait()
        try:
            act(person)
        except RowChangedError as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(people)) as pool:
        return sorted(pool.map(run, people))


@again
def test_first_rows_of_a_sheet(period, people, clock, race):
    def note(by: Person) -> None:
        rows = [{"text": f"De {by.name}"}]
        add_rows(period=period, kind="note", rows=rows, by=by, at=clock.now)

    assert at_once(note, people) == ["done"] * 3
    assert Brief.objects.count() == 1
    assert BriefRow.objects.count() == 3
    names = list(period.team.outlets.values_list("name", flat=True))
    assert len(names) == len(set(names)) == 6


@again
def test_one_change_of_a_row(period, people, world, clock, race):
    row = other_row(world, "note", text="Badge")

    def change(by: Person) -> None:
        words = {"text": f"De {by.name}"}
        change_row(row_id=row.pk, seen=1, values=words, by=by, at=clock.now)

    assert at_once(change, people) == ["RowChangedError"] * 2 + ["done"]
    row.refresh_from_db()
    assert row.version == 2
    assert row.text == f"De {row.changed_by.name}"


@again
def test_each_letter_is_written_once(period, people, world, clock, race):
    other_row(world, "note", text="Badge")
    brief = Brief.objects.get()
    clock.set(FRIDAY)

    at_once(lambda _: look_after(brief_id=brief.pk, at=clock.now), people)

    told = Notice.objects.filter(kind="brief").values_list("person__name", flat=True)
    assert sorted(told) == ["Camille Roux", "Malik Traoré"]
