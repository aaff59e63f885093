"""Hands over the bytes of a calendar: no session, no cookie, no language.

Whoever holds the address reads it, from any program. The queue has rendered the
body before; here only a feed never rendered yet is rendered (CALENDAR.md D).
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import condition, require_safe

from rota.actions.feeds import note_reading, refresh
from rota.core.clients import client_family
from rota.core.feed import file_name
from rota.links import is_token_of, make_token, token_pk
from rota.models import Feed
from rota.permissions import allow

PURPOSE = "feed"
TYPE = "text/calendar; charset=utf-8"


@csrf_exempt  # a PROPFIND must hear 405, not that its form has expired
@allow("link")
@require_safe
def feed(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """One calendar. 404 for an address never given, 410 for one withdrawn.

    The name is for the reader's eyes: Thunderbird calls the calendar by it.
    """
    at = timezone.now()
    found = _find(token)
    if found is None:
        return _nothing(404, "No such calendar. / Agenda inconnu.")
    if _is_withdrawn(found, token, at):
        return _nothing(410, "This address was withdrawn. / Adresse retirée.")
    if not found.body:
        found = refresh(feed_id=found.pk, at=at)
    client = client_family(request.headers.get("User-Agent", ""))
    note_reading(feed=found, client=client, at=at)
    return _private(_hand_over(request, found))


def address_of(feed: Feed) -> str:
    """The present address of a feed, in full; the secret is in its path."""
    name = file_name(
        slug=feed.team.slug,
        language=feed.language,
        own=feed.membership_id is not None,
    )
    token = make_token(PURPOSE, feed.pk, feed.version)
    path = reverse("feed", args=[token, name.removesuffix(".ics")])
    return settings.SITE_URL + path


def _find(token: str) -> Feed | None:
    """The feed this token was made for, at whatever version."""
    pk = token_pk(token)
    feeds = Feed.objects.select_related("owner__team", "owner__person")
    found = feeds.filter(pk=pk).first() if pk is not None else None
    if found is None:
        return None
    versions = range(found.version, 0, -1)  # the present one is tried first
    was_given = any(is_token_of(token, PURPOSE, found.pk, v) for v in versions)
    return found if was_given else None


def _is_withdrawn(found: Feed, token: str, at: datetime) -> bool:
    """True for an older address, and once its owner has left the team."""
    owner = found.owner
    today = at.astimezone(owner.team.zone).date()
    return (
        not is_token_of(token, PURPOSE, found.pk, found.version)
        or not owner.person.is_active
        or (owner.until_on is not None and owner.until_on < today)
    )


@condition(
    etag_func=lambda request, found: f'"{found.etag}"',
    last_modified_func=lambda request, found: found.changed_at,
)
def _hand_over(request: HttpRequest, found: Feed) -> HttpResponse:
    return HttpResponse(bytes(found.body), content_type=TYPE)


def _private(response: HttpResponse) -> HttpResponse:
    """No shared cache keeps it, every reader asks again, no search engine lists it."""
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = "inline"
    return response


def _nothing(status: int, text: str) -> HttpResponse:
    """A plain page: a template would open a session and set a cookie."""
    response = HttpResponse(
        text, status=status, content_type="text/plain; charset=utf-8"
    )
    return _private(response)
