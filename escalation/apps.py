"""The escalation app."""

from django.apps import AppConfig
from django.core.checks import register

from escalation import checks


class EscalationConfig(AppConfig):
    """Calling the people on duty; knows nothing of the project's wiring."""

    name = "escalation"

    def ready(self) -> None:
        """Adds the checks of the SMS providers' settings."""
        register(checks.check_sender)
        register(checks.check_voice)
        register(checks.check_server)
        register(checks.check_gateway)
