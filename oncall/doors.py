"""Signing in is asked for everywhere, except where a view says otherwise; calendars
have a door of their own."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve

from rota.feeds import UNKNOWN, nothing


class CalendarDoor:
    """Hands over calendars before anything looks for a session, a person, a language
    or a form: they have none, and are asked for day and night (CALENDAR.md D5)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Leaves every other address to the rest of the house."""
        if not request.path_info.startswith("/cal/"):
            return self.get_response(request)
        try:
            view, arguments, words = resolve(request.path_info)
        except Resolver404:
            return nothing(404, UNKNOWN)
        response: HttpResponseBase = view(request, *arguments, **words)
        return response


class DoorMiddleware(LoginRequiredMiddleware):
    """Django's, which looks at the session before it looks at the view: that made
    every page behind a link and webhook depend on a cookie (`Vary: Cookie`)."""

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
