"""Which photos of a call somebody may see. Read-only."""

from django.db.models import QuerySet

from escalation.models import Caller, Incident, Photo
from escalation.timeline import Story


def photos_of(incident: Incident, story: Story) -> QuerySet[Photo]:
    """All of them, for the team; no query for a call whose log tells of none, for its
    pages ask every two seconds."""
    has_some = any(line.kind == "photo" for line in story.lines)
    photos = incident.photos.select_related("by", "caller")
    return photos if has_some else photos.none()


def photos_of_caller(incident: Incident, caller: Caller) -> QuerySet[Photo]:
    """What this service sent itself; it sees no other photo."""
    return incident.photos.filter(caller=caller).select_related("by", "caller")
