"""Hands over the bytes of a calendar: no session, no cookie, no language.

Whoever holds the address reads it, from any program. The queue has rendered the
body before; here only what it has not stored yet is rendered, and not stored
(CALENDAR.md D).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import condition, require_safe

from rota.actions.feeds import note_reading
from rota.actions.rendering import body_of, etag_of, farewell_of
from rota.core.clients import client_family
from rota.core.feed import file_name
from rota.links import is_token_of, make_token, token_pk
from rota.models import Feed, FeedKind
from rota.permissions import allow

CALENDAR, WALL = "feed", "wall"  # a calendar's token opens no page, nor the reverse
TYPE = "text/calendar; charset=utf-8"
UNKNOWN = "No such calendar. / Agenda inconnu."
# Written out because a calendar is asked for day and night by programs that mostly
# have it already: Django takes ten times longer to put this question together than
# the database to answer it. `stays`: neither ended, nor its owner about to go.
LOOK_UP = """
SELECT feed.id, feed.kind, feed.language, feed.version, feed.ended_at, feed.etag,
  feed.changed_at, feed.last_fetched_at, feed.team_id, feed.owner_id,
  feed.ended_at IS NULL AND member.until_on IS NULL
  AND COALESCE(person.is_active, feed.owner_id IS NULL) AS stays
FROM rota_feed feed
LEFT JOIN rota_membership member ON member.id = feed.owner_id
LEFT JOIN rota_person person ON person.id = member.person_id
WHERE feed.id = %s AND (feed.kind = 'wall') = %s
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a genuine token leads to. `refused`: the token is of an older version;
    `stays`: as in LOOK_UP. The feed's body is not loaded."""

    feed: Feed
    refused: bool
    stays: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """One answer's content: `body` is read only when it is asked for in full (None).
    `changed_at`: unknown of what is not stored."""

    pk: int
    etag: str
    changed_at: datetime | None
    body: bytes | None = None


@allow("link")
@require_safe
def feed(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """One calendar. 404 for an address never given, 410 for one refused.

    The name is for the reader's eyes: Thunderbird calls the calendar by it.
    """
    at = timezone.now()
    found = find(token, CALENDAR)
    if found is None:
        return nothing(404, UNKNOWN)
    edition = _edition(found, at)
    if edition is None:
        return nothing(410, "This address was withdrawn. / Adresse retirée.")
    note_reading(feed=found.feed, client=client_of(request), at=at)
    return private(_hand_over(request, edition))


def address_of(feed: Feed) -> str:
    """The present address of a feed, in full; the secret is in its path."""
    if feed.kind == FeedKind.WALL:
        token = make_token(WALL, feed.pk, feed.version)
        return settings.SITE_URL + reverse("wall", args=[token])
    own = feed.kind == FeedKind.OWN
    name = file_name(slug=feed.team.slug, language=feed.language, own=own)
    token = make_token(CALENDAR, feed.pk, feed.version)
    path = reverse("feed", args=[token, name.removesuffix(".ics")])
    return settings.SITE_URL + path


def find(token: str, purpose: str) -> Found | None:
    """The feed this token was made for, at whatever version."""
    pk = token_pk(token)
    if pk is None:
        return None
    for row in Feed.objects.raw(LOOK_UP, [pk, purpose == WALL]):
        versions = range(row.version, 0, -1)  # the present one is tried first
        given = (v for v in versions if is_token_of(token, purpose, pk, v))
        version = next(given, None)
        if version is not None:
            return Found(row, version != row.version, bool(vars(row)["stays"]))
    return None


def client_of(request: HttpRequest) -> str:
    """The family of the program that asks."""
    return client_family(request.headers.get("User-Agent", ""))


def private(response: HttpResponse) -> HttpResponse:
    """No shared cache keeps it, every reader asks again, no search engine lists it."""
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = "inline"
    # calendars do not pass where Django writes it (oncall/doors.py)
    response["Content-Length"] = str(len(response.content))
    return response


def nothing(status: int, text: str) -> HttpResponse:
    """A plain page: a template would open a session and set a cookie."""
    response = HttpResponse(
        text, status=status, content_type="text/plain; charset=utf-8"
    )
    return private(response)


def _edition(found: Found, at: datetime) -> Edition | None:
    """What this feed answers now; None when it has nothing more to say."""
    feed = found.feed
    if found.refused:
        return None
    if found.stays and feed.etag:
        return Edition(feed.pk, feed.etag, feed.changed_at)
    related = Feed.objects.defer("body").select_related("team", "owner__person")
    feed = related.select_related("owner__team").get(pk=feed.pk)
    if feed.owner and not feed.owner.person.is_active:
        return None
    if feed.closes_at and feed.closes_at <= at:
        return _last_edition(feed, feed.closes_at, at)
    if feed.etag:
        return Edition(feed.pk, feed.etag, feed.changed_at)
    body = body_of(feed, at)
    return Edition(feed.pk, etag_of(body), None, body)


def _last_edition(feed: Feed, closed_at: datetime, at: datetime) -> Edition | None:
    """The farewell, while it is said; its date is later than that of the last
    shifts, for those that ask by date only."""
    body = farewell_of(feed, at)
    last = feed.changed_at or closed_at
    changed_at = max(closed_at, last + timedelta(seconds=1))
    return Edition(feed.pk, etag_of(body), changed_at, body) if body else None


@condition(
    etag_func=lambda request, edition: f'"{edition.etag}"',
    last_modified_func=lambda request, edition: edition.changed_at,
)
def _hand_over(request: HttpRequest, edition: Edition) -> HttpResponse:
    body, etag, changed_at = edition.body, edition.etag, edition.changed_at
    if body is None:
        # together: the queue may have stored another since the row was looked at
        columns = Feed.objects.values_list("body", "etag", "changed_at")
        stored, etag, changed_at = columns.get(pk=edition.pk)
        body = bytes(stored)
    if not body:  # it ended this very moment
        answer = nothing(503, "Ask again. / Redemandez.")
        answer["Retry-After"] = "1"
        return answer
    response = HttpResponse(body, content_type=TYPE)
    response["ETag"] = f'"{etag}"'
    if changed_at:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    return response
