"""What the pages tell of an address: its name, the ways into it, who read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rota.core.clients import BROWSER
from rota.core.dates import show_age
from rota.core.feed import FAREWELL
from rota.core.qr import Code, code_of
from rota.core.subscribing import Ways
from rota.feeds import address_of
from rota.models import Feed

# not read for so long: its calendar was deleted, or forgot it
SILENCE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One address as its owner sees it at `at`."""

    feed: Feed
    at: datetime

    @property
    def title(self) -> str:
        """Its name, else what it shows."""
        return self.feed.name or self.shows

    @property
    def shows(self) -> str:
        """“My weekends”: what it shows, as a heading."""
        words = str(self.feed.get_kind_display())
        return words[:1].upper() + words[1:]

    @property
    def address(self) -> str:
        """The secret address, in full."""
        return address_of(self.feed)

    @property
    def json_address(self) -> str:
        """Of a page for a screen: the same for programs."""
        return f"{self.address.removesuffix('/')}.json"

    @property
    def ways(self) -> Ways:
        """Links for each program."""
        return Ways(self.address, f"{self.shows} – {self.feed.team.name}")

    @property
    def code(self) -> Code:
        """For the camera of a telephone."""
        return code_of(self.ways.webcal)

    @property
    def client(self) -> str:
        """The program that read it last, in words."""
        if self.feed.last_client == BROWSER:
            return _("A web browser")
        return self.feed.last_client or _("A calendar program")

    @property
    def age(self) -> str:
        """How long ago that was; empty when nobody has read it."""
        read_at = self.feed.last_fetched_at
        return show_age(self.at - read_at, get_language() or "") if read_at else ""

    @property
    def is_silent(self) -> bool:
        """True when nobody has read it for long."""
        read_at = self.feed.last_fetched_at
        return read_at is not None and self.at - read_at > SILENCE


def living(feeds: Iterable[Feed], at: datetime) -> list[Subscription]:
    """Those that show the rota, the newest first."""
    found = [feed for feed in feeds if feed.ended_at is None]
    return [Subscription(feed, at) for feed in sorted(found, key=lambda f: -f.pk)]


def leaving(feeds: Iterable[Feed], at: datetime) -> list[Subscription]:
    """Those that were replaced or given up, while they still say so to calendars."""
    return [
        Subscription(feed, at)
        for feed in feeds
        if feed.ended_at is not None and at < feed.ended_at + FAREWELL
    ]
