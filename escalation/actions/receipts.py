"""What became of a page: receipts, failures, and what follows from them."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from escalation.actions.ladder import apply, lock, tell, write
from escalation.actions.pages import plan_page
from escalation.core.delivery import (
    ENDED,
    FAILURES,
    Scope,
    StatusUpdate,
    is_forward,
    scope_of,
)
from escalation.core.machine import Call, Unreached
from escalation.models import Channel, Page, PageState, Purpose
from rota.duty import leads
from rota.models import Notice, Person, PhoneProblem

# a text in one of these may arrive all the same
NOT_REACHED = (*FAILURES, PageState.CANCELLED)
# the same misconfiguration is told once an hour, not once a page
ALARM_EVERY = timedelta(hours=1)
# from being accepted to the first question about a receipt that does not come
POLL_FIRST = timedelta(seconds=30)


@transaction.atomic
def record_status(*, page_uuid: uuid.UUID, update: StatusUpdate, at: datetime) -> None:
    """Records a receipt; late, repeated and disordered ones change nothing.

    Raises Page.DoesNotExist for a page that is not ours.
    """
    page = hold_page(uuid=page_uuid)
    if update.state == PageState.CANCELLED:
        # what the provider calls back arrives as little as what it loses
        update = replace(update, state=PageState.FAILED)
    if page.state in NOT_REACHED and update.state == PageState.DELIVERED:
        _note_late_delivery(page, at)
        return
    if not is_forward(page.state, update.state) or _is_of_a_repeat(page, update):
        return
    if update.state in FAILURES:
        page_failed(
            page,
            state=update.state,
            scope=scope_of(update.code),
            code=update.code,
            at=at,
        )
        return
    if page.accepted_at is None:
        # it came before the provider's own answer, and the next may not come at all
        page.accepted_at, page.poll_at = at, at + POLL_FIRST
    page.state = update.state
    page.provider_id = page.provider_id or update.provider_id
    page.lease_until = None
    if update.state == PageState.DELIVERED:
        page.delivered_at = page.ended_at = at
        _trust_again(page)
    if page.state in ENDED:
        page.poll_at = None
    page.save()


def _note_late_delivery(page: Page, at: datetime) -> None:
    """The ladder has moved on; the log says that the text came all the same."""
    if page.incident is None or page.delivered_at is not None:
        return
    page.delivered_at = at
    page.save(update_fields=["delivered_at"])
    who, what = page.person_id, page.pk
    write(page.incident, "late_delivery", at, person_id=who, page_id=what)


def _trust_again(page: Page) -> None:
    """A number that was out of service has received a text: it works again."""
    Person.objects.filter(
        pk=page.person_id, phone=page.to, phone_problem=PhoneProblem.WRONG
    ).update(phone_problem=PhoneProblem.NONE)


def _is_of_a_repeat(page: Page, update: StatusUpdate) -> bool:
    """True for the failure of one of two texts of a page that was sent again."""
    ids = {page.provider_id, update.provider_id} - {""}
    return update.state in FAILURES and len(ids) > 1


def hold_page(**which: object) -> Page:
    """The page, held with its incident until the transaction ends.

    The incident first, as answers do: two orders would deadlock. Raises
    Page.DoesNotExist.
    """
    page = Page.objects.get(**which)
    if page.incident_id:
        lock(page.incident_id)
    return Page.objects.select_for_update(of=("self",)).get(**which)


@transaction.atomic
def page_failed(
    page: Page,
    *,
    state: str,
    scope: Scope,
    code: str = "",
    reason: str = "",
    at: datetime,
) -> None:
    """Ends a page that will not arrive, and moves on at once.

    Marks a number that cannot be reached, tells the leads of a fault in our own
    configuration, writes to the same person by e-mail, and does not wait for an
    answer of hers.
    """
    page.state, page.error_code, page.error = state, code, reason[:200]
    page.ended_at, page.poll_at, page.lease_until = at, None, None
    page.save()
    if page.channel == Channel.SMS:
        mark_phone(page.person, page.to, scope, at)
    incident = page.incident
    if incident is None or page.purpose != Purpose.PAGE:
        return
    incident = lock(incident.pk)
    write(
        incident,
        "failed",
        at,
        person_id=page.person_id,
        page_id=page.pk,
        code=code,
        scope=scope,
    )
    if scope in (Scope.CONFIG, Scope.CONTENT, Scope.CALLBACK, Scope.BUG):
        alarm_config(page, code, reason, at)
    if incident.state != "triggered" or page.channel != Channel.SMS:
        return
    # she said she cannot, or was texted again since: nothing is lost with this one
    if page.person_id not in incident.declined and _is_newest(page):
        _write_instead(page, at)
        apply(incident, Unreached(page.person_id), at)


def mark_phone(person: Person, number: str, scope: Scope, at: datetime) -> None:
    """Remembers that texts to this number do not arrive, and tells her and the
    leads, once.

    Does nothing when she has another number by now: a receipt may be hours late.
    """
    problem = {
        Scope.BLOCKED: PhoneProblem.BLOCKED,
        Scope.CONTACT: PhoneProblem.WRONG,
    }.get(scope)
    if problem is None:
        return
    people = Person.objects.filter(pk=person.pk, phone=number)
    is_new = people.exclude(phone_problem=problem).update(phone_problem=problem)
    if is_new:
        _tell_of_phone(person, problem, at)


def _tell_of_phone(person: Person, problem: str, at: datetime) -> None:
    kind = "alarm_phone" if problem == PhoneProblem.BLOCKED else "alarm_number"
    for membership in person.memberships.select_related("team"):
        told = {lead.person for lead in leads(membership.team, at)} | {person}
        for somebody in told:
            tell(somebody, membership.team, kind, at, name=person.name)


def _is_newest(page: Page) -> bool:
    """False for a receipt so late that the same person was texted again since."""
    later = Page.objects.filter(
        incident=page.incident,
        person=page.person,
        channel=Channel.SMS,
        purpose=Purpose.PAGE,
        pk__gt=page.pk,
    )
    return not later.exists()


def _write_instead(page: Page, at: datetime) -> None:
    incident = page.incident
    assert incident is not None  # noqa: S101 - replies never come here
    call = Call((page.person_id,), page.round, page.step)
    mail = plan_page(incident, page.person, Channel.EMAIL, call, at)
    write(
        incident,
        "moved_to_email",
        at,
        person_id=page.person_id,
        page_id=mail.pk,
    )


def alarm_config(page: Page, code: str, reason: str, at: datetime) -> None:
    """Tells the leads that the provider faults our settings; once an hour."""
    incident = page.incident
    if incident is None:
        return
    for lead in leads(incident.team, at):
        recent = Notice.objects.filter(
            person=lead.person, kind="alarm_config", created_at__gt=at - ALARM_EVERY
        )
        if not recent.exists():
            about = {"provider": page.provider, "code": code, "reason": reason}
            tell(lead.person, incident.team, "alarm_config", at, **about)
