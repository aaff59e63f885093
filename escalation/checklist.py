"""What the holder of a coming duty confirms: what is known of it, and where to mend
what is not right. Read-only."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from escalation.readiness import Finding, Level, means_of, readiness_of
from rota.models import Confirmation, Qualification
from rota.skills import shifts_lacking


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be ready. `tone`: ok, info or crisis; `link`: where it is put
    right."""

    text: str
    tone: str = "ok"
    todo: str = ""
    link: str = ""


def checklist(asked: Confirmation, at: datetime) -> list[Item]:
    """The telephone first, then trainings: those the seat needs, and those that end
    before the duty does."""
    member = asked.membership
    readiness = readiness_of(member, means_of(member.team), at, {asked.shift.seat})
    wrong = [one for one in readiness.findings if one.level != Level.NOTE]
    return [
        *(_to_mend(one) for one in wrong),
        *_phone(asked, wrong),
        *_trainings(asked, at),
    ]


def _to_mend(finding: Finding) -> Item:
    calls = reverse("my_calls")
    return Item(finding.text, finding.tone, finding.todo, calls)


def _phone(asked: Confirmation, wrong: list[Finding]) -> list[Item]:
    """What is known to be right."""
    codes = {one.code for one in wrong}
    found = []
    if not codes & {"no_number", "wrong", "blocked", "unverified", "mail_only"}:
        found.append(Item(_("Your number is verified.")))
    if not codes:
        found.append(Item(_("A text has reached it in the last 30 days.")))
    return found


def _trainings(asked: Confirmation, at: datetime) -> list[Item]:
    """What the seat needs on its first day, then what ends before its last."""
    member, shift = asked.membership, asked.shift
    lacking = shifts_lacking(member.team, at, member=member)
    held = Qualification.objects.filter(membership=member).select_related("training")
    last = shift.ends_at.astimezone(member.team.zone).date()
    rows = list(held.order_by("training__name"))
    wrong = [
        _("You lack what this seat needs: %(what)s.") % {"what": one.words}
        for one in lacking
        if one.shift.pk == shift.pk
    ] or [
        _("The training “%(name)s” ends before this duty does.")
        % {"name": row.training.name}
        for row in rows
        if row.expires_on and row.expires_on < last
    ]
    if rows and not wrong:
        return [Item(_("Your trainings count until the duty ends."))]
    todo = _("Tell your team lead, who sets trainings.")
    link = reverse("trainings", args=[member.team.slug])
    return [Item(text, "crisis", todo, link) for text in wrong]
