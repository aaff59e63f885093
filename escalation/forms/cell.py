"""The roles of a crisis cell as rows: what each is called, and who has it, in order."""

from typing import Any

from django import forms
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from escalation.cells import Plan, Role
from escalation.models import RoleKind
from rota.models import LANGUAGES, Person

MAX_ROLES, MAX_PEOPLE, MAX_MINUTES = 30, 8, 60


class RoleForm(forms.Form):
    """One role; an empty choice after its people, for one substitute more."""

    kind = forms.ChoiceField(
        choices=RoleKind.choices, required=False, widget=forms.HiddenInput
    )
    name = forms.CharField(
        label=_("Role"),
        max_length=60,
        error_messages={"required": _("Say what this role is called, or remove it.")},
    )
    off_hours = forms.BooleanField(label=_("May be called off hours"), required=False)

    def __init__(self, *args: Any, people: dict[int, Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        line: list[int] = (self.initial or {}).get("line", [])
        count = max(len(line) + 1, 2)
        if self.is_bound:
            keys = (f"{self.prefix}-person_{n}" for n in range(MAX_PEOPLE))
            count = sum(key in self.data for key in keys)
        self.names = [f"person_{number}" for number in range(min(count, MAX_PEOPLE))]
        choices = [("", "–"), *((str(pk), _choice(one)) for pk, one in people.items())]
        for number, field in enumerate(self.names):
            self.fields[field] = forms.ChoiceField(
                label=_("Then") if number else _("Called first"),
                choices=choices,
                required=False,
                initial=str(line[number]) if number < len(line) else "",
            )

    @property
    def is_fixed(self) -> bool:
        """True for the on-call agent: whoever has the call, always."""
        return bool(self["kind"].value() == RoleKind.ON_CALL)

    @property
    def line(self) -> list[forms.BoundField]:
        """The fields of its people, in order."""
        return [self[name] for name in self.names]

    def clean(self) -> dict[str, Any]:
        """Nobody stands in a line twice."""
        cleaned = super().clean() or {}
        chosen = [int(pk) for name in self.names if (pk := cleaned.get(name))]
        for pk in set(chosen):
            if chosen.count(pk) > 1:
                text = gettext("%(name)s is named twice for this role.")
                self.add_error(None, text % {"name": self.people[pk].name})
        cleaned["line"] = tuple(self.people[pk] for pk in chosen)
        return cleaned

    def typed(self) -> dict[str, Any]:
        """What stands in it, saved or not, as the initial of another."""
        chosen = (str(field.value() or "") for field in self.line)
        return {
            "kind": self["kind"].value() or "",
            "name": self["name"].value() or "",
            "off_hours": bool(self["off_hours"].value()),
            "line": [int(pk) for pk in chosen if pk.isdecimal()],
        }

    def role(self) -> Role:
        """What was typed; a name as delivered stays in each reader's language."""
        said = self.cleaned_data
        kind, name = said["kind"], said["name"].strip()
        if kind and name in _names(kind):
            name = ""
        if kind == RoleKind.ON_CALL:
            return Role(kind, name)
        return Role(kind, name, said["off_hours"], said["line"])


_Roles = forms.formset_factory(
    RoleForm, extra=0, max_num=MAX_ROLES, validate_max=True, absolute_max=MAX_ROLES
)


class CellForm(forms.Form):
    """All the roles, and how long somebody has to answer. `people`: who may be
    named."""

    answer_minutes = forms.IntegerField(
        label=_("Minutes without an answer, after which the next person is called"),
        min_value=1,
        max_value=MAX_MINUTES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(
        self, data: Any = None, *, plan: Plan, people: dict[int, Person]
    ) -> None:
        super().__init__(data, initial={"answer_minutes": plan.answer_minutes})
        self.people = people
        self.rows = self._rows(data, None if data else list(map(_initial, plan.roles)))

    def _rows(self, data: Any, initial: Any) -> Any:
        more = {"people": self.people}
        return _Roles(data, prefix="roles", initial=initial, form_kwargs=more)

    def is_valid(self) -> bool:
        """Checks every row too, so that all errors are shown at once."""
        rows_are_valid = self.rows.is_valid()
        return super().is_valid() and rows_are_valid

    def clean(self) -> dict[str, Any]:
        """Two roles of one name could not be told apart; the on-call agent's stays."""
        cleaned = super().clean() or {}
        if self.rows.is_valid():
            roles = self.roles()
            names = [role.label.casefold() for role in roles]
            if len(set(names)) < len(names):
                self.add_error(None, gettext("Two roles have the same name."))
            kinds = [role.kind for role in roles if role.kind]
            if len(set(kinds)) < len(kinds) or RoleKind.ON_CALL not in kinds:
                text = gettext("The list of roles was incomplete: open the page again.")
                self.add_error(None, text)
        return cleaned

    def summary(self) -> list[str]:
        """What is wrong with the roles as a whole; each row says the rest."""
        return [*self.non_field_errors(), *self.rows.non_form_errors()]

    def roles(self) -> list[Role]:
        """The roles as typed, in their order."""
        return [row.role() for row in self.rows]

    def edited(self, action: str) -> "CellForm":
        """The form with a role more (“add”), less (“remove-2”) or moved (“up-2”,
        “down-2”), not saved yet."""
        rows = [row.typed() for row in self.rows]
        what, _dash, number = action.partition("-")
        at = int(number) if number.isdecimal() and int(number) < len(rows) else None
        if what == "add" and len(rows) < MAX_ROLES:
            rows.append({"kind": "", "name": "", "off_hours": True, "line": []})
        elif what == "remove" and at is not None:
            if rows[at]["kind"] != RoleKind.ON_CALL:
                del rows[at]
        elif at is not None:
            other = at + {"up": -1, "down": 1}.get(what, 0)
            if 0 <= other < len(rows):
                rows[at], rows[other] = rows[other], rows[at]
        form = CellForm(plan=Plan(()), people=self.people)
        form.initial = {"answer_minutes": self["answer_minutes"].value()}
        form.rows = self._rows(None, rows)
        return form


def _initial(role: Role) -> dict[str, Any]:
    return {
        "kind": role.kind,
        "name": role.label,
        "off_hours": role.off_hours,
        "line": [person.pk for person in role.people],
    }


def _choice(person: Person) -> str:
    if person.no_cell_off_hours:
        return gettext("%(name)s (not off hours)") % {"name": person.name}
    return person.name


def _names(kind: str) -> set[str]:
    """What a kind of role is called in each language."""
    found = set()
    for language, _label in LANGUAGES:
        with override(language):
            found.add(str(RoleKind(kind).label))
    return found
