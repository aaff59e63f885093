"""What the rules of the rota find, as plain sentences in the reader's language.

Nobody's other team is named: which teams exist is nobody else's business.
"""

from datetime import date

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from rota.board.changes import NO_FALLBACK, NOBODY, Block
from rota.board.reading import Board
from rota.core import conflicts as found
from rota.core.balance import WEEKEND_MILLI
from rota.core.candidates import MANY_HOLIDAYS, SAME_FEAST, Candidate
from rota.core.conflicts import Conflict
from rota.core.dates import show_day
from rota.core.fill import Choice
from rota.core.plan import Nearby
from rota.models import Membership, Period, Seat
from rota.skills import lacks_text

MOST_REASONS = 3


def day_text(day: date) -> str:
    """“Fri 2 Apr”, “ven. 2 avr.”"""
    return show_day(day, get_language() or "en")


def dated_text(board: Board, period: Period) -> str:
    """The day it starts on; in another year than the present one, with the year."""
    today = board.at.astimezone(board.team.zone).date()
    return show_day(board.first_day(period), get_language() or "en", today=today)


def seat_text(seat: str) -> str:
    """“on call” or “backup”."""
    return str(Seat(seat).label)


def conflict_text(conflict: Conflict, board: Board, period: Period, seat: str) -> str:
    """Why somebody does not fit a seat, to stand after her name."""
    member = board.members[conflict.member]
    match conflict.code:
        case found.OTHER_SEAT:
            return _other_seat(seat)
        case found.NOT_IN_TEAM:
            return _not_in_team(member, board.first_day(period))
        case found.ELSEWHERE:
            return _("on duty in another team then")
        case found.ABSENT:
            return _("cannot on those days")
        case found.UNTRAINED:
            return lacks_text(board.lacks(member, period, seat))
        case found.RELUCTANT:
            return _("would rather not on those days")
        case found.SAME_TRADE:
            partner = board.agenda.partner((period.pk, seat))
            name = board.members[partner.pk].person.short_name if partner else ""
            return _("same trade as %(name)s") % {"name": name}
        case found.NO_EXPERIENCE:
            return _("neither of the two is experienced")
        case found.TOO_MANY:
            return _("has as many duties as the limits allow")
        case found.TOO_CLOSE:
            return _near(conflict.other) if conflict.other else ""
        case found.NO_DUTIES:
            return _("takes no weekends")
        case found.NO_PHONE:
            return _("no phone number")
        case _code:
            return member.person.get_phone_problem_display()


def block_text(block: Block, board: Board) -> str:
    """Why one weekend cannot be published, the weekend named."""
    weekend = dated_text(board, block.period)
    if block.code == NO_FALLBACK:
        return _("%(weekend)s: left uncovered, and nobody is called instead.") % {
            "weekend": weekend
        }
    if block.code == NOBODY or block.member is None:
        return _("%(weekend)s: nobody is on call.") % {"weekend": weekend}
    name = block.member.person.short_name
    if block.code == found.UNTRAINED:
        return _("%(weekend)s: %(name)s, %(lacks)s.") % {
            "weekend": weekend,
            "name": name,
            "lacks": lacks_text(board.lacks(block.member, block.period, block.seat)),
        }
    if block.code == found.OTHER_SEAT:
        text = _("%(weekend)s: %(name)s holds both seats.")
    elif block.code == found.NOT_IN_TEAM:
        text = _("%(weekend)s: %(name)s is not in the team on those days.")
    elif block.code == found.ABSENT:
        text = _("%(weekend)s: %(name)s cannot on those days.")
    else:
        text = _("%(weekend)s: %(name)s is on duty in another team then.")
    return text % {"weekend": weekend, "name": name}


def reasons_for(candidate: Candidate) -> list[str]:
    """What speaks for somebody, or against, beside the rules."""
    return [*_balance(candidate.balance), _rest(candidate.weeks_since)]


