"""The escalation app."""

from django.apps import AppConfig


class EscalationConfig(AppConfig):
    """Calling the people on duty; knows nothing of the project's wiring."""

    name = "escalation"
