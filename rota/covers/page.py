"""What the pages of covers and replacements show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from rota.actions.covers import deal_of
from rota.actions.replacing import rest_of
from rota.board.reading import INSTANT, Board
from rota.board.wording import conflict_text, reasons
from rota.core.candidates import Candidate
from rota.core.hours import Hours
from rota.covers.reading import (
    Deal,
    board_within,
    effects_of,
    hours_of,
    look_at,
    swaps_of,
    who_could,
)
from rota.covers.standing import backup_shifts, is_there, standing
from rota.covers.wording import (
    effect_lines,
    obstacle_text,
    state_text,
    warning_lines,
)
from rota.mine import my_shifts
from rota.models import (
    CoverAnswer,
    CoverReply,
    CoverRequest,
    CoverState,
    Membership,
    Seat,
    Shift,
)
from rota.permissions import is_lead

PAST_SHOWN = 20
# with whom a backup moves up; how many could be backup after her, the best placed
EMPTY_BACKUP: Mapping[str, int | None] = {Seat.BACKUP: None}
MOST_AFTER = 6
# what a lead may give to somebody else without a draft
SOON = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Option:
    """A colleague for these hours; the first reasons are those against her."""

    member: Membership
    reasons: list[str]

    @property
    def key(self) -> str:
        """What the form sends for her."""
        return str(self.member.pk)


@dataclass(frozen=True, slots=True)
class Return:
    """A colleague's shift that may be given in return; `why` it cannot."""

    shift: Shift
    member: Membership
    why: str

    @property
    def key(self) -> str:
        """What the form sends for it."""
        return str(self.shift.uid)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who could hold the hours in question, the best first, and who cannot, each with
    the reason; in return for what."""

    board: Board
    able: list[Option]
    unable: list[Option]
    returns: list[Return]
    no_returns: list[Return]


@dataclass(frozen=True, slots=True)
class CoverPage:
    """A request as one member sees it. `answer`: what she was asked and said;
    `lines`: what it would mean, while it may still come about."""

    cover: CoverRequest
    state: str
    answer: CoverAnswer | None
    lines: list[str]
    warnings: list[str]
    obstacle: str
    is_asker: bool
    may_answer: bool
    may_decide: bool

    @property
    def may_withdraw(self) -> bool:
        """While somebody still has to decide."""
        return self.is_asker and self.cover.is_live


@dataclass(frozen=True, slots=True)
class Covers:
    """The requests a member sees: hers, those she was asked, and for a lead all that
    somebody still has to decide about; then what is over. Her own shifts, and for a
    lead those of the team that run now or soon."""

    mine: list[CoverRequest]
    asked: list[CoverRequest]
    to_approve: list[CoverRequest]
    others: list[CoverRequest]
    past: list[CoverRequest]
    shifts: list[Shift]
    replaceable: list[Shift]


@dataclass(frozen=True, slots=True)
class Replacing:
    """Who could take over what is left of a shift; once one is `chosen`, what that
    would mean. `up`: her backup, who may move up; with her chosen, `after_her`: who
    could be backup then."""

    shift: Shift
    hours: Hours
    choice: Choice
    is_running: bool
    chosen: Membership | None
    lines: list[str]
    warnings: list[str]
    up: Option | None
    after_her: list[Option]

    @property
    def able(self) -> list[Option]:
        """Who could, the best first, beside the backup who may move up."""
        return [one for one in self.choice.able if not self._rises(one)]

    @property
    def unable(self) -> list[Option]:
        """Who cannot, each with the reason; the backup only if she cannot move up."""
        return [one for one in self.choice.unable if not self._rises(one)]

    @property
    def moves_up(self) -> bool:
        """True when the backup is chosen."""
        return self.up is not None and self.up.member == self.chosen

    def _rises(self, one: Option) -> bool:
        return self.up is not None and self.up.member == one.member


def read_choice(
    shift: Shift, hours: Hours, at: datetime, *, swaps: bool = True
) -> Choice:
    """Everybody who might hold those hours of a shift; all of it, when they lie
    elsewhere."""
    whole = hours_of(shift)
    deal = look_at(shift, hours if whole.holds(hours) else whole, at=at)
    able: list[Option] = []
    unable: list[Option] = []
    for one in who_could(deal):
        (able if one.possible else unable).append(_option(one, deal, deal.board))
    returns = _returns(deal) if swaps else []
    return Choice(
        board=deal.board,
        able=able,
        unable=unable,
        returns=[one for one in returns if not one.why],
        no_returns=[one for one in returns if one.why],
    )


def read_cover(cover: CoverRequest, viewer: Membership, at: datetime) -> CoverPage:
    """A request as one member sees it."""
    row = next((one for one in cover.answers.all() if one.membership == viewer), None)
    why = standing(cover, at) if cover.is_live else ""
    stands = cover.is_live and not why
    is_asker = cover.asker_id == viewer.pk
    taker = cover.taker or (None if is_asker or row is None else viewer)
    deal = deal_of(cover, at) if stands and taker else None
    effects = effects_of(deal, taker) if deal and taker else None
    return CoverPage(
        cover=cover,
        state=state_text(cover, why),
        answer=row,
        lines=effect_lines(effects) if effects else [],
        warnings=warning_lines(effects, deal.board) if deal and effects else [],
        obstacle=obstacle_text(effects, deal.board) if deal and effects else "",
        is_asker=is_asker,
        may_answer=stands
        and row is not None
        and cover.state == CoverState.OPEN
        and is_there(viewer, at),
        may_decide=stands and is_lead(viewer) and cover.state == CoverState.AGREED,
    )


def read_covers(viewer: Membership, at: datetime) -> Covers:
    """The requests of her team that concern her."""
    rows = list(visible_to(viewer))
    live = [one for one in rows if one.is_live and not standing(one, at)]
    asked = [one for one in live if _is_asked(one, viewer)]
    mine = [one for one in live if one.asker_id == viewer.pk]
    to_approve = [one for one in live if one.state == CoverState.AGREED]
    to_approve = to_approve if is_lead(viewer) else []
    shown = {one.pk for one in [*asked, *mine, *to_approve]}
    return Covers(
        mine=mine,
        asked=asked,
        to_approve=to_approve,
        others=[one for one in live if one.pk not in shown],
        past=[one for one in reversed(rows) if one not in live][:PAST_SHOWN],
        shifts=my_shifts(viewer.person, at),
        replaceable=_soon(viewer, at) if is_lead(viewer) else [],
    )


def read_replacing(shift: Shift, chosen: str, at: datetime) -> Replacing:
    """The page on which a lead replaces somebody; `chosen` is the membership she
    chose, as digits."""
    hours = rest_of(shift, at)
    choice = read_choice(shift, hours, at, swaps=False)
    up = _who_moves_up(choice, shift, hours, at)
    able = {one.key: one.member for one in choice.able}
    rising = up.member if up and chosen == up.key else None
    member, beside = rising or able.get(chosen), EMPTY_BACKUP if rising else None
    deal = look_at(shift, hours, at=at, beside=beside) if member else None
    effects = effects_of(deal, member) if deal and member else None
    return Replacing(
        shift=shift,
        hours=hours,
        choice=choice,
        is_running=shift.starts_at <= at,
        chosen=member,
        lines=effect_lines(effects) if effects else [],
        warnings=warning_lines(effects, choice.board) if effects else [],
        up=up,
        after_her=_backups_after(rising, shift, hours, at) if rising else [],
    )


def visible_to(viewer: Membership) -> QuerySet[CoverRequest]:
    """What she asked and what she was asked; a lead sees everything in the team."""
    rows = _with_names(viewer.team.covers.all())
    if is_lead(viewer):
        return rows
    hers = Q(asker=viewer) | Q(answers__membership=viewer)
    return rows.filter(hers).distinct()


def waiting_for(viewer: Membership, at: datetime) -> int:
    """How many requests wait for a word of hers."""
    live = viewer.team.covers.filter(expires_at__gt=at)
    unsaid = Q(
        state=CoverState.OPEN,
        answers__membership=viewer,
        answers__answer=CoverReply.NONE,
    )
    if is_lead(viewer):
        unsaid |= Q(state=CoverState.AGREED)
    return live.filter(unsaid).distinct().count()


def _who_moves_up(
    choice: Choice, shift: Shift, hours: Hours, at: datetime
) -> Option | None:
    """Whoever is backup when those hours begin, as if her own seat were empty; None
    without one, or when a rule forbids it."""
    rows = choice.board.shifts.get((shift.period_id, Seat.BACKUP), [])
    begins = Hours(hours.starts_at, hours.starts_at + INSTANT)
    backup = next((row for row in rows if begins.touches(hours_of(row))), None)
    if backup is None or shift.seat != Seat.ON_CALL:
        return None
    deal = look_at(shift, hours, at=at, beside=EMPTY_BACKUP)
    found = next(one for one in who_could(deal) if one.member == backup.membership_id)
    return _option(found, deal, board_within(deal)) if found.possible else None


def _backups_after(
    up: Membership, shift: Shift, hours: Hours, at: datetime
) -> list[Option]:
    """Who could be backup once the present one is on call; not whoever she replaces."""
    backup = backup_shifts(shift, hours, up)[0]
    part = hours_of(backup).shared(hours)
    deal = look_at(backup, part, at=at, beside={Seat.ON_CALL: up.pk})
    board = board_within(deal)
    return [
        _option(one, deal, board)
        for one in who_could(deal)
        if one.possible and one.member != shift.membership_id
    ][:MOST_AFTER]


def _option(one: Candidate, deal: Deal, board: Board) -> Option:
    said = reasons(one, board, deal.period, deal.shift.seat)
    return Option(deal.board.members[one.member], said)


def _with_names(rows: QuerySet[CoverRequest]) -> QuerySet[CoverRequest]:
    return rows.select_related(
        "team",
        "period",
        "asker__person",
        "asker__team",
        "decided_by",
        "shift__period__team",
        "given__membership__person",
        "given__period",
    ).prefetch_related("answers__membership__person", "answers__membership__team")


def _soon(viewer: Membership, at: datetime) -> list[Shift]:
    rows = Shift.objects.filter(
        period__team=viewer.team,
        period__published_at__isnull=False,
        ends_at__gt=at,
        starts_at__lt=at + SOON,
    )
    return list(
        rows.select_related("membership__person").order_by("starts_at", "-seat")
    )


def _is_asked(cover: CoverRequest, viewer: Membership) -> bool:
    return cover.state == CoverState.OPEN and any(
        row.membership_id == viewer.pk for row in cover.answers.all()
    )


def _returns(deal: Deal) -> list[Return]:
    board, found = deal.board, []
    for one in swaps_of(deal):
        why = ""
        if one.why is not None and one.member is not None:
            theirs = one.member == one.shift.membership_id
            place = deal.shift if theirs else one.shift
            period = board.periods[place.period_id]
            name = board.members[one.member].person.short_name
            why = f"{name}: {conflict_text(one.why, board, period, place.seat)}"
        found.append(Return(one.shift, board.members[one.shift.membership_id], why))
    return found
