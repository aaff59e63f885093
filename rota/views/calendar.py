"""The addresses under which the rota shows in other programs: made, named, replaced
and refused, by each member her own, by a lead those of the team."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rota.actions import feeds
from rota.forms.feeds import FeedForm, NameForm, SharedForm
from rota.models import Feed, Membership
from rota.permissions import TeamRequest, allow, is_lead
from rota.subscriptions import Subscription, leaving, living

VERSION = re.compile("[0-9]{1,9}")
View = Callable[[TeamRequest, int], HttpResponse]


def told_when_gone(view: View) -> View:
    """Of two clicks, or two leads, the second hears that it is done already."""

    @wraps(view)
    def wrapper(request: TeamRequest, pk: int) -> HttpResponse:
        try:
            return view(request, pk)
        except Feed.DoesNotExist:
            messages.info(request, _("That address was given up already."))
            return redirect("calendar", request.membership.team.slug)

    return wrapper


@allow("member")
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: TeamRequest) -> HttpResponse:
    """My addresses, and a form for one more."""
    me, at = request.membership, timezone.now()
    form = FeedForm(request.POST or None, member=me)
    made = _make(form, request, me, at)
    if made:
        messages.success(request, _("Here it is: choose the program you will use."))
        return _to_page(made)
    context = _addresses(me, me, at) | {"form": form, "is_lead": is_lead(me)}
    return render(request, "rota/calendar.html", context)


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def shared_feeds(request: TeamRequest) -> HttpResponse:
    """The team's addresses, for those who have no account, and for screens."""
    me, at = request.membership, timezone.now()
    form = SharedForm(request.POST or None)
    made = _make(form, request, None, at)
    if made:
        text = _("The address for “%(name)s” is made: hand it over.")
        messages.success(request, text % {"name": made.name})
        return _to_page(made)
    context = _addresses(me, None, at) | {"form": form}
    return render(request, "rota/shared_feeds.html", context)


@allow("member")
@require_http_methods(["GET", "HEAD", "POST"])
@told_when_gone
def feed_change(request: TeamRequest, pk: int) -> HttpResponse:
    """Another name or reminder; and the three ways to be rid of the address."""
    feed = _mine(request, pk)
    form = NameForm(
        request.POST or None,
        kind=feed.kind,
        shared=feed.owner is None,
        initial={"name": feed.name, "remind_before": feed.remind_before},
    )
    if form.is_valid():
        by, at = request.membership.person, timezone.now()
        feeds.change_feed(feed_id=pk, **form.cleaned_data, by=by, at=at)
        messages.success(request, _("Saved."))
        return _to_page(feed)
    seen = Subscription(feed, timezone.now())
    context = {"form": form, "seen": seen, "team": feed.team, "back": _page_of(feed)}
    return render(request, "rota/feed_change.html", context)


@allow("member")
@require_POST
@told_when_gone
def feed_replace(request: TeamRequest, pk: int) -> HttpResponse:
    """A new address; calendars that read the old one go empty and say why."""
    by, old = request.membership.person, _mine(request, pk)
    new = feeds.replace_feed(feed_id=old.pk, by=by, at=timezone.now())
    text = _("Here is the new address: subscribe to it. The old one now shows nothing.")
    messages.success(request, text)
    return _to_page(new)


@allow("member")
@require_POST
@told_when_gone
def feed_refuse(request: TeamRequest, pk: int) -> HttpResponse:
    """Refuses the address shown in the form, which has got about; makes another."""
    feed, by = _mine(request, pk), request.membership.person
    version = _version(request.POST.get("version", ""))
    feeds.refuse_feed(feed_id=feed.pk, version=version, by=by, at=timezone.now())
    messages.success(request, _("The old address is refused. Here is the new one."))
    return _to_page(feed)


@allow("member")
@require_POST
@told_when_gone
def feed_end(request: TeamRequest, pk: int) -> HttpResponse:
    """Gives an address up."""
    feed, by = _mine(request, pk), request.membership.person
    feeds.end_feed(feed_id=feed.pk, by=by, at=timezone.now())
    messages.success(request, _("The address now shows nothing, and says so."))
    return redirect(_page_of(feed))


def _make(
    form: forms.Form, request: TeamRequest, owner: Membership | None, at: datetime
) -> Feed | None:
    """What the form asks for; None when it asks for nothing, or for too much."""
    if not form.is_valid():
        return None
    me = request.membership
    try:
        return feeds.make_feed(
            team=me.team, owner=owner, **form.cleaned_data, by=me.person, at=at
        )
    except feeds.TooManyFeeds:
        text = _("There are %(most)d addresses already. Give one up first.")
        form.add_error(None, text % {"most": feeds.MOST})
        return None


def _addresses(
    me: Membership, owner: Membership | None, at: datetime
) -> dict[str, object]:
    """What both pages list."""
    found = me.team.feeds.filter(owner=owner).defer("body").select_related("team")
    return {
        "team": me.team,
        "subscriptions": living(found, at),
        "leaving": leaving(found, at),
    }


def _mine(request: TeamRequest, pk: int) -> Feed:
    """An address that she may change. Raises Http404 for that of another, and
    Feed.DoesNotExist for one that has ended."""
    me = request.membership
    found = me.team.feeds.defer("body").select_related("team", "owner")
    feed = found.filter(pk=pk).first()
    if feed is None or (feed.owner != me and (feed.owner or not is_lead(me))):
        raise Http404
    if feed.ended_at:
        raise Feed.DoesNotExist
    return feed


def _page_of(feed: Feed) -> str:
    name = "shared_feeds" if feed.owner is None else "calendar"
    return reverse(name, args=[feed.team.slug])


def _to_page(feed: Feed) -> HttpResponseRedirect:
    return redirect(f"{_page_of(feed)}#feed-{feed.pk}")


def _version(text: str) -> int:
    """The version a form was drawn for; 0, which refuses nothing, for nonsense."""
    return int(text) if VERSION.fullmatch(text) else 0
