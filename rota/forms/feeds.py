"""What is asked to make an address of a calendar, and to change one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rota.forms.line import LineField
from rota.models import FeedKind, Membership, Role

NAME_LENGTH = 60
REMINDERS = [
    ("", _("none")),
    ("60", _("1 hour before")),
    ("720", _("12 hours before")),
    ("1440", _("1 day before")),
    ("2880", _("2 days before")),
]


class NameForm(forms.Form):
    """Another name and, for one's own weekends, another reminder."""

    name = LineField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("To tell your addresses apart: “my phone”, “Outlook”."),
    )
    remind_before = forms.TypedChoiceField(
        label=_("Reminder"),
        choices=REMINDERS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_(
            "Shown by Thunderbird, and by Apple's calendars if they are let; Google "
            "and Outlook ignore it."
        ),
    )

    def __init__(self, *args: Any, kind: str, shared: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != FeedKind.OWN:
            del self.fields["remind_before"]
        if shared:
            _ask_for_whom(self.fields["name"])


class FeedForm(NameForm):
    """An address of one's own: of one's weekends, or of everybody's."""

    kind = forms.ChoiceField(label=_("What it shows"), widget=forms.RadioSelect)
    field_order = ("kind", "name", "remind_before")

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        holds = member.role != Role.READER and member.takes_duties
        kind = FeedKind.OWN if holds else FeedKind.TEAM
        super().__init__(*args, kind=kind, shared=False, **kwargs)
        _offer(self.fields["kind"], [FeedKind.OWN] * holds + [FeedKind.TEAM])


class SharedForm(NameForm):
    """An address of the team's, for somebody without an account, or a screen."""

    kind = forms.ChoiceField(label=_("What it shows"), widget=forms.RadioSelect)
    field_order = ("kind", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, kind=FeedKind.TEAM, shared=True, **kwargs)
        _offer(self.fields["kind"], [FeedKind.TEAM, FeedKind.WALL])


def _ask_for_whom(field: Any) -> None:
    """Nobody can withdraw an address of which nobody knows whose it is."""
    field.label = _("For whom, or where")
    field.help_text = _("For instance “Mayor's office”, “screen in the hall”.")
    field.required = True


def _offer(field: Any, kinds: list[FeedKind]) -> None:
    field.choices = [(kind.value, kind.label) for kind in kinds]
    field.initial = kinds[0].value
