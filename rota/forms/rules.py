"""How a team shares its weekends: spacing, limits, pairs, and what each weighs."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rota.core.plan import YEAR, Rules
from rota.core.weights import FEAST, SEATS, USUAL, WEEKEND
from rota.models import PeriodKind, Seat, Team
from rota.rules import weights_of

LONGEST_GAP = 26  # weeks
MOST_POINTS = 99
KINDS = {
    PeriodKind.WEEKEND: _("An ordinary weekend"),
    PeriodKind.LONG_WEEKEND: _("A weekend lengthened by a public holiday"),
    PeriodKind.HOLIDAY: _("A public holiday in the week"),
    FEAST: _("Christmas or New Year"),
}
# what all other points are compared with: balances are told in such weekends
UNIT = (PeriodKind.WEEKEND, Seat.ON_CALL)


class RulesForm(forms.ModelForm):
    """What is left empty is automatic, or without limit."""

    class Meta:
        model = Team
        fields: ClassVar[list[str]] = [
            "gap_any",
            "gap_primary",
            "most_duties",
            "in_weeks",
            "pairs_experience",
        ]
        labels: ClassVar[dict[str, Any]] = {
            "gap_any": _("Weeks between any two duties"),
            "gap_primary": _("Weeks between two duties on call"),
            "most_duties": _("At most so many duties"),
            "in_weeks": _("in so many weeks"),
            "pairs_experience": _("At least one of the two is experienced"),
        }

    def __init__(
        self, *args: Any, usual: Rules, experienced: int, people: int, **kwargs: Any
    ) -> None:
        """`usual`: what automatic means today; `experienced`: how many of the people
        who take duties are."""
        super().__init__(*args, **kwargs)
        limits = {
            "gap_any": (1, LONGEST_GAP),
            "gap_primary": (1, LONGEST_GAP),
            "most_duties": (1, YEAR),
            "in_weeks": (1, YEAR),
        }
        for name, (least, most) in limits.items():
            field = self.fields[name]
            field.validators += [MinValueValidator(least), MaxValueValidator(most)]
            field.widget.attrs |= {"min": least, "max": most}
        for name in ("gap_any", "gap_primary"):
            self.fields[name].help_text = _automatic(getattr(usual, name))
        for name in ("most_duties", "in_weeks"):
            self.fields[name].help_text = gettext("Left empty, without limit.")
        self.fields["pairs_experience"].help_text = gettext(
            "Experienced now: %(count)d of %(people)d. Say on the team page who is."
        ) % {"count": experienced, "people": people}
        self._ask_points()

    def clean(self) -> dict[str, Any]:
        """A limit is two numbers, and two duties on call are two duties."""
        data = super().clean() or {}
        limit = [data.get("most_duties"), data.get("in_weeks")]
        if limit.count(None) == 1 and not self.errors:
            name = "in_weeks" if data["in_weeks"] is None else "most_duties"
            text = gettext("Write both numbers of the limit, or neither.")
            self.add_error(name, text)
        gap_any, primary = data.get("gap_any"), data.get("gap_primary")
        if gap_any is not None and primary is not None and primary < gap_any:
            text = gettext(
                "Two duties on call are two duties: write %(weeks)d or more."
            )
            self.add_error("gap_primary", text % {"weeks": gap_any})
        return data

    def values(self) -> dict[str, Any]:
        """The settings they are, by name; only after `is_valid()`. Points as usual
        are not kept as the team's own."""
        data = self.cleaned_data
        points = {}
        for kind in KINDS:
            pair = tuple(data.get(_name(kind, seat), WEEKEND) for seat in SEATS)
            if pair != getattr(USUAL, kind):
                points[str(kind)] = list(pair)
        return {name: data[name] for name in self.Meta.fields} | {"points": points}

    def rows(self) -> list[tuple[str, list[Any]]]:
        """Each kind of period in words, and its two fields; None for the unit."""
        names = [(kind, [_name(kind, seat) for seat in SEATS]) for kind in KINDS]
        return [
            (str(KINDS[kind]), [self[n] if n in self.fields else None for n in both])
            for kind, both in names
        ]

    @property
    def points_have_errors(self) -> bool:
        """True when something is wrong with what a weekend weighs."""
        return any(name.startswith("points_") for name in self.errors)

    def _ask_points(self) -> None:
        weights = weights_of(self.instance)
        for kind, text in KINDS.items():
            for place, seat in enumerate(SEATS):
                if (kind, seat) == UNIT:
                    continue
                self.fields[_name(kind, seat)] = forms.IntegerField(
                    label=f"{text}, {Seat(seat).label}",
                    min_value=0,
                    max_value=MOST_POINTS,
                    initial=getattr(weights, kind)[place],
                )


def _name(kind: str, seat: str) -> str:
    return f"points_{kind}_{seat}"


def _automatic(weeks: int) -> str:
    return gettext("Left empty, automatic: %(weeks)d today.") % {"weeks": weeks}
