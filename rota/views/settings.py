"""The team's settings, and what weekends they give."""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rota.actions.periods import Redrawn
from rota.actions.settings import change_settings
from rota.board.reading import as_member
from rota.core.dates import show_day
from rota.core.holidays import holiday_name
from rota.core.periods import OffHours, WeekShape
from rota.core.plan import GAP_ANY, GAP_PRIMARY, Rules
from rota.duty import planned_off_hours, week_shape
from rota.forms.rules import RulesForm
from rota.forms.settings import TeamSettingsForm
from rota.models import Team
from rota.permissions import TeamRequest, allow
from rota.rules import counted, usual_rules

SHOWN = 5
# so many weekends that stayed are named
NAMED = 6
# five weekends, more when none of them is lengthened
SHOWN_WITHIN = timedelta(weeks=SHOWN + 1)


@dataclass(frozen=True, slots=True)
class Preview:
    """The week in words, and the coming off-hours with the names of holidays."""

    shape: WeekShape
    start_day: str
    end_day: str
    coming: list[tuple[OffHours, str]]


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def team_settings(request: TeamRequest) -> HttpResponse:
    """Shows and changes what a lead may set of her team."""
    team, now = request.membership.team, timezone.now()
    typed = request.POST if request.method == "POST" else None
    staff = staff_of(team, now)
    # copies: what is typed must not reach the preview
    form = TeamSettingsForm(typed, instance=copy(team), today=staff.today)
    rules = staff.rules_form(typed, copy(team))
    if all([form.is_valid(), rules.is_valid()]):  # both: everything is said at once
        values = form.cleaned_data | rules.values()
        redrawn = change_settings(team=team, values=values, by=request.user, at=now)
        tell(request, team, redrawn)
        return redirect("team_settings", team.slug)
    context = {"form": form, "rules": rules, "team": team, "staff": staff}
    return render(
        request, "rota/settings.html", context | {"preview": preview(team, now)}
    )


@dataclass(frozen=True, slots=True)
class Staff:
    """Those who take duties, today or later, and what is usual for so many."""

    today: date
    people: int
    experienced: int
    usual: Rules

    @property
    def is_small(self) -> bool:
        """True when so few cannot keep the usual pauses."""
        return (self.usual.gap_any, self.usual.gap_primary) != (GAP_ANY, GAP_PRIMARY)

    @property
    def wanted(self) -> dict[str, int]:
        """The pauses of a team that is large enough."""
        return {"gap_any": GAP_ANY, "gap_primary": GAP_PRIMARY}

    def rules_form(self, typed: QueryDict | None, team: Team) -> RulesForm:
        """The rules of the team, as typed or as they are."""
        return RulesForm(
            typed,
            instance=team,
            usual=self.usual,
            experienced=self.experienced,
            people=self.people,
        )


def staff_of(team: Team, at: datetime) -> Staff:
    """Counted as the plan counts them."""
    today = at.astimezone(team.zone).date()
    members = [as_member(one) for one in team.memberships.select_related("person")]
    experienced = [member for member in members if member.experienced]
    people = counted(members, today)
    return Staff(today, people, counted(experienced, today), usual_rules(team, people))


def preview(team: Team, at: datetime) -> Preview:
    """What the settings give from `at` on."""
    until = (at + SHOWN_WITHIN).astimezone(team.zone).date()
    language = get_language() or team.language
    coming = [
        (
            run,
            ", ".join(
                holiday_name(team.holiday_region, day, language) for day in run.holidays
            ),
        )
        for run in islice(planned_off_hours(team, at, until), SHOWN)
    ]
    return Preview(
        shape=week_shape(team),
        start_day=team.get_starts_weekday_display(),
        end_day=team.get_ends_weekday_display(),
        coming=coming,
    )


def tell(request: HttpRequest, team: Team, redrawn: Redrawn) -> None:
    """Says what was saved, which weekends moved, and which stayed as they were."""
    sentences = [_("The settings are saved.")]
    if redrawn.added or redrawn.removed:
        text = ngettext(
            "The coming weekends nobody holds yet were redrawn: %(count)d has the new "
            "hours.",
            "The coming weekends nobody holds yet were redrawn: %(count)d have the new "
            "hours.",
            redrawn.added,
        )
        sentences.append(text % {"count": redrawn.added})
    if redrawn.kept:
        days = [show_day(day, get_language() or "") for day in redrawn.kept[:NAMED]]
        more = ["…"] if len(redrawn.kept) > NAMED else []
        text = ngettext(
            "%(count)d weekend was kept as it was (%(days)s), because somebody "
            "already holds it, it is published or it is being drafted.",
            "%(count)d weekends were kept as they were (%(days)s), because somebody "
            "already holds them, they are published or they are being drafted.",
            len(redrawn.kept),
        )
        slots = {"count": len(redrawn.kept), "days": ", ".join([*days, *more])}
        sentences.append(text % slots)
    messages.success(request, " ".join(sentences))
