"""What is asked to start a team; the rest has defaults and is in its settings."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _lazy

from rota.forms.settings import region_choices, zone_choices
from rota.models import LANGUAGES

FRANCE, PARIS = "FR", "Europe/Paris"


class NewTeamForm(forms.Form):
    """Its name and where it works."""

    name = forms.CharField(
        label=_lazy("Name"),
        max_length=60,
        help_text=_lazy("Colleagues see it in their calendars."),
    )
    language = forms.ChoiceField(
        label=_lazy("Language"),
        choices=LANGUAGES,
        help_text=_lazy("Of texts and e-mails to those who chose no language."),
    )
    holiday_region = forms.ChoiceField(label=_lazy("Public holidays of"))
    time_zone = forms.ChoiceField(label=_lazy("Time zone"))
    takes_duties = forms.BooleanField(
        label=_lazy("I take weekends on call too"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = (get_language() or "fr")[:2]
        self.initial["holiday_region"], self.initial["time_zone"] = FRANCE, PARIS
        self.fields["holiday_region"].choices = region_choices(FRANCE)  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zone_choices(PARIS)  # type: ignore[attr-defined]
