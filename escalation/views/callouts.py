"""Time spent on calls: one's own, or the whole team's for its lead."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from escalation.actions.callouts import correct_time
from escalation.callouts import call_outs_for, spent, table
from escalation.forms.callouts import CorrectionForm
from rota.core.spreadsheet import to_csv
from rota.permissions import TeamRequest, allow

ON_A_PAGE = 50


@allow("agent")
@require_safe
def call_outs(request: TeamRequest) -> HttpResponse:
    """Each call-out with its length, the last one first."""
    member = request.membership
    page = Paginator(call_outs_for(member), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"team": member.team, "page": page, "rows": spent(page)}
    return render(request, "escalation/call_outs.html", context)


@allow("agent")
@require_safe
def call_outs_csv(request: TeamRequest) -> HttpResponse:
    """The same as a file for a spreadsheet."""
    member = request.membership
    is_french = (get_language() or "").startswith("fr")
    body = to_csv(table(spent(call_outs_for(member))), semicolons=is_french)
    headers = {"Content-Disposition": f'attachment; filename="{member.team.slug}.csv"'}
    headers["Cache-Control"] = "private, no-store"
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


@allow("agent")
@require_http_methods(["GET", "HEAD", "POST"])
def call_out(request: TeamRequest, pk: int) -> HttpResponse:
    """One of them: corrected by whose it is, or by a lead; nothing is overwritten."""
    member, at = request.membership, timezone.now()
    row = get_object_or_404(call_outs_for(member), pk=pk)
    [now] = spent([row])
    form = CorrectionForm(request.POST or None, now=now, at=at)
    if now.may_be_corrected and form.is_bound and form.is_valid():
        correct_time(call_out=row, **form.cleaned_data, by=member.person, at=at)
        messages.success(request, _("Corrected; what it was before stays on record."))
        return redirect("call_outs", member.team.slug)
    context = {"team": member.team, "now": now, "form": form}
    return render(request, "escalation/call_out.html", context)
