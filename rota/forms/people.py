"""What a lead says of a member, and what somebody says of herself."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rota.actions.people import MemberDetails
from rota.core.plan import YEAR
from rota.core.roster_csv import TRAINING_LENGTH, split_trainings
from rota.core.spelling import fold
from rota.forms.line import LineField
from rota.forms.phone import PhoneField, help_for_phone, region_of
from rota.models import LANGUAGES, Membership, Person, Role, Team
from rota.teams import may_correct, may_correct_email

ANY_LANGUAGE = [("", _("the browser's")), *LANGUAGES]


def DateField(**kwargs: Any) -> forms.DateField:  # noqa: N802
    """A day, chosen in the browser's calendar."""
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **kwargs)


class MemberForm(forms.Form):
    """Adds somebody, or changes her when `member` is given.

    Name, number and address of somebody the lead may not correct are shown, not
    asked.
    """

    name = LineField(label=_("First and last name"), max_length=80)
    email = forms.EmailField(
        label=_("Work e-mail"),
        help_text=_("To sign in with; no password is needed."),
    )
    phone = PhoneField(label=_("Mobile phone"), required=False)
    trade = forms.CharField(label=_("Trade"), max_length=40, required=False)
    share = forms.IntegerField(
        label=_("Share of full time, in percent"),
        min_value=1,
        max_value=100,
        initial=100,
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role, initial=Role.AGENT)
    takes_duties = forms.BooleanField(
        label=_("Takes weekends on call"), required=False, initial=True
    )
    experienced = forms.BooleanField(label=_("Experienced on call"), required=False)
    most_duties = forms.IntegerField(
        label=_("At most so many weekends in a year"),
        help_text=_("On call or as backup. Left empty, as many as the rules give."),
        min_value=1,
        max_value=YEAR,
        required=False,
    )
    trainings = forms.MultipleChoiceField(
        label=_("Trainings"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    new_trainings = forms.CharField(
        label=_("Other trainings"),
        help_text=_("Separated by commas; they are added to the team's list."),
        max_length=200,
        required=False,
    )
    from_on = DateField(label=_("First day in the team"))

    def __init__(
        self,
        *args: Any,
        team: Team,
        at: datetime,
        member: Membership | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("initial", _initial(member, team, at))
        super().__init__(*args, **kwargs)
        self.member = member
        names = [name for (name,) in team.trainings.values_list("name")]
        self.trades = sorted(
            set(team.memberships.exclude(trade="").values_list("trade", flat=True)),
            key=fold,
        )
        trainings = self.fields["trainings"]
        trainings.choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        self.fields["trade"].widget.attrs["list"] = "trades"
        self.fields["phone"].region = region_of(team)  # type: ignore[attr-defined]
        self.fields["phone"].help_text = help_for_phone()
        if member is None:
            return
        if not may_correct(member.person, team, at):
            del self.fields["name"], self.fields["phone"]
        if not may_correct_email(member.person, team, at):
            del self.fields["email"]

    def clean_new_trainings(self) -> tuple[str, ...]:
        """Their names. Raises ValidationError when one is too long."""
        names = split_trainings(self.cleaned_data["new_trainings"])
        if any(len(name) > TRAINING_LENGTH for name in names):
            raise forms.ValidationError(
                gettext("The name of a training has at most %(count)d characters."),
                params={"count": TRAINING_LENGTH},
            )
        return names

    def clean_from_on(self) -> date:
        """Not after the last day. Raises ValidationError."""
        first: date = self.cleaned_data["from_on"]
        if self.member and self.member.until_on and first > self.member.until_on:
            raise forms.ValidationError(
                gettext(
                    "The first day comes after the last one. Choose an earlier day."
                )
            )
        return first

    def details(self) -> MemberDetails:
        """What was said; only after `is_valid()`."""
        data = self.cleaned_data
        person = self.member.person if self.member else None
        return MemberDetails(
            name=data.get("name") or (person.name if person else ""),
            email=data.get("email") or (person.email if person else ""),
            phone=data.get("phone", person.phone if person else ""),
            role=data["role"],
            trade=data["trade"],
            share=data["share"],
            takes_duties=data["takes_duties"],
            experienced=data["experienced"],
            most_duties=data["most_duties"],
            trainings=(*data["trainings"], *data["new_trainings"]),
            from_on=data["from_on"],
        )


class LastDayForm(forms.Form):
    """The last day of somebody who leaves; empty: she stays."""

    until_on = DateField(label=_("Last day in the team"), required=False)

    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["until_on"] = member.until_on
        self.member = member

    def clean_until_on(self) -> date | None:
        """Not before the first day. Raises ValidationError."""
        last: date | None = self.cleaned_data["until_on"]
        if last and last < self.member.from_on:
            raise forms.ValidationError(
                gettext("The last day comes before the first one. Choose a later day.")
            )
        return last


class ProfileForm(forms.ModelForm):
    """One's own name and language."""

    name = LineField(label=_("First and last name"), max_length=80)

    class Meta:
        model = Person
        fields = ("name", "language")
        labels = {  # noqa: RUF012
            "language": _("Language"),
        }
        help_texts = {  # noqa: RUF012
            "language": _("Of pages, texts and e-mails."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = ANY_LANGUAGE  # type: ignore[attr-defined]


def _initial(member: Membership | None, team: Team, at: datetime) -> dict[str, Any]:
    if member is None:
        return {"from_on": _today(team, at)}
    return {
        "name": member.person.name,
        "email": member.person.email,
        "phone": member.person.phone,
        "trade": member.trade,
        "share": member.share,
        "role": member.role,
        "takes_duties": member.takes_duties,
        "experienced": member.experienced,
        "most_duties": member.most_duties,
        "trainings": list(member.trainings.values_list("name", flat=True)),
        "from_on": member.from_on,
    }


def _today(team: Team, at: datetime) -> date:
    return at.astimezone(team.zone).date()
