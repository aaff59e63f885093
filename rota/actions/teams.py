"""Starts a team. Its ladder and its calendars come into being when first asked for."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify

from rota.actions.people import MemberDetails, add_member
from rota.actions.periods import extend_periods
from rota.core.school import zone_of
from rota.models import Person, Role, Team

AHEAD = timedelta(days=365)
SLUG_LENGTH = 40


def create_team(
    *,
    name: str,
    lead_name: str,
    lead_email: str,
    by: Person | None,
    at: datetime,
    language: str = "fr",
    time_zone: str = "Europe/Paris",
    holiday_region: str = "FR",
    takes_duties: bool = False,
) -> Team:
    """A new team, its lead, and the weekends of its first year.

    The lead's account is made if the address has none; an existing one keeps its
    name. `takes_duties`: whether the lead holds weekends too.
    """
    name = " ".join(name.split())
    with transaction.atomic():
        team = Team.objects.create(
            name=name,
            slug=free_slug(name),
            language=language,
            time_zone=time_zone,
            holiday_region=holiday_region,
            school_zone=zone_of(holiday_region),
        )
        today = at.astimezone(team.zone).date()
        lead = MemberDetails(
            name=lead_name,
            email=lead_email,
            role=Role.LEAD,
            takes_duties=takes_duties,
            from_on=today,
        )
        add_member(team=team, details=lead, by=by, at=at)
        extend_periods(team=team, until=today + AHEAD, by=by, at=at)
    return team


def free_slug(name: str) -> str:
    """The name as it stands in addresses: “nantes-digital”, then “nantes-digital-2”."""
    start = slugify(name)[:SLUG_LENGTH].strip("-") or "team"
    slug, number = start, 1
    while Team.objects.filter(slug=slug).exists():
        number += 1
        tail = f"-{number}"
        slug = start[: SLUG_LENGTH - len(tail)].rstrip("-") + tail
    return slug