def reasons(candidate: Candidate, board: Board, period: Period, seat: str) -> list[str]:
    """At most three reasons, what is against her first."""
    against = [conflict_text(one, board, period, seat) for one in candidate.conflicts]
    notes = [note_text(note) for note in candidate.notes]
    gladly = (candidate.member, period.pk) in board.agenda.plan.willing
    wish = [_("would gladly")] if gladly else []
    return [*against, *notes, *wish, *reasons_for(candidate)][:MOST_REASONS]


def note_text(note: str) -> str:
    """What else speaks against somebody."""
    return {
        SAME_FEAST: _("had this feast the other year"),
        MANY_HOLIDAYS: _("more public holidays than a fair share"),
    }[note]


def place_text(candidate: Candidate, everybody: list[Candidate]) -> str:
    """Why her rather than others: how many of those who can would be better."""
    if not candidate.possible:
        return _("This cannot be published.")
    # the last of a rank only tells two alike apart
    better = sum(one.rank[:-1] < candidate.rank[:-1] for one in everybody)
    if not better:
        return _("Nobody would be better.")
    return ngettext(
        "%(count)d person carries less, or has less against it.",
        "%(count)d people carry less, or have less against it.",
        better,
    ) % {"count": better}


def choice_reasons(choice: Choice) -> list[str]:
    """What spoke for her on that date."""
    below = _balance(choice.balance) if choice.balance < 0 else []
    return [*below, _rest(choice.weeks)]


def weekends_text(balance: int) -> str:
    """Thousandths of a point as weekends: “1.5 weekends”, to the half."""
    halves = round(abs(balance) / WEEKEND_MILLI * 2)
    number = f"{halves / 2:g}"
    if get_language() == "fr":
        number = number.replace(".", ",")
    # one and a half is plural in English, singular in French: like nil
    count = 0 if halves < 4 and halves != 2 else halves // 2
    return ngettext("%(number)s weekend", "%(number)s weekends", count) % {
        "number": number
    }


def balance_text(balance: int) -> str:
    """How far somebody is from a fair share; less than half a weekend is nothing."""
    found = _balance(balance)
    return found[0] if found else _("a fair share")


def _balance(balance: int) -> list[str]:
    if abs(balance) * 2 < WEEKEND_MILLI:
        return []
    slots = {"weekends": weekends_text(balance)}
    if balance < 0:
        return [_("%(weekends)s below a fair share") % slots]
    return [_("%(weekends)s above a fair share") % slots]


def _rest(weeks: int | None) -> str:
    if weeks is None:
        return _("no duty in the months before")
    if weeks == 0:
        return _("on duty the same week")
    return ngettext(
        "%(count)d week since the last duty",
        "%(count)d weeks since the last duty",
        weeks,
    ) % {"count": weeks}


def _other_seat(seat: str) -> str:
    if seat == Seat.ON_CALL:
        return _("backup that weekend")
    return _("on call that weekend")


def _not_in_team(member: Membership, day: date) -> str:
    if member.from_on > day:
        return _("in the team from %(day)s") % {"day": day_text(member.from_on)}
    last = day_text(member.until_on) if member.until_on else ""
    return _("in the team until %(day)s") % {"day": last}


def _near(other: Nearby) -> str:
    weeks = abs(other.weeks)
    if other.seat == Seat.ON_CALL:
        texts = (
            _("on call the same week"),
            _("on call the week before"),
            _("on call the week after"),
            pgettext("duty", "on call %(count)d weeks before"),
            pgettext("duty", "on call %(count)d weeks after"),
        )
    else:
        texts = (
            _("backup the same week"),
            _("backup the week before"),
            _("backup the week after"),
            pgettext("duty", "backup %(count)d weeks before"),
            pgettext("duty", "backup %(count)d weeks after"),
        )
    if weeks == 0:
        return texts[0]
    later = other.weeks > 0
    return texts[1 + later] if weeks == 1 else texts[3 + later] % {"count": weeks}
