"""What every page's frame shows: menu, who is on duty now, warnings.

Each part is looked up when a template asks for it, so a page without the frame
(a caller's, a calendar) asks the database nothing and opens no session.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from escalation.health import problems
from escalation.reaching import may_be_texted
from rota.core import dates
from rota.covers.page import waiting_for
from rota.duty import duty_at, is_off_hours
from rota.models import Membership, Team
from rota.permissions import is_lead, may_act
from rota.teams import memberships_of

LAST_TEAM = "team"  # key of the session
ROTA = (
    *("board", "changes", "history", "history_event", "past", "sheet", "propose"),
    *("proposal", "publications", "publication"),
)
TEAM = (
    *("team", "team_new", "team_import", "team_settings", "ladder", "procedures"),
    *("procedure", "trainings", "training_new", "training_edit", "training_remove"),
    *("training_session", "training_dates", "member_new", "member_edit"),
    *("member_last_day", "team_days", "member_days", "reminder_settings"),
    *("callers", "caller_change", "caller_card", "readiness", "drills", "guide"),
    *("walkthroughs", "walkthrough", "walkthrough_prepare"),
)
MONDAY = (
    *("deferred", "deferred_request", "deferred_figures"),
    *("handover_last", "handover", "reply", "reply_texts"),
    *("brief_coming", "brief", "brief_row", "brief_add", "brief_paste"),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu."""

    label: str
    url: str
    current: bool
    waiting: int = 0  # things there that wait for a word of hers


@dataclass(frozen=True, slots=True)
class Now:
    """Who is on duty, in one line. `tone`: ok, crisis (nobody, and somebody should
    be; or no text reaches her) or muted (nobody needs to be)."""

    text: str
    tone: str


class House:
    """The variable `house` of the templates."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def at(self) -> datetime:
        """The moment this page is about."""
        return timezone.now()

    @cached_property
    def memberships(self) -> list[Membership]:
        """The reader's teams today, by name; none when nobody is signed in."""
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        return memberships_of(user, self.at)

    @cached_property
    def membership(self) -> Membership | None:
        """The team this page is about: the one in its address, else the one she
        looked at last, else her first."""
        here: Membership | None = getattr(self.request, "membership", None)
        if here is not None:
            if self.request.session.get(LAST_TEAM) != here.team.slug:
                self.request.session[LAST_TEAM] = here.team.slug
            return here
        if not self.memberships:
            return None
        last = self.request.session.get(LAST_TEAM)
        known = (one for one in self.memberships if one.team.slug == last)
        return next(known, self.memberships[0])

    @cached_property
    def other_teams(self) -> list[Team]:
        """Where else she may go."""
        here = self.membership
        return [
            one.team for one in self.memberships if here and one.team_id != here.team_id
        ]

    @cached_property
    def menu(self) -> list[Item]:
        """The pages of her team that her role may open."""
        if self.membership is None:
            return []
        slug = self.membership.team.slug
        entries = [
            (_("Now"), reverse("home"), ("home",)),
            (_("Rota"), reverse("board", args=[slug]), ROTA),
        ]
        if may_act(self.membership):
            days = ("my_days", "my_calendars")
            entries.append((_("My days"), reverse("my_days", args=[slug]), days))
            covers = ("covers", "cover", "cover_new", "replace", "replacement")
            entries.append((_("Covers"), reverse("covers", args=[slug]), covers))
            alerts = ("alerts", "incident", "new_alert", "call_outs", "call_out")
            entries += [
                (_("Alerts"), reverse("alerts", args=[slug]), alerts),
                (pgettext("menu", "Monday"), reverse("deferred", args=[slug]), MONDAY),
            ]
        calendars = ("calendar", "shared_feeds", "feed_change")
        entries += [
            (_("Calendar"), reverse("calendar", args=[slug]), calendars),
            (_("Team"), reverse("team", args=[slug]), TEAM),
        ]
        match = self.request.resolver_match
        here = match.url_name if match else ""
        return [
            Item(label, url, here in names, self._waiting if "covers" in names else 0)
            for label, url, names in entries
        ]

    @property
    def _waiting(self) -> int:
        return waiting_for(self.membership, self.at) if self.membership else 0

    @property
    def leads(self) -> bool:
        """True on pages of a team that the reader leads."""
        return self.membership is not None and is_lead(self.membership)

    @cached_property
    def now(self) -> Now:
        """The pill of the masthead."""
        if self.membership is None:
            return Now("", "muted")
        team = self.membership.team
        duty = duty_at(team, self.at)
        if duty.on_call and duty.until:
            said = {
                "person": duty.on_call.person.short_name,
                "until": short_moment(duty.until.astimezone(team.zone)),
            }
            if not may_be_texted(duty.on_call.person):
                return Now(_("On call, but no texts: %(person)s") % said, "crisis")
            return Now(_("On call now: %(person)s until %(until)s") % said, "ok")
        alone = duty.uncovered or is_off_hours(team, self.at)
        return Now(_("Nobody on call now"), "crisis" if alone else "muted")

    @cached_property
    def warnings(self) -> list[str]:
        """What is wrong with the machinery, for those who call or are called."""
        if self.membership is None or not may_act(self.membership):
            return []
        return [problem.text for problem in problems(self.at)]

    @property
    def phones_url(self) -> str:
        """The test phones, when texts go nowhere else."""
        return reverse("phones") if settings.SMS_PROVIDER == "simulator" else ""


def house(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"house": House(request)}


def short_moment(at: datetime) -> str:
    """A moment of the coming days: “Mon 08:00”, “lun. 8 h”. `at` is local."""
    language = "fr" if (get_language() or "").startswith("fr") else "en"
    weekday = dates.WEEKDAYS[language][at.weekday()]
    return f"{weekday} {dates.show_clock(at, language)}"
