"""Texts that people send us: understood, acted upon once, answered once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from escalation.actions import replacements
from escalation.actions.answers import Answer, pass_on, take
from escalation.actions.convening import join_cell, stay_out
from escalation.actions.ladder import lock
from escalation.actions.pages import queue_text
from escalation.actions.proofs import prove
from escalation.actions.receipts import (
    NOT_REACHED,
    hold_page,
    mark_phone,
    page_failed,
)
from escalation.actions.stops import start_texts, stop_texts
from escalation.cells import CellPage, was_called_into_cell
from escalation.colleagues import may_take_over
from escalation.core.delivery import Inbound, Scope
from escalation.core.limits import HELD
from escalation.core.replies import Reply, read_reply
from escalation.core.texts import reply_text
from escalation.involved import has_role
from escalation.models import (
    Channel,
    InboundSms,
    Incident,
    IncidentState,
    Page,
    PageState,
    Purpose,
)
from escalation.reaching import language_to
from escalation.sms import get_provider
from rota.models import Person, PhoneProblem
from rota.senders import own_numbers

# what somebody may be answering
ABOUT_A_CALL = (Purpose.PAGE, Purpose.CELL, Purpose.NEWS)
ANSWERS = ("take", "pass", "yes")
# a page may be answered this long after it was sent, even once closed
ANSWERABLE = timedelta(hours=24)
# automatic answers to one person in an hour; two machines must not chat (T18), and
# one that says “OK” to everything is a machine too. What changes a call is answered
MOST_ANSWERS = 5


@transaction.atomic
def receive_sms(*, inbound: Inbound, at: datetime) -> None:
    """Acts on a text, once however often the provider repeats it.

    A stranger's text is kept; only its STOP has an effect, for callers are strangers.
    One of our own that came back to us has none.
    """
    received, is_new = InboundSms.objects.get_or_create(
        provider_id=inbound.provider_id,
        defaults={"sender": inbound.sender, "body": inbound.body, "at": at},
    )
    is_ours = inbound.sender in own_numbers()
    if is_ours or not is_new:
        return
    reply = read_reply(inbound.body)
    intent = inbound.opt_out.lower() or reply.intent
    person = _sender(inbound.sender)
    if person is None:
        _of_a_stranger(inbound.sender, intent, at)
        return
    received.person = person
    received.save(update_fields=["person"])
    if intent == "start":
        start_texts(number=inbound.sender)
        _unblock(person)
    if intent == "stop":
        _block(person, inbound.sender, at)
    elif reply.intent in ANSWERS:
        _answer(received, person, reply, at)
    elif intent != "start":  # which the provider itself answers
        _explain(received, person, at)
    prove(by=person, number=inbound.sender, at=at)


def _of_a_stranger(number: str, intent: str, at: datetime) -> None:
    if intent == "stop":
        stop_texts(number=number, at=at)
    elif intent == "start":
        start_texts(number=number)


def _sender(phone: str) -> Person | None:
    """Whose number this is; of two people who share it, the one called last."""
    people = Person.objects.filter(phone=phone)
    called = people.filter(page__purpose__in=ABOUT_A_CALL)
    return called.order_by("-page__created_at").first() or people.first()


def _answer(received: InboundSms, person: Person, reply: Reply, at: datetime) -> None:
    called = _called_about(person, at)
    if any(i.code == reply.code for i in called):
        called = [i for i in called if i.code == reply.code]
    waiting = _waiting(called, person)
    mine = [i for i in called if _has(i, person)]
    rows = [] if reply.code else replacements.replacements_of(person, at)
    goes_first = bool(waiting or mine) and not reply.replacing
    if not goes_first and replacements.is_about_them(
        rows, [] if reply.replacing else called, ABOUT_A_CALL, at
    ):
        kind = replacements.answer(rows, yes=reply.intent != "pass", at=at)
        _send(received, person, replacements.reply_words(rows[0], kind), at)
        return
    if reply.intent == "yes" or reply.replacing:
        _explain(received, person, at)
        return
    choices = waiting or mine or called[:1]
    if not choices:
        _say(received, person, "nothing_open", at)
    elif reply.code and len(choices) == 1 and reply.code != choices[0].code:
        _say(received, person, "help", at, about=choices)
    elif len(choices) > 1:
        codes = ", ".join(i.code for i in choices)
        _say(received, person, "which_one", at, about=choices, codes=codes)
    else:
        takes = reply.intent == "take"
        _confirm(received, person, _act(choices[0], person, takes, at), at)


def _act(incident: Incident, person: Person, takes: bool, at: datetime) -> Answer:
    said: Any = {"incident_id": incident.pk, "by": person, "at": at}
    if was_called_into_cell(incident, person):
        return join_cell(**said) if takes else stay_out(**said)
    return take(**said, via="sms") if takes else pass_on(**said, via="sms")


def _explain(received: InboundSms, person: Person, at: datetime) -> None:
    """What can be answered: to a call that waits for her, else to a replacement."""
    waiting = _waiting(_called_about(person, at), person)
    rows = replacements.replacements_of(person, at)
    if not waiting and rows and replacements.is_waiting(rows[0], at):
        _send(received, person, replacements.reply_words(rows[0], "unclear"), at)
    else:
        _say(received, person, "help", at, about=waiting)


def _waiting(called: list[Incident], person: Person) -> list[Incident]:
    """Those that wait for her answer; no exercise beside a real one."""
    waiting = [i for i in called if _waits_for(i, person)]
    return [i for i in waiting if not i.exercise] or waiting


def _waits_for(incident: Incident, person: Person) -> bool:
    """True while somebody is called, while a colleague or a crisis cell asks her, and
    when its owner was asked what becomes of it."""
    if incident.state != IncidentState.ACKNOWLEDGED:
        return incident.state == IncidentState.TRIGGERED
    is_asked = incident.owner_id == person.pk and incident.asks > 0
    if is_asked or incident.handing_to_id == person.pk:
        return True
    return CellPage(incident, person).part == "asked"


def _has(incident: Incident, person: Person) -> bool:
    """True for its owner, and for whoever is in its crisis cell."""
    is_taken = incident.state == IncidentState.ACKNOWLEDGED
    return is_taken and (incident.owner_id == person.pk or has_role(incident, person))


def _called_about(person: Person, at: datetime) -> list[Incident]:
    """The incidents this person was called or told about lately, newest first."""
    pages = Page.objects.filter(
        person=person, purpose__in=ABOUT_A_CALL, created_at__gt=at - ANSWERABLE
    )
    ids = pages.values("incident_id")
    return list(Incident.objects.filter(pk__in=ids).order_by("-raised_at"))


def _confirm(
    received: InboundSms, person: Person, answer: Answer, at: datetime
) -> None:
    incident, kind = answer.incident, answer.result
    owner = incident.owner.short_name if incident.owner else ""
    held_since = incident.held_since or at
    if kind == "yours":
        kind = "taken"
    elif kind == "already_taken" and may_take_over(incident, person, at):
        kind = "hers"
    _say(
        received,
        person,
        kind,
        at,
        about=[incident],
        incident=incident,
        is_news=answer.is_news,
        code=incident.code,
        owner=owner,
        time=held_since.astimezone(incident.team.zone),
    )


def _say(
    received: InboundSms,
    person: Person,
    kind: str,
    at: datetime,
    about: Sequence[Incident] = (),
    incident: Incident | None = None,
    is_news: bool = False,
    **slots: Any,
) -> None:
    """One answer about calls. It says that it is about an exercise when all it is
    `about` are."""
    text = reply_text(
        language=language_to(person, at),
        kind=kind,
        exercise=bool(about) and all(i.exercise for i in about),
        **slots,
    )
    _send(received, person, text, at, incident, is_news=is_news)


def _send(
    received: InboundSms,
    person: Person,
    text: str,
    at: datetime,
    incident: Incident | None = None,
    *,
    is_news: bool = False,
) -> None:
    """Queues one answer; the dispatcher sends it."""
    if not get_provider().capabilities.two_way:
        return
    replies = Page.objects.filter(person=person, purpose=Purpose.REPLY)
    lately = replies.filter(created_at__gt=at - timedelta(hours=1)).count()
    if lately >= MOST_ANSWERS and not is_news:
        return
    key = f"reply:{received.pk}"
    queue_text(person, text, key=key, to=received.sender, incident=incident, at=at)


def _unblock(person: Person) -> None:
    if person.phone_problem == PhoneProblem.BLOCKED:
        person.phone_problem = PhoneProblem.NONE
        person.save(update_fields=["phone_problem"])


def _block(person: Person, number: str, at: datetime) -> None:
    """STOP: no text will arrive until START. Moves on from the calls that wait for
    this person's answer, each by its newest text."""
    is_called = Q(purpose=Purpose.PAGE, incident__state=IncidentState.TRIGGERED)
    into_cell = Q(purpose=Purpose.CELL, incident__cell__ended_at=None)
    texts = Page.objects.filter(
        is_called | into_cell, person=person, channel=Channel.SMS
    ).exclude(error_code__in=HELD)
    # the incidents before any other row, in one order: receipts and answers hold
    # theirs first too, and whoever comes second must only wait
    for pk in sorted(set(texts.values_list("incident_id", flat=True))):
        lock(pk)
    mark_phone(person, number, Scope.BLOCKED, at)
    newest = {page.incident_id: page.pk for page in texts.order_by("pk")}
    for pk in newest.values():
        page = hold_page(pk=pk)
        if page.state not in NOT_REACHED:
            page_failed(
                page, state=PageState.FAILED, scope=Scope.BLOCKED, code="STOP", at=at
            )
