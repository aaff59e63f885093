"""Changes what a lead may set of her team, and what follows from it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from rota.actions.periods import Redrawn, redraw_periods
from rota.actions.rendering import languages_changed, rota_changed
from rota.core.frame import DEFAULT_FRAME
from rota.models import Confirmation, Person, Team

# what the coming periods are drawn from
WEEK = (
    "starts_weekday",
    "starts_time",
    "ends_weekday",
    "ends_time",
    "time_zone",
    "holiday_region",
)
REMINDERS = (
    "remind_days",
    "remind_first_time",
    "remind_last_time",
    "unconfirmed_time",
)
SETTINGS = (
    *WEEK,
    "name",
    "language",
    "school_zone",
    "has_backup",
    "mixes_trades",
    "pairs_experience",
    "gap_any",
    "gap_primary",
    "most_duties",
    "in_weeks",
    "points",
    "notice_days",
    "covers_need_lead",
    "fallback",
    "emergency_contact",
    "frame",
    "monthly_tests",
    *REMINDERS,
    "gap_weeks",
)
# what subscribers see of it, be it only where the oldest month begins
SHOWN = ("name", "time_zone")


def change_settings(
    *, team: Team, values: Mapping[str, Any], by: Person | None, at: datetime
) -> Redrawn:
    """Writes the settings in `values`, whose names are those of SETTINGS.

    A new name reaches the calendars of subscribers; a new week redraws the coming
    periods that nobody holds yet. A frame left as proposed is not kept as the
    team's own: it is shown in each reader's language.
    """
    values = dict(values)
    if values.get("frame", "").strip() in DEFAULT_FRAME.values():
        values["frame"] = ""
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
            row.revision, row.revised_at = row.revision + 1, at
        row.save(update_fields=[*changed, "revision", "revised_at"])
        if set(changed) & set(SHOWN):
            rota_changed(team=row, at=at)
        if "language" in changed:
            languages_changed(teams=[row], at=at)
        if set(changed) & {*REMINDERS, *WEEK}:
            # the questions not asked yet are written anew, for the new hours
            Confirmation.objects.filter(
                shift__period__team=row, asked_at=None, answered_at=None
            ).delete()
        if not set(changed) & set(WEEK):
            return Redrawn()
        return redraw_periods(team=row, by=by, at=at)
