"""The team's settings, and what weekends they give."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rota.actions.periods import Redrawn
from rota.actions.settings import change_settings
from rota.core.holidays import holiday_name
from rota.core.periods import OffHours, WeekShape
from rota.duty import planned_off_hours, week_shape
from rota.forms.settings import TeamSettingsForm
from rota.models import Team
from rota.permissions import TeamRequest, allow

SHOWN = 5
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
    form = TeamSettingsForm(
        request.POST if request.method == "POST" else None,
        instance=copy(team),  # what is typed must not reach the preview
        today=now.astimezone(team.zone).date(),
    )
    if form.is_valid():
        redrawn = change_settings(
            team=team, values=form.cleaned_data, by=request.user, at=now
        )
        tell(request, redrawn)
        return redirect("team_settings", team.slug)
    context = {"form": form, "team": team, "preview": preview(team, now)}
    return render(request, "rota/settings.html", context)


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


def tell(request: HttpRequest, redrawn: Redrawn) -> None:
    """Says what was saved, and which weekends stayed as they were."""
    sentences = [_("The settings are saved.")]
    if redrawn.added or redrawn.removed:
        sentences.append(_("The coming weekends nobody holds yet were redrawn."))
    if redrawn.kept:
        sentences.append(
            ngettext(
                "%(count)d weekend was kept as it was, because somebody already "
                "holds it, it is published or it is being drafted.",
                "%(count)d weekends were kept as they were, because somebody already "
                "holds them, they are published or they are being drafted.",
                redrawn.kept,
            )
            % {"count": redrawn.kept}
        )
    messages.success(request, " ".join(sentences))
