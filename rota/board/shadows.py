"""Who doubles the on-call person of a weekend, as the board shows and offers it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rota.board.reading import Board
from rota.core import conflicts as found
from rota.core.conflicts import shadow_conflicts
from rota.core.spelling import fold
from rota.models import Membership, Period


@dataclass(frozen=True, slots=True)
class Shadows:
    """Those who double in one period, and those who could."""

    present: list[Membership]
    offered: list[Membership]


def shadows_of(board: Board, period: Period) -> Shadows:
    """By name; whoever carries no experience yet comes first among those offered."""
    present = [
        board.members[row.membership_id] for row in board.shadows.get(period.pk, ())
    ]
    slot = board.slot(period)
    offered = [
        member
        for member in board.members.values()
        if member not in present
        and member.person.is_active
        and not shadow_conflicts(board.agenda, member.pk, slot)
    ]
    return Shadows(
        present=sorted(present, key=_by_name),
        offered=sorted(offered, key=lambda one: (one.experienced, *_by_name(one))),
    )


def shadow_notes(board: Board, period: Period) -> list[tuple[str, bool]]:
    """Each of them in words, and whether something is in her way by now."""
    slot = board.slot(period)
    notes = []
    for row in board.shadows.get(period.pk, ()):
        member = board.members[row.membership_id]
        slots = {"name": member.person.short_name}
        wrong = shadow_conflicts(board.agenda, member.pk, slot)
        if wrong and period.ends_at > board.at:
            notes.append((shadow_text(member, wrong[0].code), True))
        else:
            notes.append((_("%(name)s doubles, not called") % slots, False))
    return notes


def shadow_text(member: Membership, code: str) -> str:
    """Why she cannot double anybody then."""
    slots = {"name": member.person.short_name}
    match code:
        case found.OTHER_SEAT:
            text = _("%(name)s cannot double: holds a seat that weekend")
        case found.ELSEWHERE:
            text = _("%(name)s cannot double: on duty in another team then")
        case found.ABSENT:
            text = _("%(name)s cannot double: not available on those days")
        case _code:
            text = _("%(name)s cannot double: not in the team on those days")
    return text % slots


def _by_name(member: Membership) -> tuple[str, int]:
    return fold(member.person.name), member.pk
