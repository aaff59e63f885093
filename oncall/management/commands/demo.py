"""Loads the demo team into an empty database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from oncall import demo
from rota.models import Team


class Command(BaseCommand):
    """`manage.py demo`: safe to run twice; never touches a real team."""

    help = "Loads a fictional team with test phones, when there is no team yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Makes the team, or only says how to sign in when it is there."""
        if settings.SMS_PROVIDER != "simulator":
            raise CommandError(
                "The demo needs the test phones: unset SMS_PROVIDER first."
            )
        team = Team.objects.filter(slug=demo.SLUG).first()
        if team is None and Team.objects.exists():
            raise CommandError("There is a team already; the demo is not loaded.")
        if team is None:
            team = demo.make(timezone.now())
        self.stdout.write(demo.describe(team))
