"""`manage.py doctor`: says in plain sentences what is missing before a weekend."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from oncall.diagnosis import examine
from oncall.findings import Level

MARKS = {Level.FINE: "✓", Level.WARNING: "!", Level.ERROR: "✗"}


class Command(BaseCommand):
    """Exit code 1 when a call may fail, 0 otherwise: fit for a monitoring job."""

    help = "Checks that the next weekends can be called."
    # its own findings say it in sentences, and go on to the next
    requires_system_checks = []  # noqa: RUF012 - Django's own way to say it

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line per finding. Raises SystemExit(1) after an error."""
        styles = {
            Level.FINE: self.style.SUCCESS,
            Level.WARNING: self.style.WARNING,
            Level.ERROR: self.style.ERROR,
        }
        levels = []
        for finding in examine(timezone.now()):
            levels.append(finding.level)
            mark = styles[finding.level](MARKS[finding.level])
            self.stdout.write(f"{mark} {finding.text}")
        if Level.ERROR in levels:
            self.stdout.write(_("A call may fail: mend what is marked ✗ first."))
            sys.exit(1)
        self.stdout.write(_("A call will reach somebody."))
