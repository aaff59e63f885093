"""The ways into a calendar, program by program; each has its own refusals."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

# beyond it Google's calendar takes an address and then never reads it
LONGEST_ADDRESS = 256
# what leaves room for /cal/<id>-<32 digits>/mon-astreinte-<40 letters>.ics
LONGEST_SITE = 150


@dataclass(frozen=True, slots=True)
class Ways:
    """Links that make a subscription, never a copy, of the calendar at `address`."""

    address: str
    title: str

    @property
    def webcal(self) -> str:
        """What Apple's and Mozilla's calendars open; `webcals:` iOS ignores."""
        return "webcal://" + self.address.partition("://")[2]

    @property
    def google(self) -> str:
        """Google's page, in a browser of a computer; it refuses `https:` here."""
        where = quote(self.webcal, safe="")
        return f"https://calendar.google.com/calendar/r?cid={where}"

    @property
    def outlook_work(self) -> str:
        """Outlook on the web, work or school account; it refuses `webcal:`."""
        return f"https://outlook.office.com/calendar/0/addfromweb?{self._named}"

    @property
    def outlook_home(self) -> str:
        """Outlook.com, private account."""
        return f"https://outlook.live.com/calendar/0/addfromweb?{self._named}"

    @property
    def _named(self) -> str:
        return urlencode({"url": self.address, "name": self.title})
