"""The Mondays of the demo team: what people asked for and was not worth a call, and
how weekends were handed over."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from escalation import actions
from escalation.actions.handing_over import send_handover, write_note
from escalation.actions.replying import save_replies
from escalation.models import Deferred, DeferredKind, Handover
from rota.duty import duty_at
from rota.models import Notice, NoticeState, Period, Person, Team

URL = "https://ville.example/infos-urgentes"
DESK, OFFICE = "PC information", "Cabinet de la maire"
HANDED_OVER = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """Something asked on a weekend; `answer`: what was said on Monday."""

    title: str
    kind: str
    by: str = ""
    facts: str = ""
    answer: str = ""


LONG_AGO = (
    Asked(
        "Répondre au commentaire sous la photo du marché",
        DeferredKind.COMMENT,
        OFFICE,
        answer="C’est fait ce matin, avec le lien vers les horaires du marché.",
    ),
    Asked("Annoncer le vide-grenier des Tilleuls", DeferredKind.POST, DESK),
    Asked(
        "Changer la photo de la page piscine",
        DeferredKind.CHANGE,
        DESK,
        answer="La photo est changée. Merci de l’avoir signalé.",
    ),
    Asked("Être présents au tournoi de dimanche", DeferredKind.EVENT, OFFICE),
    Asked("Qui gère la page des médiathèques ?", DeferredKind.QUESTION, DESK),
    Asked("Message reçu sur Instagram, place du Port", DeferredKind.COMMENT, DESK),
    Asked("Un post pour remercier les bénévoles", DeferredKind.POST, OFFICE),
)
LAST_WEEKEND = (
    Asked(
        "Répondre à un commentaire sur le tram",
        DeferredKind.COMMENT,
        OFFICE,
        facts="Sous la publication de vendredi, un usager demande le plan de nuit.",
    ),
    Asked(
        "Publier les photos de la fête des voisins",
        DeferredKind.POST,
        DESK,
        facts="Quarante photos, reçues samedi soir. Rien ne presse.",
    ),
    Asked("Corriger l’horaire de la médiathèque", DeferredKind.CHANGE),
)


def make_mondays(team: Team, lead: Person, at: datetime) -> None:
    """Requests and handovers of the past weekends, and what is left of the last."""
    save_replies(team=team, texts={}, url=URL, minutes=60, reminds=True, by=lead, at=at)
    team.callers.filter(name=DESK).update(email="pc.information@demo.example")
    past = list(team.periods.filter(ends_at__lt=at, kind="weekend"))
    for number, period in enumerate(past[:-1]):
        for turn in range(1 + number % 4):
            asked = LONG_AGO[(3 * number + turn) % len(LONG_AGO)]
            _dealt_with(team, period, asked, lead)
    for asked in LAST_WEEKEND if past else ():
        _ask(team, past[-1], asked, lead)
    for period in past[-HANDED_OVER:-1]:
        _hand_over(team, period)
    # told long ago: the demo sends no letters about the past
    Notice.objects.filter(state=NoticeState.PENDING).update(
        state=NoticeState.SENT, sent_at=at
    )
    Handover.objects.update(before_told_at=at, after_told_at=at)


def _ask(team: Team, period: Period, asked: Asked, lead: Person) -> Deferred:
    caller = team.callers.filter(name=asked.by).first()
    return actions.defer(
        team=team,
        title=asked.title,
        facts=asked.facts,
        kind=asked.kind,
        caller=caller,
        call_back=caller.name if caller else "",
        request_key=uuid.uuid4(),
        by=None if caller else lead,
        at=period.starts_at + timedelta(hours=16 + len(asked.title) % 9),
    )


def _dealt_with(team: Team, period: Period, asked: Asked, lead: Person) -> None:
    """On Monday morning: given to whoever was on call, answered or closed."""
    kept = _ask(team, period, asked, lead)
    member = duty_at(team, period.starts_at).on_call
    somebody = member.person if member else lead
    morning = period.ends_at + timedelta(hours=1)
    actions.assign_deferred(
        deferred_id=kept.pk, person=somebody, expected=None, by=lead, at=morning
    )
    later = morning + timedelta(hours=2)
    if not asked.answer:
        actions.handle_deferred(deferred_id=kept.pk, by=somebody, at=later)
        return
    actions.answer_deferred(
        deferred_id=kept.pk,
        text=asked.answer,
        closes=True,
        seen=1,
        by=somebody,
        at=later,
    )


def _hand_over(team: Team, period: Period) -> None:
    member = duty_at(team, period.starts_at).on_call
    if member is None:
        return
    at = period.ends_at + timedelta(minutes=40)
    write_note(
        period=period,
        text="Week-end calme. Le post du marché de Noël est programmé jeudi 9 h.",
        comments="Trois commentaires sous la publication du tram, sans urgence.",
        seen=0,
        by=member.person,
        at=at,
    )
    send_handover(period=period, seen=0, by=member.person, at=at + timedelta(minutes=2))
