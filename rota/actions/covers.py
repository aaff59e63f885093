"""Asking for a cover or a swap, answering it, deciding about it.

One writer of a team's rota at a time: of two who answer at the same instant the
second finds what the first has said. Whatever was asked is looked at again with each
answer, for the rota may have moved since.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from rota.actions.draft import lock_team
from rota.actions.handing import Handing, TwoAtOnceError, hand_over
from rota.board.reading import Board
from rota.core.hours import Hours
from rota.covers.reading import Deal, Effects, effects_of, hours_of, look_at, who_could
from rota.covers.standing import hours_asked, standing
from rota.duty import leads
from rota.models import (
    LIVE,
    CoverAnswer,
    CoverKind,
    CoverReply,
    CoverRequest,
    CoverState,
    Membership,
    Notice,
    Person,
    Role,
    Shift,
    Team,
)


class RefusedError(Exception):
    """Why no hours change hands. `code`: see each kind; of “cannot”, with `effects` and
    the board they are worded in."""

    def __init__(
        self, code: str, effects: Effects | None = None, board: Board | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.effects = effects
        self.board = board


class CannotAskError(RefusedError):
    """Nothing was asked: not_yours, past, outside, yourself, already_asked, nobody,
    given_past, cannot."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an answer or a decision. `result`: “noted” for a colleague's no,
    else the state of the request; when nothing was `changed`, also “yours” (she said
    yes before), “left” (the asker is gone), “cannot” (with `effects`, and the board
    they are worded in), “busy” (two seats at once), “not_yours”."""

    result: str
    request: CoverRequest
    effects: Effects | None = None
    board: Board | None = None
    changed: bool = False


@transaction.atomic
def ask(
    *,
    shift: Shift,
    hours: Hours,
    whom: Membership | None,
    given: Shift | None,
    by: Membership,
    at: datetime,
) -> CoverRequest:
    """Asks `whom`, or everybody who can, or in a swap the holder of `given`, and
    writes to them. Raises CannotAskError."""
    team = lock_team(by.team)
    shift = Shift.objects.select_related("period__team").get(pk=shift.pk)
    _check_hours(shift, hours, by, at)
    if given is not None:
        given = Shift.objects.select_related("membership").get(pk=given.pk)
        whom = given.membership
        if given.starts_at <= at:
            raise CannotAskError("given_past")
    if whom is not None and whom.person_id == by.person_id:
        raise CannotAskError("yourself")
    asked = _whom_to_ask(look_at(shift, hours, at=at, given=given), whom)
    request = CoverRequest.objects.create(
        team=team,
        asker=by,
        shift=shift,
        period=shift.period,
        seat=shift.seat,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        kind=CoverKind.SWAP if given else CoverKind.COVER,
        given=given,
        asked=whom,
        by=by.person,
        at=at,
        expires_at=min(hours.starts_at, given.starts_at if given else hours.starts_at),
    )
    for member in asked:
        row = CoverAnswer.objects.create(request=request, membership=member)
        _tell([member.person], request, "cover_asked", at, answer=row.pk)
    return request


@transaction.atomic
def answer(*, answer_id: int, yes: bool, by: Person, at: datetime) -> Outcome:
    """A colleague says yes or no; the first yes counts."""
    row, request = _hold_answer(answer_id)
    if request.state != CoverState.OPEN and request.taker == row.membership:
        return Outcome("yours", request)
    why = _end_if_over(request, at)
    if why or request.state != CoverState.OPEN:
        return Outcome(why or request.state, request)
    if not yes:
        return _decline(row, request, by, at)
    deal = deal_of(request, at)
    effects = effects_of(deal, row.membership)
    if effects.obstacle:
        return Outcome("cannot", request, effects, deal.board)
    row.answer, row.at = CoverReply.YES, at
    row.save(update_fields=["answer", "at"])
    either_leads = Role.LEAD in (request.asker.role, row.membership.role)
    if not request.team.covers_need_lead or either_leads:
        done = _complete(request, row.membership, by, at)
        if done.result == "busy":
            row.answer, row.at = CoverReply.NONE, None
            row.save(update_fields=["answer", "at"])
        return done
    _move(request, CoverState.AGREED, None, at)
    _tell([request.asker.person], request, "cover_answered", at)
    _tell(_leads(request.team, at), request, "cover_to_approve", at)
    return Outcome(CoverState.AGREED, request, changed=True)


@transaction.atomic
def decide(*, request_id: int, yes: bool, by: Person, at: datetime) -> Outcome:
    """A lead approves what two colleagues agreed on, or does not."""
    request = _hold(request_id)
    why = _end_if_over(request, at)
    taker = request.taker
    if why or request.state != CoverState.AGREED or taker is None:
        return Outcome(why or request.state, request)
    if not yes:
        _end(request, CoverState.DECLINED, by, at)
        return Outcome(CoverState.DECLINED, request, changed=True)
    deal = deal_of(request, at)
    effects = effects_of(deal, taker)
    if effects.obstacle:
        return Outcome("cannot", request, effects, deal.board)
    return _complete(request, taker, by, at)


@transaction.atomic
def withdraw(*, request_id: int, by: Person, at: datetime) -> Outcome:
    """Whoever asked takes it back."""
    request = _hold(request_id)
    if request.asker.person_id != by.pk:
        return Outcome("not_yours", request)
    if not request.is_live:
        return Outcome(request.state, request)
    _end(request, CoverState.WITHDRAWN, by, at)
    return Outcome(CoverState.WITHDRAWN, request, changed=True)


def settle(*, at: datetime, team: Team | None = None) -> int:
    """Ends the requests, of one team or of all, that nobody may answer any more: the
    hours begin, or the rota has moved on. Returns how many."""
    live = CoverRequest.objects.filter(state__in=LIVE)
    if team is not None:
        live = live.filter(team=team)
    ended = 0
    for pk in live.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            ended += bool(_end_if_over(_hold(pk), at))
    return ended


def deal_of(request: CoverRequest, at: datetime) -> Deal:
    """What was asked, on the rota as it is now; its shifts are still there."""
    shift, given = request.shift, request.given
    assert shift is not None  # noqa: S101 - standing() ends a request without one
    return look_at(shift, hours_asked(request), at=at, given=given)


def _check_hours(shift: Shift, hours: Hours, by: Membership, at: datetime) -> None:
    if shift.membership_id != by.pk:
        raise CannotAskError("not_yours")
    if hours.starts_at <= at:
        raise CannotAskError("past")
    if not hours_of(shift).holds(hours):
        raise CannotAskError("outside")
    live = CoverRequest.objects.filter(
        shift=shift,
        state__in=LIVE,
        starts_at__lt=hours.ends_at,
        ends_at__gt=hours.starts_at,
    )
    if live.exists():
        raise CannotAskError("already_asked")


def _whom_to_ask(deal: Deal, whom: Membership | None) -> list[Membership]:
    """That colleague, if she can; without one, everybody who can."""
    if whom is not None:
        effects = effects_of(deal, whom)
        if effects.obstacle:
            raise CannotAskError("cannot", effects, deal.board)
        return [whom]
    members = [
        deal.board.members[one.member] for one in who_could(deal) if one.possible
    ]
    if not members:
        raise CannotAskError("nobody")
    return members


def _hold_answer(answer_id: int) -> tuple[CoverAnswer, CoverRequest]:
    """An answer and its request, as they are once the team is held."""
    request_id = CoverAnswer.objects.values_list("request_id", flat=True).get(
        pk=answer_id
    )
    request = _hold(request_id)
    rows = CoverAnswer.objects.select_related("membership__person")
    return rows.get(pk=answer_id), request


def _hold(request_id: int) -> CoverRequest:
    team_id = CoverRequest.objects.values_list("team_id", flat=True).get(pk=request_id)
    lock_team(Team(pk=team_id))
    return CoverRequest.objects.select_related(
        "team",
        "asker__person",
        "asker__team",
        "shift__membership",
        "shift__period__team",
        "given__membership",
    ).get(pk=request_id)


def _end_if_over(request: CoverRequest, at: datetime) -> str:
    """Ends a live request that cannot be answered any more; says why."""
    if not request.is_live:
        return ""
    why = standing(request, at)
    if why:
        late = why == CoverState.EXPIRED
        state = CoverState.EXPIRED if late else CoverState.OVERTAKEN
        _end(request, state, None, at)
    return why


def _decline(
    row: CoverAnswer, request: CoverRequest, by: Person, at: datetime
) -> Outcome:
    row.answer, row.at = CoverReply.NO, at
    row.save(update_fields=["answer", "at"])
    if not request.answers.exclude(answer=CoverReply.NO).exists():
        _end(request, CoverState.REFUSED, by, at)
    return Outcome("noted", request, changed=True)


def _complete(
    request: CoverRequest, taker: Membership, by: Person, at: datetime
) -> Outcome:
    """Both have agreed, and a lead where she must: the published rota changes."""
    shift, given = request.shift, request.given
    assert shift is not None  # noqa: S101 - standing() ends a request without one
    handings = [Handing(shift, hours_asked(request), taker)]
    if given is not None:
        handings.append(Handing(given, hours_of(given), request.asker))
    try:
        with transaction.atomic():
            done = hand_over(handings, team=request.team, by=by, at=at)
    except TwoAtOnceError:
        return Outcome("busy", request)
    request.publication = done
    _move(request, CoverState.DONE, by, at)
    told = {request.asker.person, taker.person, *_leads(request.team, at)}
    _tell(told, request, "cover_done", at)
    _tell(_waiting(request), request, "cover_over", at)
    settle(at=at, team=request.team)
    return Outcome(CoverState.DONE, request, changed=True)


def _end(
    request: CoverRequest, state: CoverState, by: Person | None, at: datetime
) -> None:
    """Ends it without a change of the rota, and says so to those concerned."""
    told = {*_waiting(request)}
    if request.taker:
        told.add(request.taker.person)
    if state != CoverState.WITHDRAWN:
        told.add(request.asker.person)
    _move(request, state, by, at)
    _tell(told, request, "cover_over", at)


def _move(
    request: CoverRequest, state: CoverState, by: Person | None, at: datetime
) -> None:
    request.state, request.decided_by, request.decided_at = state, by, at
    request.save(update_fields=["state", "decided_by", "decided_at", "publication"])


def _waiting(request: CoverRequest) -> list[Person]:
    """Those who were asked and have not answered."""
    rows = request.answers.filter(answer=CoverReply.NONE)
    return [row.membership.person for row in rows.select_related("membership__person")]


def _leads(team: Team, at: datetime) -> list[Person]:
    return [lead.person for lead in leads(team, at)]


def _tell(
    people: Iterable[Person],
    request: CoverRequest,
    kind: str,
    at: datetime,
    **data: Any,
) -> None:
    Notice.objects.bulk_create(
        Notice(
            person=person,
            team=request.team,
            kind=kind,
            data={"cover": request.pk, **data},
            created_at=at,
            due_at=at,
        )
        for person in people
    )
