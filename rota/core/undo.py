"""What can be undone and redone, from the steps that were taken.

Each lead undoes her own steps, the last one first; a new step forgets what could be
redone, and publishing forgets everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass

UNDO, REDO, LAPSED, PUBLISHED = "undo", "redo", "lapsed", "published"


@dataclass(frozen=True, slots=True)
class Step:
    """One step in order of time. `of`: the step it undoes, redoes, or forgets."""

    pk: int
    by: int | None
    kind: str
    of: int | None = None


@dataclass(frozen=True, slots=True)
class Stacks:
    """Steps that can be undone, and those undone that can be redone; last is next."""

    done: list[int]
    undone: list[int]


def stacks(steps: Iterable[Step], by: int) -> Stacks:
    """Those of one person."""
    done: list[int] = []
    undone: list[int] = []
    for step in steps:
        if step.kind == PUBLISHED:
            done, undone = [], []
        elif step.by != by:
            continue
        elif step.of is None:
            done, undone = [*done, step.pk], []
        else:
            done = [pk for pk in done if pk != step.of]
            undone = [pk for pk in undone if pk != step.of]
            if step.kind == UNDO:
                undone.append(step.of)
            elif step.kind == REDO:
                done.append(step.of)
    return Stacks(done, undone)
