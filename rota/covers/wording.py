"""Covers and replacements in plain sentences, in the reader's language."""

from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from rota.actions.covers import CannotAskError, Outcome
from rota.actions.replacing import CannotReplaceError
from rota.board.reading import Board
from rota.board.wording import conflict_text, weekends_text
from rota.core.balance import WEEKEND_MILLI
from rota.core.conflicts import Conflict
from rota.core.dates import show_length, show_moment
from rota.covers.reading import Effects, Side
from rota.models import CoverRequest, CoverState, Team


def share_text(balance: int) -> str:
    """“1.5 weekends below a fair share”; within half a weekend, “at a fair share”."""
    if abs(balance) * 2 < WEEKEND_MILLI:
        return _("at a fair share")
    slots = {"weekends": weekends_text(balance)}
    if balance < 0:
        return _("%(weekends)s below a fair share") % slots
    return _("%(weekends)s above a fair share") % slots


def effect_lines(effects: Effects) -> list[str]:
    """Load, hours, pay and notice: what both may know before they say yes."""
    return [
        *(_load_line(side) for side in (effects.taker, effects.giver)),
        *_hours_lines(effects),
        notice_line(effects),
    ]


def warning_lines(effects: Effects, board: Board) -> list[str]:
    """What is doubtful about it, and forbids nothing."""
    return [
        _finding(side, conflict, board)
        for side in (effects.taker, effects.giver)
        for conflict in side.conflicts
        if not conflict.hard
    ]


def obstacle_text(effects: Effects, board: Board) -> str:
    """Why it cannot be, naming whom it would be wrong for; empty if it can."""
    return _finding(*effects.obstacle, board) if effects.obstacle else ""


def notice_line(effects: Effects) -> str:
    """How many days ahead, beside the team's days of notice (DOMAIN.md B5)."""
    slots = {"count": max(effects.days_left, 0), "notice": effects.notice_days}
    if effects.days_left <= 0:
        return (
            _("Short notice: it starts today; the team's is %(notice)d days.") % slots
        )
    if effects.is_short:
        return (
            ngettext(
                "Short notice: %(count)d day ahead; the team's is %(notice)d days.",
                "Short notice: %(count)d days ahead; the team's is %(notice)d days.",
                effects.days_left,
            )
            % slots
        )
    return (
        ngettext(
            "%(count)d day ahead: the team's notice of %(notice)d days is kept.",
            "%(count)d days ahead: the team's notice of %(notice)d days is kept.",
            effects.days_left,
        )
        % slots
    )


def cannot_ask_text(error: CannotAskError) -> str:
    """Why nothing was asked, and what to do."""
    if error.effects and error.board:
        return _("%(why)s. Choose somebody else.") % {
            "why": obstacle_text(error.effects, error.board)
        }
    return {
        "not_yours": _("These hours are no longer yours: nothing was asked."),
        "past": _(
            "These hours have begun or are over. Choose hours still to come; if you "
            "are on call now, ask your lead to replace you."
        ),
        "outside": _("Choose hours that lie within your weekend."),
        "yourself": _("You hold this weekend yourself: choose a colleague."),
        "already_asked": _(
            "You have asked for these hours already. Withdraw that request first."
        ),
        "nobody": _("Nobody can take these hours. Try fewer hours, or ask your lead."),
        "given_past": _("What you chose in return has begun. Choose another weekend."),
    }[error.code]


def cannot_replace_text(error: CannotReplaceError) -> str:
    """Why nobody was replaced, and what to do."""
    if error.effects and error.board:
        return _("%(why)s. Choose somebody else.") % {
            "why": obstacle_text(error.effects, error.board)
        }
    return {
        "over": _("This duty is over: there is nothing left to replace."),
        "moved": _(
            "Somebody else holds this duty by now: nothing was changed. Look again."
        ),
        "busy": _("This person already holds a duty at that time. Choose another."),
    }[error.code]


def outcome_text(outcome: Outcome) -> str:
    """Why an answer or a decision changed nothing; empty when it did."""
    request, result = outcome.request, outcome.result
    if outcome.changed or result == "yours":
        return ""
    if outcome.effects and outcome.board:
        return _("%(why)s. Nothing was changed.") % {
            "why": obstacle_text(outcome.effects, outcome.board)
        }
    if result == "busy":
        return _("You hold a duty at that time already: nothing was changed.")
    return state_text(request, "left" if result == "left" else "")


def state_text(request: CoverRequest, why: str = "") -> str:
    """How a request stands: who was first, who has to decide, why it is over; `why`
    it is over before anybody has written it down (covers/standing.py)."""
    team, taker = request.team, request.taker
    names = {
        "asker": request.asker.person.short_name,
        "taker": taker.person.short_name if taker else "",
        "until": _moment(request.expires_at, team),
        "by": request.decided_by.short_name if request.decided_by else "",
    }
    match why or request.state:
        case "left":
            return _("%(asker)s is in the team no more: nothing is to be covered.") % (
                names
            )
        case CoverState.OPEN:
            return _("Waits for an answer until %(until)s.") % names
        case CoverState.AGREED:
            return _("%(taker)s was first to say yes. A lead has to approve.") % names
        case CoverState.DONE:
            return _("%(taker)s has taken it. The rota is changed.") % names
        case CoverState.REFUSED:
            return _("Nobody who was asked can. The hours stay with %(asker)s.") % names
        case CoverState.DECLINED:
            return _("%(by)s did not approve. The hours stay with %(asker)s.") % names
        case CoverState.WITHDRAWN:
            return _("%(asker)s has withdrawn the request.") % names
        case CoverState.EXPIRED:
            return _("Too late: the time to answer is over, nothing was changed.")
    return _("The rota has changed meanwhile: this request no longer holds.")


def _load_line(side: Side) -> str:
    slots = {
        "name": side.member.person.short_name,
        "before": share_text(side.before),
        "after": share_text(side.after),
    }
    if slots["before"] == slots["after"]:
        return _("%(name)s: %(before)s, before and after.") % slots
    return _("%(name)s: now %(before)s, afterwards %(after)s.") % slots


def _hours_lines(effects: Effects) -> list[str]:
    language = get_language() or "en"
    names = {
        "giver": effects.giver.member.person.short_name,
        "taker": effects.taker.member.person.short_name,
        "length": show_length(effects.hours.length, language),
    }
    lines = [_("%(length)s pass from %(giver)s to %(taker)s, with their pay.") % names]
    if effects.in_return:
        names["length"] = show_length(effects.in_return.length, language)
        lines.append(
            _("%(length)s pass from %(taker)s to %(giver)s, with their pay.") % names
        )
    return lines


def _finding(side: Side, conflict: Conflict, board: Board) -> str:
    return _("%(name)s: %(why)s") % {
        "name": side.member.person.short_name,
        "why": conflict_text(conflict, board, side.period, side.seat),
    }


def _moment(at: datetime, team: Team) -> str:
    return show_moment(at.astimezone(team.zone), get_language() or "en")
