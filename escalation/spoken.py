"""What is said in a call, as things stand when it is answered or a key is pressed:
it may have rung for half a minute, and somebody else may be quicker. Read-only."""

from dataclasses import dataclass

from escalation.actions import Answer
from escalation.cells import CellPage
from escalation.core.speech import answer_speech
from escalation.models import Incident, IncidentState, Page, Purpose

ASKING = (Purpose.PAGE, Purpose.CELL)


@dataclass(frozen=True, slots=True)
class Spoken:
    """`asks`: it ends by asking for a key."""

    words: str
    language: str
    asks: bool = False


def greeting(page: Page) -> Spoken:
    """What somebody hears who picks up; only a call that still waits for her answer
    asks for one."""
    incident = page.incident
    if incident is None or page.purpose not in ASKING:
        return Spoken(page.text, _language(page))
    if incident.state == IncidentState.RESOLVED:
        return _answer(page, incident, "closed")
    if page.purpose == Purpose.CELL:
        return _into_cell(page, incident)
    if incident.state == IncidentState.TRIGGERED or _is_offered(page, incident):
        return Spoken(page.text, _language(page), asks=True)
    is_hers = incident.owner_id == page.person_id
    return _answer(page, incident, "yours" if is_hers else "already_taken")


def reply_to_key(page: Page, answer: Answer | None, *, again: bool) -> Spoken:
    """What is said to a key. One that is no answer is asked for again, once."""
    if page.incident is None or page.purpose not in ASKING:
        return greeting(page)
    if answer is None:
        kind = "goodbye" if again else "again"
        return _answer(page, page.incident, kind, asks=not again)
    return _answer(page, answer.incident, answer.result)


def _answer(page: Page, incident: Incident, kind: str, *, asks: bool = False) -> Spoken:
    owner, since = incident.owner, incident.held_since
    words = answer_speech(
        language=_language(page),
        kind=kind,
        owner=owner.short_name if owner else "",
        time=since.astimezone(incident.team.zone) if since else None,
        exercise=incident.exercise,
    )
    return Spoken(words, _language(page), asks)


def _into_cell(page: Page, incident: Incident) -> Spoken:
    mine = CellPage(incident, page.person)
    if mine.part == "asked" or mine.is_free:
        return Spoken(page.text, _language(page), asks=True)
    return _answer(page, incident, "joined" if mine.part == "in" else "seat_taken")


def _is_offered(page: Page, incident: Incident) -> bool:
    return incident.handing_to_id == page.person_id


def _language(page: Page) -> str:
    """Hers, else that of the team which calls her."""
    if page.person.language:
        return page.person.language
    if page.incident:
        return page.incident.team.language
    membership = page.person.memberships.select_related("team").first()
    return membership.team.language if membership else ""
