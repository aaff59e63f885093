"""What can be undone and redone, from the steps that were taken."""

from hypothesis import given
from hypothesis import strategies as st

from rota.core.undo import LAPSED, PUBLISHED, REDO, UNDO, Stacks, Step, stacks

ODILE, CAMILLE = 1, 2


def test_the_last_step_is_undone_first():
    steps = [Step(1, ODILE, "edit"), Step(2, ODILE, "fill")]

    assert stacks(steps, ODILE) == Stacks([1, 2], [])


def test_what_is_undone_can_be_redone_until_something_new_is_done():
    steps = [Step(1, ODILE, "edit"), Step(2, ODILE, UNDO, of=1)]

    assert stacks(steps, ODILE) == Stacks([], [1])
    assert stacks([*steps, Step(3, ODILE, REDO, of=1)], ODILE) == Stacks([1], [])
    assert stacks([*steps, Step(3, ODILE, "edit")], ODILE) == Stacks([3], [])


def test_steps_of_others_are_left_to_them():
    steps = [Step(1, ODILE, "edit"), Step(2, CAMILLE, "edit"), Step(3, None, "fill")]

    assert stacks(steps, ODILE) == Stacks([1], [])


def test_what_lapsed_is_forgotten():
    steps = [Step(1, ODILE, "edit"), Step(2, ODILE, "edit")]

    assert stacks([*steps, Step(3, ODILE, LAPSED, of=2)], ODILE) == Stacks([1], [])


def test_publishing_by_anybody_forgets_everything():
    steps = [Step(1, ODILE, "edit"), Step(2, CAMILLE, PUBLISHED)]

    assert stacks(steps, ODILE) == Stacks([], [])


@given(st.lists(st.sampled_from(["edit", UNDO, REDO])))
def test_undo_and_redo_walk_one_line(presses):
    """Against an editor with a cursor: the model everybody has in mind."""
    steps: list[Step] = []
    line: list[int] = []
    cursor = 0
    for pk, press in enumerate(presses):
        known = stacks(steps, ODILE)
        if press == "edit":
            steps.append(Step(pk, ODILE, "edit"))
            line, cursor = [*line[:cursor], pk], cursor + 1
        elif press == UNDO and known.done:
            steps.append(Step(pk, ODILE, UNDO, of=known.done[-1]))
            cursor -= 1
        elif press == REDO and known.undone:
            steps.append(Step(pk, ODILE, REDO, of=known.undone[-1]))
            cursor += 1

    assert stacks(steps, ODILE) == Stacks(line[:cursor], line[cursor:][::-1])
