"""What became of a page: receipts, failures, and what follows from them."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from escalation.actions.cell import call_failed
from escalation.actions.ladder import apply, lock, tell, write
from escalation.actions.pages import plan_page
from escalation.actions.proofs import arrived, prove
from escalation.actions.stops import refuse_texts, untell
from escalation.bell import announce
from escalation.core.delivery import (
    ENDED,
    FAILURES,
    NO_KEY,
    Scope,
    StatusUpdate,
    is_forward,
    scope_of,
)
from escalation.core.limits import HELD
from escalation.core.machine import Call, Unreached
from escalation.models import (
    Channel,
    Incident,
    IncidentState,
    Page,
    PageEvent,
    PageState,
    Purpose,
    Source,
)
from escalation.reaching import may_be_rung, teams_of
from rota.duty import leads
from rota.models import Notice, Person, PhoneProblem

# a text in one of these may arrive all the same
NOT_REACHED = (*FAILURES, PageState.CANCELLED)
# the same misconfiguration is told once an hour, not once a page
ALARM_EVERY = timedelta(hours=1)
# what our settings are at fault for
ALARMING = (Scope.CONFIG, Scope.CONTENT, Scope.CALLBACK, Scope.BUG)
# failures that say something of a telephone, not of our provider
PROBLEMS = {Scope.BLOCKED: PhoneProblem.BLOCKED, Scope.CONTACT: PhoneProblem.WRONG}
HERS = tuple(PROBLEMS)
# from being accepted to the first question about a receipt that does not come
POLL_FIRST = timedelta(seconds=30)


@transaction.atomic
def record_status(
    *,
    page_uuid: uuid.UUID,
    update: StatusUpdate,
    at: datetime,
    source: Source = Source.RECEIPT,
) -> None:
    """Records a receipt; late, repeated and disordered ones change nothing but the
    list of what we heard.

    Raises Page.DoesNotExist for a page that is not ours.
    """
    page = hold_page(uuid=page_uuid)
    if update.code == NO_KEY and page.state == PageState.DELIVERED:
        return  # the end of a call in which a key was pressed
    _note_receipt(page, update, at, source)
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
        arrived(page=page, at=at)
    if page.state in ENDED:
        page.poll_at = None
    page.save()


@transaction.atomic
def link_used(*, page: Page, at: datetime) -> None:
    """She pressed a button behind the link of a text: it arrived, and the number is
    hers. A link in an e-mail says nothing of her telephone."""
    if page.channel == Channel.SMS:
        update = StatusUpdate(PageState.DELIVERED, provider_id=page.provider_id)
        record_status(page_uuid=page.uuid, update=update, at=at, source=Source.LINK)
        arrived(page=page, at=at)
        prove(by=page.person, number=page.to, at=at)


def note_event(
    page: Page,
    source: Source,
    state: str,
    at: datetime,
    *,
    code: str = "",
    reason: str = "",
) -> None:
    """Keeps what was learnt of a page, as it came; `page` holds who said it."""
    PageEvent.objects.create(
        page=page,
        at=at,
        source=source,
        attempt=page.attempt,
        provider=page.provider,
        provider_id=page.provider_id,
        state=state,
        code=code,
        reason=reason[:200],
    )


def _note_receipt(
    page: Page, update: StatusUpdate, at: datetime, source: Source
) -> None:
    """A second copy of a receipt says nothing new."""
    said = {"source": source, "state": update.state, "code": update.code}
    about = {"provider_id": update.provider_id or page.provider_id}
    if not page.events.filter(**said, **about).exists():
        PageEvent.objects.create(
            page=page,
            at=at,
            attempt=page.attempt,
            provider=page.provider,
            **said,
            **about,
        )


def _note_late_delivery(page: Page, at: datetime) -> None:
    """The ladder has moved on; the log says that the text came all the same."""
    if page.delivered_at is not None:
        return
    page.delivered_at = at
    page.save(update_fields=["delivered_at"])
    if page.incident is not None and page.purpose != Purpose.CALLER:
        who, what = page.person_id, page.pk
        write(page.incident, "late_delivery", at, person_id=who, page_id=what)
    arrived(page=page, at=at)


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
    configuration, tries the same person another way, and does not wait for an
    answer of hers.
    """
    page.state, page.error_code, page.error = state, code, reason[:200]
    page.ended_at, page.poll_at, page.lease_until = at, None, None
    page.save()
    if page.purpose == Purpose.CALLER:
        _caller_not_told(page, scope, at)
        return
    if page.purpose in (Purpose.CODE, Purpose.TEST):
        _trial_failed(page, scope, at)
        return
    if page.channel != Channel.EMAIL:
        mark_phone(page.person, page.to, scope, at)
    if page.incident is None or page.purpose not in (Purpose.PAGE, Purpose.CELL):
        return
    incident = lock(page.incident.pk)
    who, what = page.person_id, page.pk
    write(incident, "failed", at, person_id=who, page_id=what, code=code, scope=scope)
    if scope in ALARMING:
        alarm_config(page, code, reason, at)
    if page.purpose == Purpose.CELL:
        call_failed(page=page, incident=incident, at=at)
        return
    waits = incident.state == IncidentState.TRIGGERED or (
        incident.handing_to_id == page.person_id
    )
    # she said she cannot, or was called again since: nothing is lost with this one
    if waits and page.person_id not in incident.declined and _is_newest(page):
        _move_on(page, incident, at)


