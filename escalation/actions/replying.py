"""Saving a team's own automatic replies, and what their slots hold."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from escalation.autoreply import own_texts
from escalation.models import ReplyTemplate, WeekendSettings
from rota.models import Person, Team


@transaction.atomic
def save_replies(
    *,
    team: Team,
    texts: Mapping[tuple[str, str], str],
    url: str,
    minutes: int,
    reminds: bool,
    by: Person | None,
    at: datetime,
) -> None:
    """Adds a version of each text that changed; an empty one goes back to what this
    program proposes. The form has checked their slots."""
    WeekendSettings.objects.update_or_create(
        team=team, defaults={"url": url, "minutes": minutes, "reminds": reminds}
    )
    own = own_texts(team)
    ReplyTemplate.objects.bulk_create(
        ReplyTemplate(
            team=team, variant=variant, language=language, text=text, by=by, at=at
        )
        for (variant, language), text in texts.items()
        if text != own.get((variant, language), "")
    )
