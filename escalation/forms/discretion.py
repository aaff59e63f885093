"""Who else sees a sensitive call, and why a crisis is none any more."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.colleagues import people_now
from rota.models import Person, Team


class LetInForm(forms.Form):
    """Somebody of the team."""

    person = forms.ModelChoiceField(queryset=Person.objects.none())

    def __init__(self, data: Any, *, team: Team, at: datetime) -> None:
        super().__init__(data)
        here = [person.pk for person in people_now(team, at)]
        found = Person.objects.filter(pk__in=here)
        cast(forms.ModelChoiceField, self.fields["person"]).queryset = found


class LowerForm(forms.Form):
    """One line."""

    reason = forms.CharField(
        label=_("Why it is no crisis any more"),
        max_length=200,
        help_text=_("One line. The caller reads it."),
        error_messages={"required": _("Say why: the caller reads it.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="lower_%s")
