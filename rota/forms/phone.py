"""A mobile number in a form: shown as people write it, kept as E.164, refused with
a sentence that says what to do."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rota.core.phones import PhoneError, parse_phone, show_phone
from rota.models import Team
from rota.senders import own_numbers

UNKNOWN = _("This number is not known. Check the digits and the country code.")
SENTENCES: dict[str, Promise] = {
    "rounded": _(
        "A spreadsheet rounded this number and its digits are lost. Set the column to "
        "text and type it again."
    ),
    "letters": _("This is not a number. Write the digits only."),
    "extension": _(
        "This number has an extension: texts cannot reach it. Write a mobile number."
    ),
    "short": _("This number is too short to receive texts. Write a mobile number."),
    "too_short": _("Digits are missing in this number."),
    "too_long": _("This number has too many digits. Write one number only."),
    "landline": _("This is a landline: texts do not arrive. Write a mobile number."),
    "special": _(
        "This is a special number (free, premium or for machines), not a mobile phone."
    ),
    "fiction": _(
        "This number is reserved for fiction: nobody has it. Write a real number."
    ),
    "own": _(
        "Our own texts and calls come from this number: nobody could be reached on it. "
        "Write somebody's mobile number."
    ),
    "unknown": UNKNOWN,
}


def accepts_fiction() -> bool:
    """True while no text leaves the house: invented numbers ring the test phones."""
    return settings.SMS_PROVIDER == "simulator"


def region_of(team: Team) -> str:
    """The country of numbers written without a country code: that of its holidays."""
    return team.holiday_region.partition("-")[0]


def explain_phone(reason: str) -> str:
    """A sentence in the reader's language for a reason of PhoneError."""
    return str(SENTENCES.get(reason, UNKNOWN))


class PhoneField(forms.CharField):
    """Its value is E.164, or empty. `region` is the country of national numbers."""

    region = "FR"

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault(
            "widget",
            forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """`06 12 34 56 78` for a number that is kept; what was typed stays."""
        if isinstance(value, str) and value.startswith("+") and value[1:].isdigit():
            return show_phone(value)
        return value

    def clean(self, value: Any) -> str:
        """The E.164 number. Raises ValidationError with what to do."""
        text: str = super().clean(value)
        if not text:
            return ""
        try:
            return parse_phone(
                text,
                self.region,
                accept_fiction=accepts_fiction(),
                own=own_numbers(),
            )
        except PhoneError as error:
            raise forms.ValidationError(explain_phone(error.reason)) from error


def help_for_phone() -> str:
    """What the field's help says, with an example that is nobody's number."""
    return gettext(
        "Such as %(example)s. Overseas and foreign numbers are read too."
    ) % {"example": "06 39 98 01 23"}
