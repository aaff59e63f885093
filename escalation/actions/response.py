"""What whoever has a call does about it: ticks steps, decides, notes what was
published. Each is a line of the log, and shows that somebody is at work.

Only its owner may, and a lead; whoever comes late, or is somebody else, hears why not
(Answer.result).
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid5

from django.db import transaction

from escalation.actions.answers import Answer, close, refused
from escalation.actions.deferring import defer
from escalation.actions.ladder import apply, lock, write
from escalation.actions.timers import update_published
from escalation.colleagues import member_at
from escalation.core.machine import Touched
from escalation.core.slots import SLOTS
from escalation.models import (
    Case,
    Decision,
    Incident,
    IncidentState,
    Outcome,
    Outlet,
    Post,
)
from escalation.policies import ladder_of
from escalation.response import latest, steps_of, ticked
from rota.models import Person, Role


@transaction.atomic
def tick(*, incident_id: int, key: str, done: bool, by: Person, at: datetime) -> Answer:
    """Says that a step is done, or that it is not after all; said twice, it is one
    line. A `key` that no step has any more changes nothing (“moved”)."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    text = steps_of(incident, incident.team.language).get(key)
    if text is None:
        return Answer("moved", incident)
    if done == (key in ticked(incident)):
        return Answer("noted", incident)
    kind = "ticked" if done else "unticked"
    write(incident, kind, at, by=by, key=key, text=text)
    return stays_at_work(incident, by, at)


@transaction.atomic
def choose_event(*, incident_id: int, event: str, by: Person, at: datetime) -> Answer:
    """Says what kind of event it is; its procedure joins the case's."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    if event == incident.event:
        return Answer("noted", incident)
    incident.event = event
    incident.event_procedure = latest(incident.team, event)
    incident.save(update_fields=["event", "event_procedure"])
    write(incident, "event", at, by=by, event=event)
    return stays_at_work(incident, by, at)


@transaction.atomic
def complete(
    *, incident_id: int, slots: Mapping[str, str], by: Person, at: datetime
) -> Answer:
    """Keeps what is known for the slots of the messages; those not given stay."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    known = {name: text.strip() for name, text in slots.items() if name in SLOTS}
    changed = {
        name: text
        for name, text in known.items()
        if incident.slots.get(name, "") != text
    }
    if not changed:
        return Answer("noted", incident)
    incident.slots |= changed
    incident.save(update_fields=["slots"])
    write(incident, "completed", at, by=by, slots=changed)
    return stays_at_work(incident, by, at)


@transaction.atomic
def decide_about(
    *,
    incident_id: int,
    decision: str,
    reason: str = "",
    hold_until: datetime | None = None,
    once: str = "",
    by: Person,
    at: datetime,
) -> Answer:
    """Records what is decided about publishing; the caller reads it. What is sent
    again with the same `once`, for want of an answer, counts once.

    HOLD needs `hold_until`: then she is asked again. OUT_OF_FRAME ends the call and
    keeps the request for the next working morning.
    """
    incident = lock(incident_id)
    if answer := may_not(incident, by, at) or said_before(incident, once):
        return answer
    incident.decision = decision
    incident.hold_until = hold_until if decision == Decision.HOLD else None
    incident.save(update_fields=["decision", "hold_until"])
    until = incident.hold_until.isoformat() if incident.hold_until else ""
    write(
        incident,
        "decided",
        at,
        by=by,
        decision=decision,
        text=reason,
        until=until,
        once=once,
    )
    if decision == Decision.OUT_OF_FRAME:
        return _wait_for_monday(incident, reason, by, at)
    apply(incident, Touched(incident.hold_until), at, by=by)
    return Answer("noted", incident, is_news=True)


@transaction.atomic
def add_post(
    *,
    incident_id: int,
    outlets: list[Outlet],
    variant: str,
    link: str = "",
    once: str = "",
    by: Person,
    at: datetime,
) -> Answer:
    """Notes that something was published there; the caller sees it, with its link.
    `once` as in `decide_about`."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at) or said_before(incident, once):
        return answer
    for outlet in outlets:
        Post.objects.create(
            incident=incident,
            outlet=outlet,
            variant=variant,
            link=link,
            by=by,
            at=at,
        )
    update_published(incident, variant, at)
    names = ", ".join(outlet.name for outlet in outlets)
    write(
        incident,
        "posted",
        at,
        by=by,
        outlets=names,
        variant=variant,
        link=link,
        once=once,
    )
    return stays_at_work(incident, by, at)


@transaction.atomic
def remove_post(*, incident_id: int, post_id: int, by: Person, at: datetime) -> Answer:
    """It was noted by mistake, or taken down again; said once."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    standing = incident.posts.filter(pk=post_id, removed_at=None)
    post = standing.select_related("outlet").first()
    if post is None or not standing.update(removed_at=at):
        return Answer("moved", incident)
    name, variant = post.outlet.name, post.variant
    write(incident, "unposted", at, by=by, outlets=name, variant=variant)
    return stays_at_work(incident, by, at)


@transaction.atomic
def raise_to_crisis(*, incident_id: int, by: Person, at: datetime) -> Answer:
    """User information that became a crisis: its procedure and its ladder change, its
    owner stays. There is no way back here: the log keeps both."""
    incident = lock(incident_id)
    if answer := may_not(incident, by, at):
        return answer
    if incident.case == Case.CRISIS:
        return Answer("noted", incident)
    incident.case = Case.CRISIS
    incident.ladder = ladder_of(incident.team, Case.CRISIS)
    incident.case_procedure = latest(incident.team, Case.CRISIS)
    incident.save(update_fields=["case", "ladder", "case_procedure"])
    write(incident, "raised_to_crisis", at, by=by)
    return stays_at_work(incident, by, at)


def may_not(incident: Incident, by: Person, at: datetime) -> Answer | None:
    """Why nothing comes of what she does, if so."""
    if answer := refused(incident, by, at):
        return answer
    member = member_at(incident.team, by.pk, at)
    is_lead = member is not None and member.role == Role.LEAD
    if incident.state != IncidentState.ACKNOWLEDGED:
        return Answer("not_yours", incident)
    return (
        None if is_lead or incident.owner_id == by.pk else Answer("not_yours", incident)
    )


def said_before(incident: Incident, once: str) -> Answer | None:
    """A phone without network sends again what may have come."""
    if once and incident.log.filter(data__once=once).exists():
        return Answer("noted", incident)
    return None


def stays_at_work(incident: Incident, by: Person, at: datetime) -> Answer:
    """She who waits until a time she chose is asked then, whatever she does meanwhile;
    what somebody else does is no sign of its owner."""
    if by.pk == incident.owner_id:
        later = incident.hold_until
        apply(incident, Touched(later if later and later > at else None), at, by=by)
    return Answer("noted", incident, is_news=True)


def _wait_for_monday(
    incident: Incident, reason: str, by: Person, at: datetime
) -> Answer:
    """The request waits; whoever has the call has nothing to do any more."""
    if not incident.exercise:
        call_back = (incident.call_back_name, incident.call_back_phone)
        defer(
            team=incident.team,
            title=incident.title,
            facts=incident.facts,
            call_back=", ".join(filter(None, call_back)),
            caller=incident.caller,
            request_key=uuid5(incident.request_key, "out of frame"),
            by=incident.raised_by,
            at=at,
        )
    return close(
        incident_id=incident.pk,
        outcome=Outcome.OUT_OF_FRAME,
        note=reason,
        by=by,
        at=at,
    )
