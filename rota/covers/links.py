"""Who holds the link in a letter or text about a cover or a replacement: the one
person it was written to. Nobody signs in for these pages; opening one answers
nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from rota.covers.standing import is_there
from rota.links import COVER_LINK, REPLACEMENT_LINK, is_token_of, token_pk
from rota.models import CoverAnswer, Membership, Person, Replacement

View = Callable[..., HttpResponse]
# a link read on Monday still says what became of it
LIFE_AFTER_END = timedelta(days=3)


class AnswerRequest(HttpRequest):
    """A request by whoever was asked for a cover."""

    answer: CoverAnswer


class ReplacementRequest(HttpRequest):
    """A request by whoever replaces somebody."""

    replacement: Replacement


def with_answer(view: View) -> View:
    """Finds whom the letter asked; sets `request.answer` and her language. 404 for an
    address nobody was given, 410 some days after the hours, 403 for whoever left."""

    @wraps(view)
    def wrapper(
        request: AnswerRequest, token: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        rows = CoverAnswer.objects.select_related(
            "membership__person", "membership__team", "request__team"
        )
        row = rows.filter(pk=token_pk(token) or 0).first()
        if row is None or not is_token_of(token, COVER_LINK, row.pk, 1):
            return _refuse(request, 404)
        _speak(request, row.membership.person)
        why = _closed(row.membership, row.request.ends_at)
        if why:
            return _refuse(request, why)
        request.answer = row
        return _kept_private(view(request, token, *args, **kwargs))

    return wrapper


def with_replacement(view: View) -> View:
    """The same for whoever replaces somebody; sets `request.replacement`."""

    @wraps(view)
    def wrapper(
        request: ReplacementRequest, token: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        rows = Replacement.objects.select_related(
            "team", "before__person", "after__person", "after__team"
        )
        row = rows.filter(pk=token_pk(token) or 0).first()
        if row is None or not is_token_of(token, REPLACEMENT_LINK, row.pk, 1):
            return _refuse(request, 404)
        _speak(request, row.after.person)
        why = _closed(row.after, row.ends_at)
        if why:
            return _refuse(request, why)
        request.replacement = row
        return _kept_private(view(request, token, *args, **kwargs))

    return wrapper


def _closed(member: Membership, ends_at: datetime) -> int:
    """The status that says why the link shows nothing any more; 0 while it does."""
    at = timezone.now()
    if at > ends_at + LIFE_AFTER_END:
        return 410
    return 0 if is_there(member, at) else 403


def _speak(request: HttpRequest, person: Person) -> None:
    """The reader's own choice on this browser goes first, then hers in our rows."""
    if person.language and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(person.language)
        request.LANGUAGE_CODE = person.language


def _refuse(request: HttpRequest, status: int) -> HttpResponse:
    context = {"is_over": status == 410, "has_left": status == 403}
    return _kept_private(
        render(request, "rota/link_refused.html", context, status=status)
    )


def _kept_private(response: HttpResponse) -> HttpResponse:
    """No shared cache may keep what a secret address shows."""
    add_never_cache_headers(response)
    return response
