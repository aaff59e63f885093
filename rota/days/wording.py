"""What a change of days did, as sentences in the reader's language."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rota.actions.absences import Said
from rota.core.absences import Stretch
from rota.core.dates import show_day
from rota.models import AbsenceKind

FREE = "free"


def days_text(first: date, last: date, today: date) -> str:
    """“Sat 28 Nov”, “Fri 27 Nov to Mon 30 Nov”; with the year when it is another."""
    language = get_language() or "en"
    start, end = (show_day(day, language, today=today) for day in (first, last))
    if first == last:
        return start
    return _("%(start)s to %(end)s") % {"start": start, "end": end}


def said_text(stretch: Stretch, today: date) -> str:
    """“cannot, Fri 27 Nov to Mon 30 Nov”."""
    return _("%(what)s, %(days)s") % {
        "what": AbsenceKind(stretch.kind).label,
        "days": days_text(stretch.first, stretch.last, today),
    }


def entered_text(said: Said, new: Stretch, today: date) -> str:
    """After something was entered: what counts now, and what no longer does."""
    if said.before == said.after:
        return _("That was said already: nothing changed.")
    sentences = [_("Saved: %(said)s.") % {"said": said_text(new, today)}]
    other = [one for one in said.replaced if one.kind != new.kind]
    if other:
        sentences.append(_("It replaces: %(said)s.") % {"said": _listed(other, today)})
    whole = next((one for one in said.after if _holds(one, new)), new)
    if whole != new:
        text = _("Together with what was there: %(said)s.")
        sentences.append(text % {"said": said_text(whole, today)})
    return " ".join(sentences)


def freed_text(said: Said, today: date, *, busy: bool) -> str:
    """After days were freed; `busy`: her own calendar still says otherwise."""
    sentences = [
        _("Removed: %(said)s.") % {"said": _listed(said.replaced, today)}
        if said.replaced
        else _("Nothing had been entered for those days.")
    ]
    if busy:
        sentences.append(
            _(
                "The calendar that is read still says “cannot” then. If it is wrong, "
                "choose “Free after all” and tap again."
            )
        )
    return " ".join(sentences)


def _listed(stretches: Iterable[Stretch], today: date) -> str:
    return "; ".join(said_text(one, today) for one in stretches)


def _holds(whole: Stretch, part: Stretch) -> bool:
    return (
        whole.kind == part.kind
        and whole.first <= part.first
        and part.last <= whole.last
    )
