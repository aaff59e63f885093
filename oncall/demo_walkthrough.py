"""A smoke at night, long ago, and what newcomers of the demo team may replay of it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from escalation import actions
from escalation.actions.debriefing import hold_debrief
from escalation.actions.walkthroughs import release
from escalation.models import Case, Decision, EventType, Outcome, Outlet
from escalation.sweep import sweep
from escalation.walkthroughs import Draft
from rota.duty import duty_at
from rota.models import Person, Team

WEEKENDS_AGO = 10
STEPS = ("crisis-0", "crisis-1", "crisis-2", "crisis-3")


def make_walkthrough(team: Team, lead: Person, at: datetime) -> None:
    """The backup took it, waited, published, and told that it was over."""
    past = list(team.periods.filter(ends_at__lt=at, kind="weekend"))
    night = past[-WEEKENDS_AGO].starts_at + timedelta(hours=32, minutes=10)
    duty = duty_at(team, night)
    if duty.on_call is None or duty.backup is None:
        return
    call = actions.trigger(
        team=team,
        case=Case.CRISIS,
        title="Fumées au-dessus de la zone portuaire",
        facts="Vues depuis le pont. Les pompiers sont sur place, M. Abgrall les suit.",
        event=EventType.SMOKE_FIRE,
        caller=team.callers.get(name="PC information"),
        request_key=uuid.uuid4(),
        by=None,
        at=night,
    )
    _respond(call.pk, team, duty.on_call.person, duty.backup.person, night)
    call.refresh_from_db()
    held_at = night + timedelta(days=3)
    hold_debrief(debrief_id=call.debrief.pk, by=lead, at=held_at)
    seen = Draft(call).digest
    release(incident_id=call.pk, words=[], seen=seen, by=lead, at=at)


def _respond(
    pk: int, team: Team, on_call: Person, backup: Person, night: datetime
) -> None:
    def after(minutes: int) -> datetime:
        return night + timedelta(minutes=minutes)

    mine: dict[str, Any] = {"incident_id": pk, "by": backup}
    sweep(after(0) + timedelta(seconds=1))
    actions.pass_on(incident_id=pk, by=on_call, via="link", at=after(3))
    sweep(after(3) + timedelta(seconds=1))
    actions.take(**mine, via="link", at=after(5))
    sweep(after(6))
    for minutes, step in enumerate(STEPS, start=7):
        actions.tick(**mine, key=step, done=True, at=after(minutes))
    actions.add_note(
        **mine,
        text=f"{on_call.name.split()[0]} a rappelé le PC : pas de victime connue.",
        at=after(12),
    )
    actions.decide_about(
        **mine,
        decision=Decision.HOLD,
        reason="Pas de texte de la préfecture avant la relève de 2 h 45.",
        hold_until=after(35),
        at=after(14),
    )
    actions.decide_about(**mine, decision=Decision.PUBLISH, at=after(31))
    outlets = list(Outlet.objects.filter(team=team)[:2])
    for variant, minutes in (("first", 33), ("end", 150)):
        actions.add_post(**mine, outlets=outlets, variant=variant, at=after(minutes))
    actions.close(
        **mine,
        outcome=Outcome.PUBLISHED,
        note="Consigne levée à 4 h 30 par les pompiers, tout est dit.",
        at=after(155),
    )
