"""The team page, and what a lead changes of it: one person at a time."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from rota.actions.people import (
    AlreadyInTeam,
    EmailTaken,
    LastLead,
    add_member,
    change_member,
    emptied_weekends,
    end_membership,
    shifts_after,
)
from rota.actions.teams import create_team
from rota.core.spelling import fold
from rota.forms.people import LastDayForm, MemberForm
from rota.forms.team import NewTeamForm
from rota.models import Membership, PhoneProblem, Qualification, Role, Shift
from rota.permissions import PersonRequest, TeamRequest, allow, is_lead
from rota.teams import leads_a_team, others_with


@dataclass(frozen=True, slots=True)
class Row:
    """A member as the page shows her. Whether her number is proven, and how she
    wants to be called, is for the lead's eyes and her own."""

    member: Membership
    is_me: bool
    shows_number: bool
    shows_proof: bool
    trainings: list[Qualification]
    expired: list[Qualification]
    held_after: list[Shift]

    @property
    def has_no_number(self) -> bool:
        """True when she takes part in calls and cannot be called."""
        return self.member.role != Role.READER and not self.member.person.phone

    @property
    def is_unproven(self) -> bool:
        """True when she may be called on a number that nobody knows to be hers."""
        person = self.member.person
        return self.member.role != Role.READER and not person.phone_verified_at

    @property
    def problem(self) -> str:
        """Why a text would not reach her, in words; empty when it would."""
        if self.has_no_number:
            return _("no mobile number")
        if not self.member.person.phone:
            return ""
        return {
            PhoneProblem.BLOCKED: _("texts blocked: STOP was answered"),
            PhoneProblem.WRONG: _("number not in service, or not a mobile phone"),
        }.get(PhoneProblem(self.member.person.phone_problem), "")


@allow("member")
@require_safe
def team(request: TeamRequest) -> HttpResponse:
    """Everybody in the team; numbers are for the lead, and one's own."""
    me = request.membership
    today = timezone.now().astimezone(me.team.zone).date()
    shows_numbers = is_lead(me) and "numbers" in request.GET
    rows = _rows(me, today, shows_numbers=shows_numbers)
    context = {
        "team": me.team,
        "is_lead": is_lead(me),
        "shows_numbers": shows_numbers,
        "today": today,
        "rows": [row for row in rows if not _has_left(row.member, today)],
        "former": [row.member for row in rows if _has_left(row.member, today)],
    }
    return render(request, "rota/team.html", context)


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def member_new(request: TeamRequest) -> HttpResponse:
    """Adds somebody."""
    team, now = request.membership.team, timezone.now()
    form = MemberForm(request.POST or None, team=team, at=now)
    if form.is_valid():
        try:
            member = add_member(
                team=team, details=form.details(), by=request.user, at=now
            )
        except AlreadyInTeam as refusal:
            form.add_error(*_said_of(refusal))
        else:
            _tell_added(request, form, member)
            _tell_shared(request, member.person.phone, member)
            return redirect("team", team.slug)
    return render(request, "rota/member.html", {"form": form, "team": team})


@allow("lead")
@require_http_methods(["GET", "HEAD", "POST"])
def member_edit(request: TeamRequest, member_id: int) -> HttpResponse:
    """Changes somebody of this team."""
    member, now = _member(request, member_id), timezone.now()
    form = MemberForm(request.POST or None, team=member.team, at=now, member=member)
    if form.is_valid():
        said = form.details()
        try:
            change_member(
                membership_id=member.pk, details=said, by=request.user, at=now
            )
        except (LastLead, EmailTaken) as refusal:
            form.add_error(*_said_of(refusal))
        else:
            _tell_changed(request, said.phone, member)
            return redirect("team", member.team.slug)
    return _edit_page(request, member, form, LastDayForm(member=member))


@allow("lead")
@require_POST
def member_last_day(request: TeamRequest, member_id: int) -> HttpResponse:
    """Sets, moves or takes back somebody's last day."""
    member, now = _member(request, member_id), timezone.now()
    last_day = LastDayForm(request.POST, member=member)
    if last_day.is_valid():
        last_on = last_day.cleaned_data["until_on"]
        try:
            left = end_membership(
                membership_id=member.pk, last_on=last_on, by=request.user, at=now
            )
        except LastLead as refusal:
            last_day.add_error("until_on", _said_of(refusal)[1])
        else:
            messages.success(request, _last_day_text(emptied_weekends(left, now)))
            return redirect("member_edit", member.team.slug, member.pk)
    form = MemberForm(team=member.team, at=now, member=member)
    return _edit_page(request, member, form, last_day)


