"""The automatic reply: what to paste for the weekend, and the team's own texts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from escalation.actions.replying import save_replies
from escalation.autoreply import replies_of
from escalation.forms.reply import ReplyTextsForm
from rota.permissions import TeamRequest, allow

EVENT_LENGTH = 80


@allow("agent")
@require_safe
def reply(request: TeamRequest) -> HttpResponse:
    """The reply for the weekend that is on or comes next, to be copied."""
    team, at = request.membership.team, timezone.now()
    event = " ".join(request.GET.get("event", "").split())[:EVENT_LENGTH]
    replies = replies_of(team, at, event=event)
    context = {"team": team, "replies": replies, "now": at, "room": EVENT_LENGTH}
    return render(request, "escalation/reply.html", context)


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: TeamRequest) -> HttpResponse:
    """The team's own texts, with what is wrong in each beside it."""
    team = request.membership.team
    form = ReplyTextsForm(request.POST or None, team=team)
    if form.is_valid():
        save_replies(
            team=team,
            texts=form.texts,
            **{name: form.cleaned_data[name] for name in ("url", "minutes", "reminds")},
            by=request.membership.person,
            at=timezone.now(),
        )
        messages.success(request, _("The texts are saved."))
        return redirect("reply", team.slug)
    return render(request, "escalation/reply_texts.html", {"team": team, "form": form})
