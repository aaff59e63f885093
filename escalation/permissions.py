"""Who holds a link: a caller's bookmark, the link in somebody's text. And which calls
somebody who signed in may see.

Nobody signs in for a link's pages; the secret in the address is the permission.
A link that does not count any more says so, and whom to ask.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from escalation.actions.telling import READY_LINK
from escalation.colleagues import member_at
from escalation.involved import visible_to
from escalation.models import Caller, Following, Incident, Page, Purpose, Validation
from rota.links import is_token_of, token_pk
from rota.models import Answer, Confirmation, Person, Seat, Shift
from rota.permissions import TeamRequest

View = Callable[..., HttpResponse]
CallView = Callable[..., HttpResponse]  # CallerRequest, token, Incident, …
CALLER_LINK, HANDOVER_LINK, BRIEF_LINK = "caller", "handover", "brief"
# A link read on Monday still shows what was decided; then the facts are put away.
LIFE_AFTER_CLOSING = timedelta(days=3)
# a handover that was forgotten is still written in the week after
LIFE_OF_HANDOVER = timedelta(days=7)


class CallerRequest(HttpRequest):
    """A request by whoever holds a caller's link. `may_call`: it is that of her
    service, and not that of one call."""

    caller: Caller
    may_call: bool


class PageRequest(HttpRequest):
    """A request by whoever holds the link of a page: the person it was sent to."""

    page: Page


class ReadyRequest(HttpRequest):
    """A request by whoever holds the link of a question to the holder of a duty."""

    asked: Confirmation


class ValidationRequest(HttpRequest):
    """A request by whoever holds the link of a text to validate: who was asked."""

    asked: Validation


class ShiftRequest(HttpRequest):
    """A request by whoever holds the link of a shift: the person who held it."""

    shift: Shift


def with_caller(view: View) -> View:
    """Finds the caller of the address; sets `request.caller` and her language.

    404 for an address nobody was ever given, 410 for one that was withdrawn.
    """

    @wraps(view)
    def wrapper(
        request: CallerRequest, token: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        caller = (
            Caller.objects.select_related("team__fallback__person")
            .filter(pk=token_pk(token) or 0)
            .first()
        )
        if caller is None or not _was_given(token, caller):
            return _no_page(request, "escalation/link_unknown.html", 404)
        _speak(request, caller.language)
        current = is_token_of(token, CALLER_LINK, caller.pk, caller.version)
        if not current or caller.withdrawn_at:
            return _no_page(
                request, "escalation/link_withdrawn.html", 410, caller=caller
            )
        request.caller, request.may_call = caller, True
        return _kept_private(view(request, token, *args, **kwargs))

    return wrapper


def with_call(view: CallView) -> View:
    """Finds a call by the link of the service that made it, or by the one in what its
    caller was told; sets `request.caller` and her language.

    The latter lives as long as the links of people who were called, and outlives the
    link of the service: 410 after that. 404 for any other call.
    """

    @with_caller
    def of_service(
        request: CallerRequest, token: str, code: str, **rest: Any
    ) -> HttpResponse:
        mine = Incident.objects.select_related(
            "team__fallback__person", "owner", "next_update"
        )
        found = mine.filter(caller=request.caller, code=code.upper()).first()
        if found is None:
            who = request.caller
            context = {"caller": who, "team": who.team, "token": token, "code": code}
            return render(request, "escalation/call_unknown.html", context, status=404)
        return view(request, token, found, **rest)

    @wraps(view)
    def wrapper(
        request: CallerRequest, token: str, code: str, **rest: Any
    ) -> HttpResponse:
        told = following_of(token)
        if told is None:
            return of_service(request, token, code, **rest)
        found = told.incident
        if found.caller is None or found.code != code.upper():
            return _no_page(request, "escalation/link_unknown.html", 404)
        request.caller, request.may_call = found.caller, False
        _speak(request, found.caller.language)
        if has_expired(found.closed_at, timezone.now()):
            return _no_page(request, "escalation/link_expired.html", 410)
        return _kept_private(view(request, token, found, **rest))

    return wrapper


def following_of(token: str) -> Following | None:
    """Whose link this is, if it is one in what a caller was told."""
    called = ("team__fallback__person", "owner", "caller__team")
    related = [f"incident__{name}" for name in called]
    return Following.objects.select_related(*related).filter(token=token).first()


def with_page(view: View) -> View:
    """Finds the page whose link this is; sets `request.page` and her language.

    404 for an address nobody was ever given, 410 some days after the end, 403 for
    whoever left the team since.
    """

    @wraps(view)
    def wrapper(
        request: PageRequest, token: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        page = (
            Page.objects.select_related(
                "person",
                "incident__team",
                "incident__owner",
                "incident__handing_to",
                "incident__caller",
                "incident__next_update",
            )
            .filter(token=token, incident__isnull=False)
            .first()
        )
        if page is None or page.incident is None:
            return _no_page(request, "escalation/link_unknown.html", 404)
        if shut := _shut(request, page.incident, page.person):
            return shut
        request.page = page
        return _kept_private(view(request, token, *args, **kwargs))

    return wrapper


def with_validation(view: View) -> View:
    """Finds the text to validate whose link this is; sets `request.asked` and the
    language of who was asked.

    404 for an address nobody was ever given, 410 some days after the end, 403 for
    whoever left the team since.
    """

    @wraps(view)
    def wrapper(
        request: ValidationRequest, token: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        rows = Validation.objects.select_related(
            "incident__team", "validator", "writer"
        )
        asked = rows.filter(page__token=token).first()
        if asked is None:
            return _no_page(request, "escalation/link_unknown.html", 404)
        if shut := _shut(request, asked.incident, asked.validator):
            return shut
        request.asked = asked
        return _kept_private(view(request, token, *args, **kwargs))

    return wrapper


def with_test(view: View) -> View:
    """Finds the test text whose link this is; sets `request.page` and her language.

    404 for an address nobody was ever given, 410 some days later.
    """

    @wraps(view)
    def wrapper(
        request: PageRequest, token: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        tests = Page.objects.select_related("person").filter(purpose=Purpose.TEST)
        page = tests.filter(token=token).first()
        if page is None:
            return _no_page(request, "escalation/link_unknown.html", 404)
        _speak(request, page.person.language)
        if has_expired(page.due_at, timezone.now()):
            return _no_page(request, "escalation/test_expired.html", 410)
        request.page = page
        return _kept_private(view(request, token, *args, **kwargs))

    return wrapper


def with_confirmation(view: View) -> View:
    """Finds the question whose link this is; sets `request.asked` and her language.

    404 for an address nobody was ever given, 410 once the duty is over or somebody
    else's, 403 for whoever left the team since.
    """

    @wraps(view)
    def wrapper(
        request: ReadyRequest, token: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        asked = (
            Confirmation.objects.select_related(
                "shift__membership", "membership__person", "membership__team"
            )
            .filter(pk=token_pk(token) or 0)
            .first()
        )
        if asked is None or not is_token_of(token, READY_LINK, asked.pk, 1):
            return _no_page(request, "escalation/link_unknown.html", 404)
        member, at = asked.membership, timezone.now()
        _speak(request, member.person.language)
        if member_at(member.team, member.person_id, at) is None:
            left = "escalation/link_left.html"
            return _no_page(request, left, 403, team=member.team)
        is_hers = asked.shift.membership_id == member.pk
        if asked.answer == Answer.MOOT or not is_hers or asked.shift.ends_at <= at:
            over = {"asked": asked, "team": member.team, "is_hers": is_hers}
            return _no_page(request, "escalation/ready_over.html", 410, **over)
        request.asked = asked
        return _kept_private(view(request, token, *args, **kwargs))

    return wrapper


def with_shift(view: View) -> View:
    """Finds the on-call shift whose end is handed over by this link; sets
    `request.shift` and the language of its person.

    404 for an address nobody was ever given, or of a shift that is hers no more; 410
    a week later, 403 for whoever left the team since.
    """
    over = LIFE_OF_HANDOVER, "escalation/handover_expired.html"
    return _of_a_shift(view, HANDOVER_LINK, (Seat.ON_CALL,), *over)


def with_duty(view: View) -> View:
    """The same for the link to the sheet of her weekend, in either seat; 410 some
    days later."""
    over = LIFE_AFTER_CLOSING, "escalation/brief_expired.html"
    return _of_a_shift(view, BRIEF_LINK, tuple(Seat), *over)


def _of_a_shift(
    view: View, purpose: str, seats: tuple[Seat, ...], life: timedelta, expired: str
) -> View:
    @wraps(view)
    def wrapper(
        request: ShiftRequest, token: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        shift = (
            Shift.objects.select_related("period__team", "membership__person")
            .filter(pk=token_pk(token) or 0, seat__in=seats)
            .first()
        )
        if shift is None or not is_token_of(token, purpose, shift.pk, shift.revision):
            return _no_page(request, "escalation/link_unknown.html", 404)
        person, team, at = shift.membership.person, shift.period.team, timezone.now()
        _speak(request, person.language)
        if at > shift.period.ends_at + life:
            return _no_page(request, expired, 410)
        if member_at(team, person.pk, at) is None:
            return _no_page(request, "escalation/link_left.html", 403, team=team)
        request.shift = shift
        return _kept_private(view(request, token, *args, **kwargs))

    return wrapper


def has_expired(over_at: datetime | None, at: datetime) -> bool:
    """True when the links of what was over then show nothing any more: an incident
    that was closed, a test that was sent."""
    return over_at is not None and at > over_at + LIFE_AFTER_CLOSING


def _shut(
    request: HttpRequest, incident: Incident, person: Person
) -> HttpResponse | None:
    """Why a link about a call opens nothing for `person` any more, in her language."""
    _speak(request, person.language)
    at, team = timezone.now(), incident.team
    if has_expired(incident.closed_at, at):
        return _no_page(request, "escalation/link_expired.html", 410)
    if member_at(team, person.pk, at) is None:
        return _no_page(request, "escalation/link_left.html", 403, team=team)
    return None


def _was_given(token: str, caller: Caller) -> bool:
    """True for this caller's link, present or past; a guess is none of them."""
    return any(
        is_token_of(token, CALLER_LINK, caller.pk, version)
        for version in range(1, caller.version + 1)
    )


def _speak(request: HttpRequest, language: str) -> None:
    """The reader's own choice on this browser goes first, then hers in our rows."""
    if language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(language)
        request.LANGUAGE_CODE = language


def _no_page(
    request: HttpRequest, template: str, status: int, **context: Any
) -> HttpResponse:
    return _kept_private(render(request, template, context, status=status))


def _kept_private(response: HttpResponse) -> HttpResponse:
    """No shared cache may keep what a secret address shows."""
    if not response.has_header("Cache-Control"):
        add_never_cache_headers(response)
    return response


def find_call(request: TeamRequest, code: str) -> Incident:
    """A call of her team that she may see. Raises Http404 for any other."""
    calls = Incident.objects.select_related(
        "team__fallback__person",
        "owner",
        "handing_to",
        "caller",
        "raised_by",
        "next_update",
    ).filter(visible_to(request.membership.person))
    return get_object_or_404(calls, team=request.membership.team, code=code.upper())
