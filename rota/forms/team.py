"""What is asked to start a team; the rest has defaults and is in its settings."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rota.forms.line import LineField
from rota.forms.settings import region_choices, zone_choices
from rota.models import LANGUAGES

FRANCE, PARIS = "FR", "Europe/Paris"


class NewTeamForm(forms.Form):
    """Its name and where it works."""

    name = LineField(
        label=_("Name"),
        max_length=60,
        help_text=_("Colleagues see it in their calendars."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=LANGUAGES,
        help_text=_("Of texts and e-mails to those who chose no language."),
    )
    holiday_region = forms.ChoiceField(label=_("Public holidays of"))
    time_zone = forms.ChoiceField(label=_("Time zone"))
    takes_duties = forms.BooleanField(
        label=_("I take weekends on call too"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = (get_language() or "fr")[:2]
        self.initial["holiday_region"], self.initial["time_zone"] = FRANCE, PARIS
        self.fields["holiday_region"].choices = region_choices(FRANCE)  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = zone_choices(PARIS)  # type: ignore[attr-defined]
