"""What a lead would undo or redo next, in words for the two buttons."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rota.actions.undo import stacks_of
from rota.board.wording import day_text
from rota.models import DraftEdit, DraftStep, Person, Seat, Team


@dataclass(frozen=True, slots=True)
class Offer:
    """One button: the step it is about, and what that did."""

    step: int
    text: str


@dataclass(frozen=True, slots=True)
class Offers:
    """Both buttons; none when there is nothing."""

    undo: Offer | None = None
    redo: Offer | None = None


def read_offers(team: Team, person: Person) -> Offers:
    """Two questions, whatever was done."""
    known = stacks_of(team, person)
    wanted = [stack[-1] if stack else None for stack in (known.done, known.undone)]
    edits: dict[int, list[DraftEdit]] = {}
    rows = DraftEdit.objects.filter(step__in=[pk for pk in wanted if pk])
    for edit in rows.select_related("period", "after__person").order_by("pk"):
        edits.setdefault(edit.step_id, []).append(edit)
    undo, redo = (
        Offer(pk, edits_text(edits[pk], team)) if pk in edits else None for pk in wanted
    )
    return Offers(undo, redo)


def step_text(step: DraftStep) -> str:
    """What a step did."""
    return edits_text(step.edits.select_related("period", "after__person"), step.team)


def edits_text(edits: Collection[DraftEdit], team: Team) -> str:
    """“Camille R. on Fri 2 Apr”, “26 seats”."""
    first, *more = edits
    if more:
        count = len(edits)
        text = ngettext("%(count)d seat", "%(count)d seats", count)
        return text % {"count": count}
    day = day_text(first.period.starts_at.astimezone(team.zone).date())
    slots = {"day": day, "name": first.after.person.short_name if first.after else ""}
    if first.uncovered:
        return _("%(day)s left uncovered") % slots
    if first.after is None:
        return _("%(day)s emptied") % slots
    if first.seat == Seat.BACKUP:
        return _("%(name)s as backup on %(day)s") % slots
    return _("%(name)s on %(day)s") % slots
