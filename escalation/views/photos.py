"""Photos of a call, by each of its doors: the team's page, the link in a text, the
caller's page. Each shows what its reader may see of the call, and nothing else."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from escalation import photo_files
from escalation.actions.photos import MOST_OF_A_CALL, add_photo
from escalation.core.pictures import Picture
from escalation.forms.photos import read_photos
from escalation.models import Caller, Incident, Photo
from escalation.permissions import (
    CallerRequest,
    PageRequest,
    find_call,
    with_call,
    with_page,
)
from escalation.photos import photos_of_caller
from rota.models import Person
from rota.permissions import TeamRequest, allow

# a picture runs nothing, whatever somebody may have hidden in it
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@allow("agent")
@require_POST
def add(request: TeamRequest, code: str) -> HttpResponse:
    """Somebody of the team adds some."""
    found = find_call(request, code)
    _take_in(request, found, by=request.membership.person)
    return redirect("incident", found.team.slug, found.code)


@allow("agent")
@require_safe
def photo(request: TeamRequest, code: str, key: UUID) -> HttpResponse:
    """One of them, for the team."""
    return _show(find_call(request, code).photos.all(), key)


@allow("link")
@require_POST
@with_page
def agent_add(request: PageRequest, token: str) -> HttpResponse:
    """Whoever was called adds some."""
    _take_in(request, _incident(request), by=request.page.person)
    return redirect("agent", token)


@allow("link")
@require_safe
@with_page
def agent_photo(request: PageRequest, token: str, key: UUID) -> HttpResponse:
    """One of them, for whoever was called."""
    return _show(_incident(request).photos.all(), key)


@allow("link")
@require_POST
@with_call
def caller_add(request: CallerRequest, token: str, found: Incident) -> HttpResponse:
    """The service that called adds some."""
    _take_in(request, found, caller=request.caller)
    return redirect("caller_incident", token, found.code)


@allow("link")
@require_safe
@with_call
def caller_photo(
    request: CallerRequest, token: str, found: Incident, key: UUID
) -> HttpResponse:
    """One that this service sent itself; what the team adds is the team's."""
    return _show(photos_of_caller(found, request.caller), key)


def _incident(request: PageRequest) -> Incident:
    incident = request.page.incident
    assert incident is not None  # noqa: S101 - with_page refuses pages without one
    return incident


def _show(photos: QuerySet[Photo], key: UUID) -> HttpResponse:
    found = get_object_or_404(photos, key=key)
    jpeg = photo_files.read(found.key)
    if jpeg is None:
        raise Http404
    return HttpResponse(jpeg, content_type="image/jpeg", headers=HEADERS)


def _take_in(
    request: HttpRequest,
    incident: Incident,
    *,
    by: Person | None = None,
    caller: Caller | None = None,
) -> None:
    """Keeps what can be kept, and says what became of each file. The call goes its
    way whatever comes of it."""
    pictures, refusals = read_photos(request.FILES.getlist("photos"))
    kept = 0
    for picture in pictures:
        result = _keep(incident, picture, by, caller)
        kept += result == "noted"
        refusals += [_sentence(result)] if result != "noted" else []
    if kept:
        messages.success(request, _added(kept))
    for sentence in dict.fromkeys(refusals):
        messages.warning(request, sentence)


def _keep(
    incident: Incident, picture: Picture, by: Person | None, caller: Caller | None
) -> str:
    """What became of it, as `add_photo` says it; “no_room” when the disk takes none."""
    try:
        answer = add_photo(
            incident_id=incident.pk,
            picture=picture,
            by=by,
            caller=caller,
            at=timezone.now(),
        )
    except OSError:
        return "no_room"
    return answer.result


def _added(kept: int) -> str:
    if kept == 1:
        return _("The photo is added: whoever has the call sees it.")
    return _("%(number)d photos are added: whoever has the call sees them.") % {
        "number": kept
    }


def _sentence(result: str) -> str:
    match result:
        case "full":
            text = _("A call holds %(most)d photos: this one has them already.")
            return text % {"most": MOST_OF_A_CALL}
        case "often":
            return _("Many photos came within the hour: describe what you see instead.")
        case "closed":
            return _("This call is closed: nobody would see the photo.")
        case "no_room":
            return _("The photo could not be kept: describe what you see instead.")
    return _("You are not in this team any more: nothing was added.")
