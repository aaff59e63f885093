"""The project as an app: its commands, pages and static files."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from oncall import checks, schedules


class OncallConfig(AppConfig):
    """Wiring only."""

    name = "oncall"

    def ready(self) -> None:
        """Adds what an operator's mistakes are found by, and the periodic jobs."""
        checks.install()
        post_migrate.connect(schedules.sync, sender=apps.get_app_config("django_q"))