def _caller_not_told(page: Page, scope: Scope, at: datetime) -> None:
    """Her page tells her instead."""
    if scope in HERS and page.incident is not None:
        if scope == Scope.BLOCKED:
            refuse_texts(number=page.to, at=at)
        untell(incident_id=page.incident.pk, why=PROBLEMS[scope], at=at)
    elif scope in ALARMING:
        alarm_config(page, page.error_code, page.error, at)


def _trial_failed(page: Page, scope: Scope, at: datetime) -> None:
    """A number that was only tried out did not receive. Whoever asked for it sees it
    on her page; of a monthly test she and her leads are told, by e-mail."""
    mark_phone(page.person, page.to, scope, at, aloud=False)
    if scope in ALARMING:
        alarm_config(page, page.error_code, page.error, at)
    elif page.is_monthly and (page.accepted_at or scope in HERS):
        _tell_team(page.person, "alarm_test", at)


def mark_phone(
    person: Person, number: str, scope: Scope, at: datetime, *, aloud: bool = True
) -> None:
    """Remembers that texts to this number do not arrive, and tells her and the
    leads, once; not `aloud` where she is told otherwise.

    Does nothing when she has another number by now: a receipt may be hours late.
    """
    problem = PROBLEMS.get(scope)
    if problem is None:
        return
    people = Person.objects.filter(pk=person.pk, phone=number)
    is_new = people.exclude(phone_problem=problem).update(phone_problem=problem)
    if is_new and aloud:
        is_stop = problem == PhoneProblem.BLOCKED
        _tell_team(person, "alarm_phone" if is_stop else "alarm_number", at)


def _tell_team(person: Person, kind: str, at: datetime) -> None:
    """A letter about her number, to her and to the leads of her teams."""
    for team in teams_of(person, at):
        told = {lead.person for lead in leads(team, at)} | {person}
        for somebody in told:
            tell(somebody, team, kind, at, name=person.name)


def _is_newest(page: Page) -> bool:
    """False for a receipt so late that she was called again since, on a later step."""
    later = _pages_like(page).exclude(_rung_of(page)).filter(pk__gt=page.pk)
    return not later.exclude(error_code__in=HELD).exists()


def _pages_like(page: Page) -> QuerySet[Page]:
    """The other pages to the same person about the same call."""
    return Page.objects.filter(
        incident=page.incident, person=page.person, purpose=Purpose.PAGE
    ).exclude(pk=page.pk)


def _rung_of(page: Page) -> Q:
    """The pages of the same step."""
    return Q(round=page.round, step=page.step)


def _move_on(page: Page, incident: Incident, at: datetime) -> None:
    """What else may reach her now, and the next person.

    After a text that did not arrive her telephone rings, unless it did in this
    step, and an e-mail says the same; the next person is called at once all the
    same, unless something of this step may still bring an answer (PAGING.md §1).
    """
    others = _pages_like(page).filter(_rung_of(page))
    tried = set(others.values_list("channel", flat=True)) | {page.channel}
    # a text is held back only where an earlier one may have arrived
    alive = ~Q(state__in=NOT_REACHED) | Q(error_code__in=HELD)
    is_alive = others.exclude(channel=Channel.EMAIL).filter(alive).exists()
    rings = page.channel == Channel.SMS and may_be_rung(page.person)
    for channel, wanted in ((Channel.VOICE, rings), (Channel.EMAIL, not is_alive)):
        if wanted and channel not in tried:
            _call_instead(page, incident, channel, at)
    if not is_alive:
        apply(incident, Unreached(page.person.pk), at)


def _call_instead(
    page: Page, incident: Incident, channel: Channel, at: datetime
) -> None:
    is_offer = incident.handing_to_id == page.person_id
    call = Call(
        (page.person.pk,), page.round, page.step, reason="offer" if is_offer else ""
    )
    other = plan_page(incident, page.person, channel, call, at)
    announce()
    who, what = page.person_id, other.pk
    write(incident, f"moved_to_{channel}", at, person_id=who, page_id=what)


def alarm_config(page: Page, code: str, reason: str, at: datetime) -> None:
    """Tells the leads that the provider faults our settings; once an hour."""
    about = {"provider": page.provider, "code": code, "reason": reason}
    incident = page.incident
    for team in [incident.team] if incident else teams_of(page.person, at):
        for lead in leads(team, at):
            recent = Notice.objects.filter(
                person=lead.person, kind="alarm_config", created_at__gt=at - ALARM_EVERY
            )
            if not recent.exists():
                tell(lead.person, team, "alarm_config", at, **about)
