"""Whether a page that stays open still shows the rota as it is, and who changed it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rota.models import DraftStep, Person, Publication, Team


@dataclass(frozen=True, slots=True)
class Freshness:
    """`version` changes with everything that this reader may see; `by` did it last.
    `publication`: the last one."""

    version: str
    by: Person | None
    publication: Publication | None


def read_freshness(team: Team, *, drafts: bool) -> Freshness:
    """Leads see the draft move (`drafts`), everybody else what is published."""
    publication = team.publications.select_related("by").first()
    latest: list[Publication | DraftStep] = [publication] if publication else []
    if drafts:
        latest += team.steps.select_related("by")[:1]
    last = max(latest, key=lambda one: one.at, default=None)
    version = "-".join(str(one.pk) for one in latest)
    return Freshness(version, last.by if last else None, publication)


def stale_page_text(found: Freshness, me: Person) -> str:
    """What an open page says when it is not fresh any more."""
    if found.by == me:
        return _("You have changed this rota in another window.")
    if found.by is None:
        return _("This rota has changed since you opened it.")
    # a short name ends with a dot of its own: it must not end the sentence
    return _("%(name)s has changed this rota since you opened it.") % {
        "name": found.by.short_name
    }
