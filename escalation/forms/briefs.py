"""Rows of the weekend sheet, as somebody types them: one form for each kind."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from escalation.core.written import split_moment
from escalation.deferred import who_may_have_it
from escalation.forms.callers import explain
from escalation.models import BriefRow, Outlet, RowKind
from rota.core.dates import show_day
from rota.core.phones import PhoneError, parse_call_back, show_phone
from rota.core.spelling import one_line
from rota.models import Period, Person
from rota.senders import own_numbers

MAX_WORDS = 5000
TOO_LONG = _(
    "That is %(show_value)d characters; %(limit_value)d is the most. Shorten it, or "
    "put a link to the rest."
)


def words(label: Any, *, rows: int = 4, **more: Any) -> forms.CharField:
    """Some lines of text."""
    return forms.CharField(
        label=label,
        max_length=MAX_WORDS,
        error_messages={"max_length": TOO_LONG} | more.pop("error_messages", {}),
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


def line(label: Any, **more: Any) -> forms.CharField:
    """One line of text."""
    return forms.CharField(
        label=label,
        max_length=160,
        error_messages={"max_length": TOO_LONG} | more.pop("error_messages", {}),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **more,
    )


class ClockField(forms.CharField):
    """A time of day as people write it: 10:30, 10h30, 10 h, 9 am."""

    def clean(self, value: Any) -> time | None:
        """Raises ValidationError with an example."""
        typed: str = super().clean(value)
        rest, clock = split_moment(typed) if typed else ("", None)
        if typed and (rest or clock is None):
            raise ValidationError(gettext("Write a time, such as 15:30."))
        return clock


class RowForm(forms.Form):
    """What all have in common. `period`: the weekend; `at`: now; `row`: the one that
    is changed; `by`: whoever writes, to begin with, owns what she writes.

    Once valid, `values` is what the row is to say.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        period: Period,
        at: datetime,
        row: BriefRow | None = None,
        by: Person | None = None,
        prefix: str | None = None,
    ) -> None:
        self.period, self.row = period, row
        initial = self.read(row) if row else {"owner": by}
        super().__init__(data, initial=initial, prefix=prefix, auto_id="row_%s")
        if "owner" in self.fields:
            team = who_may_have_it(period.team, at)
            here = Q(pk__in=[one.person_id for one in team])
            kept = Q(pk=row.owner_id if row else None)
            owner = cast(forms.ModelChoiceField, self.fields["owner"])
            owner.queryset = Person.objects.filter(here | kept)

    def read(self, row: BriefRow) -> dict[str, Any]:
        """What the fields show of a row."""
        return {name: getattr(row, name) for name in self.base_fields}

    def clean_text(self) -> str:
        """With the ends of lines that rows have, so that what was not touched is no
        change."""
        return self.cleaned_data["text"].replace("\r\n", "\n")

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the row."""
        return dict(self.cleaned_data)


class OwnedForm(RowForm):
    """A row that somebody of the team looks after."""

    owner = forms.ModelChoiceField(
        label=_("Who looks after it"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("nobody for now"),
    )


class PostRowForm(OwnedForm):
    """A scheduled post: a day of the weekend, a time, a network."""

    day = forms.ChoiceField(
        label=_("Day"), error_messages={"required": _("Choose the day.")}
    )
    time = ClockField(
        label=_("Time"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write a time, such as 15:30.")},
    )
    outlet = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Outlet.objects.none(),
        empty_label=_("choose"),
        error_messages={"required": _("Choose where it is published.")},
    )
    text = words(
        _("What it says"),
        error_messages={"required": _("Write what it says: somebody re-reads it.")},
    )
    link = forms.URLField(
        label=_("Link to the scheduled post"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={
            "invalid": _("That is no address of a page: copy it from the browser.")
        },
    )
    field_order = ("day", "time", "outlet", "text", "link", "owner")

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        offered = Q(ended_at=None) | Q(pk=self.row.outlet_id if self.row else None)
        outlet = cast(forms.ModelChoiceField, self.fields["outlet"])
        outlet.queryset = self.period.team.outlets.filter(offered)
        language = get_language() or ""
        days = set(days_of(self.period))
        if self.row and self.row.at:
            days.add(self._here(self.row.at).date())
        cast(forms.ChoiceField, self.fields["day"]).choices = [
            ("", _("choose")),
            *((day.isoformat(), show_day(day, language)) for day in sorted(days)),
        ]

    def read(self, row: BriefRow) -> dict[str, Any]:
        """Its moment as a day and a time."""
        here = self._here(row.at) if row.at else None
        return {
            **{name: getattr(row, name) for name in ("outlet", "text", "link")},
            "owner": row.owner,
            "day": here.date().isoformat() if here else "",
            "time": f"{here:%H:%M}" if here else "",
        }

    def clean(self) -> dict[str, Any]:
        """Refuses an hour that the clocks leave out that night."""
        cleaned = super().clean() or {}
        if cleaned.get("day") and cleaned.get("time"):
            zone = self.period.team.zone
            day = date.fromisoformat(cleaned["day"])
            local = datetime.combine(day, cleaned["time"], tzinfo=zone)
            back = datetime.fromtimestamp(local.timestamp(), zone)
            if back.time() != local.time():
                said = gettext("The clocks skip this hour that night: choose another.")
                self.add_error("time", said)
            cleaned["at"] = local
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the row."""
        names = ("at", "outlet", "text", "link", "owner")
        return {name: self.cleaned_data[name] for name in names}

    def _here(self, at: datetime) -> datetime:
        return at.astimezone(self.period.team.zone)


class SubjectForm(OwnedForm):
    """Something that may come up: what to say, on whose word, until when."""

    title = line(_("Subject"), error_messages={"required": _("Say what it is about.")})
    text = words(_("Agreed wording"), required=False)
    source = line(_("Source"), required=False)
    until_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ("title", "text", "source", "until_on", "owner")

    def clean_title(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["title"])


class ContactForm(RowForm):
    """Somebody to ring this weekend."""

    title = line(
        _("Name"), error_messages={"required": _("Write a name, or a service.")}
    )
    source = line(_("Role"), required=False)
    phone = forms.CharField(
        label=_("Telephone number"),
        max_length=40,
        help_text=_("Landlines too. It is in no e-mail."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        error_messages={"required": _("Write the number to ring.")},
    )

    def read(self, row: BriefRow) -> dict[str, Any]:
        """The number as people write it."""
        return super().read(row) | {"phone": show_phone(row.phone)}

    def clean_phone(self) -> str:
        """E.164."""
        region = self.period.team.holiday_region[:2]
        try:
            return parse_call_back(
                self.cleaned_data["phone"], region, own=own_numbers()
            )
        except PhoneError as error:
            raise ValidationError(explain(error.reason)) from error


class NoteRowForm(RowForm):
    """Whatever else is worth knowing."""

    text = words(_("A note"), error_messages={"required": _("Write the note first.")})


FORMS: dict[str, type[RowForm]] = {
    RowKind.POST: PostRowForm,
    RowKind.SUBJECT: SubjectForm,
    RowKind.CONTACT: ContactForm,
    RowKind.NOTE: NoteRowForm,
}


def days_of(period: Period) -> list[date]:
    """Every day that the weekend touches, on the team's calendar."""
    zone = period.team.zone
    first = period.starts_at.astimezone(zone).date()
    last = period.ends_at.astimezone(zone).date()
    return [first + timedelta(days=day) for day in range((last - first).days + 1)]
