"""Applies the machine's decisions: loads a situation, saves the next one, and
turns effects into pages and log lines, all in the caller's transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from escalation.actions.callouts import follow_owner
from escalation.actions.news import tell_news
from escalation.actions.pages import call_back, language_of, plan_pages, title_in
from escalation.bell import announce
from escalation.colleagues import member_at, owner_is_gone, people_of
from escalation.core.machine import (
    Alarm,
    Call,
    Effect,
    Event,
    Ladder,
    Log,
    Situation,
    StepDue,
    Stop,
    Tell,
    Unreached,
    decide,
)
from escalation.involved import people_in
from escalation.models import Channel, Incident, LogEntry
from rota.duty import leads
from rota.models import Notice, Person, Team
from rota.queue import wake_at


def lock(incident_id: int) -> Incident:
    """The incident, held until the transaction ends: one decision at a time.

    SQLite ignores the row lock, and needs none: its transactions are IMMEDIATE.
    Raises Incident.DoesNotExist.
    """
    return Incident.objects.select_for_update().get(pk=incident_id)


def write(
    incident: Incident,
    kind: str,
    at: datetime,
    *,
    person_id: int | None = None,
    by: Person | None = None,
    page_id: int | None = None,
    **data: Any,
) -> LogEntry:
    """Adds one line to the incident's log."""
    return LogEntry.objects.create(
        incident=incident,
        kind=kind,
        at=at,
        person_id=person_id,
        by=by,
        page_id=page_id,
        data=data,
    )


def tell(person: Person, team: Team, kind: str, at: datetime, **data: Any) -> None:
    """Writes a notice, due at once; `kind` names its letter."""
    Notice.objects.create(
        person=person, team=team, kind=kind, data=data, created_at=at, due_at=at
    )


@transaction.atomic
def steps_due(*, incident_ids: Collection[int], at: datetime) -> int:
    """Runs the next step of those incidents that are due, earliest first, all or
    none; harmless for the others. Returns how many ran.

    One that somebody else decides about at this very moment is left out: whoever
    keeps deadlines looks again, and must not wait here while those of the others
    pass.
    """
    skip = connection.features.has_select_for_update_skip_locked
    incidents = list(
        Incident.objects.select_for_update(skip_locked=skip, of=("self",))
        .select_related("team")
        .filter(pk__in=incident_ids, due_at__lte=at)
        .order_by("due_at")
    )
    people = people_of({incident.team for incident in incidents}, at)
    for incident in incidents:
        is_gone = owner_is_gone(incident, at)
        _decide(incident, StepDue(people[incident.team_id], is_gone), at, None, {})
    _wake_for(incidents)
    return len(incidents)


def apply(
    incident: Incident,
    event: Event,
    at: datetime,
    *,
    by: Person | None = None,
    **data: Any,
) -> tuple[Effect, ...]:
    """Lets the machine decide on a locked incident and carries it out.

    `data` goes into the log lines the decision writes. Returns the effects.
    """
    before = situation_of(incident)
    effects = _decide(incident, event, at, by, data)
    if situation_of(incident) != before:
        _wake_for([incident])
        announce()
    return effects


def _decide(
    incident: Incident,
    event: Event,
    at: datetime,
    by: Person | None,
    data: dict[str, Any],
) -> tuple[Effect, ...]:
    before = situation_of(incident)
    after, effects = decide(before, event, at)
    if after != before:
        _save(incident, after)
        follow_owner(incident=incident, before=before, after=after, at=at)
    for effect in effects:
        _carry_out(incident, effect, at, by, data)
    return effects


def _wake_for(incidents: list[Incident]) -> None:
    """The queue's part in meeting their deadlines: one row for each instant."""
    for due_at in {incident.due_at for incident in incidents if incident.due_at}:
        wake_at("escalation.tasks.sweep", due_at)


def situation_of(incident: Incident) -> Situation:
    """What the machine knows of an incident, written or not."""
    return Situation(
        state=incident.state,
        ladder=Ladder.read(incident.ladder),
        round=incident.round,
        step=incident.step,
        due_at=incident.due_at,
        owner=incident.owner_id,
        asked=frozenset(incident.asked),
        declined=frozenset(incident.declined),
        unreached=frozenset(incident.unreached),
        asks=incident.asks,
        handing_to=incident.handing_to_id,
    )


def _save(incident: Incident, now: Situation) -> None:
    incident.state = now.state
    incident.round, incident.step = now.round, now.step
    incident.due_at = now.due_at
    incident.owner_id = now.owner
    incident.asked, incident.declined = sorted(now.asked), sorted(now.declined)
    incident.unreached = sorted(now.unreached)
    incident.asks, incident.handing_to_id = now.asks, now.handing_to
    incident.save(
        update_fields=[
            "state",
            "round",
            "step",
            "due_at",
            "owner",
            "asked",
            "declined",
            "unreached",
            "asks",
            "handing_to",
        ]
    )


def _carry_out(
    incident: Incident,
    effect: Effect,
    at: datetime,
    by: Person | None,
    data: dict[str, Any],
) -> None:
    match effect:
        case Log(kind, person, own):
            write(incident, kind, at, person_id=person, by=by, **{**dict(own), **data})
        case Call():
            _call(incident, effect, at)
        case Stop():
            call_back(incident, at)
        case Tell(person_id, kind):
            _tell(incident, person_id, kind, at)
        case Alarm(kind):
            _alarm_leads(incident, kind, at)


def _call(incident: Incident, call: Call, at: datetime) -> None:
    pages = plan_pages(incident, call, at)
    for page in pages:
        if not page.is_held:  # that has a line of its own
            write(incident, "paged", at, person_id=page.person_id, page_id=page.pk)
    # an e-mail alone is no call; a text held back repeats one she may still answer
    called = {page.person_id for page in pages if page.channel != Channel.EMAIL}
    for person in call.people:
        if person not in called:
            _decide(incident, Unreached(person), at, None, {})


def _tell(incident: Incident, person_id: int, kind: str, at: datetime) -> None:
    """News to one person about a call; it names whoever has it now, or the
    colleague who did not take it. Nobody is told who left the team."""
    member = member_at(incident.team, person_id, at)
    if member is None:
        return
    named = incident.owner
    if kind.startswith("offer_"):
        last = incident.log.filter(kind=kind).select_related("person").last()
        named = last.person if last else None
    tell_news(incident, member.person, kind, at, owner=named)


def _alarm_leads(incident: Incident, kind: str, at: datetime) -> None:
    """Whoever is told must be able to look, were the call sensitive."""
    inside = people_in(incident) if incident.sensitive else None
    for lead in leads(incident.team, at):
        if inside is not None and lead.person not in inside:
            write(incident, "alarmed", at, person_id=lead.person_id)
        tell(
            lead.person,
            incident.team,
            f"alarm_{kind}",
            at,
            code=incident.code,
            title=title_in(incident, language_of(lead.person, incident)),
            exercise=incident.exercise,
        )
        if kind == "untouched" and lead.person_id != incident.owner_id:
            tell_news(incident, lead.person, kind, at, owner=incident.owner)
