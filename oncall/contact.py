"""“How to reach me”: one's own number, proven and tried out, and how one wants to
be reached. Here, because the number is the rota's and the ways are escalation's."""

import math
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from escalation.actions.codes import Verdict, open_code, send_code, try_code
from escalation.actions.testing import send_test
from escalation.attempts import attempt_of, latest_test
from escalation.core.pacing import TooSoon
from escalation.core.vcard import vcard
from escalation.models import Channel
from escalation.reaching import may_be_rung
from escalation.sending import hand_over_page
from escalation.sms import get_provider
from oncall.contact_forms import ChoiceForm, CodeForm, NumberForm
from rota.actions.contacts import change_phone, change_reach
from rota.models import Person, PhoneProblem
from rota.permissions import PersonRequest, allow


@allow("signed-in")
@require_safe
def my_calls(request: PersonRequest) -> HttpResponse:
    """The number, whether it is proven, how to be called, and a test."""
    return _page(request)


@allow("signed-in")
@require_POST
def my_number(request: PersonRequest) -> HttpResponse:
    """Another number; the proof of the old one is worth nothing for it."""
    person, now = request.user, timezone.now()
    form = NumberForm(request.POST, person=person, at=now)
    if not form.is_valid():
        return _page(request, number=form)
    phone = form.cleaned_data["phone"]
    if change_phone(by=person, phone=phone, at=now) and phone:
        messages.warning(request, _("Saved. This number is to be verified now."))
    else:
        messages.success(request, _("Saved."))
    return redirect("my_calls")


@allow("signed-in")
@require_POST
def my_choice(request: PersonRequest) -> HttpResponse:
    """Texts, calls or both, and e-mails too."""
    person = request.user
    form = ChoiceForm(request.POST, instance=Person.objects.get(pk=person.pk))
    if not form.is_valid():
        return _page(request, choice=form)
    change_reach(by=person, at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("my_calls")


@allow("signed-in")
@require_POST
def my_code_send(request: PersonRequest) -> HttpResponse:
    """Sends a code, or rings with it, at once."""
    person, now = request.user, timezone.now()
    channel = request.POST.get("channel", Channel.SMS)
    if channel not in ways_to(person):
        messages.error(request, _("A code cannot be sent this way now."))
        return redirect("my_calls")
    try:
        page = send_code(by=person, channel=Channel(channel), at=now)
    except TooSoon as soon:
        messages.warning(request, _too_soon(soon, now))
    else:
        hand_over_page(page.pk, now, timezone.now)
    return redirect("my_code")


@allow("signed-in")
@require_http_methods(["GET", "HEAD", "POST"])
def my_code(request: PersonRequest) -> HttpResponse:
    """Where the code is typed."""
    person, now = request.user, timezone.now()
    form = CodeForm(request.POST or None)
    if form.is_valid():
        verdict = try_code(by=person, typed=form.cleaned_data["code"], at=now)
        if verdict == Verdict.PROVEN:
            messages.success(request, _("Thank you: this number is verified."))
            return redirect("my_calls")
        form.refuse(verdict)
    code = open_code(person)
    context = {"form": form, "ways": ways_to(person), "person": person}
    if code and code.page.expires_at > now:
        context["attempt"] = attempt_of(code.page, now)
    return render(request, "me/code.html", context)


@allow("signed-in")
@require_POST
def my_test(request: PersonRequest) -> HttpResponse:
    """A test text to oneself, and a call when asked for, through the whole chain."""
    person, now = request.user, timezone.now()
    wanted = {Channel.SMS, *request.POST.getlist("channel")} & set(ways_to(person))
    if not wanted:
        messages.error(request, _("Nothing can be sent to you now: see above why."))
        return redirect("my_calls")
    try:
        pages = send_test(by=person, channels=wanted, at=now)
    except TooSoon as soon:
        messages.warning(request, _too_soon(soon, now))
    else:
        for page in pages:
            hand_over_page(page.pk, now, timezone.now)
    return redirect("my_calls")


@allow("signed-in")
@require_safe
def contact_card(request: PersonRequest) -> HttpResponse:
    """The numbers that text and ring, to be saved in one's telephone."""
    numbers = get_provider().capabilities.numbers
    if not numbers:
        raise Http404
    return HttpResponse(vcard("Astreinte", numbers), content_type="text/vcard")


def ways_to(person: Person) -> list[str]:
    """How a code or a test may be sent to her: to a number that was out of service
    too, for it may work again."""
    texts = bool(person.phone) and person.phone_problem != PhoneProblem.BLOCKED
    ways = [(Channel.SMS, texts), (Channel.VOICE, may_be_rung(person))]
    return [way for way, is_possible in ways if is_possible]


def _page(
    request: PersonRequest,
    number: NumberForm | None = None,
    choice: ChoiceForm | None = None,
) -> HttpResponse:
    person, now = request.user, timezone.now()
    tests = latest_test(person, now)
    context: dict[str, Any] = {
        "person": person,
        "number": number or NumberForm(person=person, at=now),
        "choice": choice or ChoiceForm(instance=Person.objects.get(pk=person.pk)),
        "ways": ways_to(person),
        "tests": tests,
        "is_waiting": any(test.is_pending for test in tests),
        "numbers": get_provider().capabilities.numbers,
    }
    return render(request, "me/calls.html", context)


def _too_soon(soon: TooSoon, now: datetime) -> str:
    """When to try again, in words."""
    seconds = math.ceil((soon.free_at - now).total_seconds())
    if soon.count == 1:
        return _(
            "One was sent less than a minute ago: look at your telephone. Another one "
            "may leave in %(seconds)s s."
        ) % {"seconds": seconds}
    return _(
        "%(count)s were sent within an hour: another one may leave in %(minutes)s min."
    ) % {"count": soon.count, "minutes": math.ceil(seconds / 60)}
