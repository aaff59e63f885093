"""What people do about an incident: take it, pass it on, hand it over, note, close.

Whoever left the team changes nothing, by whatever way she answers: every action
here says “gone” to her.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from escalation.actions.ladder import apply, lock, write
from escalation.actions.news import tell_news
from escalation.actions.procedures import usual_outlets
from escalation.actions.receipts import link_used
from escalation.actions.standing_down import end_with, stand_down
from escalation.colleagues import (
    may_be_offered,
    may_take_over,
    member_at,
    owner_is_gone,
    people_for,
)
from escalation.core.machine import (
    Closed,
    Offered,
    PassedOn,
    StepDue,
    Taken,
    Touched,
    Withdrawn,
)
from escalation.involved import has_role, may_see
from escalation.models import (
    Caller,
    Channel,
    Incident,
    IncidentState,
    LogEntry,
    Page,
    RoleKind,
)
from escalation.reaching import may_be_texted
from rota.models import Person

# T12: at the most one text a minute of what only adds to a call
NEWS_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an answer; the incident is as it is now.

    “taken”, “yours” (again), “touched” (she is still on it), “passed”, “stays” (with
    the owner, who had asked a colleague), “offered”, “kept”, “noted”, “joined” (the
    crisis cell), “ended”. Or what nothing came of: “already_taken” by somebody else,
    “not_yours”, “no_pilot”, “not_on_duty” or “unreached” of a colleague, “seat_taken”
    in the cell, “not_asked” into it, “closed”, “gone”, “not_in” a sensitive call.

    `is_news`: false for what was so before.
    """

    result: str
    incident: Incident
    is_news: bool = False


@transaction.atomic
def take(
    *,
    incident_id: int,
    by: Person,
    via: str,
    page: Page | None = None,
    over_from: int | None = None,
    at: datetime,
) -> Answer:
    """`by` takes the incident, unless somebody was first. From its owner, who was
    asked what becomes of it, it says that she is still on it.

    `via`: “link”, “sms”, “voice”, “page” (signed in) or “shell”; `page` is the one
    whose link it was. `over_from` takes it over from that person, for those who may
    (`may_take_over`); an owner who came since keeps it.
    """
    incident = lock(incident_id)
    if page is not None:
        link_used(page=page, at=at)
    if answer := refused(incident, by, at):
        return answer
    if incident.owner_id == by.pk:
        return _touch(incident, by, via, at)
    over = over_from is not None and over_from == incident.owner_id
    over = over and may_take_over(incident, by, at)
    apply(incident, Taken(by.pk, over), at, by=by, via=via)
    if incident.owner_id != by.pk:
        return Answer("already_taken", incident)
    incident.taken_at, incident.held_since = incident.taken_at or at, at
    incident.save(update_fields=["taken_at", "held_since"])
    _send_link(incident, by, at)
    usual_outlets(team=incident.team, at=at)
    return Answer("taken", incident, is_news=True)


def refused(incident: Incident, by: Person, at: datetime) -> Answer | None:
    """Why nothing comes of any answer of hers, if so."""
    if member_at(incident.team, by.pk, at) is None:
        return Answer("gone", incident)
    if not may_see(incident, by):
        return Answer("not_in", incident)
    if incident.state == IncidentState.RESOLVED:
        return Answer("closed", incident)
    return None


def barred(incident: Incident, by: Person | None, at: datetime) -> Answer | None:
    """The same for what is possible once it is closed, too. No `by`: a caller, or the
    program."""
    answer = refused(incident, by, at) if by else None
    return answer if answer and answer.result != "closed" else None


def _send_link(incident: Incident, owner: Person, at: datetime) -> None:
    """Whoever took it by a key alone has no link yet to what must be done."""
    ways = set(incident.pages.filter(person=owner).values_list("channel", flat=True))
    if ways == {Channel.VOICE}:
        tell_news(incident, owner, "link", at)


@transaction.atomic
def touch(*, incident_id: int, by: Person, via: str, at: datetime) -> Answer:
    """Its owner, who was asked what becomes of it, is still on it."""
    incident = lock(incident_id)
    if answer := refused(incident, by, at):
        return answer
    if incident.owner_id != by.pk:
        return Answer("not_yours", incident)
    return _touch(incident, by, via, at)


def _touch(incident: Incident, by: Person, via: str, at: datetime) -> Answer:
    if not incident.asks:
        return Answer("yours", incident)
    write(incident, "touched", at, person_id=by.pk, by=by, via=via)
    apply(incident, Touched(), at, by=by)
    return Answer("touched", incident, is_news=True)


@transaction.atomic
def offer(*, incident_id: int, to: Person, by: Person, at: datetime) -> Answer:
    """Its owner asks a colleague on duty (`may_be_offered`) to take it over. It is
    hers until he does; he is called by text and telephone at once."""
    incident = lock(incident_id)
    if answer := refused(incident, by, at):
        return answer
    if incident.owner_id != by.pk:
        return Answer("not_yours", incident)
    if to.pk not in [found.person.pk for found in may_be_offered(incident, at)]:
        return Answer("not_on_duty", incident)
    effects = apply(incident, Offered(by.pk, to.pk), at, by=by)
    result = "offered" if incident.handing_to_id == to.pk else "unreached"
    return Answer(result, incident, is_news=bool(effects))


