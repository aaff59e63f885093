"""What is said at a debrief, and when it is held."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from escalation.actions.debriefing import FIELDS, WITHIN
from escalation.forms.handover import NOTE_LENGTH, TOO_LONG
from escalation.models import Debrief, DebriefNote, Exposure
from rota.core.dates import show_day


def _words(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=NOTE_LENGTH,
        help_text=hint,
        error_messages={"max_length": TOO_LONG},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DebriefForm(forms.Form):
    """The six subjects of a debrief (DOMAIN.md C8), all optional. `seen`: how many
    versions there were when the page was shown."""

    facts = _words(_("Facts"), _("What happened, in brief: the log has the rest."))
    decisions = _words(_("Decisions"), _("Which were right, which came late, and why."))
    lacked = _words(_("What lacked"), _("Information, people, tools, access."))
    load = _words(_("Load"), _("Hours, sleep, who was alone with it. Name nobody."))
    exposure = forms.ChoiceField(
        label=_("Exposure to violent comments"),
        required=False,
        choices=[("", _("not said")), *Exposure.choices],
        help_text=_(
            "Of the team as a whole. Whoever it weighs on may speak with the "
            "occupational health service, without passing by anybody."
        ),
    )
    templates = _words(
        _("Templates and procedures to change"), _("What to write otherwise next time.")
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        notes: list[DebriefNote],
        typed: dict[str, str] | None = None,
    ) -> None:
        last = notes[-1] if notes else None
        now = {name: getattr(last, name) if last else "" for name in FIELDS}
        initial = {**now, "seen": len(notes), **(typed or {})}
        super().__init__(data, initial=initial, auto_id="debrief_%s")
        self.is_overtaken = typed is not None

    @property
    def words(self) -> dict[str, str]:
        """What was typed, without how it was sent."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class PlanForm(forms.Form):
    """The day of the debrief: not past, and within seven days of the end."""

    day = forms.DateField(
        label=_("It will be held on"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Write a day, such as 2026-12-03."),
        },
    )

    def __init__(self, data: Any = None, *, debrief: Debrief, at: datetime) -> None:
        self.today = at.astimezone(debrief.incident.team.zone).date()
        # late already: within seven days of now
        late = self.today > debrief.due_on
        self.last = self.today + WITHIN if late else debrief.due_on
        planned = debrief.planned_on or min(self.today + timedelta(days=2), self.last)
        super().__init__(data, initial={"day": planned}, auto_id="plan_%s")

    def clean_day(self) -> date:
        """Within what is left."""
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(gettext("That day is past."))
        if day > self.last:
            until = show_day(self.last, get_language() or "")
            raise forms.ValidationError(
                gettext("Choose a day until %(day)s: what is not said soon is lost.")
                % {"day": until}
            )
        return day
