"""The crisis the demo team lived last weekend, from the first text to the debrief that
is owed."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from escalation import actions
from escalation.actions.debriefing import FIELDS, hold_debrief, write_debrief
from escalation.actions.updates import promise_update
from escalation.actions.validating import answer_validation, ask_validation
from escalation.actions.watching import watch
from escalation.models import Case, Debrief, Incident, Outcome, Validation
from escalation.sweep import sweep
from rota.duty import duty_at
from rota.models import Person, Team

MINUTE = timedelta(minutes=1)
TEXT = (
    "Incendie rue des Forges : restez à l’écart, fermez vos fenêtres, n’appelez les "
    "secours qu’en cas d’urgence. Prochain point à 22 h 30."
)
CHANGED = (
    "Incendie rue des Forges, fumées : évitez le secteur, fermez vos fenêtres. "
    "N’appelez le 18 qu’en cas d’urgence. Prochain point à 22 h 30."
)
SAID = dict.fromkeys(FIELDS, "") | {
    "facts": "Fumées signalées à 21 h 30, feu éteint à 22 h 55. Aucun blessé.",
    "decisions": "Premier message en 21 minutes, validé en sept.",
    "lacked": "Le numéro du poste de commandement des pompiers.",
    "exposure": "some",
}


def live_a_crisis(team: Team, lead: Person, at: datetime) -> None:
    """A fire, Saturday evening; nothing when no weekend is over yet."""
    past = team.periods.filter(ends_at__lt=at - timedelta(days=1)).last()
    member = duty_at(team, past.starts_at).on_call if past else None
    if past is None or member is None:
        return
    began = past.starts_at + timedelta(hours=27, minutes=30)
    fire = _raise(team, began)
    _respond(fire, member.person, lead, began)
    debrief = Debrief.objects.get(incident=fire)
    monday = past.ends_at + timedelta(hours=3)
    said: dict[str, Any] = {"debrief_id": debrief.pk, "at": monday}
    write_debrief(words=SAID, seen=0, by=member.person, **said)
    if debrief.due_on < at.astimezone(team.zone).date():
        hold_debrief(by=lead, **said)


def _raise(team: Team, at: datetime) -> Incident:
    desk = team.callers.get(name="PC information")
    fire = actions.trigger(
        team=team,
        case=Case.CRISIS,
        title="Incendie rue des Forges, fumées visibles",
        facts="Entrepôt en feu, pompiers sur place. Pas de blessé connu.",
        caller=desk,
        call_back_name=desk.name,
        call_back_phone=desk.phone,
        request_key=uuid.uuid4(),
        by=None,
        at=at,
    )
    sweep(at + timedelta(seconds=1))
    return fire


def _respond(fire: Incident, agent: Person, lead: Person, began: datetime) -> None:
    """One thing after the other, as the procedure has it."""

    def then(minutes: int) -> dict[str, Any]:
        at = began + minutes * MINUTE
        sweep(at)
        return {"incident_id": fire.pk, "by": agent, "at": at}

    actions.take(via="link", **then(3))
    actions.choose_event(event="smoke_fire", **then(5))
    ask_validation(text=TEXT, validator=lead, minutes=10, **then(9))
    asked = Validation.objects.get(incident=fire)
    sweep(began + 10 * MINUTE)
    at = then(16)["at"]
    answer_validation(
        validation_id=asked.pk, verdict="changed", changed_text=CHANGED, at=at
    )
    outlets = list(fire.team.outlets.all()[:2])
    actions.decide_about(decision="publish", **then(17))
    actions.add_post(outlets=outlets, variant="first", **then(21))
    promise_update(due_at=began + 60 * MINUTE, every=30, **then(22))
    watch(kind="moderation", person=agent, **then(24))
    actions.add_post(outlets=outlets, variant="update", **then(58))
    actions.add_post(outlets=outlets, variant="end", **then(88))
    note = "Feu éteint, circulation rétablie."
    actions.close(outcome=Outcome.PUBLISHED, note=note, **then(101))
    sweep(began + 102 * MINUTE)
