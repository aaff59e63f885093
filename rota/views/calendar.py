"""The page that tells a member how to see the rota in her own calendar."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rota.actions.feeds import open_feeds, renew
from rota.core.clients import BROWSER
from rota.feeds import address_of
from rota.models import Feed, Membership, Role
from rota.permissions import TeamRequest, allow

VERSION = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Subscription:
    """One feed and the ways into it."""

    feed: Feed
    title: str
    content: str
    address: str

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
        """Outlook on the web, work or school account."""
        return f"https://outlook.office.com/calendar/0/addfromweb?{self._named}"

    @property
    def outlook_home(self) -> str:
        """Outlook.com, private account."""
        return f"https://outlook.live.com/calendar/0/addfromweb?{self._named}"

    @property
    def client(self) -> str:
        """The program that read it last, in words."""
        if self.feed.last_client == BROWSER:
            return _("a web browser")
        return self.feed.last_client or _("a calendar program")

    @property
    def _named(self) -> str:
        return urlencode({"url": self.address, "name": self.title})


@allow("member")
@require_safe
def calendar(request: TeamRequest) -> HttpResponse:
    """My calendar and the team's: addresses, buttons, who read them last."""
    subscriptions = _subscriptions(request.membership)
    return render(request, "rota/calendar.html", {"subscriptions": subscriptions})


@allow("member")
@require_POST
def renew_feed(request: TeamRequest, pk: int) -> HttpResponse:
    """Withdraws the address shown in the form, and makes a new one."""
    try:
        renew(
            feed_id=pk,
            version=_version(request.POST.get("version", "")),
            by=request.membership.person,
            at=timezone.now(),
        )
    except Feed.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("The old address no longer works. Here is the new."))
    return redirect("calendar", request.membership.team.slug)


def _version(text: str) -> int:
    """The version a form was drawn for; 0, which withdraws nothing, for nonsense."""
    return int(text) if VERSION.fullmatch(text) else 0


def _subscriptions(membership: Membership) -> list[Subscription]:
    team_feed, own_feed = open_feeds(membership=membership, at=timezone.now())
    team = Subscription(
        feed=team_feed,
        title=_("On call – %(team)s") % {"team": membership.team.name},
        content=_("Everybody's weekends: who is on call, who is backup."),
        address=address_of(team_feed),
    )
    if membership.role == Role.READER or not membership.takes_duties:
        return [team]
    own = Subscription(
        feed=own_feed,
        title=_("My on-call – %(team)s") % {"team": membership.team.name},
        content=_("Only the weekends you hold, on call or as backup."),
        address=address_of(own_feed),
    )
    return [own, team]
