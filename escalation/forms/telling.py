"""How whoever calls is told what becomes of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.models import Caller, Following, Telling
from escalation.reaching import takes_texts
from rota.core.phones import show_phone
from rota.forms.phone import PhoneField, region_of

# what each way needs; the page needs nothing
FIELDS = {Telling.SMS: "told_phone", Telling.EMAIL: "told_email"}


class TellingForm(forms.Form):
    """On the page only, by text, or by e-mail. `told`, once it is valid: the way, and
    the number (E.164) or the address.

    `call_back` (E.164) is offered where texts may arrive there; an empty number is the
    one there was, else the one to call back that was typed. Beside a
    call that is being made, what is wrong here stops nothing.
    """

    told_by = forms.ChoiceField(
        label=_("How do you want to be told what becomes of it?"),
        choices=Telling.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    told_phone = PhoneField(label=_("Mobile number that gets the SMS"), required=False)
    told_email = forms.EmailField(
        label=_("Address that gets the e-mails"),
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("This is no e-mail address. Write one such as name@town.fr."),
        },
    )

    def __init__(
        self,
        data: Any = None,
        *,
        caller: Caller,
        call_back: str,
        following: Following | None = None,
    ) -> None:
        super().__init__(data)
        self.fields["told_phone"].region = region_of(caller.team)  # type: ignore[attr-defined]
        # where she is told now; not shown, for others of her service hold the link too
        self.kept = {following.way: following.to} if following else {}
        self.initial = {
            "told_by": following.way if following else caller.told_by,
            "told_phone": self._textable(call_back),
            "told_email": caller.email,
        }
        for way, name in FIELDS.items():
            if self.kept.get(way):
                self.initial[name] = ""
                self.fields[name].help_text = gettext("Left empty, it stays as it is.")

    @property
    def told(self) -> tuple[str, str]:
        """The way and where to."""
        way = self.cleaned_data["told_by"] or Telling.PAGE
        return way, self.cleaned_data[FIELDS[way]] if way in FIELDS else ""

    @property
    def wrong(self) -> str:
        """What was typed and cannot be used, with why."""
        typed = (self.data.get(name, "") for name in self.errors)
        why = " ".join(str(line) for lines in self.errors.values() for line in lines)
        shown = ", ".join(f"“{text[:60]}”" for text in typed if text)
        return f"{shown}: {why}" if shown else why

    def clean(self) -> dict[str, Any]:
        """Only what the chosen way needs is looked at."""
        said = super().clean() or {}
        way = said.get("told_by")
        for other, name in FIELDS.items():
            if other != way:
                self.errors.pop(name, None)
        if way == Telling.SMS and not self.errors:
            said["told_phone"] = self._number(said["told_phone"])
        elif way == Telling.EMAIL and not self.errors:
            said["told_email"] = said["told_email"] or self.kept.get(way, "")
            if not said["told_email"]:
                self.add_error("told_email", gettext("Write the address first."))
        return said

    def _number(self, typed: str) -> str:
        call_back = self.data.get("call_back_phone", "")
        number = typed or self.kept.get(Telling.SMS) or self._textable(call_back)
        if not number:
            self.add_error("told_phone", gettext("Write the mobile number first."))
        elif not takes_texts(number):
            self.add_error(
                "told_phone",
                gettext(
                    "Texts to this number are stopped (STOP). Send START from it to "
                    "the number they came from, or choose another way."
                ),
            )
        return number

    def _textable(self, number: str) -> str:
        """The number, E.164, if a text may arrive there; else empty."""
        try:
            return self.fields["told_phone"].clean(show_phone(number) if number else "")
        except forms.ValidationError:
            return ""
