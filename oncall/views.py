"""Pages that see both apps."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from oncall.context import LAST_TEAM, House
from oncall.home import home_of
from rota.models import LANGUAGES
from rota.permissions import allow


@allow("signed-in")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who is on call now and next, in the team chosen or looked at last."""
    chosen = request.GET.get("team", "")
    if chosen:
        request.session[LAST_TEAM] = chosen
        return redirect("home")
    frame = House(request)
    if frame.membership is None:
        return render(request, "no_team.html")
    request.membership = frame.membership  # type: ignore[attr-defined]
    return render(request, "home.html", {"home": home_of(frame.membership, frame.at)})


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


@allow("public")
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Calendars may be fetched: Google's importer obeys this file. Nothing else
    is for search engines."""
    rules = "User-agent: *\nAllow: /cal/\nDisallow: /\n"
    return HttpResponse(rules, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long: says what to do instead of “Forbidden”."""
    return render(request, "403_csrf.html", status=403)
