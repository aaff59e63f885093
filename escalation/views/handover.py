"""Monday's handover: for the team, signed in; and by link, for whoever was on call."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from escalation.actions.handing_over import OvertakenError, send_handover, write_note
from escalation.forms.handover import HandoverForm
from escalation.handover import begun, last_ended, neighbours, weekend_of
from escalation.permissions import ShiftRequest, with_shift
from rota.models import Period, Person
from rota.permissions import TeamRequest, allow
from rota.templatetags.rota import moment

TEMPLATE = "escalation/handover.html"


@allow("agent")
@require_safe
def last(request: TeamRequest) -> HttpResponse:
    """The weekend that ended last, or else the one that is on."""
    team, at = request.membership.team, timezone.now()
    period = last_ended(team, at)
    if period is None:
        return render(request, "escalation/handover_none.html", {"team": team})
    return redirect("handover", team.slug, period.pk)


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: TeamRequest, pk: int) -> HttpResponse:
    """One weekend, any that has begun."""
    team, at = request.membership.team, timezone.now()
    period = get_object_or_404(begun(team, at), pk=pk)
    context = {"signed_in": True, "nearby": neighbours(period, at)}
    return _page(request, period, request.membership.person, context, at)


@allow("link")
@require_http_methods(["GET", "HEAD", "POST"])
@with_shift
def by_link(request: ShiftRequest, token: str) -> HttpResponse:
    """The same, by the link of the reminder, on a phone."""
    shift, at = request.shift, timezone.now()
    return _page(request, shift.period, shift.membership.person, {}, at)


def _page(
    request: HttpRequest,
    period: Period,
    person: Person,
    context: dict[str, object],
    at: datetime,
) -> HttpResponse:
    """Shows it; saves the note, and sends the whole when asked to."""
    weekend = weekend_of(period, at, reader=person)
    form = HandoverForm(request.POST or None, weekend=weekend)
    if form.is_valid():
        if _is_saved(request, period, form, person, at):
            return redirect(request.path)
        weekend = weekend_of(period, at, reader=person)
        form = form.again(weekend)
    said = {"team": period.team, "weekend": weekend, "form": form, "now": at}
    return render(request, TEMPLATE, context | said)


def _is_saved(
    request: HttpRequest,
    period: Period,
    form: HandoverForm,
    person: Person,
    at: datetime,
) -> bool:
    """False when somebody else wrote meanwhile: nothing was saved, nothing is lost."""
    typed = form.cleaned_data
    try:
        write_note(
            period=period,
            text=typed["text"],
            comments=typed["comments"],
            seen=typed["seen"],
            by=person,
            at=at,
        )
    except OvertakenError as first:
        messages.warning(
            request,
            _(
                "%(name)s saved another version (%(when)s), shown below. Yours is not "
                "saved yet: bring both together, then save."
            )
            % _by_whom(first, period),
        )
        return False
    if form.sends:
        _send(request, period, typed["sent"], person, at)
    else:
        messages.success(request, _("Your note is saved. The team has not got it yet."))
    return True


def _send(
    request: HttpRequest, period: Period, seen: int, person: Person, at: datetime
) -> None:
    try:
        count = send_handover(period=period, seen=seen, by=person, at=at)
    except OvertakenError as first:
        messages.warning(
            request,
            _("%(name)s sent it just before (%(when)s): nothing was sent twice.")
            % _by_whom(first, period),
        )
        return
    messages.success(
        request,
        ngettext(
            "The handover goes to %(count)d person, by e-mail.",
            "The handover goes to %(count)d people, by e-mail.",
            count,
        )
        % {"count": count},
    )


def _by_whom(first: OvertakenError, period: Period) -> dict[str, str]:
    name = first.person.short_name if first.person else ""
    return {"name": name, "when": moment(first.when, period.team)}
