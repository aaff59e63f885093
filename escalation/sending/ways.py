"""How a page is handed over on its channel: by mail, by text, by ringing.

The engine sees one shape of them all: ask whether it went out already, hand it
over, and who could do it instead.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q

from escalation.core.delivery import Accepted, Rejected, Result, Scope, Unknown
from escalation.mail import letter
from escalation.models import Channel, Page, PageEvent
from escalation.sms import get_provider, get_voice, provider_after
from rota.senders import own_numbers

Found = Accepted | Unknown | None


@dataclass(frozen=True, slots=True)
class Way:
    """One provider, for one page. `find` is None where there is nobody to ask what
    was taken (e-mail); `instead` names the provider to turn to when this one does not
    do it."""

    provider: str
    send: Callable[[datetime], Result]
    find: Callable[[], Found] | None = None
    instead: str = ""


def way_of(page: Page) -> Way:
    """The way of this page's channel, with the provider whose turn it is."""
    if page.to in own_numbers():  # it would come back to us, whoever carried it
        return Way("", lambda at: Rejected(Scope.CONTACT, "own", "Our own number."))
    match page.channel:
        case Channel.EMAIL:
            return Way("", lambda at: _mail(page))
        case Channel.VOICE:
            return _ring(page)
        case _:
            return _text(page)


def _mail(page: Page) -> Result:
    host = urlsplit(settings.SITE_URL).hostname
    mail = letter(page.text, to=page.to, message_id=f"<page-{page.uuid}@{host}>")
    try:
        mail.send()
    except OSError as error:  # smtplib's errors are OSErrors too
        return Rejected(Scope.PASSING, "", type(error).__name__)
    return Accepted("")


def _text(page: Page) -> Way:
    provider = get_provider(page.provider)

    def find() -> Found:
        return provider.find(to=page.to, text=page.text, since=page.created_at)

    def send(at: datetime) -> Result:
        useful = int((page.expires_at - at).total_seconds())
        return provider.send(
            to=page.to,
            text=page.text,
            reference=str(page.uuid),
            validity=min(max(useful, 30), 900),
            at=at,
        )

    return Way(provider.name, send, find, provider_after(provider.name))


def _ring(page: Page) -> Way:
    voice = get_voice()
    if voice is None:  # it could ring when the page was written
        return Way("", lambda at: Rejected(Scope.CONFIG, "settings", "Nobody rings."))

    def find() -> Found:
        found = voice.find_call(
            to=page.to, since=page.created_at, known=_calls_of_others(page)
        )
        if isinstance(found, Accepted) and _may_be_anothers(page, found):
            return Unknown("Another call to this number is being placed.")
        return found

    def send(at: datetime) -> Result:
        return voice.place_call(to=page.to, reference=str(page.uuid), at=at)

    return Way(voice.name, send, find)


def _calls_of_others(page: Page) -> frozenset[str]:
    """Calls to the same number that are known to be another page's: by the answer
    to our request, or by what we heard of them since."""
    heard = PageEvent.objects.filter(page__channel=Channel.VOICE, page__to=page.to)
    return frozenset(heard.exclude(page=page).values_list("provider_id", flat=True))


def _may_be_anothers(page: Page, found: Accepted) -> bool:
    """True while it may be the call of another page, whose sender is placing it, has
    died, or has tried twice. Asked after it was found: most are soon known."""
    if found.provider_id in _calls_of_others(page):
        return True
    others = Page.objects.filter(channel=Channel.VOICE, to=page.to).exclude(pk=page.pk)
    at_that_time = others.filter(expires_at__gt=page.created_at)
    untold = Q(provider_id="", attempt__gt=0) | Q(attempt__gt=1)
    return at_that_time.filter(untold).exists()
