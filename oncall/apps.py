"""The project as an app: its commands, pages and static files."""

from django.apps import AppConfig


class OncallConfig(AppConfig):
    """Wiring only."""

    name = "oncall"