@transaction.atomic
def withdraw_offer(*, incident_id: int, by: Person, at: datetime) -> Answer:
    """Its owner keeps it after all; a page to her colleague that has not left does
    not leave."""
    incident = lock(incident_id)
    if answer := refused(incident, by, at):
        return answer
    if incident.owner_id != by.pk:
        return Answer("not_yours", incident)
    effects = apply(incident, Withdrawn(by.pk), at, by=by)
    return Answer("kept", incident, is_news=bool(effects))


@transaction.atomic
def pass_on(
    *,
    incident_id: int,
    by: Person,
    via: str,
    page: Page | None = None,
    at: datetime,
) -> Answer:
    """`by` cannot, or hands back what she took: the next person is called now.
    `via` and `page` as in `take`."""
    incident = lock(incident_id)
    if page is not None:
        link_used(page=page, at=at)
    if answer := refused(incident, by, at):
        return answer
    was_offered = incident.handing_to_id == by.pk
    effects = apply(incident, PassedOn(by.pk), at, by=by, via=via)
    if incident.state == IncidentState.ACKNOWLEDGED:
        result = "stays" if was_offered else "already_taken"
        return Answer(result, incident, is_news=was_offered)
    if incident.taken_at:
        incident.taken_at = incident.held_since = None
        incident.save(update_fields=["taken_at", "held_since"])
    if incident.due_at is not None and incident.due_at <= at:
        apply(incident, StepDue(people_for(incident.team, at)), at)
    return Answer("passed", incident, is_news=bool(effects))


@transaction.atomic
def close(
    *,
    incident_id: int,
    outcome: str,
    note: str = "",
    by: Person | None,
    caller: Caller | None = None,
    only_owner: bool = False,
    at: datetime,
) -> Answer:
    """Ends an incident; the first to close it decides its outcome, and the words of
    a second one are kept as a note.

    A caller stops only what nobody has taken. `only_owner`: for whoever has no more
    than a link; the pilot of its crisis cell ends it as well.
    """
    incident = lock(incident_id)
    if answer := barred(incident, by, at):
        return answer
    if incident.state == IncidentState.RESOLVED:
        if note and note != incident.closing_note:
            _write_note(incident, note, by, caller, at)
        return Answer("closed", incident)
    if caller and incident.state == IncidentState.ACKNOWLEDGED:
        return Answer("already_taken", incident)
    if only_owner and (by is None or not _is_hers(incident, by)):
        return Answer("not_yours", incident)
    apply(incident, Closed(), at, by=by)
    end_with(incident=incident, at=at)
    incident.outcome, incident.closing_note, incident.closed_at = outcome, note, at
    incident.save(update_fields=["outcome", "closing_note", "closed_at"])
    who = caller.name if caller else ""
    write(incident, "closed", at, by=by, caller=who, outcome=outcome, text=note)
    stand_down(incident=incident, by=by, at=at)
    return Answer("ended", incident, is_news=True)


def _is_hers(incident: Incident, by: Person) -> bool:
    return incident.owner_id == by.pk or has_role(incident, by, RoleKind.PILOT)


@transaction.atomic
def add_note(
    *,
    incident_id: int,
    text: str,
    by: Person | None,
    caller: Caller | None = None,
    at: datetime,
) -> Answer:
    """Adds a line of somebody's own words to the log, open or closed.

    What a caller adds is told by text to whoever took the call; several lines in a
    minute are one text. Once it is closed nobody would read it: it is not added, and
    the answer says so.
    """
    incident = lock(incident_id)
    if answer := barred(incident, by, at):
        return answer
    if caller and incident.state == IncidentState.RESOLVED:
        return Answer("closed", incident)
    entry = _write_note(incident, text, by, caller, at)
    if by is not None and by.pk == incident.owner_id:
        apply(incident, Touched(), at, by=by)
    if caller and incident.state == IncidentState.ACKNOWLEDGED:
        tell_owner(incident, entry.pk, at)
    return Answer("noted", incident, is_news=True)


def _write_note(
    incident: Incident,
    text: str,
    by: Person | None,
    caller: Caller | None,
    at: datetime,
) -> LogEntry:
    who = caller.name if caller else ""
    return write(incident, "noted", at, by=by, caller=who, text=text)


def tell_owner(incident: Incident, entry_id: int, at: datetime) -> None:
    """Tells whoever has a call that its caller added a line, once a minute at most."""
    owner = incident.owner
    if owner is None or not may_be_texted(owner) or owner_is_gone(incident, at):
        return
    sent = Page.objects.filter(incident=incident, key__startswith="added:")
    if not sent.filter(created_at__gt=at - NEWS_EVERY).exists():
        tell_news(incident, owner, "news", at, key=f"added:{entry_id}")
