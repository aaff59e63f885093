"""The rota app."""

from django.apps import AppConfig


class RotaConfig(AppConfig):
    """Who is on call when; knows nothing of incidents."""

    name = "rota"
