"""Signing in is asked for everywhere, except where a view says otherwise."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase


class DoorMiddleware(LoginRequiredMiddleware):
    """Django's, which looks at the session before it looks at the view: that made
    every calendar and webhook depend on a cookie (`Vary: Cookie`)."""

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Lets everybody through who need not sign in, unseen."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
