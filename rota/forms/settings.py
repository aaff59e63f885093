"""What a lead sets of her team: its name, its week, its rules."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from rota.core.frame import frame_text
from rota.core.holidays import REGIONS
from rota.core.school import ZONES
from rota.core.spelling import fold
from rota.core.zones import FRENCH_ZONES, other_zones
from rota.forms.line import LineField
from rota.models import WEEKDAYS, Membership, Team

MOST_NOTICE = 90  # days
WEEK = timedelta(days=7)
WORKING_DAY = timedelta(days=1)
Choices = list[tuple[str, str]]


class FallbackField(forms.ModelChoiceField):
    """A member, said together with whether she can be reached."""

    def label_from_instance(self, obj: Any) -> str:
        """The name; members without a number say so."""
        if obj.person.phone:
            return str(obj)
        return gettext("%(name)s (no mobile phone yet)") % {"name": obj}


class TeamSettingsForm(forms.ModelForm):
    """Refuses a week that leaves no working hour, and a fallback without a phone."""

    name = LineField(
        label=_("Name"),
        max_length=60,
        help_text=_("Colleagues see it in their calendars."),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))
    holiday_region = forms.ChoiceField(label=_("Public holidays of"))
    school_zone = forms.ChoiceField(
        label=_("School holidays of"),
        help_text=_("A hint for those who say when they cannot; it forbids nothing."),
        required=False,
    )
    fallback = FallbackField(
        label=_("Person called when nobody is on call"),
        help_text=_("A call in an uncovered weekend goes to this person at once."),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )

    class Meta:
        model = Team
        fields: ClassVar[list[str]] = [
            "name",
            "language",
            "time_zone",
            "holiday_region",
            "school_zone",
            "starts_weekday",
            "starts_time",
            "ends_weekday",
            "ends_time",
            "has_backup",
            "mixes_trades",
            "notice_days",
            "covers_need_lead",
            "fallback",
            "emergency_contact",
            "monthly_tests",
            "frame",
        ]
        labels: ClassVar[dict[str, Any]] = {
            "language": _("Language"),
            "starts_weekday": _("From"),
            "starts_time": _("Starting hour"),
            "ends_weekday": _("Until"),
            "ends_time": _("Ending hour"),
            "has_backup": _("A backup is on call too"),
            "mixes_trades": _("The backup is of another trade"),
            "notice_days": _("Days of notice"),
            "covers_need_lead": _("A lead approves covers and swaps"),
            "emergency_contact": _("Whom callers ring when nobody answers"),
            "monthly_tests": _("Send a test text each month to whoever may be called"),
            "frame": _("What is not asked of the person on call"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "language": _("Of texts and e-mails to those who chose no language."),
            "notice_days": _(
                "A weekend published later than that is marked as short notice."
            ),
            "emergency_contact": _(
                "For instance a switchboard and its number. Callers see it as typed."
            ),
            "frame": _("Shown with every call. Left empty, the usual text is."),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "starts_time": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "ends_time": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "notice_days": forms.NumberInput({"max": MOST_NOTICE}),
            "emergency_contact": forms.TextInput({"autocomplete": "off"}),
            "frame": forms.Textarea({"rows": 4}),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.instance
        self.initial["frame"] = frame_text(team.frame, team.language)
        self.fields["frame"].required = False
        self.fields["notice_days"].validators.append(MaxValueValidator(MOST_NOTICE))
        self.fields["time_zone"].choices = zone_choices(team.time_zone)  # type: ignore[attr-defined]
        self.fields["holiday_region"].choices = region_choices(team.holiday_region)  # type: ignore[attr-defined]
        self.fields["school_zone"].choices = school_choices()  # type: ignore[attr-defined]
        _offer(
            self.fields["fallback"],
            Membership.objects.filter(
                Q(until_on__isnull=True) | Q(until_on__gte=today),
                team=team,
                person__is_active=True,
            ),
        )

    def clean_fallback(self) -> Membership | None:
        """Somebody who can be called. Raises ValidationError otherwise."""
        member: Membership | None = self.cleaned_data["fallback"]
        if member and not member.person.phone:
            raise forms.ValidationError(
                gettext(
                    "%(name)s has no mobile phone yet and could not be called. "
                    "Choose somebody else, or add the number on the team page first."
                ),
                params={"name": member},
            )
        return member

    def clean(self) -> dict[str, Any]:
        """The end comes after the start and leaves a day of work in the week."""
        data = super().clean() or {}
        moments = ("starts_weekday", "starts_time", "ends_weekday", "ends_time")
        if any(data.get(name) is None for name in moments):
            return data
        message = week_problem(*(data[name] for name in moments))
        if message:
            self.add_error("ends_time", message)
        return data


def week_problem(
    starts_weekday: int, starts_time: Any, ends_weekday: int, ends_time: Any
) -> str:
    """Why off-hours cannot run like that, in the reader's language; empty if they can.

    An earlier weekday is next week's: Friday to Monday goes over the weekend.
    """
    if starts_weekday == ends_weekday and ends_time <= starts_time:
        return gettext(
            "On call starts and ends on %(day)s: choose an ending hour that comes "
            "after the starting hour, or another day."
        ) % {"day": dict(WEEKDAYS)[starts_weekday]}
    length = timedelta(
        days=(ends_weekday - starts_weekday) % 7,
        hours=ends_time.hour - starts_time.hour,
        minutes=ends_time.minute - starts_time.minute,
    )
    if WEEK - length < WORKING_DAY:
        return gettext(
            "These off-hours leave less than one day of work in a week. Choose an "
            "earlier end or a later start."
        )
    return ""


def zone_choices(current: str) -> list[tuple[Any, Any]]:
    """French territories by name, then every place; the current zone always."""
    french = [(zone, f"{_in_words(fr, en)} ({zone})") for zone, fr, en in FRENCH_ZONES]
    others = [(zone, zone.replace("_", " ")) for zone in other_zones()]
    known = {zone for zone, _label in [*french, *others]}
    unusual: Choices = [] if current in known else [(current, current)]
    return [
        (gettext("France and its territories"), french),
        (gettext("Elsewhere"), [*unusual, *others]),
    ]


def region_choices(current: str) -> Choices:
    """The territories with their own days off; the current region always."""
    regions = [(code, _in_words(fr, en)) for code, fr, en in REGIONS]
    known = {code for code, _label in regions}
    return regions if current in known else [*regions, (current, current)]


def school_choices() -> Choices:
    """The zones of school holidays; without one, what the three of the mainland
    share."""
    zones = [(code, _in_words(fr, en)) for code, fr, en in ZONES]
    return [("", gettext("what zones A, B and C share")), *zones]


def _offer(field: Any, members: QuerySet[Membership]) -> None:
    """Lets a field choose among members, in the order of the alphabet: that of the
    database puts Élodie after Yann."""
    field.queryset = members.select_related("person")
    found = sorted(field.queryset, key=lambda one: fold(one.person.name))
    field.choices = [
        ("", field.empty_label),
        *((one.pk, field.label_from_instance(one)) for one in found),
    ]


def _in_words(french: str, english: str) -> str:
    return french if (get_language() or "").startswith("fr") else english