@allow("signed-in")
@require_http_methods(["GET", "HEAD", "POST"])
def team_new(request: PersonRequest) -> HttpResponse:
    """Starts another team; whoever leads one may."""
    person, now = request.user, timezone.now()
    if not leads_a_team(person, now):
        raise PermissionDenied
    form = NewTeamForm(request.POST or None)
    if not form.is_valid():
        return render(request, "rota/team_new.html", {"form": form})
    team = create_team(
        **form.cleaned_data,
        lead_name=person.name,
        lead_email=person.email,
        by=person,
        at=now,
    )
    messages.success(request, _("The team is made. Now add the people."))
    return redirect("team", team.slug)


def _rows(me: Membership, today: date, *, shows_numbers: bool) -> list[Row]:
    """Everybody who is or was in the team, in the order of the alphabet."""
    members = me.team.memberships.select_related("person", "team")
    rows = [
        _row(member, me, today, shows_numbers=shows_numbers)
        for member in members.prefetch_related("qualifications__training")
    ]
    return sorted(rows, key=lambda row: fold(row.member.person.name))


def _row(
    member: Membership, me: Membership, today: date, *, shows_numbers: bool
) -> Row:
    is_me = member.person_id == me.person_id
    held = list(member.qualifications.all())
    return Row(
        member=member,
        is_me=is_me,
        shows_number=is_me or shows_numbers,
        shows_proof=is_me or is_lead(me),
        trainings=held,
        expired=[one for one in held if one.expires_on and one.expires_on < today],
        held_after=shifts_after(member),
    )


def _has_left(member: Membership, today: date) -> bool:
    return member.until_on is not None and member.until_on < today


def _member(request: TeamRequest, member_id: int) -> Membership:
    return get_object_or_404(
        Membership.objects.select_related("team", "person"),
        pk=member_id,
        team=request.membership.team,
    )


def _edit_page(
    request: TeamRequest, member: Membership, form: MemberForm, last_day: LastDayForm
) -> HttpResponse:
    context = {
        "form": form,
        "last_day": last_day,
        "member": member,
        "team": member.team,
        "held_after": shifts_after(member),
    }
    return render(request, "rota/member.html", context)


def _last_day_text(emptied: int) -> str:
    """After a last day was set: how many published weekends it left empty."""
    if not emptied:
        return _("Saved.")
    return ngettext(
        "Saved. %(count)d published weekend is now empty in the draft of the rota.",
        "Saved. %(count)d published weekends are now empty in the draft of the rota.",
        emptied,
    ) % {"count": emptied}


def _said_of(refusal: AlreadyInTeam | EmailTaken | LastLead) -> tuple[str, str]:
    """The field at fault, and a sentence."""
    match refusal:
        case AlreadyInTeam():
            return "email", _("Somebody with this address is in the team.")
        case EmailTaken():
            return "email", _("Another account has this address.")
        case LastLead():
            return "role", _(
                "A team needs a lead, and nobody else leads this one. Make somebody "
                "else team lead first."
            )


def _tell_added(request: TeamRequest, form: MemberForm, member: Membership) -> None:
    """Says who was added, and what of her account stayed as she has it."""
    said, person = form.cleaned_data, member.person
    messages.success(
        request,
        _("%(name)s is in the team and is told by e-mail.") % {"name": person.name},
    )
    if said["name"] != person.name or (said["phone"] and said["phone"] != person.phone):
        messages.info(
            request,
            _(
                "%(name)s already has an account: name and mobile phone stay as they "
                "are there. Only that person can change them."
            )
            % {"name": person.name},
        )


def _tell_changed(request: TeamRequest, phone: str, before: Membership) -> None:
    """Says that it is saved; of a shared number when it is new."""
    messages.success(request, _("Saved."))
    if phone != before.person.phone:
        _tell_shared(request, phone, before)


def _tell_shared(request: TeamRequest, phone: str, member: Membership) -> None:
    """A number that others of the team have is kept, and said."""
    names = others_with(phone, member.team, timezone.now(), but=member.person)
    if names:
        messages.warning(
            request,
            _(
                "This mobile phone is also the number of %(names)s. If they do not "
                "share a phone, correct one of the two."
            )
            % {"names": ", ".join(names)},
        )
