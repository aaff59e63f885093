"""Rows of a weekend sheet, for the tests that need one."""

from datetime import datetime
from typing import Any

from harness import World

from escalation.actions.briefs import add_rows, open_brief
from escalation.models import BriefRow, RowKind
from rota.models import Period


def post_row(
    world: World,
    at: datetime,
    *,
    by: str = "sofia",
    outlet: str = "Facebook",
    period: Period | None = None,
    **more: Any,
) -> BriefRow:
    """A scheduled post of hers, at that time on the team's clock."""
    period = period or world.weekend(at.replace(tzinfo=world.team.zone))
    open_brief(period=period, at=world.clock.now)
    person = world.person(by)
    values = {
        "at": at.replace(tzinfo=world.team.zone),
        "outlet": world.team.outlets.get(name=outlet),
        "owner": person,
        "text": "Le marché de Noël ouvre samedi.",
        **more,
    }
    [row] = add_rows(
        period=period, kind=RowKind.POST, rows=[values], by=person, at=world.clock.now
    )
    return row


def other_row(
    world: World,
    kind: str,
    *,
    by: str = "sofia",
    period: Period | None = None,
    **values: Any,
) -> BriefRow:
    """A subject, a contact or a note on the sheet of the coming weekend."""
    [row] = add_rows(
        period=period or world.weekend(),
        kind=kind,
        rows=[values],
        by=world.person(by),
        at=world.clock.now,
    )
    return row
