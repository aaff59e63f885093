"""Changes what a lead may set of her team, and what follows from it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from rota.actions.feeds import team_renamed
from rota.actions.periods import Redrawn, redraw_periods
from rota.core.frame import DEFAULT_FRAME, frame_text
from rota.models import Person, Team

# what the coming periods are drawn from
WEEK = (
    "starts_weekday",
    "starts_time",
    "ends_weekday",
    "ends_time",
    "time_zone",
    "holiday_region",
)
SETTINGS = (
    *WEEK,
    "name",
    "language",
    "has_backup",
    "mixes_trades",
    "notice_days",
    "fallback",
    "emergency_contact",
    "frame",
)


def change_settings(
    *, team: Team, values: Mapping[str, Any], by: Person | None, at: datetime
) -> Redrawn:
    """Writes the settings in `values`, whose names are those of SETTINGS.

    A new name reaches the calendars of subscribers; a new week redraws the coming
    periods that nobody holds yet. A frame left as proposed, or empty, is the usual
    one in the team's language.
    """
    values = dict(values)
    if "frame" in values:
        language = values.get("language", team.language)
        typed = values["frame"].strip()
        own = "" if typed in DEFAULT_FRAME.values() else typed
        values["frame"] = frame_text(own, language)
    with transaction.atomic():
        row = Team.objects.select_for_update().get(pk=team.pk)
        changed = [
            name
            for name in SETTINGS
            if name in values and getattr(row, name) != values[name]
        ]
        for name in changed:
            setattr(row, name, values[name])
        if "name" in changed:
            row.revision += 1
            team_renamed(team=row, at=at)
        row.save(update_fields=[*changed, "revision"])
        if not set(changed) & set(WEEK):
            return Redrawn()
        return redraw_periods(team=row, by=by, at=at)
