"""Pages that see both apps."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from rota.models import LANGUAGES
from rota.permissions import allow


@allow("signed-in")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who is on duty now, my weekends, open incidents."""
    return render(request, "home.html")


@allow("public")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Changes the language of the pages; kept with the person when signed in."""
    language = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = redirect(back)
    if language in dict(LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=31_536_000,
            samesite="Lax",
            secure=settings.HTTPS,
        )
        translation.activate(language)
    return response


@allow("public")
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement French public bodies owe (RGAA 4.1.2)."""
    return render(request, "accessibility.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long: says what to do instead of “Forbidden”."""
    return render(request, "403_csrf.html", status=403)
