"""What people are told about covers and replacements, in both languages."""

from datetime import timedelta

import pytest

from escalation.notices import compose
from rota.actions.covers import answer, ask, decide
from rota.actions.replacing import replace
from rota.covers.reading import hours_of
from rota.models import CoverState, Notice, Person, Seat

COVERS = {
    "cover_asked": "/c/",
    "cover_answered": "/covers/",
    "cover_to_approve": "/covers/",
    "cover_done": "/rota/",
    "cover_over": "/covers/",
}
REPLACEMENTS = {
    "replacing": "/r/",
    "replaced": "/alerts/",
    "replacement": "/rota/",
    "alarm_unconfirmed": "/replacements/",
}
both = pytest.mark.parametrize("language", ["fr", "en"])


@pytest.fixture
def covered(world):
    """A swap from the request to its end."""
    at = world.clock.now
    shift = world.on_duty("camille", "malik").shifts.get(seat=Seat.ON_CALL)
    later = world.on_duty("yann", at=shift.starts_at + timedelta(weeks=2))
    request = ask(
        shift=shift,
        hours=hours_of(shift),
        whom=None,
        given=later.shifts.get(),
        by=world.member("camille"),
        at=at,
    )
    row, yann = request.answers.get(), world.person("yann")
    answer(answer_id=row.pk, yes=True, by=yann, at=at)
    decide(request_id=request.pk, yes=True, by=world.person("odile"), at=at)
    return request


@pytest.fixture
def replaced(world, clock):
    """Camille falls ill in the middle of her weekend; Yann takes over."""
    shift = world.on_duty("camille", "malik").shifts.get(seat=Seat.ON_CALL)
    clock.now = shift.starts_at + timedelta(hours=20)
    return replace(
        shift_id=shift.pk,
        expected=shift.membership_id,
        to=world.member("yann"),
        by=world.person("odile"),
        at=clock.now,
    )


def letter(world, kind: str, language: str, key: str = "malik", **data):
    """A letter as she would get it."""
    Person.objects.filter(email=f"{key}@ville.example").update(language=language)
    notice = Notice(
        pk=1, person=world.person(key), team=world.team, kind=kind, data=data
    )
    return compose(notice, world.clock.now)


@both
@pytest.mark.parametrize("kind", COVERS)
def test_every_letter_about_a_cover(world, covered, kind, language):
    row = covered.answers.get().pk
    found = letter(world, kind, language, cover=covered.pk, answer=row)

    assert found.subject.endswith("Édition numérique")
    assert COVERS[kind] in found.body
    assert "Camille" in found.body or "Yann" in found.body


@both
@pytest.mark.parametrize("kind", REPLACEMENTS)
def test_every_letter_about_a_replacement(world, replaced, kind, language):
    found = letter(world, kind, language, replacement=replaced.pk)

    assert found.subject.endswith("Édition numérique")
    assert REPLACEMENTS[kind] in found.body
    assert "Yann" in found.body or "Camille" in found.body


@both
@pytest.mark.parametrize(
    "state", [s for s in CoverState if s not in ("open", "agreed")]
)
def test_every_end_is_said_to_whoever_asked(world, covered, state, language):
    covered.state, covered.decided_by = state, world.person("odile")
    covered.save()

    found = letter(world, "cover_over", language, "camille", cover=covered.pk)

    stays = {"fr": "Ces heures restent à vous", "en": "These hours stay with you"}
    lost = state in ("done", "overtaken")
    assert (stays[language] in found.body) != lost
