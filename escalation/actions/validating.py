"""A text of a crisis that somebody named validates before it is published: asked,
answered, or not answered in time; then whoever wrote it decides (DOMAIN.md A2)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from escalation.actions.answers import Answer, refused
from escalation.actions.crisis_news import tell_crisis
from escalation.actions.ladder import lock, write
from escalation.actions.response import may_not, said_before, stays_at_work
from escalation.models import Case, Incident, Page, Validation, Verdict
from rota.models import Person

TOLD = {
    Verdict.YES: "validated_yes",
    Verdict.CHANGED: "validated_changed",
    Verdict.NO: "validated_no",
}


@transaction.atomic
def ask_validation(
    *,
    incident_id: int,
    text: str,
    validator: Person,
    minutes: int,
    once: str = "",
    by: Person,
    at: datetime,
) -> Answer:
    """Keeps the text as it is and asks `validator`, by a link of hers, for `minutes`.
    What was asked before is no longer waited for. `once` as in `response.add_post`.

    Only in a crisis (“no_crisis”): else nobody off duty is asked anything.
    """
    incident = lock(incident_id)
    if answer := may_not(incident, by, at) or said_before(incident, once):
        return answer
    if incident.case != Case.CRISIS:
        return Answer("no_crisis", incident)
    earlier = Validation.objects.filter(incident=incident)
    earlier.filter(alarm_at__isnull=False).update(alarm_at=None)
    asked = Validation(
        incident=incident,
        number=earlier.count() + 1,
        text=text,
        writer=by,
        validator=validator,
        asked_at=at,
        deadline_at=at + timedelta(minutes=minutes),
    )
    asked.alarm_at = asked.deadline_at
    asked.page = _ask(asked, at)
    asked.save(force_insert=True)
    until = asked.deadline_at.isoformat()
    _write(asked, "validation_asked", at, by=by, until=until, text=text, once=once)
    return stays_at_work(incident, by, at)


@transaction.atomic
def answer_validation(
    *,
    validation_id: int,
    verdict: str,
    changed_text: str = "",
    reason: str = "",
    at: datetime,
) -> Answer:
    """What the person asked says, once; whoever wrote the text is told at once.

    After the deadline it still counts. “answered”: it was before; “overtaken”: another
    text was asked since.
    """
    incident_id = Validation.objects.values_list("incident", flat=True)
    incident = lock(incident_id.get(pk=validation_id))
    asked = Validation.objects.select_related("validator", "writer").get(
        pk=validation_id
    )
    if answer := refused(incident, asked.validator, at):
        return answer
    if asked.verdict:
        return Answer("answered", incident)
    if incident.validations.filter(number__gt=asked.number).exists():
        return Answer("overtaken", incident)
    if verdict == Verdict.CHANGED and changed_text.strip() == asked.text.strip():
        verdict = Verdict.YES
    asked.verdict, asked.answered_at, asked.alarm_at = verdict, at, None
    asked.changed_text = changed_text if verdict == Verdict.CHANGED else ""
    asked.reason = reason if verdict == Verdict.NO else ""
    asked.save()
    words = asked.changed_text or asked.reason
    kind = f"validation_{verdict}"
    _write(asked, kind, at, by=asked.validator, text=words, late=asked.came_late)
    _tell_writer(asked, TOLD[Verdict(verdict)], at)
    return Answer("noted", incident, is_news=True)


@transaction.atomic
def alarm_unvalidated(*, validation_id: int, at: datetime) -> None:
    """Tells whoever wrote the text, once, that no answer came in time."""
    due = Validation.objects.filter(pk=validation_id, alarm_at__lte=at)
    found = due.select_related("incident", "validator", "writer").first()
    if found is None:
        return
    lock(found.incident_id)
    if due.update(alarm_at=None):
        _write(found, "validation_late", at)
        _tell_writer(found, "unvalidated", at)


def _ask(asked: Validation, at: datetime) -> Page | None:
    return tell_crisis(
        asked.incident,
        asked.validator,
        "validate",
        at,
        key=f"validate:{asked.incident_id}:{asked.number}",
        name=asked.writer.short_name,
        time=asked.deadline_at,
    )


def _tell_writer(asked: Validation, kind: str, at: datetime) -> None:
    name = asked.validator.short_name
    key = f"{kind}:{asked.pk}"
    tell_crisis(asked.incident, asked.writer, kind, at, key=key, name=name)


def _write(
    asked: Validation,
    kind: str,
    at: datetime,
    *,
    by: Person | None = None,
    **data: Any,
) -> None:
    incident: Incident = asked.incident
    number, validator = asked.number, asked.validator_id
    write(incident, kind, at, person_id=validator, by=by, number=number, **data)
