"""The trainings of a team as a table: a row for each person, a cell for each training.

Three queries, whatever their number. Writes nothing.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rota.core.spelling import fold
from rota.core.spreadsheet import to_csv
from rota.core.trainings import State, state_on
from rota.models import Membership, Qualification, Team, Training

# a state has a shape as well as a word and a colour
SHAPES = {
    State.NONE: "–",
    State.PLANNED: "○",
    State.VALID: "✓",
    State.SOON: "⚠",
    State.EXPIRED: "✗",
}
TONES = {State.VALID: "ok", State.SOON: "info", State.EXPIRED: "crisis"}


@dataclass(frozen=True, slots=True)
class Cell:
    """How one member stands with one training."""

    training: Training
    member: Membership
    row: Qualification | None
    state: State

    @property
    def key(self) -> str:
        """Its name in the page."""
        return f"q{self.training.pk}-{self.member.pk}"

    @property
    def shape(self) -> str:
        """The sign of the state."""
        return SHAPES[self.state]

    @property
    def tone(self) -> str:
        """The colour of the state, as in app.css."""
        return TONES.get(self.state, "")

    @property
    def words(self) -> str:
        """“until 2 April 2027”, “expired on …”, “not trained”."""
        if self.row is None:
            return _("not trained")
        if self.state == State.PLANNED:
            return _("planned on %(day)s") % {"day": _day(self.row.since_on)}
        if self.row.expires_on is None:
            return _("trained")
        slots = {"day": _day(self.row.expires_on)}
        if self.state == State.EXPIRED:
            return _("expired on %(day)s") % slots
        if self.state == State.SOON:
            return _("only until %(day)s") % slots
        return _("until %(day)s") % slots

    @property
    def note(self) -> str:
        """Since when; that the day is not known, where it would matter."""
        if self.row is None or self.state == State.PLANNED:
            return ""
        if self.row.since_on:
            return _("done on %(day)s") % {"day": _day(self.row.since_on)}
        is_dated = self.training.valid_months is None or self.row.expires_on
        return "" if is_dated else _("day not known")


@dataclass(frozen=True, slots=True)
class Row:
    """One person and her cells, in the order of the trainings."""

    member: Membership
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole table, people in the order of the alphabet."""

    trainings: tuple[Training, ...]
    rows: tuple[Row, ...]

    def counts(self) -> list[tuple[State, int]]:
        """How many cells are about to expire, and how many have."""
        cells = [cell.state for row in self.rows for cell in row.cells]
        return [(state, cells.count(state)) for state in (State.SOON, State.EXPIRED)]


def read_matrix(team: Team, today: date, *, only: Membership | None = None) -> Matrix:
    """Everybody who is in the team or will be on `today`; `only`: her row alone."""
    trainings = tuple(team.trainings.all())
    members = team.memberships.select_related("person", "team")
    if only is not None:
        members = members.filter(pk=only.pk)
    held = {
        (row.membership_id, row.training_id): row
        for row in Qualification.objects.filter(training__in=trainings)
    }
    rows = [
        Row(
            member,
            tuple(
                cell_of(training, member, held.get((member.pk, training.pk)), today)
                for training in trainings
            ),
        )
        for member in members
        if member.until_on is None or member.until_on >= today
    ]
    rows.sort(key=lambda row: (fold(row.member.person.name), row.member.pk))
    return Matrix(trainings, tuple(rows))


def cell_of(
    training: Training, member: Membership, row: Qualification | None, today: date
) -> Cell:
    """The cell of somebody, from her row if she has one."""
    state = State.NONE
    if row is not None:
        state = state_on(today, row.since_on, row.expires_on)
    return Cell(training, member, row, state)


def matrix_csv(matrix: Matrix) -> bytes:
    """One line for each person and training, in the reader's language; days are
    written so that they sort."""
    head = (_("Person"), _("Training"), _("Done on"), _("Counts until"), _("State"))
    lines = [_line(cell) for row in matrix.rows for cell in row.cells]
    french = (get_language() or "").startswith("fr")
    return to_csv([head, *lines], semicolons=french)


def _line(cell: Cell) -> tuple[str, ...]:
    row = cell.row
    days = (row.since_on, row.expires_on) if row else (None, None)
    written = [day.isoformat() if day else "" for day in days]
    return cell.member.person.name, cell.training.name, *written, cell.words


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
