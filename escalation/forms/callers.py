"""A service that may call, as the lead describes it."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.models import Caller
from rota.core.phones import PhoneError, parse_call_back, show_phone
from rota.models import Team
from rota.senders import own_numbers


def explain(reason: str) -> str:
    """A sentence for a reason of PhoneError."""
    if reason == "own":
        return gettext(
            "Our own texts and calls come from this number: nobody answers there. "
            "Write the number of the service."
        )
    return gettext("This is not a telephone number. Write it with all its digits.")


class CallerForm(forms.ModelForm):
    """Name, number, language and what it may call for; one name once per team."""

    phone = forms.CharField(
        label=_("Number to call back"),
        required=False,
        max_length=40,
        help_text=_("Shown to the person called, and filled in on the form."),
        widget=forms.TextInput(attrs={"type": "tel"}),
    )

    class Meta:
        model = Caller
        fields = ("name", "phone", "email", "language", "cases", "sensitive")
        labels: ClassVar[dict[str, Any]] = {
            "name": _("Service"),
            "email": _("Its mailbox"),
            "language": _("Language of its page"),
            "cases": _("May call for"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "email": _("Answers to what could wait are sent there as well."),
            "sensitive": _(
                "Only those who are called see them, not the other leads and agents. "
                "Counts for calls made from now on."
            ),
        }

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        if self.instance.pk:
            self.initial["phone"] = show_phone(self.instance.phone)

    def clean_name(self) -> str:
        """Refuses a second caller of this name: nobody could tell them apart."""
        name: str = self.cleaned_data["name"].strip()
        others = self.team.callers.exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise ValidationError(
                gettext("There is already a caller of this name. Choose another one.")
            )
        return name

    def clean_phone(self) -> str:
        """E.164, or empty; a landline is fine."""
        typed: str = self.cleaned_data["phone"]
        if not typed:
            return ""
        try:
            region = self.team.holiday_region[:2]
            return parse_call_back(typed, region, own=own_numbers())
        except PhoneError as error:
            raise ValidationError(explain(error.reason)) from error
