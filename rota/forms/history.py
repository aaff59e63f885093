"""What the history is asked for, and which day one looks back at."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rota.board.history import Wanted
from rota.board.reading import local_midnight
from rota.forms.people import DateField
from rota.models import Membership, Period, Team


class HistoryForm(forms.Form):
    """One weekend, one person, or everything; a link to older events adds `before`."""

    weekend = DateField(label=_("Weekend of"), required=False)
    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("everybody"),
    )
    before = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        person: Any = self.fields["person"]
        person.queryset = team.memberships.select_related("person")

    def clean_weekend(self) -> Period | None:
        """The weekend going on that day, or the next one after it."""
        day = self.cleaned_data["weekend"]
        if day is None:
            return None
        then = local_midnight(self.team, day)
        found = self.team.periods.filter(ends_at__gt=then).first()
        if found is None:
            raise forms.ValidationError(_("There is no weekend on that day or after."))
        return found

    def wanted(self) -> Wanted:
        """What to show; what could not be read is not asked for."""
        self.full_clean()
        given = self.cleaned_data
        return Wanted(given.get("weekend"), given.get("person"), given.get("before"))


class PastForm(forms.Form):
    """The day whose rota is looked at."""

    on = DateField(label=_("As it was at the end of"))
