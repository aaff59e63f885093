"""The address of the page that explains on call to the house."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from escalation.models import WeekendSettings
from rota.models import Person, Team


@transaction.atomic
def renew_guide(*, team: Team, by: Person, at: datetime) -> None:
    """A new address; the one before stops working at once."""
    WeekendSettings.objects.get_or_create(team=team)
    rows = WeekendSettings.objects.filter(team=team)
    rows.update(guide_version=F("guide_version") + 1)
