"""What can wait: keeping it for Monday, giving it to somebody, answering, closing.

Each step is an entry as well, in the same transaction. Two people may do the same
one: the first is right, and the second is told.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from escalation.actions.ladder import tell, write
from escalation.involved import may_see
from escalation.models import (
    Caller,
    CallerLetter,
    Deferred,
    DeferredEntry,
    DeferredKind,
    DeferredStep,
    Incident,
)
from rota.duty import next_opening
from rota.models import Person, Team


class MovedError(Exception):
    """Somebody else did something to the request since it was read."""

    def __init__(self, kept: Deferred) -> None:
        super().__init__(str(kept))
        self.kept = kept


@transaction.atomic
def defer(
    *,
    team: Team,
    title: str,
    facts: str = "",
    call_back: str = "",
    kind: str = DeferredKind.NONE,
    caller: Caller | None = None,
    incident: Incident | None = None,
    request_key: UUID,
    by: Person | None,
    at: datetime,
) -> Deferred:
    """Keeps a request outside the two cases for the next working morning.

    Nobody is called. `promised_at` is what the caller is told; `incident` the call it
    was before.
    """
    kept, _ = Deferred.objects.get_or_create(
        request_key=request_key,
        defaults={
            "team": team,
            "kind": kind,
            "title": title,
            "facts": facts,
            "call_back": call_back,
            "caller": caller,
            "incident": incident,
            "asked_by": by,
            "at": at,
            "promised_at": next_opening(team, at),
        },
    )
    return kept


@transaction.atomic
def assign_deferred(
    *,
    deferred_id: int,
    person: Person | None,
    expected: int | None,
    by: Person,
    at: datetime,
) -> None:
    """Gives it to somebody, or back to the list.

    `expected`: the id of the person who was shown to have it. Raises MovedError when
    somebody else has it by now, or it is closed.
    """
    kept = _locked(deferred_id)
    if kept.handled_at or kept.assigned_to_id != expected:
        raise MovedError(kept)
    if person != kept.assigned_to:
        if person:
            _let_in(kept, person, by, at)
        kept.assigned_to = person
        kept.save(update_fields=["assigned_to"])
        _write(kept, DeferredStep.ASSIGNED, by, at, person=person)


@transaction.atomic
def answer_deferred(
    *,
    deferred_id: int,
    text: str,
    closes: bool,
    seen: int,
    by: Person,
    at: datetime,
) -> None:
    """Tells whoever asked, on the page of the link, and by e-mail where there is an
    address; `closes` it as well.

    `seen`: how many entries its page had when the answer was written. Raises
    MovedError when there are more, so that nobody answers twice without knowing.
    """
    kept = _locked(deferred_id)
    if kept.entries.count() != seen:
        raise MovedError(kept)
    entry = _write(kept, DeferredStep.ANSWERED, by, at, text=text)
    _send(kept, entry, at)
    if closes and not kept.handled_at:
        _close(kept, by, at)


@transaction.atomic
def handle_deferred(*, deferred_id: int, by: Person, at: datetime) -> None:
    """Marks a kept request as dealt with, without a word. Raises MovedError when it
    is already: the first to do so stays."""
    kept = _locked(deferred_id)
    if kept.handled_at:
        raise MovedError(kept)
    _close(kept, by, at)


def _let_in(kept: Deferred, person: Person, by: Person, at: datetime) -> None:
    """Whoever is given what a sensitive call left sees that call too."""
    incident = kept.incident
    if incident and not may_see(incident, person):
        write(incident, "let_in", at, person_id=person.pk, by=by)


def _locked(deferred_id: int) -> Deferred:
    rows = Deferred.objects.select_for_update(of=("self",))
    named = rows.select_related("team", "caller", "asked_by", "assigned_to")
    return named.select_related("handled_by", "incident").get(pk=deferred_id)


def _close(kept: Deferred, by: Person, at: datetime) -> None:
    kept.handled_at, kept.handled_by = at, by
    kept.save(update_fields=["handled_at", "handled_by"])
    _write(kept, DeferredStep.CLOSED, by, at)


def _write(
    kept: Deferred,
    step: DeferredStep,
    by: Person,
    at: datetime,
    *,
    person: Person | None = None,
    text: str = "",
) -> DeferredEntry:
    return DeferredEntry.objects.create(
        deferred=kept, step=step, by=by, at=at, person=person, text=text
    )


def _send(kept: Deferred, entry: DeferredEntry, at: datetime) -> None:
    """By e-mail: to the service's mailbox, or to the colleague who asked."""
    if kept.caller and kept.caller.email and not kept.caller.withdrawn_at:
        CallerLetter.objects.create(
            caller=kept.caller, entry=entry, created_at=at, due_at=at
        )
    elif kept.asked_by and kept.asked_by != entry.by:
        tell(kept.asked_by, kept.team, "deferred_answer", at, entry=entry.pk)
