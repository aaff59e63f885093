"""What leads did to the draft, step by step: the history of each seat before it was
published, and what can be undone. Only ever added to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rota.models.appending import Appended
from rota.models.people import Membership, Person, Team
from rota.models.shifts import Period, Seat


class StepKind(models.TextChoices):
    """What a step was."""

    EDIT = "edit", _("by hand")
    FILL = "fill", _("filled fairly")
    DISCARD = "discard", _("draft discarded")
    LEFT = "left", _("last day changed")
    UNDO = "undo", _("undone")
    REDO = "redo", _("redone")
    # what it did was changed by somebody else since: it is not undone any more
    LAPSED = "lapsed", _("cannot be undone")
    # nothing before it is undone: people have been told
    PUBLISHED = "published", _("published")


class DraftStep(Appended):
    """One thing done to the draft of a team, and undone as one.

    `of`: the step that is undone, redone, or lapsed.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="steps")
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=9, choices=StepKind, default=StepKind.EDIT)
    of = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind__in=["undo", "redo", "lapsed"], of__isnull=False)
                | Q(kind__in=["edit", "fill", "discard", "left", "published"])
                & Q(of__isnull=True),
                name="draft_step_of_another_names_it",
            )
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.at:%Y-%m-%d %H:%M} {self.kind}"


class DraftEdit(Appended):
    """One seat as it was before and after a step, drafted or published.

    Nobody: empty, or `uncovered` on purpose.
    """

    step = models.ForeignKey(DraftStep, on_delete=models.CASCADE, related_name="edits")
    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="+")
    seat = models.CharField(max_length=8, choices=Seat)
    before = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    was_uncovered = models.BooleanField(default=False)
    after = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    uncovered = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["step", "period", "seat"], name="draft_edit_once_per_seat"
            ),
            models.CheckConstraint(
                condition=(Q(was_uncovered=False) | Q(before__isnull=True))
                & (Q(uncovered=False) | Q(after__isnull=True)),
                name="draft_edit_uncovered_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.seat}: {self.before} → {self.after}"
