"""A ladder as rows of minutes and targets, checked as a whole."""

from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.models import Case, Target, Ways
from escalation.policies import Ladder, Rung

MAX_STEPS = 8
MAX_MINUTES = 240
# Target's own labels are parts of sentences, too long for a narrow list
WHOM = (
    (Target.ON_CALL, _("on call")),
    (Target.BACKUP, _("backup")),
    (Target.LEAD, _("team lead")),
)
MINUTES = ("again_after", "untouched_after")


class StepForm(forms.Form):
    """One rung."""

    after = forms.IntegerField(
        label=_("After (min)"),
        min_value=0,
        max_value=MAX_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    target = forms.ChoiceField(label=_("Who is called"), choices=WHOM)
    ways = forms.ChoiceField(label=_("How"), choices=Ways.choices)


class LadderForm(forms.Form):
    """The rows and the pause before the next round. `other` is the ladder of the
    other case, which decides how wide this one may be."""

    again_after = forms.IntegerField(
        label=_("Minutes after the last step, start again"),
        min_value=1,
        max_value=MAX_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    untouched_after = forms.IntegerField(
        label=_("Minutes of silence after which whoever took it is asked"),
        help_text=_("0: never."),
        min_value=0,
        max_value=MAX_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(
        self, data: Any = None, *, case: str, ladder: Ladder, other: Ladder
    ) -> None:
        self.case, self.other = case, other
        minutes = {name: getattr(ladder, name) for name in MINUTES}
        super().__init__(data, prefix=case, initial=minutes)
        initial = [
            {"after": rung.after, "target": str(rung.target), "ways": str(rung.ways)}
            for rung in ladder.steps
        ]
        self.rows = _Steps(
            data, prefix=f"{case}-steps", initial=None if data else initial
        )

    @property
    def title(self) -> str:
        """The case, as a person reads it."""
        return str(Case(self.case).label)

    @property
    def is_refused(self) -> bool:
        """True when it was sent and something of it cannot be."""
        return self.is_bound and not self.is_valid()

    def summary(self) -> list[str]:
        """What is wrong with the ladder as a whole; rows and pause say the rest."""
        return [*self.non_field_errors(), *self.rows.non_form_errors()]

    def is_valid(self) -> bool:
        """Checks every row too, so that all errors are shown at once."""
        rows_are_valid = self.rows.is_valid()
        return super().is_valid() and rows_are_valid

    def clean(self) -> dict[str, Any]:
        """The rules of a ladder as a whole."""
        cleaned = super().clean() or {}
        if self.rows.is_valid():
            for error in problems(self.ladder_steps(), self.case, self.other):
                self.add_error(None, error)
        return cleaned

    def ladder_steps(self) -> tuple[Rung, ...]:
        """The rungs as typed, in their order."""
        return tuple(
            Rung(row["after"], row["target"], row["ways"])
            for row in self.rows.cleaned_data
            if row
        )

    def edited(self, action: str) -> "LadderForm":
        """The form with a row more (“add”) or less (“remove-2”), not saved yet."""
        rows = [
            {name: row[name].value() or "" for name in ("after", "target", "ways")}
            for row in self.rows.forms
        ]
        if action == "add" and len(rows) < MAX_STEPS:
            last = rows[-1]["after"] if rows else ""
            after = int(last) + 5 if str(last).isdigit() else ""
            ways = rows[-1]["ways"] if rows else Ways.SMS.value
            rows.append({"after": after, "target": Target.LEAD.value, "ways": ways})
        elif action.startswith("remove-") and action[7:].isdigit():
            rows = [row for at, row in enumerate(rows) if at != int(action[7:])]
        form = LadderForm(case=self.case, ladder=Ladder((), 0), other=self.other)
        form.initial = {name: self[name].value() for name in MINUTES}
        form.rows = _Steps(prefix=f"{self.case}-steps", initial=rows)
        return form


_Steps = forms.formset_factory(
    StepForm, extra=0, max_num=MAX_STEPS, validate_max=True, absolute_max=MAX_STEPS
)


def problems(steps: tuple[Rung, ...], case: str, other: Ladder) -> list[str]:
    """What is wrong with a ladder, in sentences; empty when it may be saved."""
    found = []
    if not steps or steps[0].after != 0 or steps[0].target != Target.ON_CALL:
        found.append(
            gettext("The first step calls the person on call at once, at minute 0.")
        )
    if any(later.after <= sooner.after for sooner, later in pairwise(steps)):
        found.append(gettext("Each step comes later than the one before it."))
    crisis, info = _targets(steps), _targets(other.steps)
    if case == Case.USER_INFO:
        crisis, info = info, crisis
    if info - crisis:
        found.append(
            gettext(
                "Urgent user information never calls more people than a crisis does."
            )
        )
    return found


def _targets(steps: tuple[Rung, ...]) -> set[str]:
    return {str(rung.target) for rung in steps}
