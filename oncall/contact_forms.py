"""What somebody says about being called: her number, how, and the code she got."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.actions.codes import Verdict
from escalation.reaching import teams_of
from escalation.sms import get_voice
from rota.forms.phone import PhoneField, help_for_phone, region_of
from rota.models import Person, Reach


class NumberForm(forms.Form):
    """Her mobile number; empty withdraws it."""

    phone = PhoneField(label=_("Mobile phone"), required=False)

    def __init__(self, data: Any = None, *, person: Person, at: datetime) -> None:
        super().__init__(data, initial={"phone": person.phone})
        field: Any = self.fields["phone"]
        field.help_text = help_for_phone()
        for team in teams_of(person, at)[:1]:
            field.region = region_of(team)


class ChoiceForm(forms.ModelForm):
    """How she wants to be called."""

    class Meta:
        model = Person
        fields = ("reach", "mails_too", "no_cell_off_hours")
        labels: ClassVar[dict[str, Any]] = {
            "reach": _("Texts, calls or both"),
            "mails_too": _("Send me an e-mail as well"),
        }
        widgets: ClassVar[dict[str, Any]] = {"reach": forms.RadioSelect}

    def clean_reach(self) -> str:
        """Refuses to be rung only, where nothing can ring. Raises ValidationError."""
        reach: str = self.cleaned_data["reach"]
        if reach == Reach.CALL and get_voice() is None:
            raise forms.ValidationError(
                gettext(
                    "Nothing can ring your telephone here: the provider of this "
                    "program sends texts only. Choose one of the other two."
                )
            )
        return reach


class CodeForm(forms.Form):
    """The six digits, however they are spaced."""

    code = forms.CharField(
        label=_("The code"),
        max_length=20,
        widget=forms.TextInput(
            {
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "enterkeyhint": "done",
            }
        ),
        error_messages={"required": _("Type the six digits of the code.")},
    )

    def refuse(self, verdict: Verdict) -> None:
        """Says why the code proved nothing, and what to do."""
        self.add_error("code", REFUSALS[verdict])


REFUSALS: dict[Verdict, Any] = {
    Verdict.WRONG: _("This is not the code that was sent. Check its digits."),
    Verdict.SPENT: _(
        "That was wrong five times, so this code counts no more. Ask for a new one."
    ),
    Verdict.EXPIRED: _("This code is more than 15 minutes old. Ask for a new one."),
    Verdict.NONE: _("No code is waiting for this number. Ask for a new one."),
}
