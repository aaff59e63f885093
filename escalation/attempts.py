"""What became of one attempt to reach a telephone, in words for whoever holds it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from escalation.core.delivery import ENDED, RANK, Scope, scope_of
from escalation.models import Channel, Page, PageState, Purpose, Source
from rota.models import Person

# an older test is no news, and a receipt that did not come by then seldom does
LATELY = timedelta(minutes=15)
PICKED_UP = "no-key"  # or a voicemail was: nobody can tell


@dataclass(frozen=True, slots=True)
class Attempt:
    """One text or call. `tone`: ok, crisis or muted. `is_pending`: it may change."""

    page: Page
    text: str
    tone: str
    is_pending: bool
    confirmed_at: datetime | None = None


def attempt_of(page: Page, at: datetime) -> Attempt:
    """How it stands at `at`."""
    rings = page.channel == Channel.VOICE
    text, tone = _call(page) if rings else _text(page)
    waits = page.state not in ENDED and at < page.created_at + LATELY
    events = page.events.all() if page.pk else ()
    used = next((event.at for event in events if event.source == Source.LINK), None)
    return Attempt(page, text, tone, waits, used)


def latest_test(person: Person, at: datetime) -> list[Attempt]:
    """The text and the call of the last test she asked for lately, if any."""
    tests = Page.objects.filter(
        person=person,
        to=person.phone,
        purpose=Purpose.TEST,
        created_at__gt=at - LATELY,
        key__startswith="test:",
    )
    pages = list(tests.prefetch_related("events").order_by("created_at", "pk"))
    last = [page for page in pages if page.created_at == pages[-1].created_at]
    return [attempt_of(page, at) for page in last]


def _text(page: Page) -> tuple[str, str]:
    if page.state == PageState.DELIVERED:
        return _("The text has arrived."), "ok"
    if page.is_held:
        return _(
            "The text was held back, because many left just now. Try again in a few "
            "minutes."
        ), "crisis"
    if page.state in ENDED:
        return _lost_text(scope_of(page.error_code)), "crisis"
    if RANK[page.state] >= RANK[PageState.ACCEPTED]:
        return _("The text has left."), "muted"
    return _("The text is about to leave."), "muted"


def _lost_text(scope: Scope) -> str:
    match scope:
        case Scope.CONTACT:
            return _(
                "The text cannot arrive: this number is not in service, or not a "
                "mobile phone."
            )
        case Scope.BLOCKED:
            return _(
                "The text was blocked, because STOP was answered from this telephone. "
                "Send START to the number the texts come from."
            )
        case Scope.PASSING:
            return _(
                "The text did not arrive. See that the telephone is on and has a "
                "signal, then try again."
            )
    return _("The SMS provider refused the text. The team leads have been told.")


def _call(page: Page) -> tuple[str, str]:
    if page.state in (PageState.ANSWERED, PageState.DELIVERED):
        return _("The call was picked up."), "ok"
    if page.state in ENDED and page.error_code == PICKED_UP:
        return _("The call was picked up."), "ok"
    if page.state == PageState.UNDELIVERED:
        return _("The telephone rang, and nobody picked up."), "crisis"
    if page.state in ENDED:
        return _("The call could not be made. Try again in a minute."), "crisis"
    if RANK[page.state] >= RANK[PageState.ACCEPTED]:
        return _("The telephone is being rung."), "muted"
    return _("The telephone is about to be rung."), "muted"
