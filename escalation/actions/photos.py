"""Photos of a call: added by whoever follows it or has it, removed with time."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.db import transaction

from escalation import photo_files
from escalation.actions.answers import Answer, barred, tell_owner
from escalation.actions.ladder import lock, write
from escalation.core.pictures import Picture
from escalation.models import Caller, Incident, IncidentState, Photo
from rota.models import Person

MOST_OF_A_CALL = 12
MOST_OF_A_CALLER, WHILE = 36, timedelta(hours=1)
# a file without a row is none that is being written just now
FORGOTTEN = timedelta(hours=1)
BATCH = 100


@transaction.atomic
def add_photo(
    *,
    incident_id: int,
    picture: Picture,
    by: Person | None,
    caller: Caller | None = None,
    at: datetime,
) -> Answer:
    """Keeps one photo of a call; the same one sent again is one.

    Whoever has the call hears of a caller's, like of her notes. “full”: the call has
    MOST_OF_A_CALL; “often”: the service sent MOST_OF_A_CALLER in an hour. Once a call
    is closed, a caller adds nothing to it.
    """
    incident = lock(incident_id)
    if answer := barred(incident, by, at):
        return answer
    if caller and incident.state == IncidentState.RESOLVED:
        return Answer("closed", incident)
    if incident.photos.filter(digest=picture.digest).exists():
        return Answer("noted", incident)
    if result := _too_many(incident, caller, at):
        return Answer(result, incident)
    _keep(incident, picture, by, caller, at)
    who = caller.name if caller else ""
    entry = write(incident, "photo", at, by=by, caller=who)
    if caller and incident.state == IncidentState.ACKNOWLEDGED:
        tell_owner(incident, entry.pk, at)
    return Answer("noted", incident, is_news=True)


def _too_many(incident: Incident, caller: Caller | None, at: datetime) -> str:
    if incident.photos.count() >= MOST_OF_A_CALL:
        return "full"
    lately = Photo.objects.filter(caller=caller, at__gt=at - WHILE)
    return "often" if caller and lately.count() >= MOST_OF_A_CALLER else ""


def _keep(
    incident: Incident,
    picture: Picture,
    by: Person | None,
    caller: Caller | None,
    at: datetime,
) -> None:
    """The file first: a row never names one that is not there."""
    key = uuid4()
    photo_files.write(key, picture.jpeg)
    Photo.objects.create(
        incident=incident,
        key=key,
        digest=picture.digest,
        width=picture.width,
        height=picture.height,
        by=by,
        caller=caller,
        at=at,
    )


def purge_photos(*, before: datetime, at: datetime) -> int:
    """Removes the photos of calls closed before, and files that no row names; returns
    how many photos went, a batch at most. The log goes on saying that there were
    some."""
    over = Photo.objects.filter(incident__state=IncidentState.RESOLVED)
    old = over.filter(incident__closed_at__lt=before)
    keys = list(old.values_list("key", flat=True)[:BATCH])
    with transaction.atomic():
        Photo.objects.filter(key__in=keys).delete()
    for key in keys:
        photo_files.remove(key)
    for path in _forgotten(at):
        path.unlink(missing_ok=True)
    return len(keys)


def _forgotten(at: datetime) -> list[Path]:
    """Files that outlived their rows: the program stopped in between, or the call
    itself was removed."""
    files = photo_files.kept_before(at - FORGOTTEN)
    known = {str(key) for key in Photo.objects.values_list("key", flat=True)}
    return [path for name, path in files if name not in known]
