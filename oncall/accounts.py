"""The door to django-allauth: who may have an account."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up: the lead adds people (rota/views/team.py)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed."""
        return False
