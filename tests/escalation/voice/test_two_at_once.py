"""Two people press 1 at the same instant: one has it, the other hears who."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from people import phone_of

from escalation.actions.policies import save_ladder
from escalation.policies import Rung
from rota.models import Membership, Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_press_one_at_once_have_one_owner(twilio, poster, world, ring, clock):
    Membership.objects.filter(person=world.person("sofia")).update(role=Role.LEAD)
    save_ladder(
        team=world.team,
        case="crisis",
        steps=[Rung(0, "lead", "call")],
        again_after=5,
        untouched_after=0,
        by=None,
        at=clock.now,
    )
    incident = ring()
    calls = twilio.phones.rung
    assert {c.to for c in calls} == {phone_of("odile"), phone_of("sofia")}
    talks = [twilio.phones.answer(poster, call) for call in calls]
    start = Barrier(len(talks))

    def press(talk) -> str:
        start.wait()
        try:
            return talk.press("1").words
        finally:
            connection.close()

    with ThreadPoolExecutor(len(talks)) as pool:
        heard = sorted(pool.map(press, talks))

    incident.refresh_from_db()
    assert heard[0].startswith("C'est noté, vous prenez l'appel.")
    assert f"déjà été pris par {incident.owner.short_name}" in heard[1]
    assert incident.log.filter(kind="taken").count() == 1
