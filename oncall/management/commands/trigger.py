"""Calls the person on duty from the shell: scripts, monitoring, drills."""

import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from escalation import actions
from escalation.actions.exercises import real_calls
from escalation.models import Case
from escalation.sending import hand_over
from rota.core.phones import PhoneError, parse_call_back
from rota.models import Team


class Command(BaseCommand):
    """`manage.py trigger --team … --case … --title … [--exercise]`."""

    help = "Calls the person on duty for one of the two cases."

    def add_arguments(self, parser: CommandParser) -> None:
        """The same facts as the caller's form."""
        parser.add_argument("--team", required=True, help="the team's short name")
        parser.add_argument("--case", required=True, choices=Case.values)
        parser.add_argument("--title", required=True, help="what is happening")
        parser.add_argument("--facts", default="", help="what the public should know")
        parser.add_argument("--call-back-name", default="")
        parser.add_argument("--call-back-phone", default="")
        parser.add_argument("--exercise", action="store_true", help="a drill")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises the call, hands the first page over, prints whom it went to."""
        team = Team.objects.filter(slug=options["team"]).first()
        if team is None:
            known = ", ".join(Team.objects.values_list("slug", flat=True))
            raise CommandError(f"No team “{options['team']}”. Teams: {known or 'none'}")
        title = options["title"].strip()
        if not 0 < len(title) <= 120:
            raise CommandError("--title: write 1 to 120 characters.")
        if options["exercise"] and real_calls(team).exists():
            raise CommandError("A real call is open: rehearse once it is closed.")
        at = timezone.now()
        incident = actions.trigger(
            team=team,
            case=options["case"],
            title=title,
            facts=options["facts"],
            call_back_name=options["call_back_name"][:60],
            call_back_phone=_number(options["call_back_phone"]),
            exercise=options["exercise"],
            request_key=uuid.uuid4(),
            by=None,
            at=at,
        )
        hand_over(incident.pk, at, timezone.now)
        mark = "EXERCISE " if incident.exercise else ""
        for page in incident.pages.select_related("person"):
            state = page.get_state_display()
            self.stdout.write(
                f"{mark}{incident.code}: {page.channel} → {page.person}: {state}"
            )
        if not incident.pages.exists():
            raise CommandError(
                f"{incident.code}: there is nobody to call. Ring people."
            )


def _number(text: str) -> str:
    """The number in E.164. Raises CommandError when it cannot be rung."""
    if not text:
        return ""
    try:
        return parse_call_back(text)
    except PhoneError as error:
        raise CommandError(f"--call-back-phone: {error.reason}") from error
