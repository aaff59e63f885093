"""The reader's language: her own choice, else the browser's, else the house's."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

# it speaks the language of its address, whoever asks
SCREEN = "/now/"


class LanguageMiddleware(LocaleMiddleware):
    """Django's, kept away from the page for a screen, whose language is its own."""

    def process_request(self, request: HttpRequest) -> None:
        """Chooses from the cookie, then from Accept-Language."""
        if not request.path.startswith(SCREEN):
            super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Says which language was served."""
        if request.path.startswith(SCREEN):
            return response
        return super().process_response(request, response)


class PersonLanguageMiddleware:
    """A signed-in person's own choice goes before her browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Runs after sign-in is known, before the view."""
        if not request.path.startswith((SCREEN, "/static/", "/webhooks/")):
            chosen = getattr(request.user, "language", "")
            if chosen:
                translation.activate(chosen)
                request.LANGUAGE_CODE = chosen
        return self.get_response(request)
