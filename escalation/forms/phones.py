"""What a test phone's owner may do: answer, press a key, switch it off."""

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.models import HandsetMode


class ReplyForm(forms.Form):
    """A text written on a test phone."""

    phone = forms.CharField(max_length=16, widget=forms.HiddenInput)
    body = forms.CharField(label=_("Reply"), max_length=480)


class ModeForm(forms.Form):
    """On, switched off, not in service, blocked."""

    phone = forms.CharField(max_length=16, widget=forms.HiddenInput)
    mode = forms.ChoiceField(label=_("This phone is"), choices=HandsetMode.choices)


class CallForm(forms.Form):
    """What one does with a call: “answer”, “hang_up”, or a key."""

    call = forms.IntegerField(widget=forms.HiddenInput)
    do = forms.RegexField(r"answer|hang_up|[0-9*#]")
