"""What a lead is told after she changed something on the board."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rota.actions.draft import ChangedMeanwhileError, PeriodOverError
from rota.board.changes import Block
from rota.board.reading import Board
from rota.board.wording import block_text, day_text, seat_text
from rota.models import PlanRun, Publication, Way

MOST_NAMED = 6


def added_text(count: int) -> str:
    """After months were prepared."""
    if not count:
        return _("Those months were prepared already.")
    return ngettext(
        "%(count)d weekend was added.", "%(count)d weekends were added.", count
    ) % {"count": count}


def going_text(run: PlanRun) -> str:
    """Instead of a second proposal beside one that is under way."""
    name = run.by.short_name if run.by else ""
    if not name:
        return _("A proposal is being computed already: here it is.")
    text = _("%(name)s is having a proposal computed already: here it is.")
    return text % {"name": name}


def taken_text(changed: int) -> str:
    """After a proposal went into the draft."""
    return ngettext(
        "%(count)d seat is in the draft. Nothing is published yet.",
        "%(count)d seats are in the draft. Nothing is published yet.",
        changed,
    ) % {"count": changed}


def published_text(publication: Publication) -> str:
    """After publishing: how much, how many people hear of it, and by which ways."""
    changes = publication.changes.count()
    notices = publication.notices.all()
    # written already, or to be in a moment
    texted = notices.filter(Q(text_due_at__isnull=False) | Q(deliveries__way=Way.SMS))
    texted = texted.exclude(person__phone="").filter(person__phone_problem="")
    told, by_text = notices.count(), texted.distinct().count()
    first = ngettext(
        "%(count)d change is published.", "%(count)d changes are published.", changes
    ) % {"count": changes}
    return f"{first} {_told_text(told, by_text)}" if told else first


def _told_text(told: int, by_text: int) -> str:
    """A text goes to those whose weekend is near, if texts reach them."""
    if not by_text:
        text = ngettext(
            "%(count)d person will be told by e-mail.",
            "%(count)d people will be told by e-mail.",
            told,
        )
    elif by_text == told:
        text = ngettext(
            "%(count)d person will be told by e-mail and SMS.",
            "%(count)d people will be told by e-mail and SMS.",
            told,
        )
    else:
        text = ngettext(
            "%(count)d people will be told by e-mail, %(texted)d of them by SMS too.",
            "%(count)d people will be told by e-mail, %(texted)d of them by SMS too.",
            told,
        )
    return text % {"count": told, "texted": by_text}


def blocked_text(blocks: list[Block], board: Board) -> str:
    """Why nothing was published, each weekend named; a long list is cut."""
    named = [block_text(one, board) for one in blocks[:MOST_NAMED]]
    left = len(blocks) - len(named)
    if left:
        more = ngettext("And %(count)d more.", "And %(count)d more.", left)
        named.append(more % {"count": left})
    return " ".join([_("Nothing was published."), *named])


def draft_moved_text() -> str:
    """Publishing what one has not seen is refused: the page shows it now."""
    return _("Nothing was published: the draft has changed since you looked at it.")


def gone_text() -> str:
    """What was chosen is not possible any more, or never was."""
    return _("That choice is not on the list any more. Please choose again.")


def undone_text(what: str) -> str:
    """After a step was undone."""
    return _("Undone: %(what)s.") % {"what": what.removesuffix(".")}


def redone_text(what: str) -> str:
    """After it was done again."""
    return _("Done again: %(what)s.") % {"what": what.removesuffix(".")}


def refused_text(error: ChangedMeanwhileError | PeriodOverError) -> str:
    """Why a seat was not changed."""
    if isinstance(error, PeriodOverError):
        return _("That weekend is over and cannot be changed.")
    return stale_text(error)


def kept_text(error: ChangedMeanwhileError | PeriodOverError) -> str:
    """Why a step is not undone: somebody decided otherwise since, and that stays."""
    text = _("What was decided since stays; undo again for the step before.")
    return f"{refused_text(error)} {text}"


def stale_text(error: ChangedMeanwhileError) -> str:
    """Somebody else was faster: who holds the seat now, and who put her there."""
    weekend = day_text(error.period.starts_at.astimezone(error.period.team.zone).date())
    slots = {
        "weekend": weekend,
        "seat": seat_text(error.seat),
        "by": error.by.short_name if error.by else "",
        "name": error.holder.person.short_name if error.holder else "",
    }
    return _stale(error, bool(slots["by"])) % slots


def _stale(error: ChangedMeanwhileError, is_known: bool) -> str:
    if error.uncovered:
        return (
            _("Nothing was changed: %(by)s has meanwhile left %(weekend)s uncovered.")
            if is_known
            else _("Nothing was changed: %(weekend)s is meanwhile left uncovered.")
        )
    if error.holder is None:
        return (
            _(
                "Nothing was changed: %(by)s has meanwhile emptied "
                "%(weekend)s (%(seat)s)."
            )
            if is_known
            else _("Nothing was changed: %(weekend)s (%(seat)s) is meanwhile empty.")
        )
    # a short name ends with a dot of its own: it must not end the sentence
    return (
        _(
            "Nothing was changed: %(name)s now holds %(weekend)s (%(seat)s), "
            "as %(by)s has just decided."
        )
        if is_known
        else _("Nothing was changed: %(name)s now holds %(weekend)s (%(seat)s).")
    )
