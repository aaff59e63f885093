"""Starts the first team of a real installation; later ones are started in the
browser by any lead."""

from argparse import ArgumentParser
from email.utils import parseaddr
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from rota.actions.teams import create_team
from rota.core.holidays import REGIONS
from rota.models import LANGUAGES, Team

NAME_LENGTH, PERSON_LENGTH = 60, 80
EXAMPLE = '"Camille Renaud <camille@ville.example>"'


class Command(BaseCommand):
    """`manage.py createteam "Nantes digital" --lead "Camille Renaud <…>"`."""

    help = "Starts a team and makes its lead, who signs in with a code by e-mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name, its lead, and where it works."""
        parser.add_argument("name", help="the team, as colleagues know it")
        parser.add_argument("--lead", required=True, help=f"name and e-mail: {EXAMPLE}")
        parser.add_argument(
            "--language",
            choices=[code for code, _name in LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="of texts and e-mails to those who chose no language",
        )
        parser.add_argument(
            "--time-zone", default=settings.TIME_ZONE, help="such as Indian/Reunion"
        )
        parser.add_argument(
            "--holidays",
            choices=[code for code, _fr, _en in REGIONS],
            default="FR",
            help="whose public holidays are days off",
        )
        parser.add_argument(
            "--takes-duties", action="store_true", help="the lead is on call too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Makes the team and says what comes next. Raises CommandError otherwise."""
        name = " ".join(options["name"].split())
        if not name or len(name) > NAME_LENGTH:
            raise CommandError(f"The name has 1 to {NAME_LENGTH} characters.")
        if Team.objects.filter(name__iexact=name).exists():
            raise CommandError(f"There is a team named “{name}” already.")
        if options["time_zone"] not in available_timezones():
            raise CommandError(
                f"“{options['time_zone']}” is no time zone; write one such as "
                "Europe/Paris or Indian/Reunion."
            )
        lead_name, lead_email = read_lead(options["lead"])
        team = create_team(
            name=name,
            lead_name=lead_name,
            lead_email=lead_email,
            language=options["language"],
            time_zone=options["time_zone"],
            holiday_region=options["holidays"],
            takes_duties=options["takes_duties"],
            by=None,
            at=timezone.now(),
        )
        sign_in = settings.SITE_URL + reverse("account_request_login_code")
        page = settings.SITE_URL + reverse("team", args=[team.slug])
        self.stdout.write(
            f"“{team.name}” is made; {lead_name} leads it.\n"
            f"Sign in with a code sent to {lead_email}: {sign_in}\n"
            f"Then add the people: {page}"
        )


def read_lead(text: str) -> tuple[str, str]:
    """Name and address out of `Camille Renaud <camille@…>`.

    Raises CommandError with how to write it.
    """
    name, email = parseaddr(text)
    name, email = " ".join(name.split()), email.lower()
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(
            f"“{text}” holds no e-mail address; write --lead {EXAMPLE}."
        ) from None
    if not name or len(name) > PERSON_LENGTH:
        raise CommandError(f"“{text}” holds no name; write --lead {EXAMPLE}.")
    return name, email
