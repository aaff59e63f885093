"""What people were told of a publication, when, how and in which words: the proof of
its date (DOMAIN.md, HR3). Read-only; numbers are masked.

What left is in rota's deliveries, which are only ever added; what became of a text is
known of its page, whose state only moves forward.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from escalation.actions.telling import NO_TEXTS, page_key
from escalation.core.delivery import FAILURES
from escalation.models import Page, PageState
from rota.models import (
    Delivery,
    Notice,
    NoticeState,
    Person,
    Publication,
    PublishedChange,
    Way,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, with when; `words`: those that left, and since when
    they are put away. `tone`: ok, crisis or muted."""

    text: str
    at: datetime | None
    tone: str
    words: str = ""
    put_away_at: datetime | None = None


@dataclass(slots=True)
class Told:
    """One person: the seats she gained and lost, and how she was told."""

    person: Person
    gained: list[PublishedChange] = field(default_factory=list)
    lost: list[PublishedChange] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


def told_of(publication: Publication) -> list[Told]:
    """Everybody who was told, by name."""
    notices = list(
        publication.notices.select_related("person").prefetch_related("deliveries")
    )
    keys = {page_key(notice.pk): notice.pk for notice in notices}
    pages = {keys[page.key]: page for page in Page.objects.filter(key__in=keys)}
    found = {
        notice.person_id: Told(
            notice.person, facts=facts_of(notice, pages.get(notice.pk))
        )
        for notice in notices
    }
    changes = publication.changes.select_related("period", "before", "after")
    for change in changes.order_by("period__starts_at", "-seat"):
        if change.before and change.before.person_id in found:
            found[change.before.person_id].lost.append(change)
        if change.after and change.after.person_id in found:
            found[change.after.person_id].gained.append(change)
    return sorted(found.values(), key=lambda one: one.person.name)


def facts_of(notice: Notice, page: Page | None) -> list[Fact]:
    """How one person was told: the letter first, then the text."""
    left = notice.deliveries.all()
    found = [_fact(one) for one in left if one.way == Way.EMAIL]
    if notice.state == NoticeState.PENDING:
        text = _("The e-mail has not left yet: the mail server is asked again.")
        found.append(Fact(text, None, "muted" if not notice.error else "crisis"))
    found += [_fact(one) for one in left if one.way == Way.SMS]
    if page is not None:
        found += _of_page(page)
    if notice.text_due_at is not None:
        found.append(Fact(_("The SMS is about to be written."), None, "muted"))
    return found


def _fact(one: Delivery) -> Fact:
    to, away = {"to": one.to}, one.put_away_at
    if one.way == Way.SMS:
        tone = "muted"
        text = _("SMS written") if away else _("SMS written, to %(to)s") % to
        if one.error == NO_TEXTS:
            text = _("No SMS: texts do not reach this person.")
    elif one.error:
        tone = "crisis"
        text = _("The e-mail to %(to)s could not be sent.") % to
        if away:
            text = _("The e-mail could not be sent.")
        text = f"{text} ({one.error})"
    else:
        tone = "ok"
        text = _("E-mail accepted by the mail server, to %(to)s") % to
        if away:
            text = _("E-mail accepted by the mail server")
    return Fact(text, one.at, tone, one.words, away)


def _of_page(page: Page) -> list[Fact]:
    found = []
    if page.accepted_at:
        text = _("SMS accepted by the provider")
        found.append(Fact(text, page.accepted_at, "ok"))
    if page.delivered_at:
        found.append(Fact(_("SMS delivered"), page.delivered_at, "ok"))
    elif page.state in FAILURES or page.state == PageState.CANCELLED:
        text = _("SMS not delivered (%(state)s)") % {"state": page.get_state_display()}
        found.append(Fact(text, page.ended_at, "crisis"))
    return found
